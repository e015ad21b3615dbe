import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { folder, pages } from './site.js'

// Every link of every page of the built site, read from its HTML.

interface Page {
  readonly ids: ReadonlySet<string>
  readonly targets: readonly string[]
}

const attributes = (html: string, name: string) =>
  [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(match => match[1]!.replaceAll('&amp;', '&'))

const parsed = new Map<string, Page>(
  pages.map(name => {
    const html = readFileSync(folder + name, 'utf8')
    return [
      name,
      { ids: new Set(attributes(html, 'id')), targets: ['href', 'src'].flatMap(one => attributes(html, one)) },
    ]
  }),
)

/** The file that an address of a page leads to, and the anchor in it; undefined for other hosts. */
function resolve(page: string, target: string): { file: string; anchor: string } | undefined {
  if (/^[a-z]+:/.test(target)) return undefined
  const [path = '', anchor = ''] = target.split('#')
  if (path === '') return { file: page, anchor: decodeURIComponent(anchor) }
  const file = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path)
  return { file: file === '' || file.endsWith('/') ? `${file}index.html` : file, anchor: decodeURIComponent(anchor) }
}

test('every link of the site leads to a page that is there, and to an anchor that is in it', () => {
  expect(pages.length).toBeGreaterThan(100)
  const broken = [...parsed].flatMap(([name, { targets }]) =>
    targets.flatMap(target => {
      const found = resolve(name, target)
      if (!found) return []
      const { file, anchor } = found
      const isThere = existsSync(folder + file) && (anchor === '' || (parsed.get(file)?.ids.has(anchor) ?? true))
      return isThere ? [] : [`${name}: ${target}`]
    }),
  )
  expect([...new Set(broken)]).toEqual([])
})

test('no page asks another host for a script, a style, a font or a picture', () => {
  const asked = [...parsed].flatMap(([name]) => {
    const html = readFileSync(folder + name, 'utf8')
    return [...html.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(https?:[^"]*|\/\/[^"]*)"/g)].map(
      ([, address]) => `${name}: ${address}`,
    )
  })
  expect(asked).toEqual([])
})
