import { CommanderError } from 'commander'
import { Fault } from '#kernel/fault.ts'
import { catalogue, type Say } from './catalogue.ts'
import type { Io } from './io.ts'
import { languageOf } from './language.ts'
import { output, type Output } from './output.ts'
import { program } from './program.ts'
import { reportStop } from './report.ts'
import { session, type Globals } from './session.ts'
import { exitOf, Stop } from './stop.ts'
import { usageLines } from './usage.ts'
import { verbs } from './verbs/table.ts'
import { version } from './version.ts'

/** Runs one command line (without `node` and the script) to its exit code. Never throws, never ends the process. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const say = catalogue(languageOf(argv, io.env))
  const out = output(io, {
    json: argv.includes('--json'),
    plain: argv.includes('--plain'),
    quiet: argv.includes('--quiet') || argv.includes('-q'),
  })
  try {
    return await parsedAndRun(argv, { io, say, out })
  } catch (error) {
    return ended(error, argv, { io, say, out })
  }
}

interface Stage {
  readonly io: Io
  readonly say: Say
  readonly out: Output
}

async function parsedAndRun(argv: readonly string[], stage: Stage): Promise<number> {
  let exit = 0
  const tree = program({
    ...stage,
    verbs,
    version,
    onCall: async (verb, call, globals) => {
      exit = await verb.run(session({ ...stage, globals: globalsOf(globals), run }), call)
    },
  })
  await tree.parseAsync([...argv], { from: 'user' })
  return exit
}

function globalsOf(options: Readonly<Record<string, unknown>>): Globals {
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined)
  return {
    node: text('node'),
    tokenFile: text('tokenFile'),
    nodeKey: text('nodeKey'),
    context: text('context'),
    isQuiet: options['quiet'] === true,
    isYes: options['yes'] === true,
    isSilent: options['input'] === false,
  }
}

function ended(error: unknown, argv: readonly string[], { io, say, out }: Stage): number {
  if (io.signal.aborted) {
    out.note(say('cli.note.interrupted'))
    return 130
  }
  if (error instanceof Stop) {
    reportStop(error, { say, out })
    return error.exit
  }
  if (error instanceof CommanderError) return usageEnd(error, argv, { io, say, out })
  if (error instanceof Fault && isTold(error, say)) {
    const problem = { code: error.code, params: { ...error.params } }
    reportStop(new Stop(problem, exitOf(problem, 500)), { say, out })
    return exitOf(problem, 500)
  }
  out.warn(say('cli.problem.unexpected.sentence', { reason: error instanceof Error ? error.message : String(error) }))
  if ((io.env['DEBUG'] ?? '').includes('tamga') && error instanceof Error) out.warn(error.stack ?? '')
  return 1
}

const isTold = ({ code }: Fault, say: Say): boolean =>
  say.has(`refusals.${code}.sentence`) || say.has(`node.fault.${code}.sentence`)

function usageEnd(error: CommanderError, argv: readonly string[], { say, out }: Stage): number {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return 0
  if (error.code === 'commander.help') return 2
  const words = argv.filter((word) => !word.startsWith('-'))
  const known = verbs.find((verb) => verb.name === words.slice(0, 2).join(' ') || verb.name === words[0])
  for (const line of usageLines(error, say, known?.name ?? '')) out.warn(line)
  return 2
}
