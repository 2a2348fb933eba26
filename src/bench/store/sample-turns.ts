/** Generated conversation turns of 10 to 60 words, Zipf-distributed as words are; equal seeds give equal turns. */

import type { Turn } from '../../memory/memory.ts'
import type { Prng } from '../../stdx/prng.ts'

const VOCABULARY_SIZE = 20_000
const WORDS_MIN = 10
const WORDS_SPREAD = 51
const speakers = ['Ada', 'Grace'] as const

/** Rank r with a density of about 1/r. */
function word(prng: Prng): string {
  const rank = Math.floor(VOCABULARY_SIZE ** prng.next())
  return `w${rank.toString(36)}`
}

export function sampleTurn(prng: Prng, index: number): Turn {
  const words = Array.from({ length: WORDS_MIN + prng.below(WORDS_SPREAD) }, () => word(prng))
  const speaker = speakers[index % 2]!
  return { text: words.join(' '), speaker, role: index % 2 === 0 ? 'user' : 'assistant' }
}
