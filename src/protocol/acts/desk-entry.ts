import { z } from 'zod'
import { isDate } from '#kernel/zoned.ts'
import { languageTag } from './charter-facts.ts'
import { actId, slug, words, zone } from './field.ts'

/** Ways to reach a desk. A hotline is a line kept for this alone. */
export const channelKinds = ['phone', 'mail', 'radio', 'video', 'hotline'] as const
export type ChannelKind = (typeof channelKinds)[number]

/** What an address of a channel looks like; a radio has a frequency and a call sign, a hotline its own name. */
const addresses: Readonly<Record<ChannelKind, RegExp>> = {
  phone: /^\+?\d[\d ()./-]{1,28}\d(?: ?(?:ext|доб|转)\.? ?\d{1,8})?$/u,
  mail: /^[\w.+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?$/u,
  radio: /^\S(?:.{0,98}\S)?$/u,
  video: /^\S(?:.{0,198}\S)?$/u,
  hotline: /^\S(?:.{0,98}\S)?$/u,
}

export const Channel = z
  .strictObject({ kind: z.enum(channelKinds), address: words(200) })
  .refine(({ kind, address }) => addresses[kind].test(address), { path: ['address'] })
export type Channel = z.infer<typeof Channel>

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** `08:00`; `24:00` is the midnight that ends the day. */
export const clockTime = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u, 'HH:MM')

/** From one time on the wall to another; where that is not later, to that time of the next day. Two alike would be no shift or a whole day. */
const turn = { from: clockTime.refine((time) => time !== '24:00'), until: clockTime }
const isTurn = ({ from, until }: { readonly from: string; readonly until: string }) => from !== until

export const Shift = z.strictObject({ days: z.array(z.enum(weekdays)).min(1).max(7), ...turn }).refine(isTurn)
export type Shift = z.infer<typeof Shift>

/** The turns that begin on one day, instead of those of its weekday; none on a holiday. */
export const ExceptionalDay = z.strictObject({
  date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/u)
    .refine(isDate, 'a day'),
  turns: z.array(z.strictObject(turn).refine(isTurn)).max(4),
})
export type ExceptionalDay = z.infer<typeof ExceptionalDay>

/** So many turns begin on one day at most, whether by the week or by exception. */
const mostTurns = 4

const isADayLike = (shifts: readonly Shift[]): boolean =>
  weekdays.every((day) => shifts.filter(({ days }) => days.includes(day)).length <= mostTurns)

/** Of all exceptional days together: reading hours stays cheap, whoever wrote them. */
const mostExceptionalTurns = 240

const isOnceEach = (days: readonly ExceptionalDay[]): boolean =>
  new Set(days.map(({ date }) => date)).size === days.length &&
  days.reduce((sum, { turns }) => sum + turns.length, 0) <= mostExceptionalTurns

export const DeskHours = z.strictObject({
  zone,
  shifts: z.union([z.literal('always'), z.array(Shift).min(1).max(28).refine(isADayLike, 'four turns a day')]),
  /** Each day is named once. */
  exceptions: z.array(ExceptionalDay).max(120).refine(isOnceEach, 'each day once').exactOptional(),
})
export type DeskHours = z.infer<typeof DeskHours>

/** What a desk is called, per language. */
const titles = z.record(languageTag, words(120)).refine((texts) => Object.keys(texts).length > 0, 'a title')

/**
 * Body of `desk.entry/1`: a duty desk of its author, as it is reached. It knows functions and no persons: it is closed, so that no member
 * beside these can carry one (SG-01). `revision` counts the publications of this desk under this label; the greatest holds, whatever comes first.
 */
export const DeskEntry = z.strictObject({
  desk: slug,
  title: titles,
  /** The organ or service that the desk belongs to. */
  organ: titles.exactOptional(),
  /** What it answers for, in words that desks agree on: `operations`, `border`, `network-security`. */
  functions: z.array(slug).min(1).max(16),
  /** In the order in which they are tried. */
  channels: z.array(Channel).min(1).max(16),
  hours: DeskHours,
  /** Desks of the same author that stand in, in this order. */
  deputies: z.array(slug).max(8),
  languages: z.array(languageTag).min(1).max(8),
  revision: z.int().min(1),
  replaces: actId.exactOptional(),
})
export type DeskEntry = z.infer<typeof DeskEntry>

/** Body of `desk.withdrawal/1`: the desk is no more; it counts as the next publication. */
export const DeskWithdrawal = z.strictObject({
  desk: slug,
  revision: z.int().min(2),
  entry: actId,
  reason: words(300).exactOptional(),
})
export type DeskWithdrawal = z.infer<typeof DeskWithdrawal>
