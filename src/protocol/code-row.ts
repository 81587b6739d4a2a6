/** How a refusal leaves the product: HTTP status of the problem document, exit code of the command line (docs/errors.md). */
export type CodeRow = Readonly<Record<'status' | 'exit', number>>

/** Codes of one room that leave in the same way. */
export function alike<const Name extends string>(
  row: CodeRow,
  ...names: readonly Name[]
): Readonly<Record<Name, CodeRow>> {
  return Object.fromEntries(names.map((name) => [name, row])) as Record<Name, CodeRow>
}
