/**
 * A scope of generated talk: Zipf words (exponent 1), two speakers, sessions of twenty turns a day, seeded.
 *
 * Words are letters written in a base of syllables, so that stems differ; the first ranks are as frequent as function words are, which
 * makes the longest posting lists as long as the scope.
 */

import type { IndexRow } from '../../memory/scope-index.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import type { CubeId } from '../../store/cube.ts'

const VOCABULARY = 20_000
const SESSION_TURNS = 20
const DAY_MS = 86_400_000
export const SCOPE_START_MS = Date.UTC(2020, 0, 1)
const syllables = 'ba ko ri mu te la zo vi ne pu'.split(' ')

function wordOf(rank: number): string {
  return [...String(rank + 1_000)].map((digit) => syllables[Number(digit)]!).join('')
}

const vocabulary = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank))

/** A rank drawn with probability about 1 / (rank + 1): the inverse of the harmonic sum. */
function zipf(prng: Prng): number {
  return Math.min(VOCABULARY - 1, Math.floor((VOCABULARY + 1) ** prng.next()) - 1)
}

export function makeScope(turnCount: number, seed: number): IndexRow[] {
  const prng = createPrng(seed)
  return Array.from({ length: turnCount }, (_, index): IndexRow => {
    const session = Math.floor(index / SESSION_TURNS)
    const words = Array.from({ length: 6 + prng.below(14) }, () => vocabulary[zipf(prng)]!)
    return {
      id: `turn-${index}` as CubeId,
      text: `${words.join(' ')}.`,
      caption: null,
      role: 'user',
      speaker: index % 2 === 0 ? 'Ada' : 'Bob',
      session: `session-${session}`,
      saidAtMs: SCOPE_START_MS + session * DAY_MS + (index % SESSION_TURNS) * 60_000,
      kind: 'turn',
      createdSeq: index + 1,
    }
  })
}

/** Questions of four to nine words that the scope itself says, as often as it says them; half of them name a speaker. */
export function makeQuestions(rows: readonly IndexRow[], count: number, seed: number): string[] {
  const prng = createPrng(seed)
  const pickWord = (): string => prng.pick(prng.pick(rows).text.replace('.', '').split(' '))
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: 4 + prng.below(6) }, pickWord)
    return `What did ${prng.chance(0.5) ? 'Ada' : 'they'} say about ${words.join(' ')}?`
  })
}
