import { Argument, Command, Option } from 'commander'
import type { Say } from './catalogue.ts'
import { helpText, optionKey, summaryKey } from './help.ts'
import type { Io } from './io.ts'
import { languages } from './language.ts'
import type { Output } from './output.ts'
import { stop } from './stop.ts'
import type { Call, Flag, Verb } from './verb.ts'

/** Options that stand before or after any verb. */
export const globalFlags: readonly Flag[] = [
  { flags: '--node <URL>' },
  { flags: '--token-file <F>' },
  { flags: '--node-key <KEY>' },
  { flags: '--context <NAME>' },
  { flags: '--lang <LANG>', choices: languages },
  { flags: '--json' },
  { flags: '--plain' },
  { flags: '-q, --quiet' },
  { flags: '--no-input' },
  { flags: '-y, --yes' },
]

interface ProgramOptions {
  readonly io: Io
  readonly say: Say
  readonly out: Output
  readonly verbs: readonly Verb[]
  readonly version: string
  readonly onCall: (verb: Verb, call: Call, globals: Readonly<Record<string, unknown>>) => Promise<void>
}

/** The table of verbs as commander's tree. Refusals to parse come as CommanderError; commander itself prints nothing but help. */
export function program(options: ProgramOptions): Command {
  const root = prepared(new Command('tamga'), undefined, options)
  for (const flag of globalFlags) root.addOption(optionOf(flag, options.say, undefined))
  root.version(options.version, '-V, --version', options.say('cli.option.version'))
  for (const verb of options.verbs) addVerb(root, verb, options)
  return root
}

function addVerb(root: Command, verb: Verb, options: ProgramOptions): void {
  const words = verb.name.split(' ')
  const parent = words.length === 1 ? root : branch(root, words[0] ?? '', options)
  const name = words.at(-1) ?? ''
  const command = prepared(
    parent.commands.find((known) => known.name() === name) ?? parent.command(name),
    verb,
    options,
  )
  command.description(options.say(summaryKey(verb)))
  for (const arg of verb.args ?? []) {
    const argument = new Argument(arg)
    if (verb.choices !== undefined) argument.choices(verb.choices)
    command.addArgument(argument)
  }
  for (const flag of verb.flags ?? []) command.addOption(optionOf(flag, options.say, verb))
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, (verb.args ?? []).length).map(asOne)
    const missing = (verb.flags ?? []).find((flag) => flag.isRequired === true && !isGiven(command, flag))
    if (missing !== undefined) throw stop('option-missing', { option: missing.flags })
    await options.onCall(verb, { args, options: command.opts() }, root.opts())
  })
}

/** Several words that stand for one thing, as in a query without quotes, are one with spaces between. */
function asOne(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(' ')
  return typeof value === 'string' ? value : undefined
}

/** The command that stands for a verb's first word: `backup` of `backup create`. */
function branch(root: Command, name: string, options: ProgramOptions): Command {
  const known = root.commands.find((command) => command.name() === name)
  return known ?? prepared(root.command(name), undefined, options)
}

function prepared(command: Command, verb: Verb | undefined, options: ProgramOptions): Command {
  const { io, say, out, verbs } = options
  const help = { say, out, columns: io.stdout.columns, verbs }
  return command
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', say('cli.option.help'))
    .configureHelp({ formatHelp: (shown) => helpText(shown, verb, help) })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
    })
}

/** Judged after parsing, so that a misspelt option is named before one that is missing for that reason. */
function isGiven(command: Command, flag: Flag): boolean {
  return command.getOptionValueSource(new Option(flag.flags).attributeName()) !== undefined
}

function optionOf(flag: Flag, say: Say, verb: Verb | undefined): Option {
  const option = new Option(flag.flags)
  option.description = say(optionKey(say, verb, option.long ?? ''))
  if (flag.choices !== undefined) option.choices(flag.choices)
  return option
}
