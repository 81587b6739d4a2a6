/**
 * Every place where a test build may end the process, in the order of an act's way, and what stands on disk when it is reached. A
 * step that writes has one before and one after it is durable. The crash sweep of test/faults ends the process at each of them, so a
 * new one is swept from the day it is named here.
 */
export const failpoints = {
  // bringing and sharing, recalling, answering: at the author
  'upload:sealed': 'The sealed file is on disk, and no row names it.',
  'upload:durable': 'The upload is durable and not answered.',
  'record:written': 'Act, projections and outbox rows are written in the open transaction.',
  'record:durable': 'The act is durable and not answered.',
  // carrying: at the author
  'parcel:numbered': 'Parcels are numbered and sealed in the open transaction.',
  'parcel:marked': 'The last number stands outside the database, and the transaction that gave it is open.',
  // taking in: at the addressee
  'deliver:written': 'The act and its projections are written in the open transaction.',
  'recall:written': 'The recalled act is emptied in the open transaction.',
  'parcel:taken': 'The cursor has moved on in the open transaction.',
  'parcel:durable': 'The parcel is taken in; files that go with it still lie on disk.',
  'attachment:piece': 'A piece of a file is on disk.',
  'deliver:admitted': 'The act is admitted with its files.',
  'recall:erased': 'The files of a recalled act are gone.',
  'search:indexed': 'A batch is indexed in the open transaction.',
  // answering machines: at the addressee
  'receipt:written': 'What is owed is taken away, and the receipt written, in the open transaction.',
  'receipt:durable': 'The receipt is durable.',
  // carried by file: at the addressee
  'import:file': 'A carried file stands in its place, and no row counts it.',
  // restoring a backup: the stopped node
  'restore:written': 'Rows and files are back, and projections made again, in the open transaction.',
  'restore:durable': 'The node is as the backup has it; files that are not in it still lie on disk.',
  // going on after a restore: at the author
  'recover:act': 'An act that came back from its addressee is entered again in the open transaction.',
  // witnessing: at everyone
  'witness:marked': 'A head is marked outside the database as cosigned, and the row is in the open transaction.',
  // the journal: at everyone, once a cadence
  'checkpoint:entry': 'The entry of the interval is durable; nothing is signed over it.',
  'checkpoint:cas': 'The head stands in the compare-and-swap store, unsigned.',
  'checkpoint:witnessed': 'Witnesses have cosigned; their lines are in memory alone.',
  'checkpoint:published': 'The checkpoint is durable.',
} as const satisfies Record<`${string}:${string}`, string>

export type FailpointName = keyof typeof failpoints
