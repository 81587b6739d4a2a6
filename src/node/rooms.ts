import type { Table } from '#platform/db/table.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { SchemaSource } from '#platform/db/migrations.ts'
import { accounts } from '#platform/http/account.ts'
import { ceremonies } from '#platform/http/ceremonies.ts'
import { enrolments, identities, passkeys } from '#platform/http/passkeys.ts'
import { passwords, sessions } from '#platform/http/sessions.ts'
import * as journal from '#platform/journal/tables.ts'
import { projectorsOf, type Projectors } from '#platform/record/projector.ts'
import * as record from '#platform/record/tables.ts'
import type { Source } from '#platform/search/source.ts'
import * as search from '#platform/search/tables.ts'
import { receiptProjector } from '#platform/transport/receipts.ts'
import * as transport from '#platform/transport/tables.ts'
import { charterProjector } from '#charter/projector.ts'
import * as charter from '#charter/record/tables.ts'
import { alertsProjector } from '#rooms/alerts/project.ts'
import { alertsSource } from '#rooms/alerts/source.ts'
import * as alerts from '#rooms/alerts/tables.ts'
import { agreementsProjector } from '#rooms/agreements/project.ts'
import * as agreements from '#rooms/agreements/tables.ts'
import { consultationProjector } from '#rooms/consultation/project.ts'
import { consultationSource } from '#rooms/consultation/source.ts'
import * as consultation from '#rooms/consultation/tables.ts'
import { desksProjector } from '#rooms/desks/project.ts'
import * as desks from '#rooms/desks/tables.ts'
import { exchangeProjector } from '#rooms/exchange/project.ts'
import { exchangeSource } from '#rooms/exchange/source.ts'
import * as collections from '#rooms/exchange/collections/tables.ts'
import * as posting from '#rooms/exchange/posting/tables.ts'
import * as profiles from '#rooms/exchange/profiles/tables.ts'
import * as exchange from '#rooms/exchange/tables.ts'
import * as verifying from './verifying/tables.ts'
import * as watches from '#rooms/watches/tables.ts'
import * as witness from '#rooms/witness/tables.ts'

/** Everything the node is made of, in one place: a room is added and removed by a line in each list. */
export const projectors: Projectors = projectorsOf([
  charterProjector,
  receiptProjector,
  agreementsProjector,
  exchangeProjector,
  alertsProjector,
  desksProjector,
  consultationProjector,
])

/** Who gives to the search index, and shows what is found. */
export function sourcesOf(blobs: Blobs): readonly Source[] {
  return [exchangeSource(blobs), alertsSource, consultationSource]
}

const folder = (path: string): URL => new URL(`../${path}/sql/`, import.meta.url)

/** SQL folders in the order in which they are applied, floor by floor. */
export const schemas: readonly SchemaSource[] = [
  { schema: 'record', directory: folder('platform/record') },
  { schema: 'journal', directory: folder('platform/journal') },
  { schema: 'transport', directory: folder('platform/transport') },
  { schema: 'search', directory: folder('platform/search') },
  { schema: 'books', directory: folder('platform/http') },
  { schema: 'charter', directory: folder('charter') },
  { schema: 'witness', directory: folder('rooms/witness') },
  { schema: 'exchange', directory: folder('rooms/exchange') },
  { schema: 'agreements', directory: folder('rooms/agreements') },
  { schema: 'alerts', directory: folder('rooms/alerts') },
  { schema: 'desks', directory: folder('rooms/desks') },
  { schema: 'consultation', directory: folder('rooms/consultation') },
  { schema: 'watches', directory: folder('rooms/watches') },
  { schema: 'verifying', directory: folder('node/verifying') },
]

/** Every table as data: for the simulated store, for backups, and for the test that holds descriptions and DDL together. */
export const tables: readonly Table[] = [
  ...tablesIn(record),
  ...tablesIn(journal),
  ...tablesIn(transport),
  ...tablesIn(search),
  accounts,
  passwords,
  sessions,
  passkeys,
  identities,
  ceremonies,
  enrolments,
  ...tablesIn(charter),
  ...tablesIn(witness),
  ...tablesIn(exchange),
  ...tablesIn(collections),
  ...tablesIn(profiles),
  ...tablesIn(posting),
  ...tablesIn(agreements),
  ...tablesIn(alerts),
  ...tablesIn(desks),
  ...tablesIn(consultation),
  ...tablesIn(watches),
  ...tablesIn(verifying),
]

/** Every sequence that numbers rows of the record: a restore lifts them. */
export const sequences = ['record.arrival', 'transport.place'] as const

function tablesIn(module: Readonly<Record<string, unknown>>): readonly Table[] {
  return Object.values(module).filter(isTable)
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'columns' in value && 'role' in value
}
