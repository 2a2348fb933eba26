/**
 * Direction: what stands behind `from`, `to`, `into`, `than`, `by`, `for`, `of`, `vs` must be the same on both sides, and words that are directions
 * themselves (`import`, `left`, `north`) must be shared.
 */

import { articles, directions } from '../lexicon/function-words.ts'
import { differenceOf, type Guard, reasonOf } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

const binding = new Set(
  'from to into onto toward towards via through than by against versus vs over under'.split(' '),
)
/** Words that only sometimes point somewhere: bound, but not compared by themselves. */
const weak = new Set('to for by against through take give left right among between'.split(' '))

/** The first word behind each binding word that is no article: `from paris`, `to rome`. */
function boundOf({ words }: QuestionFacts): Map<string, string> {
  const bound = new Map<string, string>()
  words.forEach((word, index) => {
    if (!binding.has(word) || bound.has(word)) return
    const next = words.slice(index + 1).find((one) => !articles.has(one))
    if (next !== undefined) bound.set(word, next)
  })
  return bound
}

export const direction: Guard = {
  name: 'direction',
  refuse(stored, asked) {
    const strong = (facts: QuestionFacts): string[] =>
      facts.words.filter((word) => directions.has(word) && !weak.has(word))
    const difference = differenceOf(strong(stored), strong(asked))
    if (difference !== null) return reasonOf(...difference)
    const before = boundOf(stored)
    for (const [word, target] of boundOf(asked)) {
      const known = before.get(word)
      if (known === undefined || known === target) continue
      if (stored.words.includes(target) && asked.words.includes(known)) {
        return `stored "${word} ${known}", asked "${word} ${target}"`
      }
    }
    return null
  },
}
