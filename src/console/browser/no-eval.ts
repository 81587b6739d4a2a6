import * as z from 'zod'

// The policy of the page forbids to make code of strings; zod must not even try, so this comes before the first schema.
z.config({ jitless: true })
