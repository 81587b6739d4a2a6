import { catalogueOf, sentencesOf, type Sentences } from '#kernel/message.ts'

/** Languages of the menu, each by its own name. A language stands here when its catalogue is complete. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'ru', name: 'Русский' },
  { tag: 'zh', name: '中文' },
] as const

/** English from right to left: shows what a right-to-left language will meet. It is in no menu. */
const mirrored = 'rtl'

export interface Spoken {
  readonly tag: string
  readonly direction: 'ltr' | 'rtl'
  readonly sentences: Sentences
}

/** The nearest language there is to what a device wants. */
export function nearestLanguage(wished: string): string {
  if (wished === mirrored) return mirrored
  const primary = wished.split('-')[0]
  return languages.find(({ tag }) => tag === primary)?.tag ?? 'en'
}

async function rooms(tag: string): Promise<Readonly<Record<string, unknown>>> {
  switch (tag) {
    case 'ru': {
      const [console_, agreement, found, refusals] = await Promise.all([
        import('../../../locales/ru/console.json', { with: { type: 'json' } }),
        import('../../../locales/ru/agreement.json', { with: { type: 'json' } }),
        import('../../../locales/ru/found.json', { with: { type: 'json' } }),
        import('../../../locales/ru/refusals.json', { with: { type: 'json' } }),
      ])
      return {
        console: { ...console_.default, agreement: agreement.default, found: found.default },
        refusals: refusals.default,
      }
    }
    case 'zh': {
      const [console_, agreement, found, refusals] = await Promise.all([
        import('../../../locales/zh/console.json', { with: { type: 'json' } }),
        import('../../../locales/zh/agreement.json', { with: { type: 'json' } }),
        import('../../../locales/zh/found.json', { with: { type: 'json' } }),
        import('../../../locales/zh/refusals.json', { with: { type: 'json' } }),
        import('../styles/chinese.ts'),
      ])
      return {
        console: { ...console_.default, agreement: agreement.default, found: found.default },
        refusals: refusals.default,
      }
    }
  }
  const [console_, agreement, found, refusals] = await Promise.all([
    import('../../../locales/en/console.json', { with: { type: 'json' } }),
    import('../../../locales/en/agreement.json', { with: { type: 'json' } }),
    import('../../../locales/en/found.json', { with: { type: 'json' } }),
    import('../../../locales/en/refusals.json', { with: { type: 'json' } }),
  ])
  return {
    console: { ...console_.default, agreement: agreement.default, found: found.default },
    refusals: refusals.default,
  }
}

/** The sentences of one language, fetched once. */
export async function speak(wished: string): Promise<Spoken> {
  const chosen = nearestLanguage(wished)
  const tag = chosen === mirrored ? 'en' : chosen
  const catalogue = catalogueOf(await rooms(tag))
  return { tag, direction: chosen === mirrored ? 'rtl' : 'ltr', sentences: sentencesOf({ [tag]: catalogue }) }
}
