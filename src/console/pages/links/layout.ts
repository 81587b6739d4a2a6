import type { Bundle, Found } from '../../api/links.ts'

/** A node of the drawing; the ego itself stands at 0, 0. */
export interface Placed {
  readonly x: number
  readonly y: number
  readonly bundle: Bundle
  /** Absent: what joins, and not what is joined. */
  readonly find?: Found
}

export interface Drawing {
  readonly nodes: readonly Placed[]
  /** Finds that had no room: the table has them. */
  readonly left: number
}

/** Nodes that are drawn, what is looked at among them. */
export const mostNodes = 200

const [inner, outer, step] = [130, 225, 42]
/** Leaves keep this far from one another along their circle. */
const apart = 30

/**
 * Places what is linked around what is looked at: what joins on an inner circle, the finds of each on outer ones, every bundle in its own
 * sector, as wide as it has finds. Equal links make equal drawings, in whatever order they came.
 */
export function layOut(bundles: readonly Bundle[]): Drawing {
  const ordered = bundles.toSorted((one, other) => byText(one.kind + one.name, other.kind + other.name))
  const shown = withinCap(ordered)
  const weights = shown.map(({ finds }) => Math.max(1, finds.length))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const rings = Math.max(1, Math.ceil((whole * apart) / (2 * Math.PI * outer)))
  let before = 0
  const nodes = shown.flatMap((bundle, at) => {
    const from = before / whole
    before += weights[at] ?? 0
    return placedIn(bundle, { from, width: (weights[at] ?? 0) / whole, rings })
  })
  const count = (all: readonly Bundle[]): number => all.reduce((sum, { finds }) => sum + finds.length, 0)
  return { nodes, left: count(ordered) - count(shown) }
}

interface Sector {
  /** Turns, clockwise from above. */
  readonly from: number
  readonly width: number
  readonly rings: number
}

function placedIn(bundle: Bundle, { from, width, rings }: Sector): readonly Placed[] {
  const { finds } = bundle
  const leaves = finds.map((find, at): Placed => {
    const turn = from + (width * (at + 0.5)) / finds.length
    return { ...pointAt(turn, outer + (at % rings) * step), bundle, find }
  })
  return [{ ...pointAt(from + width / 2, inner), bundle }, ...leaves]
}

function pointAt(turn: number, radius: number) {
  const angle = (turn - 0.25) * 2 * Math.PI
  return { x: rounded(Math.cos(angle) * radius), y: rounded(Math.sin(angle) * radius) }
}

const rounded = (length: number): number => Math.round(length * 10) / 10 + 0

/** As many finds of each as all may have: what joins is always drawn, the largest bundles give way first. */
function withinCap(bundles: readonly Bundle[]): readonly Bundle[] {
  const joining = bundles.slice(0, mostNodes - 1)
  let room = mostNodes - 1 - joining.length
  const share = joining.map(() => 0)
  for (let round = 0; room > 0 && joining.some(({ finds }) => finds.length > round); round += 1) {
    for (const [at, { finds }] of joining.entries()) {
      if (room > 0 && finds.length > round) {
        share[at] = round + 1
        room -= 1
      }
    }
  }
  return joining.map((bundle, at) => ({ ...bundle, finds: bundle.finds.toSorted(byAge).slice(0, share[at]) }))
}

/** The newest first; what came at one moment, by its id. */
const byAge = (one: Found, other: Found): number =>
  -byText(one.at + one.act + one.object, other.at + other.act + other.object)
const byText = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1)
