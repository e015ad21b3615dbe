import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

/** The networks that come with the package: they name digits, and find them. */
const networks = ['digits.onnx', 'finder.onnx']

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses, so that the built folder works wherever it is served from.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [bringNetworks(), listFiles()],
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
  build: {
    outDir: '../dist/lab',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no data: addresses but for images.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: {
        index: fileURLToPath(new URL('index.html', import.meta.url)),
        serviceWorker: fileURLToPath(new URL('offline/serviceWorker.ts', import.meta.url)),
      },
      output: {
        // Its name is where it is looked for, and it rules over what lies beside and below it.
        entryFileNames: ({ name }) => (name === 'serviceWorker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
    chunkSizeWarningLimit: 1000,
  },
  logLevel: 'warn',
})

/** Puts the networks beside the page, where `mnist lab --model` may put another in the place of the one that names digits. */
function bringNetworks(): Plugin {
  return {
    name: 'bring-networks',
    async buildStart() {
      if (this.meta.watchMode) return
      for (const fileName of networks) {
        const file = fileURLToPath(new URL(`../models/${fileName}`, import.meta.url))
        if (existsSync(file)) this.emitFile({ type: 'asset', fileName, source: await readFile(file) })
      }
    },
  }
}

/** Writes the names of all files into the service worker, which keeps them; the engine for graphics cards, when it is used. */
function listFiles(): Plugin {
  return {
    name: 'list-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['serviceWorker.js']
      if (worker?.type !== 'chunk') return
      const names = Object.keys(bundle).filter(name => name !== 'serviceWorker.js' && !name.includes('asyncify'))
      worker.code = worker.code.replaceAll('__FILES__', JSON.stringify(names))
    },
  }
}
