/**
 * What each stage alone would serve of labelled pairs: its precision and recall.
 *
 * `semantic@t` is the plain semantic cache that everybody builds: similarity at least t, no gate. `guarded` adds the named guards,
 * `aligned` the whole strict gate. Pairs are taken by themselves, without thresholds for the gated stages.
 */

import { askGate } from '../../policy/caching/gate/gate.ts'
import { factsOfText, textForMeaning } from '../../policy/caching/gate/question-facts.ts'
import { createSpeller } from '../../policy/caching/question/speller.ts'
import type { Meanings } from './bench-cache.ts'
import type { LabelledPair } from './load-pairs.ts'

export interface Stage {
  readonly name: string
  readonly servedCount: number
  readonly precision: number
  readonly recall: number
}

const thresholds = [0.8, 0.85, 0.9, 0.95] as const
/** Similarity that a guarded pair must have as well: where verified mode begins to look. */
const GUARDED_SIMILARITY_MIN = 0.75

export function stagesOf(meanings: Meanings, pairs: readonly LabelledPair[]): Stage[] {
  const speller = createSpeller(meanings.wordList)
  const counts = new Map<string, { right: number; wrong: number }>()
  let positives = 0
  const note = (stage: string, isServed: boolean, isSame: boolean): void => {
    const count = counts.get(stage) ?? { right: 0, wrong: 0 }
    counts.set(stage, count)
    if (isServed) count[isSame ? 'right' : 'wrong'] += 1
  }
  for (const { a, b, isSame } of pairs) {
    if (isSame) positives += 1
    const stored = factsOfText(a, speller)
    const asked = factsOfText(b, speller)
    const similarity = cosine(
      meanings.vectorOf(textForMeaning(stored)),
      meanings.vectorOf(textForMeaning(asked)),
    )
    note('exact', a === b, isSame)
    note('normalised', stored.form.key === asked.form.key, isSame)
    for (const threshold of thresholds)
      note(`semantic@${threshold}`, similarity >= threshold, isSame)
    const isGuarded = askGate(stored, asked, 'guarded').agrees
    note('guarded', isGuarded && similarity >= GUARDED_SIMILARITY_MIN, isSame)
    note('aligned', askGate(stored, asked, 'strict').agrees, isSame)
  }
  return [...counts].map(([name, { right, wrong }]) => ({
    name,
    servedCount: right + wrong,
    precision: right + wrong === 0 ? 0 : right / (right + wrong),
    recall: positives === 0 ? 0 : right / positives,
  }))
}

function cosine(a: Float32Array | null, b: Float32Array | null): number {
  if (a === null || b === null) return 0
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!
  return sum
}
