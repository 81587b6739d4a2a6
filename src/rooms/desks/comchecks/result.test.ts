import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMs, instantOf, type Instant } from '#kernel/instant.ts'
import { figuresOf, isItem, resultOf, type CheckResult } from './result.ts'

const sent = instantOf(1_795_000_000_000)
const ms = (max: number) => fc.integer({ min: 0, max })
const within = 900_000
const delivery = fc.constantFrom(
  'queued',
  'delivered',
  'admitted',
  'refused',
  'quarantined',
  'withheld',
  'dropped' as const,
)
const reach = { queued: 0, delivered: 1, admitted: 1, quarantined: 1, refused: 2, withheld: 2, dropped: 2 } as const

test('K1 a machine’s receipt is never a reply, and a reply never a receipt', () => {
  fc.assert(
    fc.property(delivery, ms(2_000_000), (reached, passed) => {
      const asked = { sent, dueAt: addMs(sent, within), delivery: reached }
      expect(['replied', 'late']).not.toContain(resultOf(asked, addMs(sent, passed)).state)
      // Whoever replies has replied, whatever is known of his machine.
      const heard = { ...asked, repliedAt: addMs(sent, passed) }
      expect(resultOf(heard, addMs(sent, passed)).state).toBe(passed <= within ? 'replied' : 'late')
    }),
  )
})

/** Something that happens: time passes (or a clock steps back), the machine or a person is heard. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: -600_000, max: 1_200_000 }) }),
  fc.record({ kind: fc.constant('machine' as const), to: delivery }),
  fc.record({ kind: fc.constant('person' as const) }),
)

/** What may follow what while no clock steps back; what is over is over but for a late reply, and a refusal for a lost one. */
const legal: Readonly<Record<CheckResult['state'], readonly CheckResult['state'][]>> = {
  sent: ['sent', 'delivered', 'replied', 'late', 'failed'],
  delivered: ['delivered', 'replied', 'late', 'failed'],
  failed: ['failed', 'late', 'replied'],
  replied: ['replied'],
  late: ['late'],
}

test('K2 by no sequence of time, receipts, replies, duplicates, restarts and stepping clocks is a check what it may not become', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      let now = sent
      let latest = sent
      let reached: Parameters<typeof resultOf>[0]['delivery'] = 'queued'
      let repliedAt: Instant | undefined
      let before = resultOf({ sent, dueAt: addMs(sent, within), delivery: reached }, now)
      for (const each of events) {
        if (each.kind === 'time') now = addMs(now, each.ms)
        // The furthest outcome counts, as the record of deliveries has it.
        if (each.kind === 'machine' && reach[each.to] > reach[reached]) reached = each.to
        if (each.kind === 'person') repliedAt ??= now
        const checked = { sent, dueAt: addMs(sent, within), delivery: reached }
        const whole = repliedAt === undefined ? checked : { ...checked, repliedAt }
        const after = resultOf(whole, now)
        // Asked again, as after a restart, it is the same.
        expect(resultOf(whole, now)).toEqual(after)
        if (now >= latest) expect(legal[before.state]).toContain(after.state)
        // A reply that was heard is never lost, whatever the clock does.
        if (repliedAt !== undefined) expect(['replied', 'late']).toContain(after.state)
        if (now >= latest) before = after
        if (now > latest) latest = now
      }
    }),
    { numRuns: 500 },
  )
})

test('K3 figures count each check once; the rate is of those that are over, the middle of all replies', () => {
  const result = fc.record({
    state: fc.constantFrom('sent', 'delivered', 'replied', 'late', 'failed' as const),
    replyMs: ms(10_000_000),
  })
  fc.assert(
    fc.property(fc.array(result, { maxLength: 40 }), (given) => {
      const results: CheckResult[] = given.map(({ state, replyMs }) =>
        state === 'replied' || state === 'late' ? { state, dueAt: sent, replyMs } : { state, dueAt: sent },
      )
      const { checks, waiting, replied, late, failed, rate, medianMs } = figuresOf(results)
      expect(waiting + replied + late + failed).toBe(checks)
      expect(results.filter(isItem)).toHaveLength(late + failed)
      expect(rate === undefined).toBe(checks === waiting)
      if (rate !== undefined) expect(rate >= 0 && rate <= 100).toBe(true)
      const times = results.flatMap(({ replyMs }) => replyMs ?? [])
      if (medianMs === undefined) {
        expect(times).toEqual([])
        return
      }
      const below = times.filter((time) => time < medianMs).length
      const above = times.filter((time) => time > medianMs).length
      expect(below * 2 <= times.length && above * 2 <= times.length).toBe(true)
    }),
  )
  expect(figuresOf([])).toEqual({ checks: 0, waiting: 0, replied: 0, late: 0, failed: 0 })
})
