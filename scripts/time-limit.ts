// Before each test of `npm run check`: none begins after the moment that is given as `until`.
import { beforeEach, inject } from 'vitest'
import { timeIsUp } from './what-ran.ts'

beforeEach(({ skip }) => skip(Date.now() >= inject('until'), timeIsUp))
