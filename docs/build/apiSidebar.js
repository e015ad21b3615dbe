import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const api = fileURLToPath(new URL('../reference/api/', import.meta.url))

/** The entry points by the folder in which typedoc documents them, as a program imports them. */
const entries = {
  index: 'mnist-digit-classifier',
  engine: 'mnist-digit-classifier/engine',
  web: 'mnist-digit-classifier/web',
  tensorboard: 'mnist-digit-classifier/tensorboard',
}

/** What a program calls; the types are linked from there, and listed on the page of the entry point. */
const kinds = { classes: 'Classes', functions: 'Functions', variables: 'Variables' }

/** For each entry point the sidebar of its pages: each page has its sidebar in its HTML, so it lists the names of that entry alone. */
export function apiSidebars() {
  const links = Object.entries(entries).map(([folder, text]) => ({ text, link: `/reference/api/${folder}/` }))
  const above = [
    { text: '← Documentation', link: '/start' },
    { text: 'API', link: '/reference/api/', items: links },
  ]
  return {
    ...Object.fromEntries(
      Object.keys(entries).map(folder => [`/reference/api/${folder}/`, [...above, ...namesOf(folder)]]),
    ),
    '/reference/api/': above,
  }
}

function namesOf(folder) {
  return Object.entries(kinds)
    .filter(([kind]) => existsSync(`${api}${folder}/${kind}`))
    .map(([kind, text]) => ({
      text,
      items: readdirSync(`${api}${folder}/${kind}`)
        .map(file => file.replace(/\.md$/, ''))
        .map(name => ({ text: name, link: `/reference/api/${folder}/${kind}/${name}` })),
    }))
}
