export const languages = ['en', 'ru', 'zh'] as const
export type Language = (typeof languages)[number]

/** The language asked for on the command line, else that of TAMGA_LANG or the terminal, else English. Read before anything is parsed. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const asked = argv.find((word, at) => argv[at - 1] === '--lang' || word.startsWith('--lang='))?.replace('--lang=', '')
  return known(asked) ?? known(env['TAMGA_LANG']) ?? known(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG']) ?? 'en'
}

/** `ru_RU.UTF-8`, `zh-Hans` and `ru` name a language; `C` names none. */
function known(text: string | undefined): Language | undefined {
  return languages.find((language) => language === text?.toLowerCase().split(/[-_.@]/u)[0])
}
