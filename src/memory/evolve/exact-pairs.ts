/**
 * The pair decision that is always right: two texts that are the same words say the same.
 *
 * Case, blanks and closing marks apart; facts must agree in every part. Everything else is unrelated to it. It decides where no other
 * decision was given.
 */

import type { Fact } from '../../store/cube.ts'
import { foldName } from '../know/known-facts.ts'
import type { PairDecision, PairSide } from './find-pairs.ts'

const unrelated: PairDecision = {
  label: 'unrelated',
  confidence: 1,
  isSafeToMerge: false,
  keeps: null,
  because: 'the words differ',
}

const bare = (text: string): string => foldName(text).replace(/[.!,;\s]+$/u, '')

function agree(a: Fact | undefined, b: Fact | undefined): boolean {
  if (a === undefined || b === undefined) return true
  const parts = ({ subject, relation, object }: Fact): string =>
    [subject, relation, object].map(foldName).join('\n')
  return parts(a) === parts(b) && a.validFromMs === b.validFromMs && a.validToMs === b.validToMs
}

export function exactPairs(a: PairSide, b: PairSide): PairDecision {
  if (bare(a.text) !== bare(b.text) || !agree(a.fact, b.fact)) return unrelated
  const because = 'both say the same in the same words'
  return { label: 'duplicate', confidence: 1, isSafeToMerge: true, keeps: null, because }
}
