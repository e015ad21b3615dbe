import { createHash } from 'node:crypto'
import type { openApiDocument } from './document.js'

type Document = ReturnType<typeof openApiDocument>

interface Operation {
  readonly summary: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema: { readonly enum: readonly string[] }
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: object }>> }
    >
  >
}

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1d2430; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.05rem; margin: 0 } code, pre { font: 14px/1.5 ui-monospace, monospace }
section { border: 1px solid #d5dae1; border-radius: 8px; padding: .8rem 1rem; margin: .8rem 0 }
.method { display: inline-block; min-width: 3.2rem; font-weight: 700; color: #0b5a8a } p { margin: .3rem 0 }
pre { background: #f4f6f8; padding: .7rem; border-radius: 6px; overflow: auto; white-space: pre-wrap } dt { font-weight: 600; float: left; width: 3.5rem } dd { margin: 0 0 0 3.5rem }
@media (prefers-color-scheme: dark) { body { background: #14181e; color: #dfe5ec } section { border-color: #39424e } pre { background: #1e242c } .method { color: #79c0ea } a { color: #79c0ea } }
`

const script = `
const [form, output] = [document.querySelector('form'), document.querySelector('output')]
form.addEventListener('submit', async event => {
  event.preventDefault()
  const [file] = form.elements.picture.files
  const key = form.elements.key?.value
  output.textContent = '…'
  try {
    const response = await fetch(form.elements.path.value, {
      method: 'POST',
      body: file,
      headers: { 'content-type': 'application/octet-stream', ...(key && { authorization: 'Bearer ' + key }) },
    })
    output.textContent = response.status + ' ' + JSON.stringify(await response.json(), null, 1)
  } catch (error) {
    output.textContent = error.message
  }
})
`

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What the page may do: show itself, and ask this server. */
export const pagePolicy = `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** A page that shows what a description says, and asks nobody else for anything. */
export function openApiPage(document: Document, hasKey: boolean): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation as Operation)),
  )
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="${escaped(name)}"><summary>${escaped(name)}</summary><pre>${json(schema)}</pre></details>`,
  )
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>mnist serve</title><style>${style}</style></head>
<body>
<h1>mnist serve ${escaped(document.info.version)}</h1>
<p>${escaped(document.info.description)} <a href="/openapi.json">openapi.json</a> says the same to programs.</p>
<section><h2>Try it</h2>
<form><p><label>Picture <input type="file" name="picture" accept="image/*" required></label>
<label>ask <select name="path"><option>/v1/predict<option>/v1/read</select></label>
${hasKey ? '<label>key <input type="password" name="key"></label>' : ''} <button>Send</button></p></form>
<pre><output aria-label="Answer"></output></pre></section>
${operations.join('\n')}
<h1>Schemas</h1>
${schemas.join('\n')}
<script>${script}</script>
</body>
</html>
`
}

function section(
  method: string,
  path: string,
  { summary, parameters = [], requestBody, responses }: Operation,
): string {
  const lines = [
    ...parameters.map(
      ({ name, in: where, schema }) =>
        `<p>${where} <code>${escaped(name)}</code>: ${escaped(schema.enum.join(', '))}</p>`,
    ),
    ...Object.entries(requestBody?.content ?? {}).map(
      ([type, { schema }]) => `<p>body <code>${escaped(type)}</code>${link(schema)}</p>`,
    ),
  ]
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    const [schema] = Object.values(content).map(one => one.schema)
    return `<dt>${escaped(status)}</dt><dd>${escaped(description)}${link(schema)}</dd>`
  })
  return `<section><h2><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h2>
<p>${escaped(summary)}</p>${lines.join('')}<dl>${answers.join('')}</dl></section>`
}

function link(schema: object | undefined): string {
  const name = schema && '$ref' in schema ? String(schema.$ref).split('/').at(-1)! : ''
  return name && ` <a href="#${escaped(name)}">${escaped(name)}</a>`
}

const json = (value: unknown) => escaped(JSON.stringify(value, null, 1))

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)
}
