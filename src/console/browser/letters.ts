const chinese = /\p{Script=Han}/u

let areChineseAsked = false

/** Whoever reads in another language has not loaded Chinese letters: they come with the first text that has some. */
export function lettersFor(text: string): void {
  if (areChineseAsked || !chinese.test(text)) return
  areChineseAsked = true
  import('../styles/chinese.ts').catch(() => {
    areChineseAsked = false
  })
}
