import { basename, dirname, join } from 'node:path'
import { inContext } from '../../errorContext.js'
import { UsageError } from '../../errors.js'
import { type ExportFormat, type ExportFormatName, exportFormats } from '../../interop/exportFormats.js'
import { readAs, writeWhole } from '../../node/files.js'
import { expectFree } from '../expectFree.js'
import { print } from '../output.js'

/** Options of `mnist export`. */
export interface ExportCommandOptions {
  readonly format: ExportFormatName
  readonly out?: string
}

/** Writes a model file in the format of another framework, and prints the names of the files. */
export async function runExport(path: string, { format, out }: ExportCommandOptions): Promise<void> {
  const { endings, write }: ExportFormat = exportFormats[format]
  const stem = stemOf(out ?? basename(path).replace(/\.onnx$/i, '') + endings[0]!, endings[0]!)
  const paths = endings.map(ending => stem + ending)
  if (out === undefined) for (const file of paths) await expectFree(file)
  const model = await readAs(path, bytes => bytes)
  const contents = await write(model).catch(error => {
    throw inContext(`${path}: `, error)
  })
  for (const [index, content] of contents.entries()) await writeWhole(paths[index]!, content)
  print(paths.join('\n'))
}

/** The name without its ending, with which the other frameworks tell what a file is. */
function stemOf(out: string, ending: string): string {
  if (out.endsWith(ending) && basename(out) !== ending)
    return join(dirname(out), basename(out).slice(0, -ending.length))
  throw new UsageError(`expected --out to be a file whose name ends in ${ending}, received ${out}`)
}
