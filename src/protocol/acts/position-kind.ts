/** What a state may say of a paragraph. */
export const positionKinds = [
  'agree',
  'agree-with-opinion',
  'agree-ad-referendum',
  'reserve',
  'propose-text',
  'object',
  'not-participating',
] as const
export type PositionKind = (typeof positionKinds)[number]

/** Not yet: until it is scrutinised, until parliament has spoken, until the languages agree. */
export const reserveGrounds = ['scrutiny', 'parliamentary', 'language'] as const
