import { expect, test } from 'vitest'
import '../../../test/suites/browserless.ts'
import { speak } from './languages.ts'
import { wordsOf } from './say.tsx'

const notAllowed = { code: 'role-not-allowed', params: { role: 'duty', action: 'keys.manage', allowed: 'admin' } }
const above = {
  code: 'level-above-ceiling',
  params: { author: 'alt', recipient: 'cas', level: 'confidential', agreement: 'exchange-1', ceiling: 'restricted' },
}

test.each([
  ['en', 'Your role (duty officer) may not change keys.', 'restricted'],
  ['ru', 'Ваша роль (дежурный офицер) не позволяет менять ключи.', '«ограниченно»'],
  ['zh', '您的角色（值班军官）无权更换密钥。', '限制'],
])('console: a refusal names role, deed and level in words of %s', async (language, sentence, ceiling) => {
  const { refusal } = wordsOf(await speak(language))
  expect(refusal(notAllowed).sentence).toBe(sentence)
  expect(refusal(above).wayOut).toContain(ceiling)
})
