import { Visitor } from 'oxc-parser'
import { lineAt, parseSource } from './imports.ts'
import type { TreeFile } from './tree.ts'

/** A name that a file gives to something, or a text it holds; `line` counts from 1. */
export interface Named {
  readonly name: string
  readonly line: number
}

export interface Declared extends Named {
  readonly isType: boolean
}

/** Names of types, interfaces, classes, functions, variables and members that a source file declares. */
export function declaredNames({ path, text }: TreeFile): readonly Declared[] {
  const found: Declared[] = []
  const add = (
    node: { readonly type: string; readonly name?: unknown; readonly start: number } | null,
    isType = false,
  ): void => {
    if (node?.type === 'Identifier' && typeof node.name === 'string') {
      found.push({ name: node.name, line: lineAt(text, node.start), isType })
    }
  }
  new Visitor({
    TSTypeAliasDeclaration: (node) => add(node.id, true),
    TSInterfaceDeclaration: (node) => add(node.id, true),
    ClassDeclaration: (node) => add(node.id, true),
    FunctionDeclaration: (node) => add(node.id),
    VariableDeclarator: (node) => add(node.id),
    TSPropertySignature: (node) => add(node.key),
    PropertyDefinition: (node) => add(node.key),
    MethodDefinition: (node) => add(node.key),
    Property: (node) => add(node.key),
  }).visit(parseSource(path, text))
  return found
}

/** Every string and every piece of a template in a source file. */
export function stringsOf({ path, text }: TreeFile): readonly Named[] {
  const found: Named[] = []
  new Visitor({
    Literal(node) {
      if (typeof node.value === 'string') found.push({ name: node.value, line: lineAt(text, node.start) })
    },
    TemplateLiteral(node) {
      const whole = node.quasis.map((quasi) => quasi.value.raw).join('?')
      found.push({ name: whole, line: lineAt(text, node.start) })
    },
  }).visit(parseSource(path, text))
  return found
}

/** `personOfInterest`, `person_of_interest` and `person-of-interest` are the same words. */
export const wordsOf = (name: string): string =>
  ` ${name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase()} `
