import { decodeUtf8, fromBase64Url, toHex } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, AttachmentRef } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { openTrusted, parseTlogProof, verifyUnder, type TrustedHead } from '#protocol/journal/proof.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import { KnownHeads } from '#platform/journal/known-heads.ts'
import type { Charter } from '#charter/charter.ts'
import { epoch, everyCosigner, journalNames } from '#charter/journals.ts'
import { isWithin, lastTrustedOf, type JournalPlace } from '#charter/trusted.ts'
import { signatureFault } from '../verify.ts'
import { Broken, hold, must } from './broken.ts'
import type { JournalCheck } from './check-journal.ts'
import { ActEnvelope, ErasedAct, fileName, folderOf, formOf, type Tally } from './layout.ts'

/** What acts are held against. */
export interface Held {
  readonly charter: Charter
  readonly self: Party
  readonly journal: JournalCheck
}

/** One act whose members come by. */
interface Open {
  readonly folder: string
  readonly envelope: ActEnvelope
  act?: Act
  proved?: JournalPlace
  /** Files that came, up to this place. */
  files: number
}

/** Acts as they come by: id, signatures by the keys of the charter they name, proof of inclusion, files by salt and digest. */
export class ActCheck {
  readonly #held: Held
  readonly #tally: Tally
  /** Files that are not what their acts say, or are not here: the manifest must name them. */
  readonly lacking: string[] = []
  readonly #heads = new KnownHeads()
  #open: Open | undefined

  constructor(held: Held, tally: Tally) {
    this.#held = held
    this.#tally = tally
  }

  /** A member of an act's folder that is small. `rest`: its name in the folder. */
  take(folder: string, rest: string, content: Uint8Array): void {
    const member = `${folder}/${rest}`
    if (rest === 'envelope.json') return this.#begin(folder, member, content)
    const open = this.#open
    if (open?.folder !== folder) throw new Broken(member, 'order')
    if (rest === 'statement.json') return this.#statement(open, member, content)
    return this.#proof(open, member, content)
  }

  /** A file of an act, read to its end. */
  async file(folder: string, name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const member = `${folder}/files/${name}`
    const open = this.#open
    if (open?.act === undefined || open.folder !== folder) throw new Broken(member, 'order')
    const refs = open.act.said.attachments
    const position = refs.findIndex((ref, at) => at >= open.files && fileName(at, ref) === name)
    hold(position >= 0, member, 'order')
    this.#pass(open, position)
    open.files = position + 1
    const hash = startSha256()
    hash.update(fromBase64Url(open.envelope.salts[position] ?? '') ?? new Uint8Array(0))
    let bytes = 0
    for await (const part of content) {
      hash.update(part)
      bytes += part.length
    }
    const isSame = bytes === refs[position]?.bytes && toHex(hash.digest()) === refs[position].digest
    if (!isSame) this.lacking.push(member)
    this.#tally.counts.files += 1
  }

  erased(author: string, name: string, content: Uint8Array): void {
    const member = `erased/${author}/${name}`
    const stub = must(formOf(decodeUtf8(content) ?? '', ErasedAct), member, 'form')
    hold(stub.author === author && `${stub.act}.json` === name, member, 'id')
    // It was taken back when its envelope had just been written.
    if (this.#open?.act === undefined && this.#open?.envelope.act === stub.act) this.#open = undefined
    this.#tally.counts.erased += 1
  }

  end(): void {
    const open = this.#open
    if (open === undefined) return
    hold(open.act !== undefined, `${open.folder}/statement.json`, 'missing')
    this.#marked(open)
    this.#pass(open, open.act?.said.attachments.length ?? 0)
  }

  #begin(folder: string, member: string, content: Uint8Array): void {
    this.end()
    const envelope = must(formOf(decodeUtf8(content) ?? '', ActEnvelope), member, 'form')
    this.#open = { folder, envelope, files: 0 }
  }

  #statement(open: Open, member: string, statement: Uint8Array): void {
    const { envelope, folder } = open
    hold(open.act === undefined, member, 'order')
    const signatures = envelope.signatures.map(({ keyid, sig }) => ({
      keyid,
      sig: fromBase64Url(sig) ?? new Uint8Array(0),
    }))
    const act = openAct({ payloadType: envelope.payloadType, statement, signatures })
    if (isRefusal(act)) throw new Broken(member, 'form')
    hold(act.id === envelope.act && folderOf(act.said, this.#held.self, act.id) === folder, member, 'id')
    hold(signatureFault(this.#held.charter, act) === undefined, member, 'signature')
    hold(envelope.salts.length === act.said.attachments.length, member, 'form')
    open.act = act
    this.#tally.counts.acts += 1
  }

  /** What counts for nothing is marked, and nothing else, as far as charter and proof say it; of a proof that few cosigned either may be. */
  #marked({ act, envelope: { untrusted }, proved, folder }: Open): void {
    const last = act === undefined ? undefined : lastTrustedOf(this.#held.charter, act)
    const isTrue =
      untrusted === undefined
        ? last === undefined || isWithin(last, proved)
        : last?.epoch === untrusted.epoch && last.entry === untrusted.entry
    hold(isTrue, `${folder}/envelope.json`, 'mark')
    if (untrusted !== undefined) this.#tally.counts.untrusted += 1
  }

  #proof(open: Open, member: string, content: Uint8Array): void {
    const { act } = open
    if (act === undefined || open.proved !== undefined || open.files > 0) throw new Broken(member, 'order')
    const proof = must(parseTlogProof(decodeUtf8(content) ?? ''), member, 'proof')
    const { author } = act.said
    const head = must(this.#head(author, proof.checkpoint, member), member, 'checkpoint')
    hold(author !== this.#held.self || this.#held.journal.isHead(head.head), member, 'checkpoint')
    hold(!isRefusal(verifyUnder(proof, act.id, head)), member, 'proof')
    open.proved = { epoch, entry: proof.index }
    this.#tally.counts.proofs += 1
  }

  #head(author: Party, note: string, member: string): TrustedHead | undefined {
    return this.#heads.of(author, note, () => {
      const { charter } = this.#held
      const log = journalNames(must(charter.parties.get(author), member, 'charter')).journalKey
      const opened = openTrusted(note, { log, cosigners: everyCosigner(charter, author) })
      return isRefusal(opened) ? undefined : opened
    })
  }

  /** Files before a position that did not come. */
  #pass({ act, folder, files }: Open, position: number): void {
    const refs: readonly AttachmentRef[] = act?.said.attachments ?? []
    for (const [at, ref] of refs.entries())
      if (at >= files && at < position) this.lacking.push(`${folder}/files/${fileName(at, ref)}`)
  }
}
