/** A text made to harm whoever reads it. */
export interface HostileText {
  readonly name: string
  readonly text: string
}

const size = 65_536
const filled = (unit: string, before = '', after = ''): string =>
  before + unit.repeat(Math.floor((size - before.length - after.length) / unit.length)) + after
/** Named by its length and its beginning. */
const named = (text: string): HostileText => ({ name: `${text.length} × ${JSON.stringify(text.slice(0, 16))}`, text })

const units: readonly string[] = [
  ..."a|-|.|a-|a.|/|\\|%|%2|0|1.|:|::|,|, |=|q=|\"|'|\\'| |(|[|[*]|{|é-|я|威|a@|+|_|\u0301|🚀|aA|--|*|/*|..".split('|'),
  '|',
  '\n',
]

/** One thing over and over, by itself, within a word, and with something at its end that does not fit. */
const repeated = units.flatMap((unit) => [filled(unit), filled(unit, 'a', 'a'), filled(unit, '', '\u0001')])

const words = [
  '',
  '\0',
  '\ufeff',
  '\ud800',
  '\u202e\u2066',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '../../../etc/passwd',
  '${7*7}',
  '%00%ff%ed%a0%80',
  '1e999',
  '-0',
  'NaN',
  '9'.repeat(400),
  '2024-02-31T25:61:61Z',
  `2024-01-01T00:00:00.${'9'.repeat(60_000)}Z`,
]

export const hostileTexts: readonly HostileText[] = [...repeated, ...words].map(named)

const deepest = '('.repeat(64)
const bombs = [
  '(a+)+$',
  '(a|a)*$',
  '(.*a){30}',
  '((a{1,100}){1,100}){1,100}',
  'a{1000}{1000}',
  '(?=a)b',
  '(a)\\\\1',
  '[[:alpha:]',
  '\\\\p{L}{1000}',
  '('.repeat(990),
  'x{1000}'.repeat(140),
  '(?i)'.repeat(200),
  '.?'.repeat(300) + '.'.repeat(300),
  '\\\\Q'.repeat(300),
  '(?P<a>b)'.repeat(100),
]

/** Patterns of STIX, as large as one may be. */
export const hostilePatterns: readonly HostileText[] = [
  filled('('),
  filled('['),
  filled('.'),
  filled("'"),
  filled("t'"),
  filled('a '),
  filled('/**/', '', '[a:b = 1]'),
  filled('*', '/*', '/'),
  filled('//\n', '', '[a:b = 1]'),
  filled('\u3000', '', '[a:b = 1]'),
  filled('a:b=1 OR ', '[', 'a:b=1]'),
  filled('a:b=1 AND ', '[', 'a:b=1]'),
  filled('[a:b=1] OR ', '', '[a:b=1]'),
  filled('[a:b=1] AND ', '', '[a:b=1]'),
  filled('[a:b=1] FOLLOWEDBY ', '', '[a:b=1]'),
  filled(' REPEATS 1 TIMES', '[a:b=1]'),
  filled('1,', '[a:b IN (', '1)]'),
  filled("'a',", '[a:b IN (', "'a')]"),
  filled("h'00',", '[a:b IN (', "h'00')]"),
  filled('9', '[a:b = ', ']'),
  filled('9', '[a:b = 0.', ']'),
  filled('a', "[a:b = '", "']"),
  filled('a', "[a:b = '"),
  filled("\\'", "[a:b = '", "']"),
  filled('\u0301', "[a:b = 'a", "']"),
  filled('.a', '[a:b', ' = 1]'),
  filled('[*]', '[a:b', ' = 1]'),
  filled('%', "[a:b LIKE '", "']"),
  filled('%a', "[a:b LIKE '", "b']"),
  filled('1', "[a:b ISSUBSET '", "']"),
  filled('0', "[a:b = t'2024-01-01T00:00:00.", "Z']"),
  `[${Array.from({ length: 6000 }, (_, place) => `t${place}:b=1`).join(' OR ')}]`,
  `${deepest}[a:b = 1]${deepest.replaceAll('(', ')')} WITHIN 1 SECONDS`,
  `[__proto__:constructor = 1 OR constructor:__proto__.__proto__ = 1]`,
  `[a:b = 1] REPEATS 9007199254740991 TIMES WITHIN 1 SECONDS`,
  `${'([a:b = 1] AND '.repeat(60)}[a:b = 1]${')'.repeat(60)} REPEATS 1000 TIMES`,
  ...bombs.map((bomb) => `[a:b MATCHES '${bomb}']`),
  `[${Array.from({ length: 60 }, () => `a:b MATCHES '${'(a{1,50}){1,19}'.repeat(60)}'`).join(' OR ')}]`,
].map(named)
