import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RootCommand, script, type Complete } from '@bomb.sh/tab'
import type { Say } from './catalogue.ts'
import { optionKey, summaryKey } from './help.ts'
import { globalFlags } from './program.ts'
import type { Flag, Verb } from './verb.ts'

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

/** Prints the script that a shell loads; it asks `tamga complete -- WORDS` at each tab. */
export function printScript(shell: string): void {
  script(shell, 'tamga', 'tamga')
}

/** Prints what could stand in place of the last word, one to a line. */
export function printCompletions(words: readonly string[], verbs: readonly Verb[], say: Say): void {
  const root = new RootCommand()
  const typed = words.at(-1) ?? ''
  for (const flag of globalFlags) addFlag(root, flag, { say, typed, verb: undefined })
  for (const verb of verbs) {
    const command = root.command(verb.name, say(summaryKey(verb)))
    for (const flag of [...(verb.flags ?? []), ...globalFlags]) addFlag(command, flag, { say, typed, verb })
    for (const arg of verb.args ?? []) {
      const name = arg.replace(/[<>[\]]/gu, '')
      command.argument(name, (complete) =>
        offer(complete, { choices: verb.choices, isFile: name.includes('FILE'), typed }),
      )
    }
  }
  root.parse([...words])
}

interface Naming {
  readonly say: Say
  readonly typed: string
  readonly verb: Verb | undefined
}

function addFlag(command: Pick<RootCommand, 'option'>, flag: Flag, { say, typed, verb }: Naming): void {
  const [, short, name = '', value] = /^(?:-(\w), )?--([\w-]+)(?: [<[](.+)[>\]])?$/u.exec(flag.flags) ?? []
  const meaning = say(optionKey(say, verb, name))
  if (value === undefined) command.option(name, meaning, short)
  else {
    const isFile = value === 'F' || value === 'DIR'
    command.option(name, meaning, (complete) => offer(complete, { choices: flag.choices, isFile, typed }), short)
  }
}

interface Offer {
  readonly choices: readonly string[] | undefined
  readonly isFile: boolean
  readonly typed: string
}

function offer(complete: Complete, { choices, isFile, typed }: Offer): void {
  for (const choice of choices ?? []) complete(choice, '')
  if (!isFile) return
  const folder = typed.endsWith('/') ? typed : dirname(typed)
  for (const entry of entriesOf(folder === '' ? '.' : folder)) {
    const path = folder === '.' && !typed.startsWith('./') ? entry.name : join(folder, entry.name)
    complete(entry.isDirectory() ? `${path}/` : path, '')
  }
}

function entriesOf(folder: string): readonly { readonly name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'))
  } catch {
    return []
  }
}
