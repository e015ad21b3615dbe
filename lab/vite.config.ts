import { existsSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

/** The networks that come with the package: they name digits, and find them. */
const networks = ['digits.onnx', 'finder.onnx']

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative addresses, so that the built folder works wherever it is served from.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [bringNetworks(), listFiles(), makePackage()],
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
  build: {
    outDir: '../dist/lab',
    emptyOutDir: true,
    target: 'es2023',
    // The policy of the page allows no data: addresses but for images.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
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
      const names = Object.keys(bundle).filter(
        name => !['serviceWorker.js', 'licenses.md'].includes(name) && !name.includes('asyncify'),
      )
      worker.code = worker.code.replaceAll('__FILES__', JSON.stringify(names))
    },
  }
}

/** Makes a package of the built folder, of the same version as the library. `mnist lab` serves the library's networks. */
function makePackage(): Plugin {
  const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  return {
    name: 'make-package',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const { version, license } = JSON.parse(await readFile(pathOf('../package.json'), 'utf8'))
      const manifest = {
        name: 'mnist-digit-classifier-lab',
        version,
        description:
          'The page of `mnist lab`, of mnist-digit-classifier: draw digits, look inside the network, train it',
        license,
        type: 'module',
        files: ['*', '!*.onnx'],
      }
      await writeFile(join(dir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
      await copyFile(pathOf('package/README.md'), join(dir, 'README.md'))
      await copyFile(pathOf('../LICENSE'), join(dir, 'LICENSE'))
    },
  }
}
