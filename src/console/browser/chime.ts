let context: AudioContext | undefined

/** A browser lets a page sound once a hand has touched it: after a reload, from the next touch on. */
function openChime(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

/** Two rising tones, made here: nothing is fetched for it. */
export function chime(): void {
  openChime()
  if (context === undefined) return
  for (const [at, frequency] of [660, 880].entries()) {
    const begin = context.currentTime + at * 0.22
    const [tone, gain] = [context.createOscillator(), context.createGain()]
    tone.frequency.value = frequency
    gain.gain.setValueAtTime(0.0001, begin)
    gain.gain.exponentialRampToValueAtTime(0.4, begin + 0.03)
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + 0.2)
    tone.connect(gain).connect(context.destination)
    tone.start(begin)
    tone.stop(begin + 0.22)
  }
}
