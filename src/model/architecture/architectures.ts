/**
 * The decoder architectures that can be computed, as data: one row each, no code.
 *
 * All are pre-norm decoders with RMSNorm, rotary positions, grouped-query attention and SwiGLU; they differ in what a row says. Another
 * model of this kind is another row. An unknown name is refused with the nearest known one: a guess would compute nonsense.
 */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import { encoderArchitectureNamed } from './encoder-architectures.ts'

/** Whether a part is in every file, in some, or in none. */
export type Presence = 'required' | 'optional' | 'absent'

export interface Architecture {
  /** `general.architecture`, which is also the prefix of its keys. */
  readonly name: string
  /**
   * Which two elements of a head turn together: neighbours (2i, 2i + 1), the order that llama's converter makes, or the halves
   * (i, i + d/2), as trained in most others (NORM and NEOX in ggml).
   */
  readonly ropePairing: 'neighbours' | 'halves'
  /** Biases of the query, key and value projections. */
  readonly qkvBias: Presence
  /** Biases of the attention's output and of the feed-forward projections. */
  readonly otherBias: Presence
  /** RMSNorm over each head of queries and keys, before rotation. */
  readonly qkNorm: Presence
}

export const architectures: readonly Architecture[] = [
  {
    name: 'llama',
    ropePairing: 'neighbours',
    qkvBias: 'optional',
    otherBias: 'optional',
    qkNorm: 'absent',
  },
  {
    name: 'mistral',
    ropePairing: 'neighbours',
    qkvBias: 'optional',
    otherBias: 'optional',
    qkNorm: 'absent',
  },
  {
    name: 'qwen2',
    ropePairing: 'halves',
    qkvBias: 'required',
    otherBias: 'absent',
    qkNorm: 'absent',
  },
  {
    name: 'qwen3',
    ropePairing: 'halves',
    qkvBias: 'absent',
    otherBias: 'absent',
    qkNorm: 'required',
  },
]

/** Throws MODEL_ARCHITECTURE_UNKNOWN with the nearest name. */
export function architectureNamed(name: string): Architecture {
  const found = architectures.find((candidate) => candidate.name === name)
  if (found !== undefined) return found
  if (encoderArchitectureNamed(name) !== null) {
    throw new LociError('MODEL_ARCHITECTURE_UNKNOWN', `${name} is an encoder: it writes no text`, {
      hint: 'Give it to --embedder gguf: an encoder gives vectors of texts.',
      details: { name },
    })
  }
  const names = architectures.map((candidate) => candidate.name)
  const near = nearest(name, names)
  throw new LociError(
    'MODEL_ARCHITECTURE_UNKNOWN',
    `no architecture is called ${JSON.stringify(name.slice(0, 100))}${near === undefined ? '' : `; the nearest is ${near}`}`,
    { hint: `Use a model of one of these: ${names.join(', ')}.`, details: { name, nearest: near } },
  )
}
