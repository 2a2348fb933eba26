/**
 * How others tell a duplicate without a model, on the same pairs in the same process.
 *
 * mem0 v3: MD5 of the text. Graphiti: 3-letter shingles of the normalised text, Jaccard at least 0.9 (computed exactly, which is what its
 * MinHash estimates). MemOS: cosine at least 0.92, here over the static table; and the same with the threshold that does best on the
 * training pairs, which is more than any of them has. Equal texts are equal digests, so MD5 is text equality.
 */

import type { ConflictPair } from './make-pairs.ts'
import { scoreMerges } from './score-pairs.ts'

export type VectorOf = (text: string) => Float32Array | null

export interface MergeRival {
  readonly name: string
  readonly merges: (pair: ConflictPair) => boolean
}

const JACCARD_MIN = 0.9
const COSINE_MIN = 0.92
/** What a fitted threshold may get wrong on the training pairs. */
const ERROR_MAX = 0.02
const THRESHOLD_STEPS = 100

function shinglesOf(text: string): Set<string> {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9' ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const shingles = new Set<string>()
  const joined = plain.replaceAll(' ', '')
  for (let at = 0; at + 3 <= joined.length; at += 1) shingles.add(joined.slice(at, at + 3))
  return shingles
}

function jaccard(a: Set<string>, b: Set<string>): number {
  let both = 0
  for (const shingle of a) if (b.has(shingle)) both += 1
  const all = a.size + b.size - both
  return all === 0 ? 0 : both / all
}

function cosineOf({ a, b }: ConflictPair, vectorOf: VectorOf): number {
  const x = vectorOf(a)
  const y = vectorOf(b)
  if (x === null || y === null) return 0
  let sum = 0
  for (let axis = 0; axis < x.length; axis += 1) sum += x[axis]! * y[axis]!
  return sum
}

/** The threshold that merges most of the training duplicates within the error; without one, the highest tried. */
export function fitThreshold(train: readonly ConflictPair[], vectorOf: VectorOf): number {
  const cosines = train.map((pair) => cosineOf(pair, vectorOf))
  let best = { threshold: 1, merged: -1 }
  for (let step = 0; step <= THRESHOLD_STEPS; step += 1) {
    const threshold = step / THRESHOLD_STEPS
    const scores = scoreMerges(
      train,
      cosines.map((cosine) => cosine >= threshold),
    )
    const merged = scores['merge.duplicatesMerged'] ?? 0
    if ((scores['merge.errorRate'] ?? 0) <= ERROR_MAX && merged > best.merged)
      best = { threshold, merged }
  }
  return best.threshold
}

export function mergeRivals(vectorOf: VectorOf, fitted: number): readonly MergeRival[] {
  return [
    { name: 'md5', merges: ({ a, b }) => a === b },
    { name: 'minhash', merges: ({ a, b }) => jaccard(shinglesOf(a), shinglesOf(b)) >= JACCARD_MIN },
    { name: 'cosine', merges: (pair) => cosineOf(pair, vectorOf) >= COSINE_MIN },
    { name: 'cosine-fitted', merges: (pair) => cosineOf(pair, vectorOf) >= fitted },
  ]
}
