import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { ExportSpecifier, Expression, ImportDeclarationSpecifier, Program, StringLiteral } from 'oxc-parser'

/** What a file names as another module, in any way the language knows; `line` counts from 1. */
export interface Import {
  readonly specifier: string
  readonly line: number
}

/** Stands for a module named by an expression: nobody can say where it leads. */
export const computed = '(computed)'

/** The syntax tree of a file; throws on text that does not parse, since an unread file hides what it imports. */
export function parseSource(path: string, text: string): Program {
  const parsed = parseSync(path, text)
  const [first] = parsed.errors
  if (first !== undefined) throw new Error(`${path} does not parse: ${first.message}`)
  return parsed.program
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/**
 * Static imports and re-exports (type-only ones too), `import()`, `typeof import()`, `require`, `import x = require`,
 * `import.meta.resolve` and the file of a `new Worker(new URL(...))`.
 */
export function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = []
  const add = (source: StringLiteral | Expression | null | undefined): void => {
    if (source === null || source === undefined) return
    const named = source.type === 'Literal' && typeof source.value === 'string' ? source.value : computed
    found.push({ specifier: named, line: lineAt(text, source.start) })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression(node) {
      const [first] = node.arguments
      // To resolve a computed name loads nothing by itself.
      if (isResolver(node.callee) && first?.type !== 'Literal') return
      if (isRequire(node.callee) || isResolver(node.callee)) add(first?.type === 'SpreadElement' ? undefined : first)
    },
    NewExpression(node) {
      const [file] = node.arguments
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'Worker' || file?.type !== 'NewExpression') return
      const [relative] = file.arguments
      add(relative?.type === 'SpreadElement' ? undefined : relative)
    },
  }).visit(parseSource(path, text))
  return found
}

/** Every name that a file imports, with the file under src/ that it comes from; a namespace is `*`. */
export function namesImported(path: string, text: string): readonly { readonly from: string; readonly name: string }[] {
  return parseSource(path, text).body.flatMap((node) => {
    if (
      node.type !== 'ImportDeclaration' &&
      node.type !== 'ExportNamedDeclaration' &&
      node.type !== 'ExportAllDeclaration'
    )
      return []
    const specifier = node.source?.value ?? ''
    const from = specifier.startsWith('#') ? `src/${specifier.slice(1)}` : posix.join(posix.dirname(path), specifier)
    if (node.type === 'ExportAllDeclaration') return [{ from, name: '*' }]
    return node.specifiers.map((one) => ({ from, name: nameOf(one) }))
  })
}

function nameOf(one: ImportDeclarationSpecifier | ExportSpecifier): string {
  if (one.type === 'ImportNamespaceSpecifier') return '*'
  if (one.type === 'ImportDefaultSpecifier') return 'default'
  const named = one.type === 'ImportSpecifier' ? one.imported : one.local
  return named.type === 'Literal' ? named.value : named.name
}

const isRequire = (callee: Expression): boolean => callee.type === 'Identifier' && callee.name === 'require'

/** `import.meta.resolve`. */
const isResolver = (callee: Expression): boolean =>
  callee.type === 'MemberExpression' && callee.object.type === 'MetaProperty' && isNamed(callee.property, 'resolve')

const isNamed = (node: { readonly type: string; readonly name?: unknown }, name: string): boolean =>
  node.type === 'Identifier' && node.name === name
