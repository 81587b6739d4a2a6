import { stixMediaType, taxiiMediaType } from '#protocol/taxii/media-type.ts'
import type { Manner, Spoken } from '#platform/http/declaration.ts'
import * as resources from './taxii-resources.ts'

/** How TAXII 2.1 is spoken: one media type, errors included, and Basic or bearer authentication. */
const manner: Manner = {
  mediaType: taxiiMediaType,
  bodyTypes: [taxiiMediaType, stixMediaType],
  error: { name: 'TaxiiError', schema: resources.TaxiiError },
  schemes: ['basic', 'bearer'],
}

const root = '/taxii2/api'
const collection = `${root}/collections/:collection`
const object = `${collection}/objects/:object`
const read = { method: 'GET', action: 'taxii.read', manner, failures: [401, 403, 404, 406] } as const
const listed = {
  ...read,
  failures: [400, 401, 403, 404, 406],
  headers: {
    'X-TAXII-Date-Added-First': 'When the first object of the answer was added; absent without one',
    'X-TAXII-Date-Added-Last': 'The same of the last object',
  },
} as const
const { Filters } = resources

/** The routes of TAXII 2.1, by what they are for. */
export const taxii = {
  discovery: {
    ...read,
    path: '/taxii2/',
    summary: 'TAXII 2.1, 4.1: the API root',
    answer: resources.Discovery,
  },
  root: { ...read, path: `${root}/`, summary: 'TAXII 2.1, 4.2: what the API root is', answer: resources.ApiRoot },
  status: {
    ...read,
    path: `${root}/status/:status/`,
    summary: 'TAXII 2.1, 4.3: what became of a POST of this account',
    answer: resources.Status,
  },
  collections: {
    ...read,
    path: `${root}/collections/`,
    summary: 'TAXII 2.1, 5.1: the collections of this account',
    answer: resources.Collections,
  },
  collection: {
    ...read,
    path: `${collection}/`,
    summary: 'TAXII 2.1, 5.2: a collection, by its id or its alias',
    answer: resources.Collection,
  },
  manifest: {
    ...listed,
    path: `${collection}/manifest/`,
    summary: 'TAXII 2.1, 5.3: which objects a collection has',
    query: Filters,
    answer: resources.Manifest,
  },
  objects: {
    ...listed,
    path: `${collection}/objects/`,
    summary: 'TAXII 2.1, 5.4: the objects of a collection, by the date they were added',
    query: Filters,
    answer: resources.Envelope,
  },
  add: {
    ...read,
    method: 'POST',
    action: 'taxii.post',
    path: `${collection}/objects/`,
    summary: 'TAXII 2.1, 5.5: share objects under a release profile',
    body: resources.Envelope,
    answer: resources.Status,
    statuses: [202],
    failures: [400, 401, 403, 404, 406, 413, 415, 422],
  },
  object: {
    ...listed,
    path: `${object}/`,
    summary: 'TAXII 2.1, 5.6: one object, in the versions meant',
    query: Filters.omit({ 'match[id]': true, 'match[type]': true }),
    answer: resources.Envelope,
  },
  drop: {
    ...read,
    method: 'DELETE',
    action: 'taxii.post',
    path: `${object}/`,
    summary: 'TAXII 2.1, 5.7: take an object out of each own live share that this account may see',
    query: Filters.pick({ 'match[version]': true, 'match[spec_version]': true }),
    statuses: [200],
    failures: [400, 401, 403, 404, 406],
  },
  versions: {
    ...listed,
    path: `${object}/versions/`,
    summary: 'TAXII 2.1, 5.8: the versions of an object',
    query: Filters.pick({ added_after: true, limit: true, next: true, 'match[spec_version]': true }),
    answer: resources.Versions,
  },
} as const satisfies Readonly<Record<string, Spoken>>
