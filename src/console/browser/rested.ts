import { useEffect, useState } from 'react'

const restMs = 300

/** A value once it has stood for a moment; while it changes, what it was before. */
export function useRested<Value extends object>(value: Value): Value {
  const [rested, rest] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => rest(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
