/** Where this page came from: `https://node.example`. */
export const ownOrigin = (): string => location.origin

const taken = { hash: '', search: '' }

/** A screen may begin to be drawn more than once before it stands: what was taken from the address is given again. */
function take(part: keyof typeof taken): string {
  const found = location[part]
  if (found !== '') {
    taken[part] = found
    history.replaceState(history.state, '', location.pathname)
  }
  return taken[part]
}

/** What stands behind `#`, which no server was told; it is gone from the address then, and from the history. */
export const takeFragment = (): string => take('hash').slice(1)

/** The same of what stands behind `?`: it is for the node's ears alone, and once. */
export const takeQuery = (): string => take('search')

/** How much of a page can be seen at once, in CSS pixels. */
export const windowHeight = (): number => innerHeight

/** Leaves the console for an address that its node gave. */
export const goAway = (url: string): void => location.assign(url)

/** Opens such an address beside the console, which stays as it is. */
export const openBeside = (url: string): void => void window.open(url, '_blank', 'noopener')
