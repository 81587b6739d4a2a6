import { expect, test } from 'vitest'
import { z } from 'zod'
import { addMs } from '#kernel/instant.ts'
import { arrived, scene } from './scene.ts'
import { typing } from './typing.ts'

const Ran = z.looseObject({ checks: z.array(z.looseObject({ act: z.string() })) })

test('C3 a duty officer keeps the directory, checks and replies, records a call and signs it from the command line, in his language', async () => {
  await using here = await scene()
  const { type, file } = await typing(here)
  const as = (party: string, role = 'duty') => ({ as: `${party}/${role}`, env: { NO_COLOR: '1' } })
  const typed = async (party: string, line: string, ...words: readonly string[]) => {
    const printed = await type([...line.split(' '), ...words], as(party))
    return { ...printed, text: printed.out + printed.err }
  }
  // The directory.
  const zone = ['--zone', 'Asia/Almaty', '--phone', '+7 7172 55 01 02; +7 7172 55 01 03']
  expect(await typed('bor', 'desk publish duty --hours always --title', 'Duty desk', ...zone)).toMatchObject({
    exit: 0,
  })
  const border = ['--hours', 'mon-fri 08:00-20:00; sat 10:00-14:00', '--deputies', 'duty', '--lang', 'ru', ...zone]
  expect(await typed('bor', 'desk publish border --title', 'Пограничная служба', ...border)).toMatchObject({ exit: 0 })
  const person = await typed(
    'bor',
    'desk publish watch --hours always --lang ru --title',
    'Дежурный Иванов И.И.',
    ...zone,
  )
  expect(person).toMatchObject({ exit: 3 })
  expect(person.err).toContain('title.ru')
  expect(await typed('bor', 'desk publish watch --zone UTC --hours', 'all day', '--title', 'W')).toMatchObject({
    exit: 2,
  })
  const entry = {
    desk: 'log',
    title: { en: 'Log', zh: '值班' },
    functions: ['operations'],
    channels: [{ kind: 'radio', address: '7.150 MHz' }],
    hours: { zone: 'UTC', shifts: 'always', exceptions: [{ date: '2027-01-01', turns: [] }] },
    deputies: [],
    languages: ['en'],
  }
  await file('desk.json', JSON.stringify(entry))
  expect(await typed('alt', 'desk publish --from desk.json --to bor')).toMatchObject({ exit: 0 })
  await here.federation.pass(arrived)
  const list = await typed('alt', 'desk list --party bor --lang zh')
  expect(list.out).toContain('bor/duty')
  expect(list.out).toContain('在岗')
  const shown = await typed('alt', 'desk show bor/border --lang ru --at', '2026-11-22 03:00Z')
  expect(shown.out).toContain('■ не дежурит до 2026-11-23 03:00Z')
  expect(shown.out).toContain('пн–пт 08:00–20:00; сб 10:00–14:00 (Asia/Almaty)')
  expect(shown.out).toContain('Отвечает: bor/duty\n  тел. +7 7172 55 01 02\n  тел. +7 7172 55 01 03')
  expect(await typed('alt', 'desk show bor/nobody')).toMatchObject({ exit: 4 })
  expect(await typed('alt', 'desk show bor/a/b')).toMatchObject({ exit: 2 })
  expect(await typed('alt', 'desk withdraw log --reason Merged')).toMatchObject({ exit: 0 })

  // A check, and its reply.
  const ran = await typed('alt', 'comcheck run bor/duty --reply-within 1 --json')
  const act = Ran.parse(JSON.parse(ran.out)).checks[0]?.act ?? ''
  expect((await typed('alt', 'comcheck run bor/nobody')).exit).toBe(4)
  await here.federation.pass(arrived)
  expect((await typed('bor', 'comcheck list --lang zh')).out).toContain('已送达')
  expect(await typed('bor', `comcheck reply ${act} --desk duty --note`, 'Loud and clear')).toMatchObject({ exit: 0 })
  await here.federation.pass(arrived)
  const replied = await typed('alt', `comcheck show ${act} --lang ru`)
  expect(replied.out).toContain('ответ получен')
  expect(replied.out).toContain('Loud and clear')
  expect((await typed('alt', 'comcheck figures --lang en')).out).toContain('100 %')
  expect(await typed('alt', `comcheck close ${act} --desk duty --note n`)).toMatchObject({ exit: 3 })
  expect((await typed('alt', 'comcheck list --open --lang en')).text).toContain('No communication checks.')
  const plan = await typed(
    'alt',
    'comcheck plan all --random 2 --between 08:00-20:00 --days mon-fri --zone Asia/Almaty --pick 1',
  )
  expect(plan).toMatchObject({ exit: 0 })
  expect((await typed('alt', 'comcheck plans --lang en')).out).toContain('Mon–Fri 2 times at random, 08:00–20:00')
  expect(await typed('alt', `comcheck end ${plan.out.trim()}`)).toMatchObject({ exit: 0 })
  expect((await typed('alt', 'comcheck plan all --zone UTC')).exit).toBe(2)
  expect((await typed('alt', 'comcheck plan all --zone UTC --times 09:00 --days someday')).exit).toBe(2)

  // A call, contested and put right.
  const called = ['--called', addMs(here.federation.time.now(), -60_000)]
  const log = 'hotline log --desks duty,bor/duty --level restricted --category border'
  const first = await typed('alt', log, '--summary', 'From 20:00', ...called)
  expect(first).toMatchObject({ exit: 0 })
  await here.federation.pass(arrived)
  expect(await typed('bor', `hotline contest ${first.out.trim()} --correction`, 'From 21:00')).toMatchObject({
    exit: 0,
  })
  await here.federation.pass(arrived)
  expect((await typed('alt', 'hotline list --lang ru')).out).toContain('оспорено')
  const next = await typed('alt', `${log} --replaces ${first.out.trim()} --summary`, 'From 21:00', ...called)
  expect(next).toMatchObject({ exit: 0 })
  await here.federation.pass(arrived)
  expect(await typed('bor', `hotline sign ${next.out.trim()}`)).toMatchObject({ exit: 0 })
  expect(await typed('bor', `hotline sign ${next.out.trim()}`)).toMatchObject({ exit: 3 })
  expect((await typed('bor', `hotline show ${next.out.trim()} --lang zh`)).out).toContain('■ 已会签')
})
