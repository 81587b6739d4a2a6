import { z } from 'zod'

/** MISP writes numbers as text, and some tools write them as numbers. */
const Word = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const Flag = z
  .union([z.boolean(), z.literal([0, 1, '0', '1', 'true', 'false', ''])])
  .transform((value) => value === true || value === 1 || value === '1' || value === 'true')
const Uuid = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u)

/** The last second of the year 9999. */
const lastSecond = 253_402_300_799
/** Seconds since 1970, UTC (misp-core-format: timestamp). */
const Seconds = Word.transform(Number).pipe(z.int().min(0).max(lastSecond))

export const MispTag = z.object({ name: z.string().min(1) })

export const MispOrganisation = z.object({ uuid: Uuid, name: z.string().min(1) })
export type MispOrganisation = z.infer<typeof MispOrganisation>

/** One text or several. */
const Texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]).default([])
const nothing = { external_id: [], synonyms: [], refs: [] }

/** An entry of a galaxy: a threat actor, a technique. Of its meta data what others can use. */
const MispCluster = z.object({
  uuid: Uuid,
  value: z.string().min(1),
  description: z.string().default(''),
  // PHP writes an empty object as an empty list.
  meta: z
    .union([
      z.object({ external_id: Texts, synonyms: Texts, refs: Texts }),
      z.array(z.unknown()).transform(() => nothing),
    ])
    .default(nothing),
})
export type MispCluster = z.infer<typeof MispCluster>

export const MispGalaxy = z.object({ type: z.string().min(1), GalaxyCluster: z.array(MispCluster).default([]) })
export type MispGalaxy = z.infer<typeof MispGalaxy>

/** That somebody saw an attribute (`0`), found it to be wrong (`1`) or past (`2`). */
const MispSighting = z.object({
  uuid: Uuid,
  type: Word.default('0'),
  date_sighting: Seconds,
  source: z.string().default(''),
  Organisation: MispOrganisation.optional(),
})
export type MispSighting = z.infer<typeof MispSighting>

export const MispAttribute = z.object({
  uuid: Uuid,
  type: z.string().min(1),
  category: z.string().min(1),
  value: Word,
  to_ids: Flag.default(false),
  comment: z.string().default(''),
  timestamp: Seconds.optional(),
  deleted: Flag.default(false),
  distribution: Word.optional(),
  first_seen: z.string().optional(),
  last_seen: z.string().optional(),
  data: z.string().optional(),
  Sighting: z.array(MispSighting).default([]),
  /** Which part of its object it is. */
  object_relation: z.string().optional(),
  Tag: z.array(MispTag).default([]),
  Galaxy: z.array(MispGalaxy).default([]),
  ShadowAttribute: z.array(z.unknown()).default([]),
})
export type MispAttribute = z.infer<typeof MispAttribute>

/** What an object is to another object, or to an attribute (misp-core-format: ObjectReference). */
export const MispReference = z.object({
  uuid: Uuid,
  referenced_uuid: Uuid,
  relationship_type: z.string().default(''),
  comment: z.string().default(''),
  timestamp: Seconds.optional(),
  deleted: Flag.default(false),
})

/** Attributes that describe one thing together, by a template (misp-core-format: object). */
export const MispObject = z.object({
  uuid: Uuid,
  name: z.string().min(1),
  'meta-category': z.string().default('misc'),
  template_uuid: z.string().optional(),
  template_version: Word.optional(),
  comment: z.string().default(''),
  timestamp: Seconds.optional(),
  deleted: Flag.default(false),
  distribution: Word.optional(),
  Attribute: z.array(MispAttribute).default([]),
  ObjectReference: z.array(MispReference).default([]),
})
export type MispObject = z.infer<typeof MispObject>

/** What is told of an event in words (misp-core-format: EventReport). */
export const MispReport = z.object({
  uuid: Uuid,
  name: z.string().default(''),
  content: z.string().default(''),
  timestamp: Seconds.optional(),
  deleted: Flag.default(false),
  distribution: Word.optional(),
})
export type MispReport = z.infer<typeof MispReport>

export const MispEvent = z.object({
  uuid: Uuid,
  info: z.string(),
  date: z.iso.date(),
  timestamp: Seconds,
  published: Flag.default(false),
  publish_timestamp: Seconds.default(0),
  threat_level_id: Word.optional(),
  analysis: Word.optional(),
  distribution: Word.optional(),
  Orgc: MispOrganisation.optional(),
  Attribute: z.array(MispAttribute).default([]),
  Object: z.array(MispObject).default([]),
  EventReport: z.array(MispReport).default([]),
  Tag: z.array(MispTag).default([]),
  Galaxy: z.array(MispGalaxy).default([]),
  ShadowAttribute: z.array(z.unknown()).default([]),
})
export type MispEvent = z.infer<typeof MispEvent>

/**
 * Members that say something within one instance alone: numbers of its rows, its own settings, counts, correlations that it drew. Nothing
 * is lost without them, so they stand in no report.
 */
export const localMembers: ReadonlySet<string> = new Set([
  'attribute_count',
  'colour',
  'description',
  'disable_correlation',
  'event_creator_email',
  'event_id',
  'event_uuid',
  'exportable',
  'first_publication',
  'hide_tag',
  'id',
  'is_custom_galaxy',
  'is_galaxy',
  'local',
  'local_only',
  'locked',
  'numerical_value',
  'object_id',
  'object_uuid',
  'Org',
  'org_id',
  'orgc_id',
  'proposal_email_lock',
  'referenced_id',
  'referenced_type',
  'RelatedAttribute',
  'RelatedEvent',
  'relationship_type',
  'sharing_group_id',
  'sighting_timestamp',
  'source_uuid',
  'user_id',
  'warnings',
])
