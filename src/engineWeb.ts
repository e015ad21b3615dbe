// The engine for a page: what `mnist-digit-classifier/engine` is where a bundler builds for browsers.
export * from './engineCommon.js'
export { webRuntime, webRuntime as runtime } from './runtime/web.js'
export { webGpuRuntime } from './runtime/webGpu.js'
