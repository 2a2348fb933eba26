/** What a model's keys and tensors must be: defaults, refusals, the plan, and what inspection says. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../../bench/golden/random-model.ts'
import { type ErrorCode, LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { encoderEntries, randomEncoder, randomEncoderShape } from '../../testing/random-encoder.ts'
import { encodeGguf } from '../gguf/encode-gguf.ts'
import { GgufMetadata } from '../gguf/gguf-metadata.ts'
import { type GgufEntry, StringTable } from '../gguf/gguf-value.ts'
import { readGguf } from '../gguf/open-gguf.ts'
import type { GgufTensor } from '../gguf/read-header.ts'
import { tensorTypeNamed } from '../gguf/tensor-types.ts'
import { describeModel } from './describe-model.ts'
import { readEncoderModel } from './encoder-model.ts'
import { type Hyperparameters, readHyperparameters } from './hyperparameters.ts'
import { ropeFrequencies } from './rope-frequencies.ts'
import { checkTensors, tensorPlan } from './tensor-plan.ts'

const least: Record<string, GgufEntry> = {
  'general.architecture': { type: 'string', value: 'llama' },
  'llama.vocab_size': { type: 'u32', value: 7 },
  'llama.context_length': { type: 'u64', value: 64n },
  'llama.embedding_length': { type: 'u32', value: 8 },
  'llama.feed_forward_length': { type: 'u32', value: 12 },
  'llama.block_count': { type: 'u32', value: 1 },
  'llama.attention.head_count': { type: 'u32', value: 2 },
  'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
}

function read(more: Record<string, GgufEntry> = {}): Hyperparameters {
  return readHyperparameters(new GgufMetadata(new Map(Object.entries({ ...least, ...more }))))
}

function refused(run: () => unknown, code: ErrorCode, words: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(LociError.is(error, code), String(error))
    assert.match(error.message, words)
    return true
  })
}

const u32 = (value: number): GgufEntry => ({ type: 'u32', value })
const text = (value: string): GgufEntry => ({ type: 'string', value })

test('what a file leaves out has the defaults of llama.cpp', () => {
  const model = read()
  const { headCount, kvHeadCount, keyLength, valueLength, vocabularySize, rope } = model
  assert.deepEqual([headCount, kvHeadCount, keyLength, valueLength], [2, 2, 4, 4])
  assert.equal(vocabularySize, 7)
  assert.deepEqual(rope, {
    pairing: 'neighbours',
    dimensionCount: 4,
    base: 10_000,
    linearFactor: 1,
  })
})

test('the vocabulary in the file decides its size', () => {
  const items = StringTable.of(['a', 'b', 'c'])
  const pieces: GgufEntry = { type: 'array', value: { elementType: 'string', items } }
  assert.equal(read({ 'tokenizer.ggml.tokens': pieces }).vocabularySize, 3)
})

test('linear scaling counts under its new key and its old one, and none counts as none', () => {
  const factor: GgufEntry = { type: 'f32', value: 4 }
  const linear = { 'llama.rope.scaling.type': text('linear') }
  assert.equal(read({ ...linear, 'llama.rope.scaling.factor': factor }).rope.linearFactor, 4)
  assert.equal(read({ ...linear, 'llama.rope.scale_linear': factor }).rope.linearFactor, 4)
  const none = { 'llama.rope.scaling.type': text('none'), 'llama.rope.scaling.factor': factor }
  assert.equal(read(none).rope.linearFactor, 1)
})

test('an unknown architecture is refused with the nearest that is known', () => {
  const unknown = { 'general.architecture': text('qwen4') }
  refused(() => read(unknown), 'MODEL_ARCHITECTURE_UNKNOWN', /"qwen4"; the nearest is qwen2/)
  const far = { 'general.architecture': text('mamba-of-the-deep') }
  refused(() => read(far), 'MODEL_ARCHITECTURE_UNKNOWN', /"mamba-of-the-deep"$/)
})

test('numbers that cannot be of a model are refused by their key', () => {
  const invalid = (more: Record<string, GgufEntry>, words: RegExp): void =>
    refused(() => read(more), 'MODEL_FILE_INVALID', words)
  invalid({ 'llama.block_count': u32(0) }, /llama.block_count is 0/)
  invalid({ 'llama.block_count': u32(4_000_000) }, /llama.block_count is 4000000; 1 to 1024/)
  invalid({ 'llama.attention.head_count': u32(3) }, /8 is not 3 equal heads/)
  invalid({ 'llama.attention.head_count_kv': u32(5) }, /2 heads cannot share 5/)
  invalid({ 'llama.attention.head_count_kv': u32(0) }, /2 heads cannot share 0/)
  invalid({ 'llama.rope.dimension_count': u32(3) }, /dimension_count is 3 of heads of 4/)
  invalid({ 'llama.rope.dimension_count': u32(6) }, /dimension_count is 6 of heads of 4/)
  invalid({ 'llama.rope.freq_base': { type: 'f32', value: -1 } }, /base -1/)
  invalid({ 'llama.context_length': text('many') }, /llama.context_length is of type string/)
  const epsilon = 'llama.attention.layer_norm_rms_epsilon'
  invalid({ [epsilon]: { type: 'f32', value: 0 } }, /epsilon is 0/)
})

test('what would be computed wrongly without a word is refused', () => {
  const unknown = (more: Record<string, GgufEntry>, words: RegExp): void =>
    refused(() => read(more), 'MODEL_ARCHITECTURE_UNKNOWN', words)
  unknown({ 'llama.expert_count': u32(8) }, /mixes 8 experts/)
  unknown({ 'llama.rope.scaling.type': text('yarn') }, /scaling.type is "yarn"/)
})

function tensorsOf(model: Hyperparameters): Map<string, GgufTensor> {
  const type = tensorTypeNamed('F32')!
  return new Map(
    tensorPlan(model).map(({ name, shape }) => {
      const elementCount = shape.reduce((product, length) => product * length, 1)
      const tensor = { name, shape, type, elementCount, byteCount: 4 * elementCount, position: 0 }
      return [name, tensor] as const
    }),
  )
}

test('tensors that are missing, strange, of another shape or type are refused by name', () => {
  const model = read()
  const plan = tensorPlan(model)
  const tensors = tensorsOf(model)
  const altered = (name: string, change: Partial<GgufTensor> | null): Map<string, GgufTensor> => {
    const copy = new Map(tensors)
    if (change === null) copy.delete(name)
    else copy.set(name, { ...tensors.get('token_embd.weight')!, ...tensors.get(name), ...change })
    return copy
  }
  const shape = altered('blk.0.ffn_down.weight', { shape: [8, 12] })
  refused(
    () => checkTensors(plan, shape),
    'MODEL_FILE_INVALID',
    /blk.0.ffn_down.weight has the shape 8 x 12, not 12 x 8/,
  )
  const gone = altered('output_norm.weight', null)
  refused(() => checkTensors(plan, gone), 'MODEL_FILE_INVALID', /no tensor output_norm.weight/)
  const strange = altered('blk.0.ffn_gate_exps.weight', {})
  refused(
    () => checkTensors(plan, strange),
    'MODEL_FILE_INVALID',
    /is not part of this architecture/,
  )
  const type = altered('blk.0.attn_q.weight', { type: tensorTypeNamed('IQ4_XS')! })
  refused(() => checkTensors(plan, type), 'MODEL_TYPE_UNSUPPORTED', /tensor type IQ4_XS/)
  assert.equal(checkTensors(plan, altered('output.weight', null)).length, tensors.size - 1)
})

test('architectures differ in their rows: biases, norms of heads, pairs', () => {
  const names = (architecture: string): string[] => {
    const entries = Object.entries(least).map(
      ([key, value]) => [key.replace(/^llama/, architecture), value] as const,
    )
    const all = new Map([...entries, ['general.architecture', text(architecture)] as const])
    return tensorPlan(readHyperparameters(new GgufMetadata(all)))
      .filter(({ isOptional }) => !isOptional)
      .map(({ name }) => name)
      .filter((name) => /attn_(q|k|v)(_norm|\.bias)/.test(name))
  }
  assert.deepEqual(names('llama'), [])
  assert.deepEqual(names('qwen2'), ['blk.0.attn_q.bias', 'blk.0.attn_k.bias', 'blk.0.attn_v.bias'])
  assert.deepEqual(names('qwen3'), ['blk.0.attn_q_norm.weight', 'blk.0.attn_k_norm.weight'])
})

test('frequencies fall from one turn a radian, slowed by both scalings', () => {
  const rope = { pairing: 'halves', dimensionCount: 4, base: 10_000, linearFactor: 2 } as const
  assert.deepEqual([...ropeFrequencies(rope, null)], [0.5, 0.005])
  assert.deepEqual([...ropeFrequencies(rope, Float32Array.of(1, 8))], [0.5, 0.005 / 8])
})

test('a description counts weights by type and the cache by token', async () => {
  const shape = { ...randomShapes[0]!, hasOptionalBiases: false, hasRopeFrequencies: false }
  const bytes = randomModel(shape, 1, tensorTypeNamed('Q8_0')!)
  const { weights, kvBytesPerToken, problem, model } = describeModel(
    await readGguf(createBytesFile(bytes)),
  )
  assert.equal(problem, null)
  assert.equal(model?.architecture.name, 'llama')
  // 2 layers, 2 heads of 16, keys and values.
  assert.deepEqual(kvBytesPerToken, { f32: 512, f16: 256, q8_0: 136 })
  const [quantised, plain] = weights.byType
  assert.equal(quantised?.type, 'Q8_0')
  assert.equal(quantised?.byteCount, (quantised!.elementCount / 32) * 34)
  // Two norms a layer and one at the end.
  assert.deepEqual(plain, { type: 'F32', tensorCount: 5, elementCount: 320, byteCount: 1280 })
})

test('a file that cannot be computed with is described with the reason, a vocabulary without', async () => {
  const entries = new Map([['general.architecture', text('made-up')]])
  const alone = describeModel(await readGguf(createBytesFile(encodeGguf(entries, []))))
  assert.equal(alone.problem, null)
  const type = tensorTypeNamed('F32')!
  const written = { name: 'x', shape: [1], type, data: Float32Array.of(1) }
  const bytes = encodeGguf(entries, [written])
  const { problem } = describeModel(await readGguf(createBytesFile(bytes)))
  assert.equal(problem?.code, 'MODEL_ARCHITECTURE_UNKNOWN')
})

test('an encoder is described as one, and is no decoder', async () => {
  const { model, encoder, kvBytesPerToken, problem } = describeModel(
    await readGguf(createBytesFile(randomEncoder({ pooling: 'last' }))),
  )
  assert.equal(problem, null)
  assert.deepEqual([model, kvBytesPerToken], [null, null])
  assert.deepEqual([encoder?.pooling, encoder?.headLength], ['last', 16])
  const bert = { 'general.architecture': text('bert') }
  refused(() => read(bert), 'MODEL_ARCHITECTURE_UNKNOWN', /bert is an encoder: it writes no text/)
})

test('encoders that give no vector of a text, or one of another kind, are refused', async () => {
  const entries = encoderEntries(randomEncoderShape)
  const invalid = (key: string, entry: GgufEntry, code: ErrorCode, words: RegExp): void => {
    const all = new GgufMetadata(new Map([...entries, [key, entry] as const]))
    refused(() => readEncoderModel(all), code, words)
  }
  invalid('bert.pooling_type', u32(4), 'MODEL_ARCHITECTURE_UNKNOWN', /pooling_type is 4 \(rank\)/)
  invalid('bert.pooling_type', u32(0), 'MODEL_ARCHITECTURE_UNKNOWN', /pooling_type is 0 \(none\)/)
  const causal = { type: 'bool', value: true } as const
  invalid('bert.attention.causal', causal, 'MODEL_FILE_INVALID', /sees the whole text/)
  invalid('bert.attention.head_count', u32(5), 'MODEL_FILE_INVALID', /64 is not 5 equal heads/)
  invalid('bert.block_count', u32(0), 'MODEL_FILE_INVALID', /bert.block_count is 0; 1 to 256/)
  const entry = { type: 'f32', value: -1 } as const
  invalid('bert.attention.layer_norm_epsilon', entry, 'MODEL_FILE_INVALID', /epsilon is -1/)
})
