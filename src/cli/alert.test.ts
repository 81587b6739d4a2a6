import { expect, test } from 'vitest'
import { capXml } from '#protocol/cap/xml-write.ts'
import { exampleAlert } from '#protocol/cap/testing/example.ts'
import { english, setUp } from './testing/desk-setup.ts'

test('CAP 3.2 an alert is checked without a node: 0 if it is right, 5 with place, section and reason if it is not', async () => {
  const { type, file, nodes } = await setUp()
  const right = capXml(exampleAlert)
  await file('right.xml', right)
  await file('wrong.xml', right.replace('>Private<', '>Restricted<').replace('18:05:00+03:00', '15:05:00Z'))
  const asked = nodes.asked.length
  expect(await type(['alert', 'check', 'right.xml', ...english])).toMatchObject({
    exit: 0,
    out: '✓ 0 errors, 0 warnings\n',
  })
  const wrong = await type(['alert', 'check', 'wrong.xml', ...english])
  expect(wrong.exit).toBe(5)
  expect(wrong.out).toContain('error  /alert/sent  “2026-11-21T15:05:00Z” is no CAP time')
  expect(wrong.out).toContain('(CAP 1.2, 3.4)')
  expect(wrong.out).toContain('✗ 1 error, 0 warnings')
  expect((await type(['alert', 'check', 'none.xml'])).exit).toBe(1)
  expect((await type(['alert', 'check'])).exit).toBe(2)
  expect(nodes.asked.length).toBe(asked)
})

test('CAP 3.2 with --json the alert and what was found are one value, in the reader’s language', async () => {
  const { type } = await setUp()
  const given = { stdin: capXml({ ...exampleAlert, scope: 'Public' }) }
  const { exit, out } = await type(['alert', 'check', '-', '--json', '--lang', 'ru'], given)
  expect(exit).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    alert: { identifier: exampleAlert.identifier, scope: 'Public' },
    findings: [
      { severity: 'warning', code: 'addresses-unused', sentence: expect.stringContaining('У открытого сообщения') },
    ],
  })
})
