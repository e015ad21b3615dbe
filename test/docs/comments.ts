import { fileURLToPath } from 'node:url'
import ts from 'typescript'

// The comments of the declarations, as the build has them.

const entry = fileURLToPath(new URL('../../dist/web.d.ts', import.meta.url))
const program = ts.createProgram({
  rootNames: [entry],
  options: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true },
})
const checker = program.getTypeChecker()
const exported = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!).map(alias => {
    const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias
    return [alias.name, symbol]
  }),
)

/** What is said of a function, and of each option of its first parameter. */
export function commentsOfFunction(name: string): { summary: string; options: Map<string, string> } {
  const symbol = exportOf(name)
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures()
  const [parameter] = signature!.getParameters()
  return {
    summary: textOf(symbol),
    options: parameter ? ofProperties(checker.getTypeOfSymbol(parameter)) : new Map(),
  }
}

/** What is said of each property of a type; of a union, those of the member of that kind. */
export function commentsOfType(name: string, kind?: string): Map<string, string> {
  const type = checker.getDeclaredTypeOfSymbol(exportOf(name))
  if (kind === undefined || !type.isUnion()) return ofProperties(type)
  const isOfKind = (member: ts.Type) => {
    const property = member.getProperty('kind')
    return property !== undefined && checker.typeToString(checker.getTypeOfSymbol(property)) === `"${kind}"`
  }
  return ofProperties(type.types.find(isOfKind)!)
}

function exportOf(name: string): ts.Symbol {
  const symbol = exported.get(name)
  if (!symbol) throw new Error(`comments.ts: expected an export of web.ts, received ${name}`)
  return symbol
}

function ofProperties(type: ts.Type): Map<string, string> {
  return new Map(checker.getPropertiesOfType(checker.getNonNullableType(type)).map(one => [one.name, textOf(one)]))
}

function textOf(symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll('\n', ' ')
}
