import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type PreviewServer, preview } from 'vite'

/** The folder of the built site. */
export const folder = fileURLToPath(new URL('../../../docs/.vitepress/dist/', import.meta.url))

/** The pages, by their paths in the site. */
export const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => name.endsWith('.html') && !name.startsWith('lab/'))

/** The pages that are written by hand, of the others one of each kind. */
export const looked = [
  ...pages.filter(name => !name.startsWith('reference/api/') && name !== '404.html'),
  'reference/api/index.html',
  'reference/api/engine/index.html',
  'reference/api/index/functions/fit.html',
  'reference/api/index/interfaces/Recipe.html',
].sort()

/** Serves the site as a host of static files does, without a header of its own. */
export async function serveSite(): Promise<{ address: string; server: PreviewServer }> {
  if (!existsSync(`${folder}lab/index.html`)) throw new Error('expected the built site: npm run docs')
  const server = await preview({
    root: folder,
    configFile: false,
    build: { outDir: '.' },
    preview: { host: '127.0.0.1', port: 0 },
    logLevel: 'error',
  })
  return { address: server.resolvedUrls!.local[0]!, server }
}
