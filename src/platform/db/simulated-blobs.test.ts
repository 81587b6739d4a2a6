import { SimulatedBlobs } from './simulated-blobs.ts'
import { blobsSuite } from '../../../test/suites/blobs.ts'

blobsSuite('simulated blobs', async () => ({
  blobs: new SimulatedBlobs(),
  [Symbol.asyncDispose]: async () => undefined,
}))
