import { expect, test } from 'vitest'
import '../../../test/suites/browserless.ts'
import { speak } from './languages.ts'
import { wordsOf } from './say.tsx'

const notAllowed = {
  code: 'role-not-allowed',
  params: { role: 'duty', action: 'keys.manage', roles: 'admin, oversight' },
}
const above = {
  code: 'level-above-ceiling',
  params: { author: 'alt', recipient: 'cas', level: 'confidential', agreement: 'exchange-1', ceiling: 'restricted' },
}

test.each([
  ['en', 'Your role (duty officer) may not change keys.', 'node administrator, oversight officer', 'restricted'],
  ['ru', 'Ваша роль (дежурный офицер) не позволяет менять ключи.', 'администратор узла, надзор', '«ограниченно»'],
  ['zh', '您的角色（值班军官）无权更换密钥。', '节点管理员, 监督官员', '限制'],
])('console: a refusal names role, deed and level in words of %s', async (language, sentence, roles, ceiling) => {
  const { refusal } = wordsOf(await speak(language))
  expect(refusal(notAllowed).sentence).toBe(sentence)
  expect(refusal(notAllowed).wayOut).toContain(roles)
  expect(refusal(above).wayOut).toContain(ceiling)
})
