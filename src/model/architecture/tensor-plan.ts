/**
 * Which tensors a model consists of and what shape each must have.
 *
 * The file is compared with the plan in both directions: what is missing or of another shape is refused, and so is what the plan
 * does not know, because a tensor that is left out changes every answer without a word.
 */

import { LociError } from '../../errors.ts'
import { isDecodable } from '../gguf/decode-tensor.ts'
import type { GgufTensor } from '../gguf/read-header.ts'
import type { Presence } from './architectures.ts'
import type { Hyperparameters } from './hyperparameters.ts'

export interface PlannedTensor {
  readonly name: string
  /** The row first: a matrix of shape [in, out] maps `in` elements to `out`. */
  readonly shape: readonly number[]
  readonly isOptional: boolean
}

/** Written by old converters, computed from nothing: the frequencies that rope has anyway. */
const IGNORED = /^blk\.\d+\.attn_rot_embd\.weight$|^rope\.freqs$/

function planned(name: string, shape: readonly number[], presence: Presence): PlannedTensor[] {
  return presence === 'absent' ? [] : [{ name, shape, isOptional: presence === 'optional' }]
}

function layerPlan(model: Hyperparameters, layer: number): PlannedTensor[] {
  const { embeddingLength: width, feedForwardLength: inner, architecture } = model
  const queryWidth = model.headCount * model.keyLength
  const keyWidth = model.kvHeadCount * model.keyLength
  const valueWidth = model.kvHeadCount * model.valueLength
  const outputWidth = model.headCount * model.valueLength
  const { qkvBias, otherBias, qkNorm } = architecture
  const at = `blk.${layer}`
  return [
    ...planned(`${at}.attn_norm.weight`, [width], 'required'),
    ...planned(`${at}.attn_q.weight`, [width, queryWidth], 'required'),
    ...planned(`${at}.attn_q.bias`, [queryWidth], qkvBias),
    ...planned(`${at}.attn_k.weight`, [width, keyWidth], 'required'),
    ...planned(`${at}.attn_k.bias`, [keyWidth], qkvBias),
    ...planned(`${at}.attn_v.weight`, [width, valueWidth], 'required'),
    ...planned(`${at}.attn_v.bias`, [valueWidth], qkvBias),
    ...planned(`${at}.attn_q_norm.weight`, [model.keyLength], qkNorm),
    ...planned(`${at}.attn_k_norm.weight`, [model.keyLength], qkNorm),
    ...planned(`${at}.attn_output.weight`, [outputWidth, width], 'required'),
    ...planned(`${at}.attn_output.bias`, [width], otherBias),
    ...planned(`${at}.ffn_norm.weight`, [width], 'required'),
    ...planned(`${at}.ffn_gate.weight`, [width, inner], 'required'),
    ...planned(`${at}.ffn_gate.bias`, [inner], otherBias),
    ...planned(`${at}.ffn_up.weight`, [width, inner], 'required'),
    ...planned(`${at}.ffn_up.bias`, [inner], otherBias),
    ...planned(`${at}.ffn_down.weight`, [inner, width], 'required'),
    ...planned(`${at}.ffn_down.bias`, [width], otherBias),
  ]
}

/** `output.weight` is optional: without it the embedding is used again (tied). `rope_freqs` is llama 3's scaling. */
export function tensorPlan(model: Hyperparameters): PlannedTensor[] {
  const { embeddingLength: width, vocabularySize, rope } = model
  return [
    ...planned('token_embd.weight', [width, vocabularySize], 'required'),
    ...planned('output_norm.weight', [width], 'required'),
    ...planned('output.weight', [width, vocabularySize], 'optional'),
    ...planned('rope_freqs.weight', [rope.dimensionCount / 2], 'optional'),
    ...Array.from({ length: model.layerCount }, (_, layer) => layerPlan(model, layer)).flat(),
  ]
}

/** Lengths of 1 at the end say nothing. */
function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  const length = Math.max(a.length, b.length)
  return Array.from({ length }, (_, at) => (a[at] ?? 1) === (b[at] ?? 1)).every(Boolean)
}

/** The planned tensors that the file has; throws for the first thing that does not fit. */
export function checkTensors(
  plan: readonly PlannedTensor[],
  tensors: ReadonlyMap<string, GgufTensor>,
): GgufTensor[] {
  const known = new Set(plan.map(({ name }) => name))
  const stranger = [...tensors.keys()].find((name) => !known.has(name) && !IGNORED.test(name))
  if (stranger !== undefined) {
    throw new LociError(
      'MODEL_FILE_INVALID',
      `the tensor ${stranger} is not part of this architecture; without it every answer would be wrong`,
      { details: { tensor: stranger } },
    )
  }
  return plan.flatMap(({ name, shape, isOptional }) => {
    const found = tensors.get(name)
    if (found === undefined && isOptional) return []
    if (found === undefined) {
      throw new LociError('MODEL_FILE_INVALID', `the model file has no tensor ${name}`, {
        details: { tensor: name },
      })
    }
    if (!isSameShape(found.shape, shape)) {
      throw new LociError(
        'MODEL_FILE_INVALID',
        `${name} has the shape ${found.shape.join(' x ')}, not ${shape.join(' x ')}`,
        { details: { tensor: name, shape: found.shape, wanted: shape } },
      )
    }
    if (isDecodable(found.type)) return [found]
    throw new LociError(
      'MODEL_TYPE_UNSUPPORTED',
      `${name} has the tensor type ${found.type.name}`,
      {
        details: { tensor: name, type: found.type.name },
      },
    )
  })
}
