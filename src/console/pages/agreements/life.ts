import type { Listed } from '../../api/agreements.ts'

/** Where an agreement stands in its life, in one word for the register. */
export const lives = ['in-force', 'awaiting', 'provisional', 'signed', 'adopted', 'suspended', 'ended'] as const
export type Life = (typeof lives)[number]

export const isLife = (name: unknown): name is Life => (lives as readonly unknown[]).includes(name)

/** Of what is not in force it says how near it is: applied provisionally by somebody, signed by somebody, or adopted only. */
export function lifeOf(row: Pick<Listed, 'state' | 'inForceFor' | 'signed' | 'provisional'>): Life {
  switch (row.state) {
    case 'founding':
      return row.inForceFor.length > 0 ? 'in-force' : 'ended'
    case 'in-force':
    case 'awaiting':
    case 'suspended':
    case 'ended':
      return row.state
  }
  if ((row.provisional?.length ?? 0) > 0) return 'provisional'
  return (row.signed?.length ?? 0) > 0 ? 'signed' : 'adopted'
}

/** Sides from which one agreement is looked at. */
export const views = ['status', 'text', 'clearance', 'course', 'receipts'] as const
export type View = (typeof views)[number]

export const isView = (name: unknown): name is View => (views as readonly unknown[]).includes(name)
