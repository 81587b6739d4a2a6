/** The parts of the Node screen, in their order. */
export const nodeParts = ['overview', 'invitations', 'keys', 'users', 'profiles', 'bench', 'condition'] as const
export type NodePart = (typeof nodeParts)[number]

export interface NodePlace {
  readonly part?: NodePart
  /** The release profile that is being edited, or `+` for a new one. */
  readonly profile?: string
}

export function nodePlace({ part, profile }: Readonly<Record<string, unknown>>): NodePlace {
  const named = nodeParts.find((name) => name === part)
  return {
    ...(named === undefined ? {} : { part: named }),
    ...(typeof profile === 'string' && profile !== '' ? { profile } : {}),
  }
}
