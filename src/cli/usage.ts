import type { CommanderError } from 'commander'
import type { Say } from './catalogue.ts'

const keys: Readonly<Record<string, string>> = {
  'commander.missingArgument': 'cli.usage.missingArgument',
  'commander.optionMissingArgument': 'cli.usage.optionMissingArgument',
  'commander.conflictingOption': 'cli.usage.conflictingOption',
  'commander.unknownOption': 'cli.usage.unknownOption',
  'commander.excessArguments': 'cli.usage.excessArguments',
  'commander.unknownCommand': 'cli.usage.unknownVerb',
  'commander.invalidArgument': 'cli.usage.invalidValue',
}

/** What commander found wrong, in the reader's language. It quotes what it names; the words are taken from there. */
export function usageLines(error: CommanderError, say: Say, verb: string): readonly string[] {
  const quoted = [...error.message.matchAll(/'([^']*)'/gu)].map((match) => match[1] ?? '')
  const [first = '', second = ''] = error.message.includes('command-argument') ? quoted.toReversed() : quoted
  const allowed = /Allowed choices are (.+)\.$/u.exec(error.message)?.[1]
  const similar = /\(Did you mean (?:one of )?(.+)\?\)/u.exec(error.message)?.[1]
  return [
    say(keys[error.code] ?? 'cli.usage.other', { first, second }),
    ...(allowed === undefined ? [] : [say('cli.usage.allowed', { allowed })]),
    ...(similar === undefined ? [] : [say('cli.usage.didYouMean', { similar })]),
    say('cli.usage.help', { command: `tamga ${verb === '' ? '' : `${verb} `}--help` }),
  ]
}
