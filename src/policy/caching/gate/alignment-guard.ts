/**
 * Alignment: word for word the same, in order, but for what `question/alignment.ts` explains away. The guard that needs no list of dangers.
 *
 * Everything that no other guard has a name for is refused here. It is the last guard, so that a refusal carries the most telling
 * reason. Leaving it out (the `guarded` gate) is only for categories with an error bound that is measured as they serve.
 */

import { differenceOf, type Guard, reasonOf } from './guard.ts'

export const alignmentGuard: Guard = {
  name: 'alignment',
  refuse(stored, asked) {
    if (stored.words.length === 0) return 'nothing to compare'
    if (stored.words.join(' ') === asked.words.join(' ')) return null
    const difference = differenceOf(stored.words, asked.words)
    return difference === null ? 'the same words in another order' : reasonOf(...difference)
  },
}
