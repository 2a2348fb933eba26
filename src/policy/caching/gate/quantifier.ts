/** Quantity and restriction: `all`, `some`, `most`, `few`, `only`, `both`, `half`, `except` must agree. */

import { quantifiers } from '../lexicon/function-words.ts'
import { listGuard } from './guard.ts'

const same = new Map(
  Object.entries({
    every: 'all',
    each: 'all',
    entire: 'all',
    whole: 'all',
    total: 'all',
    just: 'only',
    several: 'some',
    about: 'approximately',
    around: 'approximately',
    nearly: 'approximately',
    almost: 'approximately',
    roughly: 'approximately',
  }),
)
/** Quantifiers that are as often something else: "about", "around", "any", "much", "over". */
const loose = new Set('about around any much many over under other others another just'.split(' '))

export const quantifier = listGuard('quantifier', (facts) =>
  facts.words
    .filter((word) => quantifiers.has(word) && !loose.has(word))
    .map((word) => same.get(word) ?? word),
)
