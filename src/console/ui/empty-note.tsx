import type { ReactNode } from 'react'

/** Nothing here: what is empty, why, and what to do next. */
export function EmptyNote(props: { readonly title: string; readonly why: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      <p>{props.why}</p>
      {props.children}
    </div>
  )
}
