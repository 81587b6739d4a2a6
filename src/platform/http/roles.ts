import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'

/** What a person does in the house (interfaces: roles). An account has one. */
export const roles = [
  'analyst',
  'liaison',
  'duty',
  'treaty',
  'planner',
  'crisis',
  'expert',
  'secretariat',
  'admin',
  'oversight',
  'taxii',
] as const
export type Role = (typeof roles)[number]
/** Those of staff; tools come by token alone. */
export type StaffRole = Exclude<Role, 'taxii'>
export const isStaffRole = (role: Role): role is StaffRole => role !== 'taxii'

const readers = ['analyst', 'liaison', 'duty', 'expert', 'planner', 'crisis'] as const
const people = [...readers, 'treaty', 'secretariat', 'admin', 'oversight'] as const

/**
 * Who may do what, in one table. A role gives the right to ask; clearance (`visibleTo`), authorship and the gate still
 * judge each thing. `admin` never reads content, `oversight` never sends or edits.
 */
export const actions = {
  // content
  'content.read': readers,
  'content.search': readers,
  'content.draft': ['analyst', 'liaison'],
  'content.preview': ['analyst', 'liaison', 'duty'],
  'content.reply': ['analyst', 'liaison'],
  'content.share': ['liaison'],
  'content.approve': ['liaison'],
  'content.recall': ['liaison'],
  'content.correct': ['liaison'],
  'content.request': ['liaison'],
  'content.acknowledge': ['duty', 'liaison'],
  'content.carry': ['liaison'],
  // records
  'records.read': [...readers, 'treaty', 'secretariat', 'oversight'],
  'records.verify': ['liaison', 'admin', 'oversight'],
  'access-log.read': ['oversight'],
  'flow.suspend': ['oversight'],
  'complaint.handle': ['oversight'],
  // charter
  'charter.read': people,
  'charter.propose': ['treaty'],
  'charter.sign': ['treaty'],
  'agreement.act': ['treaty'],
  // rooms
  'alerts.send': ['duty'],
  'alerts.act': ['duty'],
  /** As CAP documents and feeds: for the tools of a ministry, too. */
  'alerts.feed': [...readers, 'taxii'],
  'desks.act': ['duty'],
  'consultation.send': ['duty', 'liaison'],
  'consultation.act': ['duty', 'liaison'],
  'exercise.act': ['planner'],
  'response.act': ['crisis'],
  'expert.act': ['expert'],
  'council.act': ['secretariat', 'treaty'],
  // the node
  'self.read': [...people, 'taxii'],
  'status.read': people,
  'keys.manage': ['admin'],
  'users.manage': ['admin'],
  'peers.manage': ['admin'],
  'releases.manage': ['admin'],
  'releases.activate': ['admin', 'liaison'],
  'node.backup': ['admin'],
  /** Everything the state has, sealed under the operator's key: whoever takes it reads none of it. */
  'node.export': ['admin'],
  'node.examine': ['admin'],
  /** Figures over everything this node holds, whatever its label: for those who run it or look after it, who read none of it. */
  'node.figures': ['admin', 'oversight'],
  'node.rebuild': ['admin'],
  'demo.break': ['admin'],
  // machines
  'taxii.read': ['taxii'],
  'taxii.post': ['taxii'],
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof actions

/**
 * What signs in the name of the state, or decides who may: whoever is signed in at a screen proves again who he is before it. A token is
 * proof with each request.
 */
export const signedActions: ReadonlySet<Action> = new Set<Action>([
  'content.share',
  'content.approve',
  'content.recall',
  'content.correct',
  'content.carry',
  'alerts.send',
  'consultation.send',
  'charter.propose',
  'charter.sign',
  'agreement.act',
  'keys.manage',
  'users.manage',
  'peers.manage',
  'releases.manage',
  'releases.activate',
  'node.rebuild',
  'node.export',
])

export function parseRole(text: string): Role | undefined {
  return roles.find((role) => role === text)
}

/** `undefined` if the role may; else a refusal that names who may. */
export function may(role: Role, action: Action): Refusal<'role-not-allowed'> | undefined {
  const allowed: readonly Role[] = actions[action]
  if (allowed.includes(role)) return undefined
  return refuse('role-not-allowed', 'interfaces: roles', { role, action, roles: allowed.join(', ') })
}
