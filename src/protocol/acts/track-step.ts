/** The way of an agreement through a state, from the initials under its text to everybody's knowledge of its instrument. */
export const trackSteps = [
  'initialled',
  'government',
  'parliament',
  'promulgation',
  'instrument',
  'deposited',
  'notified',
] as const
export type TrackStep = (typeof trackSteps)[number]
