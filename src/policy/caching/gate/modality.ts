/** Modality and tense: can, may, must, should, will, did: "should I" is not "can I", "did" is not "does". */

import type { Guard } from './guard.ts'
import type { QuestionFacts } from './question-facts.ts'

const kindOf = new Map(
  Object.entries({
    must: 'duty',
    should: 'duty',
    ought: 'duty',
    required: 'duty',
    mandatory: 'duty',
    necessary: 'duty',
    may: 'permission',
    allowed: 'permission',
    legal: 'permission',
    legally: 'permission',
    might: 'chance',
    will: 'future',
    shall: 'future',
    would: 'condition',
    did: 'past',
    was: 'past',
    were: 'past',
    had: 'past',
  }),
)

function modalitiesOf({ words }: QuestionFacts): string {
  const found = new Set<string>()
  words.forEach((word, index) => {
    const kind = kindOf.get(word)
    if (kind !== undefined) found.add(kind)
    if ((word === 'have' || word === 'need') && words[index + 1] === 'to') found.add('duty')
    if (word === 'going' && words[index + 1] === 'to') found.add('future')
    // "how can I" asks what "how do I" asks; "can I" does not.
    if ((word === 'can' || word === 'could') && words[index - 1] !== 'how') found.add('ability')
  })
  // "how should I" likewise.
  if (words[0] === 'how' && words[1] === 'should') found.delete('duty')
  return [...found].sort().join(' and ')
}

export const modality: Guard = {
  name: 'modality',
  refuse(stored, asked) {
    const before = modalitiesOf(stored)
    const now = modalitiesOf(asked)
    return before === now
      ? null
      : `stored ${before || 'plain present'}, asked ${now || 'plain present'}`
  },
}
