import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Federation } from '../local.ts'
import type { Session } from '../session.ts'
import { clipped } from '../width.ts'
import { shortAct } from '../words.ts'
import { writeDemoBundle } from './demo-bundle.ts'
import { deliverySteps } from './delivery-steps.ts'
import { outageSteps } from './outage-steps.ts'
import { recallSteps } from './recall-steps.ts'
import { recordSteps } from './record-steps.ts'
import { releaseSteps } from './release-steps.ts'
import { Broken, stage, type Stage } from './stage.ts'
import { facts, type Step } from './step.ts'
import { tourFile } from './tour-file.ts'
import { verificationSteps } from './verification-steps.ts'

export const steps: readonly Step[] = [
  ...releaseSteps,
  ...deliverySteps,
  ...recordSteps,
  ...recallSteps,
  ...outageSteps,
  ...verificationSteps,
]

interface Outcome {
  readonly step: Step
  readonly ms: number
  readonly typed: readonly string[]
  /** Those of them that are shown. */
  readonly shown: readonly string[]
  /** What was found instead, where the claim does not hold. */
  readonly broken?: string
}

/** Walks the tour and shows each claim as it is checked; 0 only if every one holds. The last step damages a node. */
export async function tour(session: Session, federation: Federation, share: string | undefined): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tamga-tour-'))
  try {
    const file = await tourFile(share ?? (await writeDemoBundle(folder)))
    const play = stage({ session, federation, file, folder })
    session.out.note(session.say('cli.tour.begin', { file: file.path, count: file.objects.length }))
    const outcomes = await played(session, play)
    return summary(session, outcomes)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Steps in order; after the first claim that does not hold the rest of its fact is left out, and so is what builds on it. */
async function played(session: Session, play: Stage): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const fact of facts) {
    showFact(session, facts.indexOf(fact) + 1, fact)
    for (const step of steps.filter((one) => one.fact === fact)) {
      const outcome = await shownWhile(session, step, () => playStep(session, play, step))
      outcomes.push(outcome)
      showStep(session, outcome)
      if (outcome.broken !== undefined) return outcomes
    }
  }
  return outcomes
}

async function playStep({ io }: Session, play: Stage, step: Step): Promise<Outcome> {
  const fromMs = Date.parse(io.clock.now())
  play.typed.length = 0
  const done = (): Omit<Outcome, 'broken'> => ({
    step,
    ms: Date.parse(io.clock.now()) - fromMs,
    typed: [...new Set(play.typed)],
    shown: commandsOf(play.typed, play.folder),
  })
  try {
    await step.check(play)
    return done()
  } catch (error) {
    if (io.signal.aborted) throw error
    const broken = (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ')
    return {
      ...done(),
      broken: error instanceof Broken ? broken : `${error instanceof Error ? error.name : ''}: ${broken}`,
    }
  }
}

/** On a terminal the claim stands there, unjudged, while it is checked. */
async function shownWhile<Result>(
  { io, say, globals }: Session,
  step: Step,
  work: () => Promise<Result>,
): Promise<Result> {
  const isShown = io.stderr.isTerminal && !globals.isQuiet && io.env['TERM'] !== 'dumb'
  if (isShown) io.stderr.write(`   … ${clipped(say(`cli.tour.step.${step.name}`), io.stderr.columns - 6)}`)
  try {
    return await work()
  } finally {
    if (isShown) io.stderr.write('\r\u001b[K')
  }
}

function showFact({ out, say }: Session, number: number, fact: string): void {
  if (out.isJson) return
  out.line('')
  out.line(out.tone('strong', `${number}  ${say(`cli.tour.fact.${fact}`)}`))
}

const commandsShown = 2
const commandCells = 110

const reading = /\$ tamga (?:list|show|search)\b/u

/** The commands that tell the story, else the first that looked: as a person would type them, with the first digits of an act. */
function commandsOf(typed: readonly string[], folder: string): readonly string[] {
  const telling = typed.filter((command) => !reading.test(command)).slice(0, commandsShown)
  return (telling.length > 0 ? telling : typed.slice(0, 1)).map((command) => {
    const short = command.replaceAll(`${folder}/`, '').replace(/act--[0-9a-f]{64}/gu, shortAct)
    return clipped(short, commandCells)
  })
}

function showStep({ out, say }: Session, { step, ms, shown, broken }: Outcome): void {
  if (out.isJson) return
  const mark = broken === undefined ? out.tone('good', '✓') : out.tone('bad', '✗')
  const time = out.tone('dim', say('cli.tour.seconds', { seconds: ms / 1000 }))
  out.line(`   ${mark} ${say(`cli.tour.step.${step.name}`)}  ${time}`)
  for (const command of shown) out.line(`     ${out.tone('dim', command)}`)
  if (broken !== undefined) out.line(`     ${out.tone('bad', say('cli.tour.broken', { found: broken.slice(0, 600) }))}`)
}

function summary({ out, say }: Session, outcomes: readonly Outcome[]): number {
  const held = outcomes.filter(({ broken }) => broken === undefined)
  const isWhole = held.length === steps.length
  const answer = {
    ok: isWhole,
    steps: outcomes.map(({ step, ms, typed, broken }) => ({
      fact: step.fact,
      step: step.name,
      ok: broken === undefined,
      ms,
      commands: typed,
      ...(broken === undefined ? {} : { found: broken }),
    })),
  }
  out.answer(answer, () => {
    out.line('')
    const params = { held: held.length, count: steps.length, facts: facts.length }
    out.line(
      isWhole
        ? `${out.tone('good', '✓')} ${say('cli.tour.holds', params)}`
        : `${out.tone('bad', '✗')} ${say('cli.tour.fails', params)}`,
    )
  })
  return isWhole ? 0 : 1
}
