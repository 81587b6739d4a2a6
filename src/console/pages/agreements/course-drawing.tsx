import { useNow } from '../../browser/now.ts'
import { useWords } from '../../words/say.tsx'
import type { CourseLine } from './course.tsx'
import { msOf, spread } from './course-scale.ts'

const width = 960
const margin = 24
const middle = 40

/** The course on one line, with now on it. Whoever cannot see it reads the table below, which says the same. */
export function CourseDrawing({ lines, offset }: { readonly lines: readonly CourseLine[]; readonly offset: string }) {
  const { say } = useWords()
  const nowMs = useMinute()
  const all = [...lines.map(({ at }) => msOf(at)), nowMs].toSorted((one, other) => one - other)
  const places = spread(all, { width: width - 2 * margin, least: 14 }).map((x) => x + margin)
  const nowX = places[all.indexOf(nowMs)] ?? margin
  const xs = places.filter((_, at) => at !== all.indexOf(nowMs))
  const expected = lines.flatMap(({ isForecast }, at) => (isForecast ? [xs[at] ?? 0] : []))
  return (
    <svg
      className="course"
      viewBox={`0 0 ${width} 84`}
      role="img"
      aria-label={say('agreement.course.drawing', { count: lines.length, offset })}
    >
      <line x1={margin} x2={nowX} y1={middle} y2={middle} className="course-past" />
      <line x1={nowX} x2={width - margin} y1={middle} y2={middle} className="course-ahead" />
      {expected.length > 1 && (
        <rect
          x={expected[0]}
          width={(expected.at(-1) ?? 0) - (expected[0] ?? 0)}
          y={middle - 6}
          height="12"
          rx="6"
          className="course-span"
        />
      )}
      {lines.map((line, at) => (
        <Dot key={`${line.at} ${line.what}`} line={line} x={xs[at] ?? 0} />
      ))}
      <line x1={nowX} x2={nowX} y1="14" y2="66" className="course-now" />
      <text x={nowX} y="10" textAnchor="middle">
        {say('agreement.course.now')}
      </text>
      <text x={margin} y="80">
        {lines[0]?.at.slice(0, 10)}
      </text>
      <text x={width - margin} y="80" textAnchor="end">
        {lines.at(-1)?.at.slice(0, 10)}
      </text>
    </svg>
  )
}

const minuteMs = 60_000

/** The clock of this device, to the minute that ends next: a drawing need not move each second. */
const useMinute = (): number => Math.ceil(useNow() / minuteMs) * minuteMs

function Dot({ line, x }: { readonly line: CourseLine; readonly x: number }) {
  const title = <title>{`${line.at.slice(0, 10)} ${line.what}`}</title>
  if (line.nature === 'done') {
    return (
      <circle cx={x} cy={middle} r="5" data-nature="done">
        {title}
      </circle>
    )
  }
  return (
    <path d={`M${x} ${middle - 7}l6 7-6 7-6-7z`} data-nature={line.nature}>
      {title}
    </path>
  )
}
