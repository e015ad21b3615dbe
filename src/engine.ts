import './node/requireNode.js'

// The engine for Node. In a page the same import is engineWeb.ts.
export * from './engineCommon.js'
export { type ProviderName, providerNames } from './runtime/devices.js'
export { nodeRuntime, nodeRuntime as runtime } from './runtime/node.js'
export { builtInProviders, providerRuntime } from './runtime/nodeProviders.js'
