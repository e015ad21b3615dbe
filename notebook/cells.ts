/** A cell of a notebook, without what running it gave. */
export interface Cell {
  type: 'code' | 'markdown'
  source: string
}

/** An .ipynb file, as far as this project reads it (https://nbformat.readthedocs.io). */
export interface Notebook {
  nbformat: number
  nbformat_minor: number
  metadata: Record<string, unknown>
  cells: NotebookCell[]
}

interface NotebookCell {
  cell_type: string
  id: string
  metadata: Record<string, unknown>
  source: string | string[]
  execution_count?: number | null
  outputs?: Output[]
}

export interface Output {
  output_type: string
  /** Of a stream. */
  text?: string | string[]
  /** Of something displayed, by MIME type. */
  data?: Record<string, string | string[]>
}

/**
 * Reads a script in the percent format (https://jupytext.readthedocs.io/en/latest/formats-scripts.html): `// %%` begins a
 * code cell, `// %% [markdown]` one of prose, whose lines are comments.
 *
 * @throws Error where something stands before the first cell, or a line of prose is no comment
 */
export function readCells(script: string): Cell[] {
  return script
    .trim()
    .split(/\n(?=\/\/ %%)/)
    .map(readCell)
}

function readCell(part: string): Cell {
  const [head = '', ...lines] = part.trimEnd().split('\n')
  if (head === '// %%') return { type: 'code', source: lines.join('\n').trim() }
  if (head !== '// %% [markdown]')
    throw new Error(`readCells: expected "// %%" or "// %% [markdown]", received ${JSON.stringify(head)}`)
  const prose = lines.map(line => {
    if (!/^\/\/( |$)/.test(line))
      throw new Error(`readCells: expected a comment in a markdown cell, received ${JSON.stringify(line)}`)
    return line.slice(3)
  })
  return { type: 'markdown', source: prose.join('\n').trim() }
}

/** Writes a notebook without outputs, for Deno's kernel. */
export function toNotebook(cells: readonly Cell[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'deno', display_name: 'Deno', language: 'typescript' },
      language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/x.typescript' },
    },
    cells: cells.map(({ type, source }, index) => ({
      cell_type: type,
      id: `cell-${index + 1}`,
      metadata: {},
      ...(type === 'code' && { execution_count: null, outputs: [] }),
      source: source.split(/(?<=\n)/),
    })),
  }
}

/** The cells of a notebook, as a script has them. */
export function cellsOf({ cells }: Notebook): Cell[] {
  return cells.map(({ cell_type, source }) => ({
    type: cell_type === 'code' ? 'code' : 'markdown',
    source: joined(source),
  }))
}

/** A notebook stores a text as a string, or as a list of its lines. */
export function joined(text: string | readonly string[] = ''): string {
  return typeof text === 'string' ? text : text.join('')
}
