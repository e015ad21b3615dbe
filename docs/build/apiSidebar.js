import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const api = fileURLToPath(new URL('../reference/api/', import.meta.url))

/** The entry points by the folder in which typedoc documents them, as a program imports them. */
const entries = {
  index: 'mnist-digit-classifier',
  engine: 'mnist-digit-classifier/engine',
  web: 'mnist-digit-classifier/web',
}

/** The pages that typedoc wrote, by entry point and kind. */
export function apiSidebar() {
  const back = { text: '← Documentation', link: '/start' }
  return [
    back,
    ...Object.entries(entries).map(([folder, text]) => ({
      text,
      link: `/reference/api/${folder}/`,
      collapsed: folder !== 'index',
      items: kinds(folder),
    })),
  ]
}

function kinds(folder) {
  if (!existsSync(api + folder)) return []
  return readdirSync(api + folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => ({
      text: name.replace('-', ' ').replace(/^./, first => first.toUpperCase()),
      collapsed: name !== 'functions',
      items: readdirSync(`${api}${folder}/${name}`, { withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(file => file.name.replace(/\.md$/, ''))
        .map(page => ({ text: page, link: `/reference/api/${folder}/${name}/${page}` })),
    }))
}
