// What a bare node:http server does with the same bytes: started with a folder of files, it answers `/<number>` from memory.
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'

const folder = process.argv[2] ?? ''
const names = (await readdir(folder)).toSorted()
const pages = await Promise.all(names.map((name) => readFile(join(folder, name))))
const server = createServer((asked, answer) => {
  const page = pages[Number(asked.url?.slice(1)) % pages.length] ?? Buffer.alloc(0)
  answer.writeHead(200, { 'content-type': 'application/taxii+json;version=2.1', 'content-length': page.length })
  answer.end(page)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : 0}\n`)
})
