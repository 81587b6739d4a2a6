import type { Label } from '#protocol/label/label.ts'
import type { Charter } from '../charter.ts'

/** Of acts that name others and nothing of their content: the lowest level, the charter's last and widest category. */
export function lowestLabel({ levels, categories }: Charter): Label {
  const [level = ''] = levels.keys()
  return { level, category: [...categories.keys()].at(-1) ?? '', handling: [] }
}
