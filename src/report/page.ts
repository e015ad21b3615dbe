import { type Content, html, jsonWithin, markup } from './html.js'
import type { PageData } from './pageData.js'
import { script } from './script/bundle.js'
import { style } from './style.js'

/** What a page consists of. */
export interface PageParts {
  readonly title: string
  readonly header: Content
  readonly sections: readonly Section[]
  readonly data: PageData
  /** The picture of all digits. */
  readonly sprite: Content
}

/** A part of a page, with the heading that leads to it. */
export interface Section {
  /** For the address; small letters. */
  readonly id: string
  readonly title: string
  readonly body: Content
}

const mark = '<meta name="generator" content="mnist-digit-classifier report">'

/** Whether a file is a page that this project wrote, and so may be replaced by the next. */
export function isReport(text: string): boolean {
  return text.slice(0, 2000).includes(mark)
}

/**
 * Writes a page that stands alone: it asks the network for nothing, and its policy would forbid it. Style and script are
 * allowed by their digests, so that nothing that found its way into the text could run.
 */
export async function renderPage({ title, header, sections, data, sprite }: PageParts): Promise<string> {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${await digest(style)}'`,
    `script-src '${await digest(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${markup(mark)}
<meta http-equiv="Content-Security-Policy" content="${markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${markup(style)}</style>
</head>
<body>
<header>
${header}
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main>
<noscript><p class="notice">The images are drawn, and the figures answer, where scripts are allowed.</p></noscript>
${sections.map(
  ({ id, title, body }) =>
    html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
)}</main>
<footer><p>Written by <code>mnist</code> of mnist-digit-classifier. This file needs no network and no other file.</p></footer>
${sprite}
<script type="application/json" id="data">${jsonWithin(data)}</script>
<script>${markup(script)}</script>
</body>
</html>`.text
  }\n`
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `sha256-${btoa(String.fromCharCode(...bytes))}`
}
