/** Where this page came from: `https://node.example`. */
export const ownOrigin = (): string => location.origin

/** What stands behind `#`, which no server was told; it is gone from the address then, and from the history. */
export function takeFragment(): string {
  const fragment = location.hash.slice(1)
  if (fragment !== '') history.replaceState(history.state, '', location.pathname)
  return fragment
}
