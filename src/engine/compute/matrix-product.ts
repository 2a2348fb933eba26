/**
 * Activations times a matrix wherever its rows lie, each thread its share.
 *
 * Where the whole matrix lies in the memory of its layer, a thread multiplies a run of rows and waits for nobody. Rows in another
 * memory are visited: the float input is copied there, encoded there, multiplied, and the results are copied home. Both give the
 * same numbers. All threads make the same calls in the same order.
 */

import { activationForm } from '../../kernels/engine-ops.ts'
import type { Prepared } from './activations.ts'
import { type Piece, type PlacedMatrix, ROW_STEP } from './memory-plan.ts'
import type { ProgramParts } from './program-parts.ts'
import type { Range } from './thread-share.ts'

/** (tokens, stride) numbers in the memory of the input. */
export interface Target {
  readonly at: number
  readonly stride: number
}

export class MatrixProduct {
  readonly #parts: ProgramParts

  constructor(parts: ProgramParts) {
    this.#parts = parts
  }

  /** The rows that this thread has in `target` when it returns: its share; others have the others. */
  multiply(matrix: PlacedMatrix, input: Prepared, target: Target): Range {
    const { ops, share, barrier } = this.#parts
    const rows = share.of(matrix.rowCount, ROW_STEP)
    const [piece] = matrix.pieces
    const home = ops[input.memory]!
    if (matrix.pieces.length === 1 && piece!.memory === input.memory) {
      this.#multiplyHere(piece!, input, target, rows)
    } else {
      for (const one of matrix.pieces) {
        if (one.memory !== input.memory) this.#visit(one, input, target)
        else this.#multiplyHere(one, input, target, share.of(one.matrix.rowCount, ROW_STEP))
      }
      // Rows of a piece are shared out by piece: what is this thread's here was another's there.
      barrier.wait()
    }
    if (matrix.biasAt !== null && rows.from < rows.to) {
      const { at, stride } = target
      home.addToRows({ at, rowCount: input.tokenCount, stride, ...rows }, matrix.biasAt)
    }
    return rows
  }

  #multiplyHere(
    { matrix, memory, rowFrom }: Piece,
    input: Prepared,
    target: Target,
    rows: Range,
  ): void {
    if (rows.from === rows.to) return
    this.#parts.ops[memory]!.multiply({
      matrix,
      activationsAt: input.encoded.get(activationForm(matrix.kind))!.at,
      tokenCount: input.tokenCount,
      outAt: target.at + 4 * rowFrom,
      outStride: target.stride,
      rowFrom: rows.from,
      rowTo: rows.to,
    })
  }

  /** As many tokens at a time as there is place for their results. */
  #visit(piece: Piece, input: Prepared, target: Target): void {
    const { scratch } = this.#parts.plan
    const { rowCount } = piece.matrix
    const tokensAtOnce = Math.floor(scratch.gateLength / rowCount)
    for (let from = 0; from < input.tokenCount; from += tokensAtOnce) {
      const tokenCount = Math.min(tokensAtOnce, input.tokenCount - from)
      const at = input.at + 4 * from * input.width
      const to = { ...target, at: target.at + 4 * from * target.stride }
      this.#visitWith(piece, { ...input, at, tokenCount }, to)
    }
  }

  #visitWith({ matrix, memory, rowFrom }: Piece, input: Prepared, target: Target): void {
    const { ops, floats, share, barrier, plan } = this.#parts
    const { visitorAt, upAt, gateAt } = plan.scratch
    const { width, rowCount, kind } = matrix
    const there = ops[memory]!
    const tokens = share.of(input.tokenCount, 1)
    // Somebody may still be multiplying for the visit before.
    barrier.wait()
    if (tokens.from < tokens.to) {
      const from = input.at / 4 + tokens.from * width
      const rows = floats[input.memory]!.subarray(from, from + (tokens.to - tokens.from) * width)
      const at = upAt + 4 * tokens.from * width
      floats[memory]!.set(rows, at / 4)
      const visitors = { at, tokenCount: tokens.to - tokens.from, width }
      there.encodeActivations(
        kind,
        visitors,
        visitorAt + there.activationBytes(kind, tokens.from, width),
      )
    }
    barrier.wait()
    const own = share.of(rowCount, ROW_STEP)
    if (own.from === own.to) return
    there.multiply({
      ...{ matrix, activationsAt: visitorAt, tokenCount: input.tokenCount },
      ...{ outAt: gateAt, outStride: rowCount, rowFrom: own.from, rowTo: own.to },
    })
    for (let token = 0; token < input.tokenCount; token += 1) {
      const from = gateAt / 4 + token * rowCount
      const results = floats[memory]!.subarray(from + own.from, from + own.to)
      const into = target.at / 4 + token * target.stride + rowFrom + own.from
      floats[input.memory]!.set(results, into)
    }
  }
}
