/**
 * The forward pass of a decoder in plain TypeScript, one token at a time: right before quick, and what kernels are compared with.
 *
 * Weights are float32, activations float64, keys and values float32. RMSNorm, rotary positions, grouped-query attention over all
 * earlier positions, SwiGLU; what differs between architectures is in their row. A token's logits depend on the tokens before it
 * and on nothing else, not on where their keys and values lie: that is the cache's affair (`reference-cache.ts`).
 */

import { LociError } from '../errors.ts'
import type { Hyperparameters } from '../model/architecture/hyperparameters.ts'
import type { ModelWeights } from '../model/architecture/load-weights.ts'
import { ropeFrequencies } from '../model/architecture/rope-frequencies.ts'
import { assert } from '../stdx/assert.ts'
import { GrowingCache, type LayerRows, type SequenceCache } from './reference-cache.ts'

interface Projection {
  /** (out, in) */
  readonly weight: Float32Array
  readonly bias: Float32Array | null
}

interface Layer {
  readonly attentionNorm: Float32Array
  readonly query: Projection
  readonly key: Projection
  readonly value: Projection
  readonly queryNorm: Float32Array | null
  readonly keyNorm: Float32Array | null
  readonly output: Projection
  readonly feedForwardNorm: Float32Array
  readonly gate: Projection
  readonly up: Projection
  readonly down: Projection
}

export class ReferenceModel {
  readonly model: Hyperparameters
  readonly embedding: Float32Array
  readonly layers: readonly Layer[]
  readonly outputNorm: Float32Array
  readonly head: Projection
  readonly frequencies: Float64Array

  constructor({ model, tensors }: ModelWeights) {
    this.model = model
    this.embedding = tensors.get('token_embd.weight')!
    this.layers = Array.from({ length: model.layerCount }, (_, layer) => layerOf(tensors, layer))
    this.outputNorm = tensors.get('output_norm.weight')!
    this.head = { weight: tensors.get('output.weight') ?? this.embedding, bias: null }
    this.frequencies = ropeFrequencies(model.rope, tensors.get('rope_freqs.weight') ?? null)
  }

  /** `start`: positions that the given cache already holds. */
  openSequence(cache: SequenceCache = new GrowingCache(this.model), start = 0): ReferenceSequence {
    return new ReferenceSequence(this, cache, start)
  }
}

function layerOf(tensors: ReadonlyMap<string, Float32Array>, layer: number): Layer {
  const get = (name: string): Float32Array | null => tensors.get(`blk.${layer}.${name}`) ?? null
  const projection = (name: string): Projection => ({
    weight: get(`${name}.weight`)!,
    bias: get(`${name}.bias`),
  })
  return {
    attentionNorm: get('attn_norm.weight')!,
    query: projection('attn_q'),
    key: projection('attn_k'),
    value: projection('attn_v'),
    queryNorm: get('attn_q_norm.weight'),
    keyNorm: get('attn_k_norm.weight'),
    output: projection('attn_output'),
    feedForwardNorm: get('ffn_norm.weight')!,
    gate: projection('ffn_gate'),
    up: projection('ffn_up'),
    down: projection('ffn_down'),
  }
}

export class ReferenceSequence {
  readonly #reference: ReferenceModel
  readonly #cache: SequenceCache
  #position: number
  #state: Float64Array

  constructor(reference: ReferenceModel, cache: SequenceCache, start: number) {
    this.#reference = reference
    this.#cache = cache
    this.#position = start
    this.#state = new Float64Array(reference.model.embeddingLength)
  }

  /** Tokens taken so far. */
  get length(): number {
    return this.#position
  }

  /** Takes the next token; (vocabularySize) logits of what follows it, in an array of its own. */
  run(token: number): Float64Array {
    this.put(token)
    return this.logits()
  }

  /** Takes the next token. */
  put(token: number): void {
    const { model, embedding, layers } = this.#reference
    const width = model.embeddingLength
    assert(token >= 0 && token < model.vocabularySize, `token ${token} is in the vocabulary`)
    if (this.#position >= model.contextLength) {
      throw new LociError(
        'MODEL_CONTEXT_OVERFLOW',
        `the sequence has ${this.#position} tokens, all that the model's context takes`,
      )
    }
    const state = Float64Array.from(embedding.subarray(token * width, (token + 1) * width))
    for (const [index, layer] of layers.entries()) {
      add(state, this.#attention(layer, index, state))
      add(state, feedForward(layer, state, model))
    }
    this.#state = state
    this.#position += 1
  }

  /** (vocabularySize) of what follows the last token taken. */
  logits(): Float64Array {
    const { model, outputNorm, head } = this.#reference
    return project(head, normed(this.#state, outputNorm, model.normEpsilon))
  }

  #attention(layer: Layer, index: number, state: Float64Array): Float64Array {
    const { model } = this.#reference
    const input = normed(state, layer.attentionNorm, model.normEpsilon)
    const query = this.#rotated(project(layer.query, input), layer.queryNorm)
    const { keys, values } = this.#cache.layer(index)
    keys.put(this.#position, this.#rotated(project(layer.key, input), layer.keyNorm))
    values.put(this.#position, project(layer.value, input))
    const mixed = new Float64Array(model.headCount * model.valueLength)
    const groupSize = model.headCount / model.kvHeadCount
    for (let head = 0; head < model.headCount; head += 1) {
      const from = head * model.keyLength
      const to = head * model.valueLength
      this.#attend({
        keys,
        values,
        kvHead: Math.floor(head / groupSize),
        query: query.subarray(from, from + model.keyLength),
        into: mixed.subarray(to, to + model.valueLength),
      })
    }
    return project(layer.output, mixed)
  }

  /** Softmax of one head over every position so far, mixed into `into`. */
  #attend({ keys, values, kvHead, query, into }: Attention): void {
    const { keyLength, valueLength } = this.#reference.model
    const scores = new Float64Array(this.#position + 1)
    for (let position = 0; position < scores.length; position += 1) {
      const from = keys.at(position) + kvHead * keyLength
      let product = 0
      for (let at = 0; at < keyLength; at += 1) product += query[at]! * keys.rows[from + at]!
      scores[position] = product / Math.sqrt(keyLength)
    }
    softmax(scores)
    for (let position = 0; position < scores.length; position += 1) {
      const from = values.at(position) + kvHead * valueLength
      const share = scores[position]!
      for (let at = 0; at < valueLength; at += 1) into[at]! += share * values.rows[from + at]!
    }
  }

  /** Each head normed where the model does so, then turned to this position. */
  #rotated(heads: Float64Array, norm: Float32Array | null): Float64Array {
    const { keyLength, normEpsilon, rope } = this.#reference.model
    const { frequencies } = this.#reference
    const pairCount = frequencies.length
    const isNeighbours = rope.pairing === 'neighbours'
    for (let from = 0; from < heads.length; from += keyLength) {
      const head = heads.subarray(from, from + keyLength)
      if (norm !== null) head.set(normed(head, norm, normEpsilon))
      for (let pair = 0; pair < pairCount; pair += 1) {
        const first = isNeighbours ? 2 * pair : pair
        const second = isNeighbours ? first + 1 : pair + pairCount
        const angle = this.#position * frequencies[pair]!
        const [x, y] = [head[first]!, head[second]!]
        head[first] = x * Math.cos(angle) - y * Math.sin(angle)
        head[second] = x * Math.sin(angle) + y * Math.cos(angle)
      }
    }
    return heads
  }
}

interface Attention {
  /** A row: (kvHeadCount, keyLength) */
  readonly keys: LayerRows
  /** A row: (kvHeadCount, valueLength) */
  readonly values: LayerRows
  readonly kvHead: number
  readonly query: Float64Array
  readonly into: Float64Array
}

/** SwiGLU: down(silu(gate(x)) * up(x)). */
function feedForward(layer: Layer, state: Float64Array, model: Hyperparameters): Float64Array {
  const input = normed(state, layer.feedForwardNorm, model.normEpsilon)
  const gate = project(layer.gate, input)
  const up = project(layer.up, input)
  for (let at = 0; at < gate.length; at += 1) {
    gate[at] = (gate[at]! / (1 + Math.exp(-gate[at]!))) * up[at]!
  }
  return project(layer.down, gate)
}

function add(state: Float64Array, more: Float64Array): void {
  for (let at = 0; at < state.length; at += 1) state[at]! += more[at]!
}

/** RMSNorm (arXiv 1910.07467). */
function normed(state: Float64Array, weight: Float32Array, epsilon: number): Float64Array {
  let squares = 0
  for (let at = 0; at < state.length; at += 1) squares += state[at]! * state[at]!
  const scale = 1 / Math.sqrt(squares / state.length + epsilon)
  const result = new Float64Array(state.length)
  for (let at = 0; at < state.length; at += 1) result[at] = state[at]! * scale * weight[at]!
  return result
}

function project({ weight, bias }: Projection, input: Float64Array): Float64Array {
  const width = input.length
  const result = new Float64Array(weight.length / width)
  for (let row = 0; row < result.length; row += 1) {
    const from = row * width
    let sum = bias === null ? 0 : bias[row]!
    for (let at = 0; at < width; at += 1) sum += weight[from + at]! * input[at]!
    result[row] = sum
  }
  return result
}

function softmax(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY
  for (const score of scores) most = Math.max(most, score)
  let sum = 0
  for (let at = 0; at < scores.length; at += 1) {
    scores[at] = Math.exp(scores[at]! - most)
    sum += scores[at]!
  }
  for (let at = 0; at < scores.length; at += 1) scores[at]! /= sum
}
