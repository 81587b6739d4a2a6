import { ActRow, ActView, Hit, ObjectRow, page, type ActView as View } from '../answers.ts'
import type { InputObject } from './tour-file.ts'
import { must, type Stage, type Who } from './stage.ts'

/** What the tour sees through the command line, read once more with the shapes a script would use. */
export async function shownAct(stage: Stage, who: Who, act: string): Promise<View | undefined> {
  const { json, exit } = await stage.tamga(who, ['show', act])
  return exit === 0 ? ActView.parse(json) : undefined
}

export async function listed(stage: Stage, who: Who): Promise<readonly ActRow[]> {
  const items: ActRow[] = []
  let after: string | undefined
  do {
    const { json, exit, said } = await stage.tamga(who, [
      'list',
      '--limit',
      '500',
      ...(after === undefined ? [] : ['--after', after]),
    ])
    must(exit === 0, said)
    const answer = page(ActRow).parse(json)
    items.push(...answer.items)
    after = answer.next
  } while (after !== undefined)
  return items
}

export async function objectsOf(stage: Stage, who: Who, act: string): Promise<readonly ObjectRow[]> {
  const items: ObjectRow[] = []
  let after: string | undefined
  do {
    const words = ['show', act, '--objects', '--limit', '500', ...(after === undefined ? [] : ['--after', after])]
    const { json, exit, said } = await stage.tamga(who, words)
    must(exit === 0, said)
    const answer = page(ObjectRow).parse(json)
    items.push(...answer.items)
    after = answer.next
  } while (after !== undefined)
  return items
}

/** Whether a search for the object's name finds it in that act. */
export async function isFound(
  stage: Stage,
  who: Who,
  { act, object }: { act: string; object: InputObject },
): Promise<boolean> {
  const { json, exit, said } = await stage.tamga(who, ['search', object.name, '--type', object.type, '--limit', '500'])
  must(exit === 0, said)
  return page(Hit)
    .parse(json)
    .items.some((hit) => hit.act === act && hit.object === object.id)
}

/** Runs over many with a few at a time. */
export async function each<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  atOnce = 8,
): Promise<void> {
  const queue = items.values()
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}
