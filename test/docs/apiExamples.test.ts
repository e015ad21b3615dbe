import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

// The examples of the API reference are fragments: they speak of a net or of digits that stand nowhere, so they cannot run. They are
// TypeScript all the same, and each uses what it is the example of.

const entries = ['index', 'engine', 'web'].map(name =>
  fileURLToPath(new URL(`../../dist/${name}.d.ts`, import.meta.url)),
)
const program = ts.createProgram({
  rootNames: entries,
  options: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true },
})
const checker = program.getTypeChecker()

interface Example {
  readonly name: string
  readonly code: string
}

const examples: Example[] = entries.flatMap(entry =>
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!).flatMap(alias => {
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias
    return symbol
      .getJsDocTags(checker)
      .filter(tag => tag.name === 'example')
      .map(tag => ({ name: alias.name, code: ts.displayPartsToString(tag.text) }))
  }),
)

test('every example of the API is TypeScript, and uses what it shows', () => {
  expect(examples.length).toBeGreaterThan(100)
  const wrong = examples.flatMap(({ name, code }) => {
    const { diagnostics = [] } = ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    })
    const problems = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
    if (!code.includes(name)) problems.push('does not use it')
    return problems.map(problem => `${name}: ${problem}: ${code}`)
  })
  expect(wrong).toEqual([])
})
