/**
 * An embedder with a script of faults, for whoever must survive one.
 *
 * Each call of `embed` takes the next fault of the script; when the script is used up, calls are healthy. A healthy row is a
 * unit vector drawn from a generator seeded by the text: equal texts have equal rows, others are nearly orthogonal; a blank
 * text is null. Invariant: it never waits by itself, so tests need no real time except the deadline they check.
 */

import { LociError } from '../errors.ts'
import type { Embedder, Embedding, EmbedOptions } from '../model/embedder.ts'
import { normalise } from '../model/unit-vector.ts'
import { unreachable } from '../stdx/assert.ts'
import { createPrng } from '../stdx/prng.ts'

/** `hang` never settles, not even when its signal fires; `timeout` is a LociError; `broken` an error without a code. */
export type EmbedderFault =
  | 'none'
  | 'hang'
  | 'timeout'
  | 'unreachable'
  | 'broken'
  | 'fewer-rows'
  | 'more-rows'
  | 'other-dimension'
  | 'nan'
  | 'zeros'
  | 'not-unit'

export interface FaultyEmbedderOptions {
  readonly dimensions?: number
  readonly faults?: readonly EmbedderFault[]
}

export interface FaultyEmbedder extends Embedder {
  /** The texts of every call so far, faulty ones included. */
  readonly calls: readonly (readonly string[])[]
}

const DIMENSIONS = 16

function seedOf(text: string): number {
  let seed = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    seed = Math.imul(seed ^ text.charCodeAt(index), 0x01000193)
  }
  return seed
}

function healthyRow(text: string, dimensions: number): Embedding {
  if (text.trim() === '') return null
  const prng = createPrng(seedOf(text))
  const row = Float32Array.from({ length: dimensions }, () => prng.next() - 0.5)
  return normalise(row) ? row : null
}

function spoiled(fault: EmbedderFault, rows: Embedding[], dimensions: number): Embedding[] {
  switch (fault) {
    case 'none':
      return rows
    case 'fewer-rows':
      return rows.slice(1)
    case 'more-rows':
      return [...rows, ...rows]
    case 'other-dimension':
      return rows.map(() => healthyRow('another model', dimensions + 1))
    case 'nan':
      return rows.map(() => new Float32Array(dimensions).fill(Number.NaN))
    case 'zeros':
      return rows.map(() => new Float32Array(dimensions))
    case 'not-unit':
      return rows.map(() => new Float32Array(dimensions).fill(1))
    case 'timeout':
      throw new LociError('EMBEDDER_TIMEOUT', 'the scripted embedder gave no answer in time')
    case 'unreachable':
      throw new LociError('EMBEDDER_UNAVAILABLE', 'the scripted embedder cannot be reached')
    case 'broken':
      // No code: what a bug in somebody's embedder looks like.
      throw 'a fault without a code'
    case 'hang':
      return rows
    default:
      return unreachable(fault, 'no such fault')
  }
}

export function faultyEmbedder(options: FaultyEmbedderOptions = {}): FaultyEmbedder {
  const { dimensions = DIMENSIONS, faults = [] } = options
  const calls: (readonly string[])[] = []

  async function embed(texts: readonly string[], call: EmbedOptions = {}): Promise<Embedding[]> {
    call.signal?.throwIfAborted()
    const fault = faults[calls.length] ?? 'none'
    calls.push([...texts])
    if (fault === 'hang') return new Promise(() => {})
    const rows = texts.map((text) => healthyRow(text, dimensions))
    return spoiled(fault, rows, dimensions)
  }

  return {
    fingerprint: {
      model: 'scripted',
      revision: '1',
      dimensions,
      pooling: 'mean',
      normalisation: 'l2',
    },
    capabilities: {
      isLocal: true,
      isSynchronous: false,
      hasTokenStates: false,
      textCharactersMax: Number.MAX_SAFE_INTEGER,
    },
    calls,
    embed,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}
