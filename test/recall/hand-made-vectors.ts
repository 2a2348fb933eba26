/**
 * Vectors written by hand, for tests: columns of plain numbers, and a table whose words are points on a circle of meaning.
 *
 * Real implementations of what recall is told, without rounding to int8 and without a file. A text's vector is the sum of its
 * words', of length 1; a word that the table does not know has none.
 */

import { type Kernels, referenceKernels } from '../../src/kernels/kernels.ts'
import type { Meanings } from '../../src/memory/columns/scope-rows.ts'
import { normalise } from '../../src/model/unit-vector.ts'
import type { TokenColumn, VectorColumn } from '../../src/policy/recall/columns.ts'

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let axis = 0; axis < a.length; axis += 1) sum += a[axis]! * b[axis]!
  return sum
}

/** A row a slot; null: none. */
export function handMadeColumn(
  dimensions: number,
  rows: readonly (readonly number[] | null)[],
): VectorColumn {
  return {
    dimensions,
    cosines: (vector, into) => {
      for (const [slot, row] of rows.entries()) into[slot] = row === null ? 0 : dot(vector, row)
    },
    addTo: (sum, slot) => {
      for (const [axis, value] of (rows[slot] ?? []).entries()) sum[axis]! += value
    },
  }
}

/** Token vectors by slot; null: none. */
export function handMadeTokens(
  slots: readonly (readonly (readonly number[])[] | null)[],
): TokenColumn {
  return {
    best: ({ states }, slot, into) => {
      const tokens = slots[slot] ?? null
      if (tokens === null) return false
      for (const [index, state] of states.entries()) {
        into[index] = Math.max(...tokens.map((token) => dot(state, token)))
      }
      return true
    },
  }
}

/** Words of a table: the same group means the same, `degrees` apart from its first word. */
export type HandMadeTable = Readonly<Record<string, readonly [group: number, degrees: number]>>

/** Two dimensions a group. */
export function handMadeMeanings(
  table: HandMadeTable,
  kernels: Kernels = referenceKernels,
): Meanings {
  const groupCount = 1 + Math.max(...Object.values(table).map(([group]) => group))
  const dimensions = 2 * groupCount
  const wordVector = (word: string): Float32Array | null => {
    const place = table[word.toLowerCase()]
    if (place === undefined) return null
    const [group, degrees] = place
    const vector = new Float32Array(dimensions)
    vector[2 * group] = Math.cos((degrees * Math.PI) / 180)
    vector[2 * group + 1] = Math.sin((degrees * Math.PI) / 180)
    return vector
  }
  return {
    kernels,
    dimensions,
    wordVector,
    textVector: (text) => {
      const sum = new Float32Array(dimensions)
      for (const [word] of text.matchAll(/\p{L}+/gu)) {
        for (const [axis, value] of (wordVector(word) ?? []).entries()) sum[axis]! += value
      }
      return normalise(sum) ? sum : null
    },
    pieceText: (id) => `piece${id}`,
  }
}
