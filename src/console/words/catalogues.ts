/** Languages of the menu, each by its own name. A language stands here when its catalogue is complete. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'ru', name: 'Русский' },
  { tag: 'zh', name: '中文' },
] as const

/** English from right to left: shows what a right-to-left language will meet. It is in no menu. */
export const mirrored = 'rtl'

/** The nearest language there is to what a device wants. */
export function nearestLanguage(wished: string): string {
  if (wished === mirrored) return mirrored
  const primary = wished.split('-')[0]
  return languages.find(({ tag }) => tag === primary)?.tag ?? 'en'
}

/** What a screen says, in one language: console, agreements, what a verification found, warnings, duty desks, consultation, refusals, and words for values in these. */
export async function filesOf(tag: string) {
  switch (tag) {
    case 'ru':
      return Promise.all([
        import('../../../locales/ru/console.json', { with: { type: 'json' } }),
        import('../../../locales/ru/agreement.json', { with: { type: 'json' } }),
        import('../../../locales/ru/found.json', { with: { type: 'json' } }),
        import('../../../locales/ru/cap.json', { with: { type: 'json' } }),
        import('../../../locales/ru/duty.json', { with: { type: 'json' } }),
        import('../../../locales/ru/consult.json', { with: { type: 'json' } }),
        import('../../../locales/ru/refusals.json', { with: { type: 'json' } }),
        import('../../../locales/ru/words.json', { with: { type: 'json' } }),
      ])
    case 'zh':
      return Promise.all([
        import('../../../locales/zh/console.json', { with: { type: 'json' } }),
        import('../../../locales/zh/agreement.json', { with: { type: 'json' } }),
        import('../../../locales/zh/found.json', { with: { type: 'json' } }),
        import('../../../locales/zh/cap.json', { with: { type: 'json' } }),
        import('../../../locales/zh/duty.json', { with: { type: 'json' } }),
        import('../../../locales/zh/consult.json', { with: { type: 'json' } }),
        import('../../../locales/zh/refusals.json', { with: { type: 'json' } }),
        import('../../../locales/zh/words.json', { with: { type: 'json' } }),
        import('../styles/chinese.ts'),
      ])
  }
  return Promise.all([
    import('../../../locales/en/console.json', { with: { type: 'json' } }),
    import('../../../locales/en/agreement.json', { with: { type: 'json' } }),
    import('../../../locales/en/found.json', { with: { type: 'json' } }),
    import('../../../locales/en/cap.json', { with: { type: 'json' } }),
    import('../../../locales/en/duty.json', { with: { type: 'json' } }),
    import('../../../locales/en/consult.json', { with: { type: 'json' } }),
    import('../../../locales/en/refusals.json', { with: { type: 'json' } }),
    import('../../../locales/en/words.json', { with: { type: 'json' } }),
  ])
}
