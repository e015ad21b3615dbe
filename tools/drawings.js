import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

// Makes src/synthesis/drawingData.ts of the line drawings of Lucide (lucide.dev, ISC License; some are of Feather, MIT License):
//
//   npm pack lucide-static && tar xf lucide-static-*.tgz && node tools/drawings.js package/icon-nodes.json
//
// The Chromium of $CHROMIUM, or /usr/bin/chromium, follows their lines.

/** Of one thing in many variants, so many are enough. */
const VARIANTS = 2
/** Steps along a line, in the units of a drawing, which is 24 wide. */
const STEP = 0.2
/** How far a corner may be from the line that is kept. */
const TOLERANCE = 0.06
/** Whole numbers to a unit. */
const SCALE = 10

/** What holds a digit or a letter, looks like one, or is a bare mark of a user interface. */
const leftOut = new Set(
  `a align ampersand ampersands arrow arrows asterisk badge ban banknote barcode between binary bold braces brackets bring calendar
  captions case chart chevron chevrons check circle clef closed code columns copyleft copyright corner creative currency decimals
  diameter diff disc dollar donut dot ear egg ellipse ellipsis equal euro file fold folder form frame fullscreen gallery gap git
  grip hash hd heading id indian infinity info italic iteration japanese kazakh keyboard languages layer layers layout lens letter
  letters library ligature line link list loader log maximize menu minimize minus monitor move nepali non notepad omega panel
  panels paperclip parentheses pause percent philippine phi picture pilcrow pill playing plus pound power proportions qr quote
  radical radio radius receipt rectangle redo refresh regex remove repeat replace reply rewind ribbon rotate rows russian saudi
  save scaling scan screen search section send separator server shield sigma signal slash slice sliders sort spell spline square
  squares squircle step strikethrough stretch subscript superscript swiss sync table tablet tablets tally tangent text ticket
  toggle torus trending turkish type underline undo unfold ungroup unlink upload user users vibrate view volume whole x zodiac
  octagon hexagon pentagon diamond wind worm lasso venus mirror audio half contrast droplet moon kanban activity signature eclipse
  blend bean armenian azerbaijani bangladeshi belarusian bitcoin emirati georgian message sticky`.split(/\s+/),
)

const nodes = JSON.parse(await readFile(process.argv[2], 'utf8'))
const perThing = new Map()
for (const name of Object.keys(nodes).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
  const thing = name.split('-')[0]
  if (leftOut.has(thing) || /\d|question|off$|-x$/.test(name)) continue
  perThing.set(thing, [...(perThing.get(thing) ?? []), name].slice(0, VARIANTS))
}
const names = [...perThing.values()].flat().sort()

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox'],
})
const page = await browser.newPage()
/** For each drawing its strokes, each as places along it. */
const drawings = await page.evaluate(
  ([drawn, step]) => {
    const svg = document.body.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'))
    return drawn.map(elements =>
      elements.flatMap(([tag, attributes]) => {
        const element = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', tag))
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
        const length = element.getTotalLength()
        const count = Math.max(1, Math.ceil(length / step))
        const strokes = []
        let before
        for (let i = 0; i <= count; i++) {
          const { x, y } = element.getPointAtLength((length * i) / count)
          // Where a path is taken up elsewhere, a new stroke begins.
          if (!before || Math.hypot(x - before[0], y - before[1]) > 2 * step) strokes.push([])
          before = [x, y]
          strokes.at(-1).push(before)
        }
        return strokes
      }),
    )
  },
  [names.map(name => nodes[name]), STEP],
)
await browser.close()

/** The corners that a line needs (Douglas and Peucker 1973). */
function simplified(line) {
  if (line.length < 3) return line
  const [first, last] = [line[0], line.at(-1)]
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]]
  const length = Math.hypot(dx, dy)
  const distances = line.map(([x, y]) =>
    length > 0 ? Math.abs(dx * (y - first[1]) - dy * (x - first[0])) / length : Math.hypot(x - first[0], y - first[1]),
  )
  const farthest = distances.indexOf(Math.max(...distances))
  if (distances[farthest] < TOLERANCE) return [first, last]
  return [...simplified(line.slice(0, farthest + 1)).slice(0, -1), ...simplified(line.slice(farthest))]
}

const END_OF_STROKE = 254
const END_OF_DRAWING = 255
const bytes = drawings.flatMap(strokes => [
  ...strokes
    .filter(stroke => stroke.length > 1)
    .flatMap(stroke => [
      ...simplified(stroke).flatMap(place => place.map(value => Math.min(240, Math.max(0, Math.round(value * SCALE))))),
      END_OF_STROKE,
    ]),
  END_OF_DRAWING,
])
const beside = name => readFile(join(dirname(process.argv[2]), name), 'utf8')
const { version } = JSON.parse(await beside('package.json'))
const notice = (await beside('LICENSE')).trim().split('\n')
const text = `// Made by tools/drawings.js of ${names.length} drawings of Lucide ${version}, https://lucide.dev. Each place is two bytes, tenths of a unit;
// ${END_OF_STROKE} ends a stroke, ${END_OF_DRAWING} a drawing. Their license:
//
${notice.map(line => `// ${line}`.trimEnd()).join('\n')}
export const drawingData =
  '${Buffer.from(bytes).toString('base64')}'
`
await writeFile(new URL('../src/synthesis/drawingData.ts', import.meta.url), text)
process.stdout.write(`${names.length} drawings, ${bytes.length} bytes: ${names.join(' ')}
`)
