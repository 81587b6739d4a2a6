import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { binaryCopy } from '#platform/db/binary-copy.ts'
import { clientConfig, type DatabaseAddress } from '#platform/db/postgres-address.ts'
import { bytes, table } from '#platform/db/table.ts'

const bare = table('public.bare', 'books', { object: bytes() }, ['object'])

/** What the same PostgreSQL does when nobody signs, seals, sends or indexes anything: databases of their own beside the product's. */
export class BareDatabases implements AsyncDisposable {
  readonly #clients: readonly Client[]

  private constructor(clients: readonly Client[]) {
    this.#clients = clients
  }

  static async open(socketFolder: string, count: number): Promise<BareDatabases> {
    const names = Array.from({ length: count }, (_, at) => `bare_${at + 1}`)
    const owner = await connected({ socketFolder, user: 'tamga', database: 'postgres' })
    for (const name of names) await owner.query(`CREATE DATABASE ${name} TEMPLATE template0`)
    await owner.end()
    const clients = await Promise.all(names.map((database) => connected({ socketFolder, user: 'tamga', database })))
    // What keeps these tables in order would run while the product is measured.
    const quiet = 'WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off)'
    await each(clients, `CREATE TABLE bare (object bytea NOT NULL) ${quiet}`)
    await each(clients, `CREATE TABLE line (id bigserial, content bytea NOT NULL) ${quiet}`)
    return new BareDatabases(clients)
  }

  /** Milliseconds until the objects, a row each, are durable in the first four databases, copied over four connections at once. */
  async copy(objects: readonly Uint8Array[]): Promise<number> {
    const four = this.#clients.slice(0, 4)
    const encoded = [
      ...binaryCopy(
        bare,
        objects.map((object) => ({ object })),
      ),
    ]
    await each(four, 'TRUNCATE bare')
    const began = performance.now()
    await Promise.all(four.map((client) => copyInto(client, encoded)))
    return performance.now() - began
  }

  /** Milliseconds until all lists of objects are durable, each copied in a transaction of its own, over as many connections as there are databases. */
  async copyEach(lists: readonly (readonly Uint8Array[])[]): Promise<number> {
    await each(this.#clients, 'TRUNCATE bare')
    const left = lists.map((objects) => [
      ...binaryCopy(
        bare,
        objects.map((object) => ({ object })),
      ),
    ])
    const began = performance.now()
    await Promise.all(
      this.#clients.map(async (client) => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) await copyInto(client, next)
      }),
    )
    return performance.now() - began
  }

  /** Until nothing of what was written so far is still on its way to the disk: whoever is measured next shares it with nobody. */
  async settle(): Promise<void> {
    await promisify(execFile)('sync')
  }

  /** Durable inserts of one row per second, `concurrency` connections at once. */
  async insertsPerSecond(concurrency: number, ms: number, content: Uint8Array): Promise<number> {
    const until = performance.now() + ms
    const began = performance.now()
    const counts = await Promise.all(
      this.#clients.slice(0, concurrency).map(async (client) => {
        let count = 0
        for (; performance.now() < until; count++) await this.insert(content, client)
        return count
      }),
    )
    return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - began)
  }

  /** One row, durable when it resolves. */
  async insert(content: Uint8Array, client: Client | undefined = this.#clients[0]): Promise<void> {
    await client?.query('INSERT INTO line (content) VALUES ($1)', [content])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.end()
  }
}

async function connected(address: DatabaseAddress): Promise<Client> {
  const client = new Client(clientConfig(address))
  await client.connect()
  return client
}

async function each(clients: readonly Client[], text: string): Promise<void> {
  for (const client of clients) await client.query(text)
}

/** Autocommit: the COPY is durable when it ends. */
async function copyInto(client: Client, encoded: readonly Uint8Array[]): Promise<void> {
  const sink = client.query(copyFrom('COPY bare (object) FROM STDIN (FORMAT binary)'))
  await pipeline(Readable.from(encoded, { objectMode: true, highWaterMark: 2 }), sink)
}
