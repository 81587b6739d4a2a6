const article = (number: string, text: string) => ({ number, paragraphs: [{ number: '1', text }] })
const edition = (language: string, one: string, two: string) => ({
  language,
  articles: [article('1', one), article('2', two)],
})

/** A new agreement on drones of three states, in force on the thirtieth day after the third ratification. */
export const skies = (more: object = {}, clauses: object = {}) => ({
  type: 'agreement.text',
  machine: {
    name: 'open-skies',
    title: { en: 'Agreement on open skies', ru: 'Соглашение об открытом небе', zh: '开放天空协定' },
    categories: 'all',
    purposes: 'all',
    ceiling: 'confidential',
    reaches: ['member'],
    personalData: 'none',
  },
  participants: ['alt', 'bor', 'cas'],
  clauses: {
    utcOffset: '+03:00',
    openTo: ['alt', 'bor', 'cas'],
    signature: {},
    consents: ['ratification'],
    entry: { conditions: [{ count: 3 }], delay: { days: 30 } },
    later: { days: 30 },
    denunciation: { notice: { days: 60 } },
    ...clauses,
  },
  text: {
    version: 1,
    authentic: [
      edition('en', 'The Parties share what they see.', 'This Agreement enters into force on the 30th day.'),
      edition('ru', 'Стороны делятся тем, что видят.', 'Соглашение вступает в силу на 30-й день.'),
      edition('zh', '各方分享所见。', '本协定于第30日生效。'),
    ],
  },
  ...more,
})
