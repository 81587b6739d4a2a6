import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reading } from '#platform/record/reading.ts'
import { fetchFiles, type Fetched } from './fetching.ts'
import { filesFrom, filesLost, type WaitingAct } from './file-queue.ts'
import { asGivenBack } from './given-back.ts'
import type { LinkReply } from './link/link-client.ts'
import { isPassing, nameOf } from './passing.ts'
import type { AskPeer } from './puller.ts'
import type { TransportPorts } from './ports.ts'

/** Where files go. */
export interface FileDoor {
  /** Positions of those files of an act that its projection wants opened. */
  readonly wants: (row: WaitingAct) => readonly number[]
  readonly open: Reading['open']
  /** What to do when all of an act's are here. */
  readonly admitFiles: (fetched: Fetched) => Promise<void>
}

export interface FilePorts extends TransportPorts, FileDoor {
  readonly peer: Party
  /** Acts whose files some peer is being asked for: shared by all peers, so that one file is fetched once. */
  readonly fetching: Set<ActId>
}

/** Whether there is more to ask for now, the peer lacked something or did not answer, or all was asked for. */
export type FilesRound = 'more' | 'short' | 'over'

/** Files of acts that one peer is asked for, and what becomes of them. */
export class PeerFiles {
  readonly #ports: FilePorts
  readonly #heard: (reply: LinkReply) => void
  #after = 0
  /** Own acts whose files the peer does not have, and acts that could not be admitted with theirs. */
  readonly #inVain = new Set<ActId>()

  /** `heard` is told of answers that ended an attempt. */
  constructor(ports: FilePorts, heard: (reply: LinkReply) => void) {
    this.#ports = ports
    this.#heard = heard
  }

  async round(ask: AskPeer): Promise<FilesRound> {
    const { store, peer } = this.#ports
    const queue = await filesFrom(store, peer, { after: this.#after })
    let isShort = false
    for (const row of [...queue.rows, ...(await filesLost(store, this.#inVain))]) {
      const fetched = this.#inVain.has(row.act) ? undefined : await this.#fetch(row, ask)
      if (fetched === undefined) continue
      if (fetched.reply !== undefined) {
        this.#heard(fetched.reply)
        if (fetched.reply.kind !== 'answer') return 'short'
        if (row.own) this.#inVain.add(row.act)
        isShort = true
      } else await this.#admit(row, fetched)
    }
    this.#after = queue.after
    return queue.after > 0 ? 'more' : isShort ? 'short' : 'over'
  }

  /** What cannot be admitted, by a fault of ours, holds up nothing behind it; it is tried again when the node starts. */
  async #admit(row: WaitingAct, fetched: Fetched): Promise<void> {
    if (row.own && fetched.done !== undefined && 'refusal' in fetched.done) this.#inVain.add(row.act)
    await this.#ports.admitFiles(fetched).catch((error: unknown) => {
      if (isPassing(error)) throw error
      this.#passOver(row, error)
    })
  }

  /** What ends the thread that opens it would end the next one too: it holds up nothing behind it, and is tried again when the node starts. */
  async #fetch(row: WaitingAct, ask: AskPeer): Promise<Fetched | undefined> {
    const { fetching, peer } = this.#ports
    if (fetching.has(row.act)) return undefined
    fetching.add(row.act)
    try {
      const given = row.own ? await asGivenBack(this.#ports, row, peer) : row
      return given && (await fetchFiles(this.#ports, ask, given, this.#ports.wants(row)))
    } catch (error) {
      if (!(error instanceof Fault) || !error.code.startsWith('reading-')) throw error
      this.#passOver(row, error)
      return undefined
    } finally {
      fetching.delete(row.act)
    }
  }

  #passOver({ act }: WaitingAct, error: unknown): void {
    this.#inVain.add(act)
    const { peer } = this.#ports
    this.#ports.log({ level: 'error', event: 'files-not-admitted', peer, act, error: nameOf(error) })
  }
}
