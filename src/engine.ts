import './node/requireNode.js'

// The engine for Node. In a page the same import is engineWeb.ts.
export * from './engineCommon.js'
export { nodeRuntime, nodeRuntime as runtime } from './runtime/node.js'
