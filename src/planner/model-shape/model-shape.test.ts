/** Shapes: published totals of real models, bytes of caches, configs that cannot be read, and the engine's own count of blocks. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../../bench/golden/random-model.ts'
import { LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { countParameters } from './count-parameters.ts'
import { shapeOfGguf } from './gguf-shape.ts'
import { knownModel, knownModelNames } from './known-models.ts'
import { kvBudget } from './kv-budget.ts'
import { kvBytesOf, kvBytesPerToken, kvElementsPerLayerAt } from './model-shape.ts'
import { formatNamed, weightBytes } from './number-format.ts'
import { readHfConfig } from './read-hf-config.ts'

/** What the files of the models hold. */
const totals: Readonly<Record<string, number>> = {
  'meta-llama/Llama-2-7b-hf': 6_738_415_616,
  'meta-llama/Llama-3.1-8B-Instruct': 8_030_261_248,
  'meta-llama/Llama-3.1-70B': 70_553_706_496,
  'meta-llama/Llama-3.2-1B': 1_235_814_400,
  'mistralai/Mixtral-8x7B-v0.1': 46_702_792_704,
  'Qwen/Qwen2-7B': 7_615_616_512,
  'Qwen/Qwen3-32B': 32_762_123_264,
  'Qwen/Qwen3-30B-A3B-Instruct-2507': 30_532_122_624,
  'google/gemma-2-2b-it': 2_614_341_888,
  'deepseek-ai/DeepSeek-R1': 671_026_404_352,
}

for (const [name, total] of Object.entries(totals)) {
  test(`${name} has ${total} parameters`, () => {
    assert.equal(countParameters(knownModel(name)).total, total)
  })
}

test('every known model is found by its own name, and an unknown one is refused', () => {
  for (const name of knownModelNames) assert.ok(knownModel(name).layerCount > 0, name)
  assert.throws(
    () => knownModel('llama-3.1-9b'),
    (error) =>
      LociError.is(error, 'MODEL_CONFIG_UNSUPPORTED') && error.hint.includes('llama-3.1-8b'),
  )
})

test('a token of context costs what grouped heads, windows and latent rows say', () => {
  const llama = knownModel('llama-3.1-8b')
  assert.equal(kvBytesPerToken(llama, 2), 131_072)
  assert.equal(kvElementsPerLayerAt(llama, 16), 2 * 128)
  const deepseek = knownModel('deepseek-v3')
  assert.equal(kvBytesPerToken(deepseek, 2), 61 * 576 * 2)
  assert.equal(kvElementsPerLayerAt(deepseek, 8), 576)
  const oss = knownModel('gpt-oss-120b')
  assert.equal(oss.windowedLayerCount, 18)
  assert.equal(kvBytesOf(oss, 1000, 2), (18 * 1000 + 18 * 128) * 2 * 8 * 64 * 2)
  assert.equal(knownModel('qwen3.5-397b-a17b').linearLayerCount, 45)
})

test('bytes of weights follow their format, and embeddings stay wide in quantised checkpoints', () => {
  const shape = knownModel('llama-3.1-8b')
  assert.equal(weightBytes(shape, 'bf16'), 16_060_522_496)
  const wide = 2 * 2 * 128_256 * 4096
  assert.equal(weightBytes(shape, 'fp8'), 8_030_261_248 - wide / 2 + wide)
  assert.equal(weightBytes(shape, 'q4_0'), (8_030_261_248 * 18) / 32)
  assert.throws(
    () => formatNamed('nvfp5'),
    (error) => LociError.is(error, 'INPUT_INVALID') && error.hint.includes('nvfp4'),
  )
})

test('blocks are as many as vLLM found on an RTX 4090', () => {
  const shape = knownModel('llama-3.1-8b')
  const input = {
    shape,
    memoryBytes: 25_250_627_584,
    weightBytes: 16_060_522_496,
    kvBytesPerElement: 2,
  }
  const budget = kvBudget(input)
  assert.deepEqual([budget.blockCount, budget.tokenCount, budget.origin], [2588, 41_408, 'derived'])
  assert.equal(kvBudget({ ...input, statedBlocks: 7 }).origin, 'stated')
  const none = kvBudget({ ...input, memoryBytes: 12e9 })
  assert.equal(none.blockCount, 0)
  assert.ok(none.shortBytes > 6e9)
})

test('a config is read with its defaults, and a text part inside of it', () => {
  const config = {
    model_type: 'llama',
    num_hidden_layers: 2,
    hidden_size: 64,
    num_attention_heads: 4,
    intermediate_size: 128,
    vocab_size: 100,
  }
  const shape = readHfConfig(JSON.stringify(config), 'tiny')
  assert.deepEqual([shape.kvHeadCount, shape.headSize, shape.isTied], [4, 16, false])
  const nested = { model_type: 'gemma3', text_config: { ...config, model_type: 'gemma3_text' } }
  assert.equal(readHfConfig(JSON.stringify(nested), 'seeing').isTied, true)
  const uneven = { ...config, num_key_value_heads: 3 }
  for (const bad of [
    '{',
    '[]',
    JSON.stringify({ ...config, model_type: 'llamma' }),
    JSON.stringify({ ...config, model_type: undefined }),
    JSON.stringify({ ...config, hidden_size: -1 }),
    JSON.stringify({ ...config, vocab_size: 1e12 }),
    JSON.stringify({ ...config, num_hidden_layers: undefined }),
    JSON.stringify(uneven),
    JSON.stringify({ ...config, model_type: 'mixtral' }),
  ]) {
    assert.throws(
      () => readHfConfig(bad, 'bad'),
      (error) => LociError.is(error, 'MODEL_CONFIG_UNSUPPORTED'),
      bad,
    )
  }
})

test('a GGUF file gives the shape that its header says, and as many parameters as it holds', async () => {
  for (const [index, random] of randomShapes.entries()) {
    const file = await readGguf(createBytesFile(randomModel(random, 3 + index)))
    const { shape, weightBytes: bytes } = shapeOfGguf(file, random.architecture)
    const held = [...file.tensors.values()].filter(({ name }) => name !== 'rope_freqs.weight')
    const elements = held.reduce((sum, tensor) => sum + tensor.elementCount, 0)
    assert.equal(shape.vocabularySize, random.vocabularySize)
    assert.ok(Math.abs(countParameters(shape).total / elements - 1) < 0.02, random.architecture)
    assert.ok(bytes > 0)
  }
})
