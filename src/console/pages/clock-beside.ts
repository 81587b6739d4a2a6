/** Messages are stamped with whole seconds and take a while: a difference below this is none. */
const grainMs = 2000

/** How far a clock is ahead of ours or behind it; no seconds where they go together. */
export function clockBeside(skewMs: number): { readonly seconds: number; readonly side: 'ahead' | 'behind' } {
  const apartMs = Math.abs(skewMs)
  return { seconds: apartMs < grainMs ? 0 : Math.round(apartMs / 1000), side: skewMs < 0 ? 'behind' : 'ahead' }
}
