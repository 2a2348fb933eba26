/** The category of a question, with prototypes made once from the given vectoriser. */

import { categoryExamples, categoryRules } from '../policy/caching/category-rules.ts'
import { type Classification, classify, type Prototype } from '../policy/caching/classify.ts'

/** A unit vector, or null where the vectoriser has no opinion (unknown script, failure). */
export type VectorOf = (text: string) => Float32Array | null | Promise<Float32Array | null>

export type Classify = (text: string, vector: Float32Array | null) => Classification

export async function openClassifier(vectorOf: VectorOf): Promise<Classify> {
  const prototypes: Prototype[] = []
  for (const [category, examples] of Object.entries(categoryExamples)) {
    const vectors: Float32Array[] = []
    for (const example of examples) {
      const vector = await vectorOf(example)
      if (vector !== null) vectors.push(vector)
    }
    const mean = meanOf(vectors)
    if (mean !== null) prototypes.push({ category, vector: mean })
  }
  return (text, vector) =>
    classify(
      text,
      vector,
      categoryRules,
      prototypes.filter((one) => one.vector.length === vector?.length),
    )
}

function meanOf(vectors: readonly Float32Array[]): Float32Array | null {
  const first = vectors[0]
  if (first === undefined) return null
  const sum = new Float32Array(first.length)
  for (const vector of vectors)
    for (let index = 0; index < sum.length; index += 1) sum[index]! += vector[index]!
  const length = Math.hypot(...sum)
  return length > 0 ? sum.map((value) => value / length) : null
}
