import { systemTimers } from '#platform/clock/system-time.ts'
import { EmbeddedPostgres } from '#platform/db/embedded-postgres.ts'
import { Fault } from '#kernel/fault.ts'

/**
 * Runs an embedded server for a test: `embedded-child.ts FOLDER AWAY`. Prints `{"pid","socketFolder","dataFolder"}`, or
 * `{"fault"}` and exits 1. Stops when its input ends.
 */
const [folder = '', awayRoot = ''] = process.argv.slice(2)
try {
  await using server = await EmbeddedPostgres.start({ folder, awayRoot, timers: systemTimers, log: () => undefined })
  const { pid, dataFolder } = server
  console.log(JSON.stringify({ pid, dataFolder, address: server.address('postgres') }))
  for await (const _ of process.stdin);
} catch (error) {
  console.log(
    JSON.stringify({
      fault: error instanceof Fault ? error.code : String(error),
      params: error instanceof Fault ? error.params : {},
    }),
  )
  process.exitCode = 1
}
