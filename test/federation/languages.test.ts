import { expect, test } from 'vitest'
import { z } from 'zod'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { addAccount, arrived, scene } from './scene.ts'

const label = { level: 'restricted', category: 'network-security' }
const viper = { ...malware({ name: 'Гадюка', mark: '1' }), lang: 'ru', description: 'Закрепляется в системе.' }

/** A translation of the viper with the marks of another object of STIX. */
function translation(mark: string, contents: object, more: object = {}): object {
  const { name: _, is_family: __, ...of } = malware({ name: '', mark })
  const id = `language-content--31b940d4-6f7f-459a-80ea-00000000000${mark}`
  return { ...of, type: 'language-content', id, object_ref: viper.id, contents, ...more }
}

const Texts = z.looseObject({
  items: z.array(z.looseObject({ original: z.looseObject({}), translations: z.array(z.looseObject({})) })),
})
const textsAt = async (house: House, act: string, account = 'analyst') =>
  Texts.parse((await house.ask(account, 'GET', `/api/v1/acts/${act}/texts`)).json).items

test('STIX 7.1 a report stands in the languages of its author and of everyone whose translation the reader may see', async () => {
  await using at = await scene()
  const { alt, bor, cas, federation } = at
  await addAccount(cas, { name: 'low', role: 'analyst', clearance: 'open' })
  const zh = { zh: { name: '蝰蛇', description: '在系统中驻留。' } }
  const plain = malware({ name: 'Nameless', mark: '2' })
  const shared = await alt.share(
    { ...label, to: ['bor', 'cas'], title: 'Viper' },
    bundle(viper, translation('3', zh), plain),
  )
  const { act } = shared.json
  await federation.pass(arrived)
  const fa = { fa: { name: 'افعی' }, zh: { name: '毒蛇' } }
  const others = await bor.share({ ...label, to: ['cas'], title: 'In Persian' }, bundle(translation('4', fa)))
  const revoked = translation('5', { en: { name: 'Wrong' } }, { revoked: true })
  await bor.share({ ...label, to: ['cas'], title: 'Revoked' }, bundle(revoked))
  await federation.pass(arrived)

  const original = { language: 'ru', name: 'Гадюка', description: 'Закрепляется в системе.' }
  const own = { language: 'zh', name: '蝰蛇', description: '在系统中驻留。', by: 'alt', act, isOfOther: false }
  const theirs = { description: '', by: 'bor', act: others.json.act, isOfOther: false }
  const persian = { ...theirs, language: 'fa', name: 'افعی' }
  const chinese = { ...theirs, language: 'zh', name: '毒蛇' }
  const item = { position: 0, object: viper.id, type: 'malware', modified: viper.modified, original }
  expect(await textsAt(alt, act)).toEqual([{ ...item, translations: [own] }])
  expect(await textsAt(cas, act)).toEqual([{ ...item, translations: [own, persian, chinese] }])
  expect((await cas.ask('low', 'GET', `/api/v1/acts/${act}/texts`)).status).toBe(404)

  // A later version: what names no version means that one, what names one means it.
  const later = { ...viper, modified: '2026-03-01T00:00:00.000Z', description: 'Больше не закрепляется.' }
  const exact = translation('6', { en: { name: 'Viper' } }, { object_modified: viper.modified })
  const newer = await alt.share({ ...label, to: ['cas'], title: 'Viper again' }, bundle(later, exact))
  await federation.pass(arrived)
  const marks = async (of: string) =>
    (await textsAt(cas, of))[0]?.translations.map((one) => {
      const { language, by, isOfOther } = one as { language: string; by: string; isOfOther: boolean }
      return `${language} ${by}${isOfOther ? ' other' : ''}`
    })
  expect(await marks(act)).toEqual(['zh alt other', 'en alt', 'fa bor other', 'zh bor other'])
  expect(await marks(newer.json.act)).toEqual(['en alt other', 'fa bor', 'zh bor', 'zh alt'])

  // What is taken back is said no more.
  await bor.ask('liaison', 'POST', `/api/v1/shares/${others.json.act}/recall`, { reason: 'r' })
  await federation.pass(arrived)
  expect(await marks(newer.json.act)).toEqual(['en alt other', 'zh alt'])
})
