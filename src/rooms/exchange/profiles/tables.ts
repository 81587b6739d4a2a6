import type { Desk } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { instant, int, json, nullable, table, text, texts } from '#platform/db/table.ts'

/**
 * Release profiles: what tools post to one goes to its audience under its label, and its desk answers for it. Active while an administrator
 * and the officer of record have both said so of this very revision: a change of content takes both back.
 */
export const profiles = table(
  'exchange.profile',
  'books',
  {
    name: text(),
    /** UUID of version 4: the collection of TAXII that it is. */
    collection: text(),
    revision: int(),
    title: text(),
    audience: texts<Party>(),
    level: text(),
    category: text(),
    handling: texts(),
    basis: nullable(text()),
    purpose: nullable(text()),
    personal_data: nullable(json<NonNullable<Label['personalData']> & Readonly<Record<string, unknown>>>()),
    /** Days from a share to its review. */
    review_days: int(),
    /** The officer of record of its shares. */
    desk: text<Desk>(),
    /** Which accounts may use it, besides clearance and category; `['*']`: all. */
    accounts: texts(),
    /** What was assessed before it may go live (SG-18). */
    assessment: nullable(text()),
    /** What of it everybody may read. */
    summary: nullable(text()),
    at: instant(),
    active_by_admin: nullable(text()),
    active_by_officer: nullable(text()),
  },
  ['name'],
)

/** Each version of an impact assessment under which a profile went live (SG-18). The rows stay when the profile is changed or withdrawn. */
export const assessments = table(
  'exchange.assessment',
  'books',
  {
    collection: text(),
    revision: int(),
    name: text(),
    assessment: text(),
    summary: text(),
    /** When both had activated it. */
    at: instant(),
  },
  ['collection', 'revision'],
)
