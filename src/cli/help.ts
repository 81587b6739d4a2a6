import type { Command } from 'commander'
import type { Say } from './catalogue.ts'
import type { Output } from './output.ts'
import { groups, type Verb } from './verb.ts'
import { cellsOf, padded, wrapped } from './width.ts'

interface HelpOptions {
  readonly say: Say
  readonly out: Output
  readonly columns: number
  readonly verbs: readonly Verb[]
}

type Entry = readonly [term: string, meaning: string]

/** Help of the whole command line (verbs by group) or of one verb (examples first, then words and options). */
export function helpText(command: Command, verb: Verb | undefined, options: HelpOptions): string {
  const path = pathOf(command)
  return verb === undefined ? helpOfGroup(command, path, options) : helpOfVerb(command, verb, options)
}

function helpOfGroup(root: Command, path: string, options: HelpOptions): string {
  const { say, verbs } = options
  const prefix = path.replace(/^tamga ?/u, '')
  const shown = verbs.filter((verb) => prefix === '' || verb.name.startsWith(`${prefix} `))
  const sections = groups.map((group) => ({
    heading: say(`cli.group.${group}`),
    entries: shown
      .filter((verb) => verb.group === group)
      .map((verb): Entry => [shortTerm(verb), say(summaryKey(verb))]),
  }))
  const globals = { heading: say('cli.help.globals'), entries: entriesOfOptions(root, say, undefined) }
  const intro = prefix === '' ? [say('cli.help.about'), ''] : []
  const usage = say('cli.help.usage', { usage: `${path} ${say('cli.help.verb')} [...]` })
  const outro = ['', say('cli.help.more', { command: `${path} ${say('cli.help.verb')} --help` }), '']
  return [...intro, usage, ...blocks([...sections, globals], options), ...outro].join('\n')
}

function helpOfVerb(command: Command, verb: Verb, options: HelpOptions): string {
  const { say, out } = options
  const words = (verb.args ?? []).map((arg): Entry => [arg, say(`cli.arg.${arg.replace(/[<>[\].]/gu, '')}`)])
  const more = `cli.verb.${dotted(verb)}.more`
  const sections = [
    { heading: say('cli.help.words'), entries: words },
    { heading: say('cli.help.options'), entries: entriesOfOptions(command, say, verb) },
  ]
  const usage = ['tamga', verb.name, ...(verb.args ?? []), ...((verb.flags ?? []).length > 0 ? ['[...]'] : [])].join(
    ' ',
  )
  return [
    say(summaryKey(verb)),
    ...(say.has(more) ? ['', ...wrapped(say(more), options.columns)] : []),
    '',
    say('cli.help.usage', { usage }),
    '',
    out.tone('strong', say('cli.help.examples')),
    ...verb.examples.map((example) => `  ${out.tone('accent', `tamga ${example}`)}`),
    ...blocks(sections, options),
    '',
    say('cli.help.globalsToo', { command: 'tamga --help' }),
    '',
  ].join('\n')
}

function entriesOfOptions(command: Command, say: Say, verb: Verb | undefined): readonly Entry[] {
  return command.options
    .filter((option) => !option.hidden)
    .map((option): Entry => {
      const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`
      const meaning = say(optionKey(say, verb, option.long ?? '')) + choices
      return [option.flags, isNeeded(verb, option.flags) ? say('cli.help.needed', { meaning }) : meaning]
    })
}

const isNeeded = (verb: Verb | undefined, flags: string): boolean =>
  verb?.flags?.some((flag) => flag.flags === flags && flag.isRequired === true) === true

/** An option's own meaning at this verb, else its common one. */
export function optionKey(say: Say, verb: Verb | undefined, long: string): string {
  const name = long.replace(/^--/u, '')
  const own = verb === undefined ? '' : `cli.verb.${dotted(verb)}.option.${name}`
  return say.has(own) ? own : `cli.option.${name}`
}

function blocks(
  sections: readonly { readonly heading: string; readonly entries: readonly Entry[] }[],
  { out, columns }: HelpOptions,
): readonly string[] {
  const filled = sections.filter((section) => section.entries.length > 0)
  const width = Math.min(30, Math.max(...filled.flatMap(({ entries }) => entries.map(([term]) => cellsOf(term)))))
  const room = Math.max(30, Math.min(columns, 110) - width - 4)
  return filled.flatMap(({ heading, entries }) => [
    '',
    out.tone('strong', heading),
    ...entries.flatMap(([term, meaning]) => {
      const lines = wrapped(meaning, room).map((line) => ' '.repeat(width + 4) + line)
      if (cellsOf(term) > width) return [`  ${term}`, ...lines]
      return [`  ${padded(term, width)}  ${(lines[0] ?? '').trimStart()}`, ...lines.slice(1)]
    }),
  ])
}

export const dotted = (verb: Verb): string => verb.name.replaceAll(' ', '-')
export const summaryKey = (verb: Verb): string => `cli.verb.${dotted(verb)}.summary`

function shortTerm(verb: Verb): string {
  return [verb.name, ...(verb.args ?? [])].join(' ')
}

export function pathOf(command: Command): string {
  const names: string[] = []
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name())
  return names.join(' ')
}
