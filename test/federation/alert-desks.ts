import { z } from 'zod'
import { addMs, type Instant } from '#kernel/instant.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import type { House } from './federation.ts'
import { scene } from './scene.ts'

export const minuteMs = 60_000

const Party = z.looseObject({
  delivery: z.string(),
  seenAt: z.string().optional(),
  answer: z.string().optional(),
  note: z.string().optional(),
  clock: z.looseObject({ state: z.string(), dueAt: z.string(), level: z.number(), step: z.string().optional() }),
})
const Alert = z.looseObject({
  act: z.string(),
  state: z.string(),
  title: z.string(),
  status: z.string(),
  exercise: z.string().optional(),
  followedBy: z.string().optional(),
  parties: z.record(z.string(), Party),
  actions: z.record(z.string(), z.looseObject({ allowed: z.boolean() })).optional(),
})
export const Board = z.object({ items: z.array(Alert), next: z.string().optional() })

export const text = { language: 'en', headline: 'Drones over the border', description: 'Seven, from the south.' }
/** A block whose end lies `hours` after the federation's beginning. */
export const block = (expires: string) => ({
  ...text,
  category: ['Security'],
  event: 'Drones',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  expires,
  area: [{ areaDesc: 'Southern border', circle: ['48.1,38.2 20'] }],
})

export const show = async (house: House, act: string, account = 'duty') =>
  Alert.parse((await house.ask(account, 'GET', `/api/v1/alerts/${act}`)).json)
export const shown = async (house: House) => Board.parse((await house.ask('duty', 'GET', '/api/v1/alerts')).json).items

const withinAMinute = {
  answerWithinMs: {
    Immediate: minuteMs,
    Expected: minuteMs,
    Future: minuteMs,
    Past: minuteMs,
    Unknown: minuteMs,
  },
  ladder: [
    { step: 'deputy', afterMs: 0 },
    { step: 'hotline', afterMs: 3_600_000 },
  ],
}

/** Three desks of one coalition that answers within a minute. */
export async function desks() {
  const at = await scene({ change: (profile) => ({ ...profile, alerts: withinAMinute }) })
  const { alt, bor, cas, federation } = at
  const houses = [alt, bor, cas]
  return {
    ...at,
    houses,
    label: { level: 'restricted', category: 'drones' },
    inMinutes: (minutes: number) => capTimeOf(addMs(federation.time.now(), minutes * minuteMs)),
    /** Every node is down meanwhile. */
    async sleep(ms: number) {
      for (const house of houses) await house.stop()
      await federation.pass(ms)
      for (const house of houses) await house.start()
    },
    [Symbol.asyncDispose]: () => at[Symbol.asyncDispose](),
  }
}

/** Two hours from now, as CAP spells it. */
export const later = (now: Instant): string => capTimeOf(addMs(now, 120 * minuteMs))
