import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html, jsonWithin } from '../../src/report/html.js'

test('what is put into a template is escaped, for text and for quoted attributes', () => {
  const hostile = `</p><script>alert(1)</script>"'&`
  const { text } = html`<p title="${hostile}">${hostile}</p>`
  const escaped = '&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;'
  expect(text).toBe(`<p title="${escaped}">${escaped}</p>`)
})

test('templates nest, lists are joined, and nothing is written for nothing', () => {
  const items = ['a', '<b>'].map(item => html`<li>${item}</li>`)
  expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.text).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>0')
})

test('JSON within a script cannot end the script, and is read back as it was', () => {
  const hostile = ['</script><script>alert(1)</script>', '<!--<script>', ']]>', '\u2028\u2029', '&lt;']
  for (const value of hostile) expect(jsonWithin(value).text).not.toMatch(/[<>&\u2028\u2029]/)
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const { text } = jsonWithin(value)
      expect(text).not.toMatch(/[<>&]/)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
