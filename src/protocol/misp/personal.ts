import type { MispAttribute } from './schema.ts'

/** The category whose attributes are about persons, whatever their type (misp-core-format: category). */
const category = 'Person'

/** Types that name, reach or identify a person. Addresses and senders of mail are evidence and come over. */
const types: ReadonlySet<string> = new Set([
  'aba-rtn',
  'bank-account-nr',
  'bin',
  'cc-number',
  'country-of-residence',
  'date-of-birth',
  'email-dst-display-name',
  'email-src-display-name',
  'eppn',
  'first-name',
  'frequent-flyer-number',
  'full-name',
  'gender',
  'github-username',
  'iban',
  'identity-card-number',
  'issue-date-of-the-visa',
  'jabber-id',
  'last-name',
  'middle-name',
  'nationality',
  'passenger-name-record-locator-number',
  'passport-country',
  'passport-expiration',
  'passport-number',
  'payment-details',
  'phone-number',
  'place-of-birth',
  'place-port-of-clearance',
  'place-port-of-onward-foreign-destination',
  'place-port-of-original-embarkation',
  'primary-residence',
  'prtn',
  'redress-number',
  'special-service-request',
  'target-email',
  'target-user',
  'travel-details',
  'twitter-id',
  'visa-number',
  'whois-registrant-email',
  'whois-registrant-name',
  'whois-registrant-phone',
])

/** Whether an attribute is a record of a person (SG-01). */
export function isAboutPerson(attribute: Pick<MispAttribute, 'type' | 'category'>): boolean {
  return types.has(attribute.type) || attribute.category === category
}

/** Templates of objects that describe a person. */
const templates: ReadonlySet<string> = new Set([
  'employee',
  'facial-composite',
  'interpol-notice',
  'person',
  'transport-ticket',
])

/** Whether a whole object is a record of a person (SG-01). */
export function isPersonTemplate(name: string): boolean {
  return templates.has(name)
}
