/**
 * An embedder whose answers are believed only after they were checked, and whose calls end in time.
 *
 * Invariant: what leaves here keeps the contract of the port: right count, right dimension, finite, length 1 (or null); else
 * EMBEDDER_INVALID_ANSWER names the row and what is wrong, and nothing of the answer is returned. An error of the inner
 * embedder that has no code becomes EMBEDDER_UNAVAILABLE with its cause. Does not retry.
 */

import { LociError } from '../errors.ts'
import { withinDeadline } from './deadline.ts'
import type { Embedder, Embedding, EmbedOptions, Fingerprint } from './embedder.ts'
import { dot } from './unit-vector.ts'

export interface CheckedEmbedderOptions {
  /** For one call of `embed`, however many texts. */
  readonly timeoutMs: number
}

/** Squared length may miss 1 by this much: float32 rounding over a few thousand dimensions stays well below. */
const SQUARED_LENGTH_TOLERANCE = 1e-3

function invalid(fingerprint: Fingerprint, what: string, details: object): LociError {
  const message = `the embedder ${fingerprint.model} answered ${what}`
  return new LociError('EMBEDDER_INVALID_ANSWER', message, { details: { ...details } })
}

function checkRow(fingerprint: Fingerprint, row: Embedding, index: number): void {
  if (row === null) return
  const { dimensions } = fingerprint
  if (row.length !== dimensions) {
    const details = { row: index, expected: dimensions, received: row.length }
    throw invalid(fingerprint, `${row.length} dimensions instead of ${dimensions}`, details)
  }
  const squaredLength = dot(row, row)
  if (!Number.isFinite(squaredLength)) {
    throw invalid(fingerprint, 'a row with NaN or infinity', { row: index })
  }
  if (Math.abs(squaredLength - 1) > SQUARED_LENGTH_TOLERANCE) {
    const what = squaredLength === 0 ? 'a row of zeros' : 'a row whose length is not 1'
    throw invalid(fingerprint, what, { row: index, squaredLength })
  }
}

/** Throws EMBEDDER_INVALID_ANSWER unless `rows` answers `textCount` texts as the port promises. */
export function checkRows(
  fingerprint: Fingerprint,
  rows: readonly Embedding[],
  textCount: number,
): void {
  if (rows.length !== textCount) {
    const details = { expected: textCount, received: rows.length }
    throw invalid(fingerprint, `${rows.length} rows for ${textCount} texts`, details)
  }
  for (const [index, row] of rows.entries()) checkRow(fingerprint, row, index)
}

export function checkedEmbedder(inner: Embedder, options: CheckedEmbedderOptions): Embedder {
  const { fingerprint } = inner
  const { timeoutMs } = options
  const timeoutError = (): LociError =>
    new LociError('EMBEDDER_TIMEOUT', `${fingerprint.model} gave no answer in ${timeoutMs} ms`, {
      details: { timeoutMs },
    })

  async function embed(texts: readonly string[], call: EmbedOptions = {}): Promise<Embedding[]> {
    const rows = await withinDeadline({ timeoutMs, signal: call.signal, timeoutError }, (signal) =>
      inner.embed(texts, { signal }),
    ).catch((cause: unknown) => {
      if (LociError.is(cause) || call.signal?.aborted === true) throw cause
      const reason = cause instanceof Error ? cause.message : String(cause)
      const message = `the embedder ${fingerprint.model} failed: ${reason}`
      throw new LociError('EMBEDDER_UNAVAILABLE', message, { cause })
    })
    checkRows(fingerprint, rows, texts.length)
    return rows
  }

  return {
    fingerprint,
    // Only `embed` is checked, so only `embed` is offered.
    capabilities: { ...inner.capabilities, isSynchronous: false, hasTokenStates: false },
    embed,
    close: () => inner.close(),
    [Symbol.asyncDispose]: () => inner.close(),
  }
}
