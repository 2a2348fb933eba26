/**
 * What a newer memory is to an older one, from the claims of both.
 *
 * One claim on each side is decided as it is. With several, each of b's finds the claim of a that it says most about: any change or conflict
 * is the pair's; all the same is a duplicate; the same and more a refinement. Invariant: a pair is safe to merge only if every claim is.
 */

import type { Claim, ClaimSide, Decision } from './claim.ts'
import type { ClaimLexicon } from './claim-lexicon.ts'
import { decided } from './claim-pair.ts'
import { decideClaims } from './decide-claims.ts'

const weight: Readonly<Record<Decision['label'], number>> = {
  duplicate: 6,
  temporal: 5,
  contradiction: 4,
  refinement: 3,
  'multi-valued': 2,
  unrelated: 1,
}

/** `a` is the older where both have times and they say so; the decision's sides are those of the call. */
export function decideRelation(a: ClaimSide, b: ClaimSide, lexicon: ClaimLexicon): Decision {
  if (a.timeMs !== null && b.timeMs !== null && a.timeMs > b.timeMs)
    return turned(decideOrdered(b, a, lexicon))
  return decideOrdered(a, b, lexicon)
}

function turned(decision: Decision): Decision {
  const keeps = decision.keeps === null ? null : decision.keeps === 'a' ? 'b' : 'a'
  const because = decision.because.replace(
    /\b([ab])\b(?= (?:says|ends|ended|puts|is over|is newer|speaks))/g,
    (side) => (side === 'a' ? 'b' : 'a'),
  )
  return { ...decision, keeps, because }
}

function decideOrdered(a: ClaimSide, b: ClaimSide, lexicon: ClaimLexicon): Decision {
  const gapMs = a.timeMs === null || b.timeMs === null ? null : b.timeMs - a.timeMs
  const decide = (one: Claim, other: Claim): Decision =>
    decideClaims({ a: one, b: other, gapMs, lexicon })
  if (a.claims.length === 1 && b.claims.length === 1) return decide(a.claims[0]!, b.claims[0]!)
  const best = b.claims.map((claim) =>
    a.claims
      .map((other) => decide(other, claim))
      .reduce((x, y) => (weight[y.label] > weight[x.label] ? y : x)),
  )
  const pick = (label: Decision['label']): Decision | undefined =>
    best.find((one) => one.label === label)
  const change = pick('temporal') ?? pick('contradiction')
  if (change !== undefined) return change
  const same = best.filter(({ label }) => label === 'duplicate')
  if (same.length === best.length && a.claims.length === b.claims.length) {
    return same.every(({ isSafeToMerge }) => isSafeToMerge)
      ? same[0]!
      : { ...same[0]!, isSafeToMerge: false }
  }
  if (same.length > 0)
    return decided(
      'refinement',
      0.7,
      'one says the same and more',
      b.claims.length >= a.claims.length ? 'b' : 'a',
    )
  return pick('refinement') ?? pick('multi-valued') ?? best[0]!
}
