import { z } from 'zod'
import { channelKinds, DeskHours } from '#protocol/acts/desk-entry.ts'

/** What a node answers of desks, read leniently. */
const Channel = z.looseObject({ kind: z.enum(channelKinds), address: z.string() })

export const Desk = z.looseObject({
  act: z.string(),
  party: z.string(),
  desk: z.string(),
  title: z.record(z.string(), z.string()),
  organ: z.record(z.string(), z.string()).optional(),
  functions: z.array(z.string()),
  channels: z.array(Channel),
  hours: DeskHours,
  deputies: z.array(z.string()),
  languages: z.array(z.string()),
  label: z.looseObject({ level: z.string(), category: z.string() }),
  published: z.string(),
  unrecorded: z.boolean().default(false),
  likePerson: z.string().optional(),
  duty: z.looseObject({ state: z.enum(['on', 'off', 'unknown']), until: z.string().optional() }),
  answering: z.looseObject({ desk: z.string(), channels: z.array(Channel) }).optional(),
})
export type Desk = z.infer<typeof Desk>

export const Published = z.looseObject({ act: z.string(), revision: z.number(), recipients: z.array(z.string()) })
