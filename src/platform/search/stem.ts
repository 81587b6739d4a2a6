/** Endings of Russian nouns, adjectives and participles, longest first. */
const russian =
  'иями иях ями ами иям ием ией ыми ими ого его ому ему ях ах ям ам ом ем ев ов ей ой ий ый ые ие ых их ую юю ая яя ое ее ою ею ию ью ия ья ии и ы а я о е у ю ь й'
    .split(' ')
    .toSorted((one, other) => other.length - one.length)
const russianWord = /^[а-я]+$/u
const englishWord = /^[a-z]+$/u
const vowel = /[aeiouy]/u

/**
 * A word without the endings that its cases and numbers give it: what is indexed and what is asked meet in it. `word` is
 * lower-case. Light on purpose: it merges the forms of one word and leaves different words apart; other languages stay as they are.
 */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const found = stemOf(word)
  if (stems.size === maxStems) stems.clear()
  stems.set(word, found)
  return found
}

/** Stems of words met before: most of a text is made of few words. */
const stems = new Map<string, string>()
const maxStems = 50_000

function stemOf(word: string): string {
  if (word.length > 3 && russianWord.test(word)) return stemRussian(word)
  return word.length > 3 && englishWord.test(word) ? stemEnglish(word) : word
}

/** What makes a verb reflexive: `используется`, `использовались`; no noun ends so. */
const reflexive = /(?<=..(?:[тлм]|ть|л[аои]))с[яь]$/u
/** The largest class of verbs, which say of what is done what nouns in -ация and -ование name. */
const verb = /^(.{3,})(?:ова(?:ть|л|ла|ло|ли)|у(?:ет|ют|ем|ете|ешь))$/u

function stemRussian(given: string): string {
  const word = given.replace(reflexive, '')
  const [, active] = verb.exec(word) ?? []
  if (active !== undefined) return `${active}ова`
  const ending = russian.find((end) => word.endsWith(end) && word.length - end.length >= 3)
  const bare = ending === undefined ? word : word.slice(0, -ending.length)
  return bare.endsWith('нн') ? bare.slice(0, -1) : bare
}

function stemEnglish(word: string): string {
  const single = singular(word)
  for (const ending of ['ingly', 'edly', 'ing', 'ed', 'ly']) {
    const bare = single.slice(0, -ending.length)
    if (single.endsWith(ending) && bare.length >= 3 && vowel.test(bare)) return closed(bare)
  }
  return closed(single)
}

function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|sh|ch|x|z)es$/u.test(word)) return word.slice(0, -2)
  return /[^su]s$/u.test(word) ? word.slice(0, -1) : word
}

/** `stopp` and `stop`, `encrypte` and `encrypt`, `polici` and `policy` meet. */
function closed(word: string): string {
  const bare = word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word
  const twin = bare.length > 3 && bare.at(-1) === bare.at(-2) && !/[lsz]$/u.test(bare) ? bare.slice(0, -1) : bare
  return twin.endsWith('i') ? `${twin.slice(0, -1)}y` : twin
}
