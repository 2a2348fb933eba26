/**
 * Two claims that cannot both hold at one time: a contradiction, or a change that time explains?
 *
 * What is fixed for good (birth, what happened) contradicts whenever it is said. Otherwise a cue ("now", "no longer", "moved to") or enough time
 * between the two makes it a change, and the newer stands; a correction ("actually") never is. Departure from Zep and Mem0, where a
 * model decides and the newer always wins: what was said at the same moment is kept apart for a person to settle.
 */

import type { Claim, Decision } from './claim.ts'
import type { ComparedClaims } from './claim-pair.ts'

/** States that pass within hours, and states that last: the least time between the two that counts as a change. */
const BRIEF_CHANGE_MS = 12 * 3_600_000
const LASTING_CHANGE_MS = 48 * 3_600_000

const brief = new Set(['status', 'mood'])

export function resolveConflict(
  { a, b, gapMs, lexicon, words }: ComparedClaims,
  because: string,
  confidence: number,
): Decision {
  const answer = (label: 'temporal' | 'contradiction', why: string): Decision => ({
    label,
    confidence,
    isSafeToMerge: false,
    keeps: label === 'temporal' ? 'b' : null,
    because: `${because}; ${why}`,
  })
  if (b.isCorrection && !b.isNow) return answer('contradiction', 'b puts it right')
  const isFixed =
    lexicon.traitsOf(a.relation)?.isFixed === true || lexicon.traitsOf(b.relation)?.isFixed === true
  if (b.isEnded && !a.isEnded) return answer('temporal', 'b says that it is over')
  if (isFixed) return answer('contradiction', 'it does not change')
  const isCued = b.isChange || b.isNow || b.replaced.length > 0 || (a.isEnded && !b.isEnded)
  if (isCued && !isPastEvent(a, b)) return answer('temporal', 'b says that it changed')
  if (isPastEvent(a, b)) return answer('contradiction', 'of one thing that happened')
  if (a.tense === 'past' && b.tense === 'present') return answer('temporal', 'a speaks of the past')
  const least = [...words.rival, ...words.opposite].some(([{ key }]) =>
    lexicon.classesOf(key).some((name) => brief.has(name)),
  )
    ? BRIEF_CHANGE_MS
    : LASTING_CHANGE_MS
  return gapMs !== null && gapMs >= least
    ? answer('temporal', 'b is newer')
    : answer('contradiction', 'of the same time')
}

/** Both tell of something that happened, which no later time changes. */
function isPastEvent(a: Claim, b: Claim): boolean {
  return a.tense === 'past' && b.tense === 'past' && !(a.isChange && b.isChange)
}
