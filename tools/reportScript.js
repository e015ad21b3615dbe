import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

// Bundles the script of the report's pages: `npm run report:script`. The bundle is kept beside its sources, as a module that exports its
// text, so that whatever writes reports needs no bundler; a test holds both together.

const folder = new URL('../src/report/script/', import.meta.url)

/** The text of bundle.ts. */
export async function bundleReportScript() {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      lib: { entry: fileURLToPath(new URL('main.ts', folder)), formats: ['iife'], name: 'report' },
    },
  })
  const [{ output }] = [built].flat()
  const code = output[0].code.replaceAll('\r\n', '\n')
  const escaped = code.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  return `// Bundled from main.ts by \`npm run report:script\`.\nexport const script = \`${escaped}\`\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(new URL('bundle.ts', folder), await bundleReportScript())
