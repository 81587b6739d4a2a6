import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { isAgreed, refuseAssent, refuseProposing, standingOf, type Paper } from './agreeing.ts'

const parties = ['alt', 'bor', 'cas'] as [Party, Party, Party]
const at = instantOf(1_795_000_000_000)

/** What was said: a text put, or one agreed to. */
type Word = { readonly put: Paper } | { readonly by: Party; readonly agrees: ActId }

/** The texts as one knows them who has heard these words. */
const papersIn = (words: Iterable<Word>): readonly Paper[] => {
  const all = [...words]
  return all.flatMap((word) => {
    if (!('put' in word)) return []
    const assents = all.flatMap((one) =>
      'agrees' in one && one.agrees === word.put.act ? [[one.by, at] as const] : [],
    )
    return [{ ...word.put, assents: Object.fromEntries(assents) }]
  })
}

const party = fc.constantFrom(...parties)
const deed = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('put' as const), by: party, without: fc.option(party) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('agree' as const), by: party }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hear' as const), by: party, which: fc.nat(20) }) },
)

test('R3 whoever puts and agrees to texts as he is let, in whichever order words are heard, no two texts are ever agreed, and none after another', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 10, maxLength: 60 }), (deeds) => {
      const said: Word[] = []
      const known = new Map(parties.map((one) => [one, new Set<Word>()]))
      const speak = (by: Party, word: Word) => {
        said.push(word)
        known.get(by)?.add(word)
      }
      for (const each of deeds) {
        const heard = known.get(each.by) ?? new Set<Word>()
        const papers = papersIn(heard)
        const paper = standingOf(papers)
        if (each.do === 'hear') {
          const unheard = said.filter((word) => !heard.has(word))
          const word = unheard[each.which % Math.max(1, unheard.length)]
          if (word !== undefined) heard.add(word)
        } else if (each.do === 'put' && refuseProposing(papers, each.by) === undefined) {
          const named = parties.filter((one) => one === 'alt' || one === each.by || one !== each.without)
          const revision = Math.max(0, ...papers.map((one) => one.revision)) + 1
          const act = `act--${revision}-${each.by}-${said.length}` as ActId
          speak(each.by, { put: { act, author: each.by, revision, digest: act, parties: named, assents: {} } })
        } else if (each.do === 'agree' && paper !== undefined) {
          const may = refuseAssent({ papers, paper: paper.act, self: each.by, taking: [] })
          if (may === undefined) speak(each.by, { by: each.by, agrees: paper.act })
        }
      }
      expect(papersIn(said).filter(isAgreed).length).toBeLessThan(2)
    }),
    { numRuns: 4000 },
  )
})
