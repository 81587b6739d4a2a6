/** Languages that the catalogues hold in full; the first is the fallback. */
export const languages = ['en', 'ru', 'zh'] as const
export type Language = (typeof languages)[number]

const range = /^([a-z]{1,8}|\*)(?:-[a-z0-9-]{1,30})?(?:;q=([01](?:\.\d{1,3})?))?$/u

/**
 * The reader's language by Accept-Language (RFC 9110 12.5.4): greatest weight first, then the order written; `zh-CN`
 * means `zh`. What cannot be read is passed over.
 */
export function chooseLanguage(header: string | null): Language {
  const wishes = (header ?? '')
    .slice(0, 500)
    .split(',')
    .flatMap((wish) => wished(wish.replaceAll(' ', '').toLowerCase()))
    .toSorted((one, other) => other.weight - one.weight)
  return wishes[0]?.language ?? languages[0]
}

function wished(wish: string): readonly { readonly language: Language; readonly weight: number }[] {
  const [, primary, q] = range.exec(wish) ?? []
  const language = primary === '*' ? languages[0] : languages.find((offered) => offered === primary)
  const weight = Number(q ?? '1')
  return language === undefined || weight === 0 ? [] : [{ language, weight }]
}
