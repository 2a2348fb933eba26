import assert from 'node:assert/strict'
import { test } from 'node:test'
import { engineWords, heldBlockCount, loadWords } from './engine-words.ts'

const load = {
  waitingCount: 0,
  runningCount: 0,
  blockCount: 10,
  freeBlockCount: 6,
  cachedBlockCount: 3,
}
const engine = {
  name: 'm',
  kind: 'decoder',
  state: 'ready',
  weightsByteCount: 2048,
  contextTokensMax: 512,
  parallelCount: 4,
  kernels: 'simd',
  load,
} as const

test('a model is told by what it takes, or by why it does not answer yet', () => {
  assert.equal(engineWords(engine), '2.0 KiB of weights, context 512 tokens, 4 at once')
  assert.equal(engineWords({ ...engine, kind: 'encoder' }), '2.0 KiB of weights, makes vectors')
  assert.equal(engineWords({ ...engine, state: 'loading' }), 'loading')
})

test('its load is what runs and what waits, and the blocks that requests hold', () => {
  assert.equal(loadWords(load), 'idle')
  assert.equal(loadWords({ ...load, runningCount: 2 }), '2 running')
  assert.equal(loadWords({ ...load, runningCount: 4, waitingCount: 3 }), '4 running, 3 waiting')
  assert.equal(heldBlockCount(load), 1)
})
