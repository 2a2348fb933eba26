/**
 * What two stated facts say of their own relation goes before what the words of a text suggest.
 *
 * Who formed a fact said whether its relation holds several objects at once. Of two facts of one subject and relation with other objects
 * that are said to be several, neither contradicts or replaces the other; where both are said to be one, the newer replaces the older. A
 * fact that is negated or over in its text is left to the text's decision. Never makes a merge.
 */

import type { Decision } from '../../policy/consolidation/claim.ts'
import type { Fact } from '../../store/cube.ts'
import { foldName } from '../know/known-facts.ts'

type StatedFact = Pick<Fact, 'subject' | 'relation' | 'object' | 'isMultiValued'>

/** Two facts farther apart in time than this have changed; nearer ones contradict. */
const CHANGE_MS = 48 * 3_600_000

export function byStatedFacts(
  decision: Decision,
  [a, b]: readonly [StatedFact | undefined, StatedFact | undefined],
  gapMs: number | null,
): Decision {
  if (a === undefined || b === undefined) return decision
  const isOfOneRelation =
    foldName(a.subject) === foldName(b.subject) && foldName(a.relation) === foldName(b.relation)
  if (!isOfOneRelation || foldName(a.object) === foldName(b.object)) return decision
  if (a.isMultiValued !== b.isMultiValued) return decision
  const because = `"${b.object}" beside "${a.object}", ${a.isMultiValued ? 'of which there may be several' : 'of which there is one'}`
  const answer = (label: Decision['label'], keeps: Decision['keeps']): Decision => ({
    label,
    confidence: 0.8,
    isSafeToMerge: false,
    keeps,
    because,
  })
  if (a.isMultiValued)
    return /^(?:contradiction|temporal)$/.test(decision.label)
      ? answer('multi-valued', null)
      : decision
  if (!/^(?:multi-valued|unrelated)$/.test(decision.label)) return decision
  if (gapMs === null || Math.abs(gapMs) < CHANGE_MS) return answer('contradiction', null)
  return answer('temporal', gapMs >= 0 ? 'b' : 'a')
}
