import { concat, encodeUtf8, toHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { signExport, writeExportManifest } from '#protocol/parcel/export-manifest.ts'
import { isAtHand, writeArchive, type NewMember } from '#protocol/parcel/ustar.ts'
import { sha256, startSha256 } from '#protocol/suite/sha-256.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store } from '#platform/db/store.ts'
import { acts } from '#platform/record/tables.ts'
import type { Sentences } from '#platform/http/problem.ts'
import { epoch } from '#charter/journals.ts'
import type { BackupKey } from '../backup/write.ts'
import { version } from '../version.ts'
import { sealed } from '../sealed-file.ts'
import { actMembers } from './act-members.ts'
import { journalMembers } from './journal-members.ts'
import { exportKind, names, Tally, whole, type Opening } from './layout.ts'
import type { Moment } from './moment.ts'
import { parcelMembers } from './parcel-members.ts'

export interface ExportPorts {
  readonly party: Party
  readonly store: Store
  readonly blobs: Blobs
  readonly clock: Clock
  readonly random: Random
  readonly keyring: Keyring
  readonly sentences: Sentences
  readonly log: Log
}

/**
 * A complete export as it is written, sealed under the operator's key. The node works on meanwhile: what comes after the beginning
 * is not in it, and what is taken back meanwhile is not either, as far as it was not written yet.
 */
export function writeExport(
  ports: ExportPorts,
  moment: Moment,
  key: BackupKey,
): AsyncGenerator<Uint8Array, void, undefined> {
  const about = { party: ports.party, created: ports.clock.now() }
  const archive = writeArchive(signedMembers(ports, moment, about.created))
  return sealed(about, { ...key, kind: exportKind, random: ports.random }, archive)
}

async function* signedMembers(
  ports: ExportPorts,
  moment: Moment,
  created: Instant,
): AsyncGenerator<NewMember, void, undefined> {
  const tally = new Tally()
  for await (const member of membersOf(ports, moment, { tally, created })) yield tallied(member, tally)
  const manifest = writeExportManifest({
    format: 'tamga-export/1',
    coalition: moment.charter.id,
    party: ports.party,
    created,
    members: tally.members(),
    counts: tally.counts,
    absent: tally.absent,
  })
  yield whole(names.manifest, manifest)
  yield whole(names.signature, await signExport(manifest, ports.keyring))
}

const readmes = ['en', 'ru', 'zh'] as const

async function* membersOf(
  ports: ExportPorts,
  { snapshot, charter, lane }: Moment,
  { tally, created }: { readonly tally: Tally; readonly created: Instant },
): AsyncGenerator<NewMember, void, undefined> {
  const opening: Opening = { format: 'tamga-export/1', party: ports.party, coalition: charter.id, created, version }
  yield whole(names.opening, encodeUtf8(`${JSON.stringify(opening, undefined, 2)}\n`))
  for (const language of readmes) {
    yield whole(
      `readme-${language}.txt`,
      encodeUtf8(ports.sentences(language, 'node.export.readme', { party: ports.party })),
    )
  }
  tally.counts.lane = charter.place.number
  yield whole(names.lane, lane)
  const upTo = (await snapshot.greatest(acts, 'arrival')) ?? 0
  yield* journalMembers(snapshot, epoch, tally)
  yield* actMembers({ ...ports, self: ports.party, charter: () => charter }, { snapshot, upTo }, tally)
  for (const peer of charter.parties.keys()) yield* parcelMembers(snapshot, peer, tally)
}

/** The member as it goes by, entered into the tally once all of it has. */
function tallied(member: NewMember, tally: Tally): NewMember {
  const { name, bytes, content } = member
  if (isAtHand(content)) {
    tally.member(name, bytes, toHex(sha256(concat(...content))))
    return member
  }
  return {
    name,
    bytes,
    content: (async function* () {
      const hash = startSha256()
      let written = 0
      for await (const part of content) {
        hash.update(part)
        written += part.length
        yield part
      }
      if (written !== bytes) throw new Fault('member-length', { params: { name, bytes, written } })
      tally.member(name, bytes, toHex(hash.digest()))
    })(),
  }
}
