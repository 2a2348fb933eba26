/** The index of vectors: exact while small, by words when large, right after any deletions, the same with every kernel. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeDisk } from '../host/node-disk.ts'
import { createReferenceKernels } from '../kernels/kernels.ts'
import { openKernels } from '../kernels/open-kernels.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import { SemanticIndex } from './semantic-index.ts'

const opened = await openKernels({ disk: nodeDisk })
const reference = createReferenceKernels('a test')
const modes = [
  { name: 'reference', kernels: reference, skip: false as const },
  { name: 'simd', kernels: opened, skip: opened.mode === 'simd' ? false : String(opened.reason) },
]
const DIMENSIONS = 24
/** More than are searched whole. */
const MANY = 5_000

function unitVector(prng: Prng): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => prng.next() * 2 - 1)
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

/** Rows of `word0` to `word9`, ten alike in words and none in direction. */
function filled(kernels: typeof reference, count: number) {
  const prng = createPrng(3)
  const index = new SemanticIndex(DIMENSIONS, kernels)
  const vectors = Array.from({ length: count }, () => unitVector(prng))
  for (const [row, vector] of vectors.entries()) {
    assert.equal(index.add(vector, [`word${row % 10}`, `own${row}`]), row)
  }
  return { index, vectors }
}

for (const { name, kernels, skip } of modes) {
  test(`${name}: a small index finds rows that share no word, in order of similarity`, {
    skip,
  }, () => {
    const { index, vectors } = filled(kernels, 1_000)
    const found = index.search(vectors[700]!, ['unheard'], 0.5, 4)
    assert.equal(found[0]?.row, 700)
    assert.ok(Math.abs(found[0]!.similarity - 1) < 0.01)
    const similarities = found.map(({ similarity }) => similarity)
    assert.deepEqual(
      similarities,
      similarities.toSorted((a, b) => b - a),
    )
    assert.deepEqual(found, index.searchExact(vectors[700]!, 0.5, 4))
    assert.deepEqual(index.search(vectors[700]!, [], 1.1, 4), [])
    index.close()
  })

  test(`${name}: no similarity is above 1, whatever the rounding`, { skip }, () => {
    const { index, vectors } = filled(kernels, 1_000)
    const best = vectors.map((vector, row) => [
      index.searchExact(vector, 0, 1)[0]!.similarity,
      index.similarity(vector, row),
    ])
    assert.ok(best.flat().every((similarity) => similarity > 0.99 && similarity <= 1))
    // Some would be.
    assert.ok(best.flat().some((similarity) => similarity === 1))
    index.close()
  })

  test(`${name}: a large index finds a row by a shared word and not without one`, { skip }, () => {
    const { index, vectors } = filled(kernels, MANY)
    const [found] = index.search(vectors[4_321]!, ['own4321', 'word3'], 0.9, 8)
    assert.equal(found?.row, 4_321)
    const [common] = index.search(vectors[4_321]!, ['word1'], 0.9, 8)
    assert.equal(common?.row, 4_321)
    assert.deepEqual(index.search(vectors[4_321]!, ['word2'], 0.9, 8), [])
    assert.equal(index.searchExact(vectors[4_321]!, 0.9, 8)[0]?.row, 4_321)
    index.close()
  })

  test(`${name}: after deletions every row is where the caller was told`, { skip }, () => {
    const { index, vectors } = filled(kernels, MANY)
    const prng = createPrng(9)
    const ids = vectors.map((_, id) => id)
    while (ids.length > 4_500) {
      const row = prng.below(ids.length)
      const moved = index.delete(row)
      assert.equal(moved, row === ids.length - 1 ? -1 : ids.length - 1)
      const last = ids.pop()!
      if (moved >= 0) ids[row] = last
    }
    assert.equal(index.rowCount, ids.length)
    for (let row = 0; row < ids.length; row += 37) {
      const id = ids[row]!
      const [found] = index.search(vectors[id]!, [`own${id}`], 0.9, 1)
      assert.equal(found?.row, row)
    }
    index.close()
  })
}

test('both kernels answer the same candidates', { skip: modes[1]!.skip }, () => {
  const [one, other] = modes.map(({ kernels }) => {
    const { index, vectors } = filled(kernels, MANY)
    const found = vectors
      .slice(0, 50)
      .map((vector, row) => index.search(vector, [`word${row % 7}`], 0.2, 8))
    index.close()
    return found
  })
  assert.deepEqual(one, other)
})
