import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Draft, SealedFile } from '#charter/record/draft.ts'
import { labelOf, recordLabel, refuseBeyond, type Speaker } from '#charter/record/labelling.ts'
import type { RefusedObject } from './tables.ts'
import type { AcknowledgeWish, OpinionWish, RecallWish, ShareWish, SightingWish } from './wish.ts'

/** A file that was brought, and what was found in it. */
export interface Brought {
  readonly file: SealedFile
  readonly format: 'stix' | 'file'
  readonly objects: number
  readonly refused: readonly RefusedObject[]
  /** Why a file that is not STIX is none. */
  readonly problem?: Refusal
}

/** A share as this node knows it; `content` is false for the stub of a recalled one. */
export interface KnownShare {
  readonly act: ActId
  readonly author: Party
  readonly title: string
  readonly label: Label
  readonly audience: readonly Party[]
  readonly state: 'live' | 'recalled' | 'corrected' | 'untrusted'
}

export function share(
  wish: Omit<ShareWish, 'upload'> & { readonly replaces?: ActId },
  brought: Brought,
  by: Speaker,
): Draft | Refusal {
  const beyond = refuseBeyond(wish, by)
  if (beyond !== undefined) return beyond
  if (brought.format === 'file' && wish.title === undefined) {
    return brought.problem ?? refuse('title-missing', 'exchange: a file that is not STIX needs a title')
  }
  if (brought.refused.length > 0 && wish.omitRefused !== true) {
    const [first] = brought.refused
    return refuse('persons-refused', first?.rule ?? 'SG-01', { count: brought.refused.length, first: first?.id ?? '' })
  }
  if (brought.format === 'stix' && brought.objects === 0) {
    return refuse('nothing-to-share', 'exchange: a share carries at least one object')
  }
  return {
    kind: 'exchange.share/1' as Kind,
    audience: [...new Set(wish.to)].toSorted(),
    label: labelOf(wish, by),
    officers: by.officers,
    refs: wish.replaces === undefined ? [] : [wish.replaces],
    attachments: [brought.file],
    body: {
      format: brought.format,
      title: wish.title ?? brought.file.ref.name,
      ...(brought.format === 'stix' ? { objects: brought.objects } : {}),
      ...(wish.description === undefined ? {} : { description: wish.description }),
      ...(wish.replaces === undefined ? {} : { replaces: wish.replaces }),
    },
  }
}

/** A recall, or with `replacement` a correction. Only the originator's, only once, to everyone who was sent the share. */
export function recall(
  known: KnownShare,
  wish: RecallWish & { readonly replacement?: ActId },
  by: Speaker,
): Draft | Refusal {
  if (known.author !== by.self) {
    return refuse('not-originator', 'protocol 7: only the originator recalls', { author: known.author })
  }
  if (known.state !== 'live' && known.state !== 'untrusted') {
    return refuse('already-recalled', 'protocol 7: a share is recalled once', { state: known.state })
  }
  return {
    kind: 'exchange.recall/1' as Kind,
    audience: known.audience,
    label: recordLabel(known.label),
    officers: by.officers,
    refs: wish.replacement === undefined ? [known.act] : [known.act, wish.replacement],
    attachments: [],
    body: {
      act: known.act,
      reason: wish.reason,
      ...(wish.replacement === undefined ? {} : { replacement: wish.replacement }),
    },
  }
}

export function acknowledge(known: KnownShare, wish: AcknowledgeWish, by: Speaker): Draft | Refusal {
  const no = refuseReply(known, by)
  if (no !== undefined) return no
  return {
    ...reply('exchange.acknowledge/1' as Kind, known, by),
    label: recordLabel(known.label),
    body: { act: known.act, ...(wish.note === undefined ? {} : { note: wish.note }) },
  }
}

export function sighting(known: KnownShare, wish: SightingWish, by: Speaker): Draft | Refusal {
  const no = refuseReply(known, by)
  if (no !== undefined) return no
  if (wish.firstSeen !== undefined && wish.lastSeen !== undefined && wish.lastSeen < wish.firstSeen) {
    return refuse('sighting-dates', 'STIX 2.1 section 5.2: last_seen is not before first_seen')
  }
  const { object, count = 1, firstSeen, lastSeen, note } = wish
  return {
    ...reply('exchange.sighting/1' as Kind, known, by),
    body: defined({ act: known.act, object, count, firstSeen, lastSeen, note }),
  }
}

export function opinion(known: KnownShare, wish: OpinionWish, by: Speaker): Draft | Refusal {
  const no = refuseReply(known, by)
  if (no !== undefined) return no
  return {
    ...reply('exchange.opinion/1' as Kind, known, by),
    body: defined({ act: known.act, object: wish.object, opinion: wish.opinion, explanation: wish.explanation }),
  }
}

/** Replies go to the author of the share alone, under the share's own label. */
function reply(kind: Kind, known: KnownShare, by: Speaker): Omit<Draft, 'body'> {
  return {
    kind,
    audience: [known.author],
    label: known.label,
    officers: by.officers,
    refs: [known.act],
    attachments: [],
  }
}

function refuseReply(known: KnownShare, by: Speaker): Refusal | undefined {
  if (known.author === by.self) {
    return refuse('own-share', 'exchange: a reply answers what another party shared')
  }
  return known.state === 'live'
    ? undefined
    : refuse('already-recalled', 'protocol 7: a recalled share is answered no more', { state: known.state })
}

function defined(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}
