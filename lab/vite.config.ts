import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const shippedModel = fileURLToPath(new URL('../models/digits.onnx', import.meta.url))

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses, so that the built folder works wherever it is served from.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [bringModel()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/lab',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no data: addresses but for images.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  logLevel: 'warn',
})

/** Puts the model that comes with the package beside the page, where `mnist lab --model` may put another in its place. */
function bringModel(): Plugin {
  return {
    name: 'bring-model',
    async buildStart() {
      if (this.meta.watchMode || !existsSync(shippedModel)) return
      this.emitFile({ type: 'asset', fileName: 'digits.onnx', source: await readFile(shippedModel) })
    },
  }
}
