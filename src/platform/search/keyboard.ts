/** The same keys on the English and on the Russian keyboard, with shift and without. */
const english = 'qwertyuiop[]asdfghjkl;\'zxcvbnm,.`{}:"<>~'
const russian = 'йцукенгшщзхъфывапролджэячсмитьбюёхъжэбюё'

const toRussian = new Map(Array.from(english, (key, at) => [key, russian[at] ?? '']))
const toEnglish = new Map(Array.from(russian, (key, at) => [key, english[at] ?? ''] as const).toReversed())

/** What the keys give on the other keyboard: `ghbdtn` is `привет`, typed without looking. `undefined` where both scripts stand, or none. */
export function onOtherKeyboard(text: string): string | undefined {
  const lower = text.toLowerCase()
  const [isLatin, isCyrillic] = [/[a-z]/u.test(lower), /[а-яё]/u.test(lower)]
  if (isLatin === isCyrillic) return undefined
  const keys = isLatin ? toRussian : toEnglish
  return Array.from(lower, (key) => keys.get(key) ?? key).join('')
}
