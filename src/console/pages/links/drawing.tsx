import { Link } from '@tanstack/react-router'
import { useRef, useState, type KeyboardEvent } from 'react'
import type { Ego, Links } from '../../api/links.ts'
import { useWords } from '../../words/say.tsx'
import { layOut, type Placed } from './layout.ts'

interface Props {
  readonly ego: Ego
  readonly links: Links
}

/** What is linked, drawn around what is looked at. One stop of the tab key; arrows go from node to node. The table says the same. */
export function LinkDrawing({ ego, links }: Props) {
  const { say } = useWords()
  const { nodes, left } = layOut(links.bundles)
  const [chosen, choose] = useState(0)
  const drawing = useRef<SVGSVGElement>(null)
  const move = (event: KeyboardEvent): void => {
    const to = placeAfter(event.key, chosen, nodes.length)
    if (to === undefined) return
    event.preventDefault()
    choose(to)
    drawing.current?.querySelectorAll('a')[to]?.focus()
  }
  const reach = (least: number, beside: number, along: 'x' | 'y'): number =>
    Math.max(least, ...nodes.map((node) => Math.abs(node[along]) + beside))
  const [width, height] = [reach(390, 100, 'x'), reach(110, 50, 'y')]
  const box = [-width, -height, 2 * width, 2 * height].join(' ')
  return (
    <figure className="links-figure">
      <svg
        ref={drawing}
        viewBox={box}
        className="links"
        role="group"
        aria-label={say('links.drawing', { count: nodes.length })}
        onKeyDown={move}
      >
        {nodes.map((node) => (
          <line key={keyOf(node)} {...lineTo(node, nodes)} />
        ))}
        <circle r="16" className="ego" />
        <text y="34" textAnchor="middle" className="ego-name">
          {short(ego.kind === 'object' ? ego.object : ego.value)}
        </text>
        {nodes.map((node, at) => (
          <Node key={keyOf(node)} node={node} isReached={at === chosen} reach={() => choose(at)} />
        ))}
      </svg>
      <figcaption className="hint">
        {say('links.caption')} {left > 0 && say('links.left', { count: left })}
      </figcaption>
    </figure>
  )
}

function placeAfter(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowLeft':
    case 'ArrowUp':
      return (at + count - 1) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
  }
  return undefined
}

const keyOf = ({ bundle, find }: Placed): string => `${bundle.name} ${find?.act ?? ''} ${find?.object ?? ''}`

/** From what joins to the middle, from a find to what joins it. */
function lineTo({ x, y, bundle, find }: Placed, nodes: readonly Placed[]) {
  const parent = find === undefined ? undefined : nodes.find((one) => one.bundle === bundle && one.find === undefined)
  return { x1: parent?.x ?? 0, y1: parent?.y ?? 0, x2: x, y2: y }
}

interface NodeProps {
  readonly node: Placed
  readonly isReached: boolean
  readonly reach: () => void
}

function Node({ node: { x, y, bundle, find }, isReached, reach }: NodeProps) {
  const { say, word } = useWords()
  const shared = { tabIndex: isReached ? 0 : -1, onFocus: reach }
  if (find !== undefined) {
    const { act, author, name, object, type } = find
    // Around a value its states stand in the squares already.
    const [label, other] = bundle.kind === 'state' ? [type, author] : [author, type]
    const said = `${label}: ${name === '' ? object : name} (${other})`
    return (
      <Link to="/reports" search={{ tab: 'all', act }} aria-label={said} {...shared}>
        <title>{said}</title>
        <circle cx={x} cy={y} r="7" className="find-node" />
        <text x={x} y={y + 19} textAnchor="middle">
          {label}
        </text>
      </Link>
    )
  }
  const said = say('links.joins', {
    kind: word('links.kind', bundle.kind),
    value: bundle.name,
    count: bundle.finds.length,
  })
  return (
    <Link
      to="/search/links"
      search={bundle.kind === 'state' ? true : { value: bundle.name }}
      aria-label={said}
      {...shared}
    >
      <title>{said}</title>
      <rect x={x - 8} y={y - 8} width="16" height="16" rx="3" className="join-node" />
      <text x={x} y={y + 22} textAnchor="middle" className="join-name">
        {short(bundle.name)}
      </text>
    </Link>
  )
}

const mostLetters = 26

/** A name that fits, cut between letters. */
function short(text: string): string {
  const letters = Array.from(text)
  return letters.length <= mostLetters ? text : `${letters.slice(0, mostLetters - 1).join('')}…`
}
