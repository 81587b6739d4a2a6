const place = 'tamga.in'

/** Whether somebody was signed in when a screen of this device last heard of it. */
export const wasSignedIn = (): boolean => localStorage.getItem(place) === 'yes'

export function keepSignedIn(isSignedIn: boolean): void {
  if (isSignedIn) localStorage.setItem(place, 'yes')
  else localStorage.removeItem(place)
}
