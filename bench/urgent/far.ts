// Alerts between houses that are far from one another: node bench/urgent/far.ts DELAY-MS COUNT PORT
import process from 'node:process'
import { startFederation } from '../federation.ts'
import { settled } from '../settled.ts'
import { runAlerts } from './alerts.ts'

const [delay = '0', count = '1', port = '0'] = process.argv.slice(2)
const everyMs = 300
const quietSeconds = 3
const warm = 10

await using federation = await startFederation([], undefined, (dir) => [
  'bench/urgent/far-federation.ts',
  dir,
  delay,
  port,
])
const [author, addressee] = [await federation.desk('alt', 'duty'), await federation.desk('bor', 'duty')]
await settled(federation, quietSeconds)
await runAlerts(author, addressee, { everyMs, isOver: (sent) => sent >= warm })
const took = await runAlerts(author, addressee, { everyMs, isOver: (sent) => sent >= Number(count) })
process.stdout.write(JSON.stringify(took))
