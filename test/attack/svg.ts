import type { Random } from '../../src/random.js'

/** Numbers, lengths, paths and references that no figure needs. */
const values = [
  '0',
  '-1',
  '1e9',
  '-1e9',
  '1e300',
  'NaN',
  '0.0001',
  '100%',
  '99999%',
  '1e9mm',
  '2147483647',
  'url(#a)',
  'url(#b)',
  'url(x.svg#a)',
  '#a',
  '#b',
  'x.png',
  'data:image/png;base64,AAAA',
  'M0 0L1e9 1e9L-1e9 0Z',
  'M0 0A1e-9 1e9 0 1 1 40 40',
  `M0 0${'L40 1L1 40'.repeat(300)}`,
  'scale(1e9)',
  'scale(0)',
  'rotate(45) skewX(89.99)',
  'matrix(1e9 1e9 1e9 1e9 1e9 1e9)',
  'reflect',
  'repeat',
  'evenodd',
  'red',
  'objectBoundingBox',
  '0.001 0.001',
  '',
]

const elements = [
  'g',
  'svg',
  'path',
  'rect',
  'circle',
  'text',
  'use',
  'image',
  'symbol',
  'switch',
  'pattern',
  'mask',
  'clipPath',
  'marker',
  'linearGradient',
  'radialGradient',
  'stop',
  'filter',
  'feGaussianBlur',
  'feTurbulence',
  'feMorphology',
  'feConvolveMatrix',
  'feDisplacementMap',
  'feImage',
  'feTile',
  'feDiffuseLighting',
  'feMerge',
]

const attributes = [
  'width',
  'height',
  'x',
  'y',
  'r',
  'rx',
  'd',
  'viewBox',
  'transform',
  'href',
  'xlink:href',
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'filter',
  'mask',
  'clip-path',
  'marker-mid',
  'stdDeviation',
  'baseFrequency',
  'numOctaves',
  'radius',
  'order',
  'kernelMatrix',
  'font-size',
  'opacity',
  'gradientTransform',
  'patternUnits',
  'preserveAspectRatio',
  'offset',
  'scale',
]

const pick = (list: readonly string[], random: Random) => list[random.integer(list.length)]!

/** A well-formed SVG document of elements and attributes that do not belong together, with extreme values. */
export function hostileSvg(random: Random): Uint8Array {
  let left = 2 + random.integer(40)
  const element = (depth: number): string => {
    left--
    const name = pick(elements, random)
    const own = new Map([['id', pick(['a', 'b', 'c'], random)]])
    for (let count = random.integer(5); count > 0; count--) own.set(pick(attributes, random), pick(values, random))
    let children = ''
    while (left > 0 && depth < 12 && random.integer(3) > 0) children += element(depth + 1)
    return `<${name}${[...own].map(([key, value]) => ` ${key}="${value}"`).join('')}>${children}</${name}>`
  }
  let body = ''
  while (left > 0) body += element(0)
  const size = random.integer(4) === 0 ? '' : 'width="40" height="40"'
  return new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} viewBox="0 0 40 40">${body}</svg>`,
  )
}
