import { basename, extname } from 'node:path'
import { UsageError } from '../errors.js'
import type { SuiteResult } from '../robustness/measureSuite.js'

const formats = ['.svg', '.png']

/**
 * Makes sure that a figure can be written, before anything is measured for it.
 *
 * @throws {UsageError} if the name ends otherwise than in .svg or .png
 */
export function expectFigureName(path: string): void {
  if (!formats.includes(extname(path).toLowerCase()))
    throw new UsageError(`expected --figure to end in ${formats.join(' or ')}, received ${basename(path)}`)
}

/** Draws what a suite found: SVG or PNG, as the name says. */
export async function writeSuiteFigure(path: string, { suite, version, seed, models }: SuiteResult): Promise<void> {
  const [{ robustnessFigure }, { embedFonts, svgToPng }, { writeWhole }] = await Promise.all([
    import('../figures/robustness.js'),
    import('../figures/png.js'),
    import('../node/files.js'),
  ])
  const figure = robustnessFigure(
    models.map(({ model, conditions }) => ({ name: model, conditions })),
    { title: `Suite ${suite}`, subtitle: `Version ${version}, seed ${seed}; 95 % intervals` },
  )
  await writeWhole(path, extname(path).toLowerCase() === '.png' ? svgToPng(figure) : embedFonts(figure))
}
