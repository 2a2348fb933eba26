/**
 * Activations in the forms that matrices multiply with, made by all threads together.
 *
 * Fewer tokens than threads: every thread norms and encodes all of them for itself, which is cheaper than waiting. More: each takes some
 * tokens, and they wait. What a thread has just computed column by column it encodes without waiting, since a block of columns is
 * encoded by itself; whoever multiplies with it waits first.
 */

import { type ActivationForm, activationForm, type MatrixKind } from '../../kernels/engine-ops.ts'
import { assert } from '../../stdx/assert.ts'
import type { PlacedMatrix } from './memory-plan.ts'
import type { ProgramParts } from './program-parts.ts'
import type { Range } from './thread-share.ts'

/** (tokenCount, width) numbers of one memory. */
export interface Rows {
  readonly memory: number
  readonly at: number
  readonly tokenCount: number
  readonly width: number
}

/** Activations in one form, by a kind that takes it. */
interface Encoded {
  readonly kind: MatrixKind
  readonly at: number
}

export interface Prepared extends Rows {
  readonly encoded: ReadonlyMap<ActivationForm, Encoded>
}

function placesOf(
  matrices: readonly PlacedMatrix[],
  places: readonly number[],
): Map<ActivationForm, Encoded> {
  const encoded = new Map<ActivationForm, Encoded>()
  for (const { kind } of matrices) {
    const form = activationForm(kind)
    if (encoded.has(form)) continue
    const at = places[encoded.size]
    assert(at !== undefined, 'there is a place for each form')
    encoded.set(form, { kind, at })
  }
  return encoded
}

export class Activations {
  readonly #parts: ProgramParts

  constructor(parts: ProgramParts) {
    this.#parts = parts
  }

  /** Normed rows for these matrices, ready when it returns. */
  norm(rows: Rows, weightAt: number, matrices: readonly PlacedMatrix[]): Prepared {
    const { share, barrier, plan } = this.#parts
    const { scratch } = plan
    const { tokenCount } = rows
    if (tokenCount < share.threadCount) {
      const own = scratch.private[share.index]!
      const encoded = placesOf(matrices, own.encodedAt)
      const normed = { ...rows, at: own.normedAt, encoded }
      this.#norm(rows, weightAt, normed, { from: 0, to: tokenCount })
      return normed
    }
    const encoded = placesOf(matrices, scratch.encodedAt)
    const normed = { ...rows, at: scratch.normedAt, encoded }
    this.#norm(rows, weightAt, normed, share.of(tokenCount, 1))
    barrier.wait()
    return normed
  }

  /** Columns of all rows, encoded for these matrices; others encode the other columns. Ready after the next barrier. */
  encode(rows: Rows, columns: Range, matrices: readonly PlacedMatrix[]): Prepared {
    const { ops, plan } = this.#parts
    const { at, tokenCount, width, memory } = rows
    const encoded = placesOf(matrices, plan.scratch.columnsAt)
    const count = columns.to - columns.from
    for (const { kind, at: to } of encoded.values()) {
      if (count === 0) continue
      const { encodeActivations, activationBytes } = ops[memory]!
      if (count === width) {
        encodeActivations(kind, { at, tokenCount, width }, to)
        continue
      }
      const tokenBytes = activationBytes(kind, 1, width)
      const before = activationBytes(kind, 1, columns.from)
      for (let token = 0; token < tokenCount; token += 1) {
        const from = at + 4 * (token * width + columns.from)
        const into = to + token * tokenBytes + before
        encodeActivations(kind, { at: from, tokenCount: 1, width: count }, into)
      }
    }
    return { ...rows, encoded }
  }

  #norm(rows: Rows, weightAt: number, normed: Prepared, { from, to }: Range): void {
    const rowCount = to - from
    if (rowCount === 0) return
    const { width } = rows
    const { norm, encodeActivations, activationBytes } = this.#parts.ops[rows.memory]!
    const epsilon = this.#parts.model.normEpsilon
    const before = 4 * from * width
    norm({ at: rows.at + before, rowCount, width, weightAt, epsilon, to: normed.at + before })
    for (const { kind, at: place } of normed.encoded.values()) {
      const into = place + activationBytes(kind, from, width)
      encodeActivations(kind, { at: normed.at + before, tokenCount: rowCount, width }, into)
    }
  }
}
