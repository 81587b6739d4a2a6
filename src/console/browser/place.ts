/** Where this page came from: `https://node.example`. */
export const ownOrigin = (): string => location.origin

/** What stands behind `#`, which no server was told; it is gone from the address then, and from the history. */
export function takeFragment(): string {
  const fragment = location.hash.slice(1)
  if (fragment !== '') history.replaceState(history.state, '', location.pathname)
  return fragment
}

/** The same of what stands behind `?`: it is for the node's ears alone, and once. */
export function takeQuery(): string {
  const { search } = location
  if (search !== '') history.replaceState(history.state, '', location.pathname)
  return search
}

/** How much of a page can be seen at once, in CSS pixels. */
export const windowHeight = (): number => innerHeight

/** Leaves the console for an address that its node gave. */
export const goAway = (url: string): void => location.assign(url)

/** Opens such an address beside the console, which stays as it is. */
export const openBeside = (url: string): void => void window.open(url, '_blank', 'noopener')
