import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

// What the declaration files of the build say of the entry points, as a program that uses them sees it.

const root = fileURLToPath(new URL('../../', import.meta.url))
const entries = ['index', 'engine', 'engineWeb', 'tensorboard', 'web']
const program = ts.createProgram({
  rootNames: entries.map(name => `${root}dist/${name}.d.ts`),
  options: {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
    strict: true,
    skipLibCheck: true,
  },
})
const checker = program.getTypeChecker()

interface Exported {
  readonly name: string
  readonly symbol: ts.Symbol
}

const resolved = (symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
const isModule = ({ flags }: ts.Symbol) => (flags & ts.SymbolFlags.Module) !== 0
const isOurs = ({ declarations = [] }: ts.Symbol) =>
  declarations.some(declaration => declaration.getSourceFile().fileName.startsWith(`${root}dist/`))

/** Everything that an entry point exports, what lies within a namespace included. */
function exportsOf(entry: string): Exported[] {
  const within = (module: ts.Symbol, prefix: string): Exported[] =>
    checker.getExportsOfModule(module).flatMap(alias => {
      const symbol = resolved(alias)
      const name = prefix + alias.name
      return isModule(symbol) ? within(symbol, `${name}.`) : [{ name, symbol }]
    })
  return within(checker.getSymbolAtLocation(program.getSourceFile(`${root}dist/${entry}.d.ts`)!)!, '')
}

/** The types of this package that a declaration names. */
function namedTypes(declaration: ts.Node): ts.Symbol[] {
  const found: ts.Symbol[] = []
  const visit = (node: ts.Node): void => {
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : ts.isTypeQueryNode(node)
          ? node.exprName
          : ts.isImportTypeNode(node)
            ? node.qualifier
            : undefined
    const symbol = name && checker.getSymbolAtLocation(name)
    if (symbol) found.push(resolved(symbol))
    ts.forEachChild(node, visit)
  }
  visit(declaration)
  return found.filter(symbol => isOurs(symbol) && !(symbol.flags & ts.SymbolFlags.TypeParameter))
}

describe.each(entries)('%s', entry => {
  const exported = exportsOf(entry)

  test('exports every type that something exported takes or yields', () => {
    const known = new Set(exported.map(({ symbol }) => symbol))
    const missing = exported.flatMap(({ name, symbol }) =>
      (symbol.declarations ?? [])
        .flatMap(namedTypes)
        .filter(type => !known.has(type))
        .map(type => `${name} names ${type.name}`),
    )
    expect([...new Set(missing)]).toEqual([])
  })
})

test('everything that the engine exports is documented, and every function has an example', () => {
  const incomplete = exportsOf('engine').flatMap(({ name, symbol }) => {
    const isFunction = (symbol.flags & ts.SymbolFlags.Function) !== 0
    const summary = ts.displayPartsToString(symbol.getDocumentationComment(checker))
    const hasExample = symbol.getJsDocTags(checker).some(tag => tag.name === 'example')
    return [...(summary ? [] : [`${name}: no summary`]), ...(isFunction && !hasExample ? [`${name}: no example`] : [])]
  })
  expect(incomplete).toEqual([])
})

test('each entry point of package.json is built, with its types', () => {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const files = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values(value as object).flatMap(files)
  for (const file of files(exports)) expect(readFileSync(root + file, 'utf8')).toMatch(/export/)
})
