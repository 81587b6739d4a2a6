import * as z from 'zod'
import { Text } from '../../api/agreements.ts'

const File = z.looseObject({
  type: z.literal('agreement.text').optional(),
  machine: z.looseObject({ name: z.string(), title: z.record(z.string(), z.string()) }),
  participants: z.array(z.string()),
  text: Text,
})

export interface BroughtText {
  readonly name: string
  readonly title: Readonly<Record<string, string>>
  readonly participants: readonly string[]
  readonly text: Text
  /** The proposal that the file makes, whole: the node judges it. */
  readonly change: object
  /** The same for those who alone are to know of it. */
  readonly closed: object
}

/** What a file says, as far as a screen needs it. Everything else of it goes to the node as it stands. */
export function readTextFile(content: string): BroughtText | 'unreadable' {
  const read = File.safeParse(parsed(content))
  if (!read.success) return 'unreadable'
  const { type: _, ...closed } = read.data
  const { machine, participants, text } = read.data
  return {
    name: machine.name,
    title: machine.title,
    participants,
    text,
    change: { ...closed, type: 'agreement.text' },
    closed,
  }
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
