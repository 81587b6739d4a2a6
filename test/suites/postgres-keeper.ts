import { createServer } from 'node:net'
import { rmSync } from 'node:fs'
import { systemTimers } from '#platform/clock/system-time.ts'
import { EmbeddedPostgres } from '#platform/db/embedded-postgres.ts'

/**
 * The one database server of all test workers: `postgres-keeper.ts FOLDER SOCKET`. It lives in a process of its own while
 * any worker is connected to its socket, tells each the address, and stops soon after the last has gone.
 */
const [folder = '', socket = ''] = process.argv.slice(2)
const lingerMs = 3000

await using server = await EmbeddedPostgres.start({ folder, timers: systemTimers, log: () => undefined })
await server.dropDatabases('test_')
rmSync(socket, { force: true })

const address = JSON.stringify(server.address('postgres'))
await new Promise<void>((resolve) => {
  let visitors = 0
  let lingering = new AbortController()
  const leave = (): void => {
    door.close()
    resolve()
  }
  const linger = (): void => {
    lingering = new AbortController()
    const { signal } = lingering
    void systemTimers.sleep(lingerMs, signal).then(() => {
      if (!signal.aborted) leave()
    })
  }
  const door = createServer((visitor) => {
    visitors++
    lingering.abort()
    visitor.on('error', () => undefined)
    visitor.on('close', () => {
      visitors--
      if (visitors === 0) linger()
    })
    visitor.resume()
    visitor.write(`${address}\n`)
  })
  door.listen(socket, linger)
  process.once('SIGTERM', leave)
})
rmSync(socket, { force: true })
await server[Symbol.asyncDispose]()
process.exit(0)
