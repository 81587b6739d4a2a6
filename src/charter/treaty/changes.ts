import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { AgreementText } from '#protocol/acts/agreement-text.ts'
import { bracketsOf, discords } from '#protocol/agreement/concordance.ts'
import { untouched } from '#protocol/agreement/state.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { byCeilingThenName, type AgreementRow, type Charter } from '../charter.ts'
import type { Where } from '../lane/ordered.ts'
import { rowOfTreaty, withTreaty, type Treaty } from './treaty.ts'

type Facts = Pick<Charter, 'agreements'>
const rule = 'protocol 9: agreements'

/** Adopts a text: of an agreement that is new, or still unsigned. Once anybody acted on it, it changes by correction or by another agreement. */
export function withText(
  { machine, participants, clauses, text }: ChangeOf<'agreement.text'>,
  { charter, at, entry }: Where,
): Facts | Refusal<Code> {
  const { name } = machine
  const before = agreementNamed(charter, name)
  const events = before?.treaty?.events
  if (before !== undefined && events?.length !== 0) return refuse('agreement-exists', rule, { agreement: name })
  if (before?.treaty?.text !== undefined && text.version <= before.treaty.text.version) {
    return refuse('text-version', rule, { agreement: name, version: before.treaty.text.version })
  }
  const refusal = adoptionRefusal(charter, { machine, participants, text })
  if (refusal !== undefined) return refusal
  const treaty: Treaty = { adopted: { entry, at }, participants, clauses, text, events: [], law: untouched }
  return { agreements: replacing(charter, rowOfTreaty(machine, treaty, charter.levels)) }
}

/** The corrected text in the place of the one with the errors, from the beginning (VCLT 79(4)). */
export function withCorrection(
  { agreement: name, corrections }: ChangeOf<'agreement.correction'>,
  { charter, at, entry }: Where,
): Facts | Refusal<Code> {
  const row = agreementNamed(charter, name)
  if (row?.treaty?.text === undefined) return refuse('agreement-unknown', rule, { agreement: name })
  let { text } = row.treaty
  for (const correction of corrections) {
    const corrected = correctedText(text, correction)
    if (corrected === undefined) {
      const { article, paragraph, language } = correction
      return refuse('correction-place', 'VCLT 79', { article, paragraph, language })
    }
    text = corrected
  }
  const refusal = textRefusal(text)
  if (refusal !== undefined) return refusal
  const corrected = [...(row.treaty.corrected ?? []), { entry, at }]
  return { agreements: replacing(charter, withTreaty(row, { ...row.treaty, text, corrected })) }
}

/** Who must countersign a correction: whoever signed the text or consented to it; before that, those who drew it up. */
export function correcting(charter: Charter, name: string): readonly Party[] {
  const treaty = agreementNamed(charter, name)?.treaty
  const acted = [...(treaty?.law.parties.values() ?? [])].filter(
    ({ signature, consents, ceased }) => ceased === undefined && (signature !== undefined || consents.length > 0),
  )
  return acted.length > 0 ? acted.map(({ party }) => party).toSorted(byText) : (treaty?.participants ?? [])
}

export const agreementNamed = ({ agreements }: Charter, name: string): AgreementRow | undefined =>
  agreements.find((row) => row.name === name)

export const replacing = ({ agreements }: Charter, row: AgreementRow): readonly AgreementRow[] =>
  [...agreements.filter(({ name }) => name !== row.name), row].toSorted(byCeilingThenName)

/** Why a text is none that could be adopted: words that the charter has not, open brackets, editions that differ. */
export function adoptionRefusal(
  charter: Charter,
  { machine, participants, text }: Pick<ChangeOf<'agreement.text'>, 'machine' | 'participants' | 'text'>,
): Refusal<Code> | undefined {
  return unknownWords(charter, { machine, participants }) ?? textRefusal(text)
}

function unknownWords(
  charter: Charter,
  { machine, participants }: Pick<ChangeOf<'agreement.text'>, 'machine' | 'participants'>,
): Refusal<Code> | undefined {
  const { ceiling, categories, purposes, reaches } = machine
  const unknown = [
    ...(charter.levels.has(ceiling) ? [] : [ceiling]),
    ...(categories === 'all' ? [] : categories.filter((name) => !charter.categories.has(name))),
    ...(purposes === 'all' ? [] : purposes.filter((name) => !charter.purposes.has(name))),
    ...reaches.filter((name) => !charter.standings.has(name)),
    ...participants.filter((party) => !charter.parties.has(party)),
  ]
  const [first] = unknown
  return first === undefined ? undefined : refuse('agreement-words', rule, { word: first })
}

/** A text is adopted without open brackets, and with authentic editions that are alike in form (VCLT 10, 33). */
function textRefusal(text: AgreementText): Refusal<Code> | undefined {
  for (const { language, articles } of text.authentic) {
    for (const { number: article, paragraphs } of articles) {
      const open = paragraphs.find((paragraph) => bracketsOf(paragraph.text).shape !== '')
      if (open !== undefined) return refuse('text-open', 'VCLT 10', { language, article, paragraph: open.number })
    }
  }
  const discord = discords(text).find(({ severity }) => severity === 'error')
  if (discord === undefined) return undefined
  const { language, article, paragraph = '–' } = discord
  return refuse('text-discordant', 'VCLT 33', { language, article, paragraph })
}

function correctedText(
  text: AgreementText,
  { language, article, paragraph, instead }: ChangeOf<'agreement.correction'>['corrections'][number],
): AgreementText | undefined {
  let isThere = false
  const authentic = text.authentic.map((edition) => {
    if (edition.language !== language) return edition
    const articles = edition.articles.map((row) => {
      if (row.number !== article) return row
      const paragraphs = row.paragraphs.map((one) => {
        if (one.number !== paragraph) return one
        isThere = true
        return { ...one, text: instead }
      })
      return { ...row, paragraphs }
    })
    return { ...edition, articles }
  })
  return isThere ? { ...text, authentic } : undefined
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
