import { isRefusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import { AgreementFacts, maxFactsBytes, readAgreementFacts } from '#protocol/agreement/facts.ts'
import { moment, word } from '../call.ts'
import { namedFile } from '../named-file.ts'
import type { Session } from '../session.ts'
import { Stop } from '../stop.ts'
import type { Call } from '../verb.ts'

export interface Asked {
  readonly facts: AgreementFacts
  /** As of when it is asked. */
  readonly at: Instant
}

/** A file has a dot, a slash or a hyphen alone in its name; an agreement of the charter has none of these. */
const isFile = (named: string): boolean => named === '-' || /[./\\]/u.test(named)

/** The facts of an agreement, from a file or from the node. What they come to is worked out here, whoever gave them. */
export async function askedOf(session: Session, call: Call): Promise<Asked> {
  const name = word(call)
  const at = moment(call, 'at') ?? session.io.clock.now()
  if (!isFile(name)) {
    const path = `/api/v1/agreements/${encodeURIComponent(name)}/facts`
    return { facts: await (await session.node()).ask(path, AgreementFacts), at }
  }
  const facts = readAgreementFacts(await namedFile(session.io, name, maxFactsBytes))
  if (isRefusal(facts)) throw new Stop({ ...facts, params: { ...facts.params } }, 2)
  return { facts, at }
}

/** The title in the reader's language, or else the first there is. */
export const titleOf = ({ say }: Session, { title, name }: AgreementFacts): string =>
  title[say.language] ?? Object.values(title)[0] ?? name
