import { capTimeMs } from './time.ts'

/** Which alert is meant: CAP 1.2, 3.2.1 `references`. `sent` in the spelling of that alert. */
export interface CapReference {
  readonly sender: string
  readonly identifier: string
  readonly sent: string
}

/** `sender,identifier,sent` separated by whitespace; `undefined` for another form. */
export function parseReferences(text: string): readonly CapReference[] | undefined {
  const triplets = text.split(/\s+/u).filter((each) => each !== '')
  const parsed = triplets.flatMap((triplet) => {
    const [sender = '', identifier = '', sent = '', ...more] = triplet.split(',')
    const isWhole = more.length === 0 && sender !== '' && identifier !== '' && capTimeMs(sent) !== undefined
    return isWhole ? [{ sender, identifier, sent }] : []
  })
  return parsed.length === 0 || parsed.length < triplets.length ? undefined : parsed
}

/** The list in CAP's spelling. */
export function referencesOf(references: readonly CapReference[]): string {
  return references.map(({ sender, identifier, sent }) => `${sender},${identifier},${sent}`).join(' ')
}

/** Equal for two spellings of the same alert: the moment counts, not the offset it is written with. */
export function referenceKey({ sender, identifier, sent }: CapReference): string {
  return JSON.stringify([sender, identifier, capTimeMs(sent) ?? sent])
}
