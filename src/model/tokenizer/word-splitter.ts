/**
 * Parts a text into words by a list of regular expressions, in time proportional to the text.
 *
 * Each pass parts the stretches that the one before left: a match is a stretch, and so is what lies between two matches. A stretch is
 * the whole text for its pass, so `$` and look-ahead end with it. A first, sticky try at the end of the last match spares an object
 * a word; only where it fails is the next match searched. White space is Unicode's, as in the engines that the patterns were
 * written for: JavaScript's own `\s` has U+FEFF and lacks U+0085.
 */

import { LociError } from '../../errors.ts'

const WHITE = String.raw`\p{White_Space}`
const NOT_WHITE = String.raw`\P{White_Space}`

interface Pass {
  readonly sticky: RegExp
  readonly search: RegExp
}

function compile(pattern: string): Pass {
  const source = pattern.replaceAll(String.raw`\s`, WHITE).replaceAll(String.raw`\S`, NOT_WHITE)
  return { sticky: new RegExp(source, 'uy'), search: new RegExp(source, 'ug') }
}

export type VisitWord = (word: string) => void

export class WordSplitter {
  readonly #passes: readonly Pass[]

  constructor(patterns: readonly string[]) {
    this.#passes = patterns.map(compile)
  }

  split(text: string, visit: VisitWord): void {
    try {
      this.#split(text, 0, visit)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      // The expression engine keeps its way back on a stack of fixed size; one word of many megabytes fills it.
      throw new LociError('INPUT_TOO_LARGE', 'one word of the text is too long to be read', {
        hint: 'Part the text with white space; words of a million characters are fine.',
        cause: error,
      })
    }
  }

  #split(text: string, pass: number, visit: VisitWord): void {
    const { sticky, search } = this.#passes[pass]!
    const isLast = pass === this.#passes.length - 1
    const give = (from: number, to: number): void => {
      const stretch = text.slice(from, to)
      if (isLast) visit(stretch)
      else this.#split(stretch, pass + 1, visit)
    }
    let from = 0
    while (from < text.length) {
      sticky.lastIndex = from
      if (sticky.test(text)) {
        const to = sticky.lastIndex
        give(from, to)
        from = to
        continue
      }
      search.lastIndex = from
      const start = search.exec(text)?.index ?? text.length
      give(from, start)
      from = start
    }
  }
}
