/** What the page says of the embedder: how recall understands, what is under way, and what is wrong. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EmbedderStatus, EmbeddingStatus } from '../api-types.ts'
import { embeddingRemarks, understandsBy, vectorProgress } from './embedding-facts.ts'

const embedder: EmbedderStatus = { name: 'minilm', done: 120, total: 600, error: null }

function status(parts: Partial<EmbeddingStatus> = {}): EmbeddingStatus {
  return { mode: 'table', serving: null, making: null, notes: [], ...parts }
}

test('without an encoder nothing is under way', () => {
  assert.equal(understandsBy(status({ mode: 'words' })), 'words alone')
  assert.equal(understandsBy(status()), 'words and the built-in table')
  assert.equal(vectorProgress(status()), null)
})

test('the embedder on its way is told before the one that serves', () => {
  const old = { ...embedder, name: 'old', done: 600 }
  const changing = status({ mode: 'encoder', serving: old, making: embedder })
  assert.equal(understandsBy(changing), 'words, table and old')
  assert.deepEqual(vectorProgress(changing), {
    name: 'minilm',
    done: 120,
    total: 600,
    text: '120 of 600 memories',
  })
  assert.equal(vectorProgress(status({ making: { ...embedder, done: 600 } }))?.done, 600)
})

test('one that serves and lacks some is under way; a complete or hidden one is not', () => {
  const serving = (parts: Partial<EmbedderStatus>): EmbeddingStatus =>
    status({ mode: 'encoder', serving: { ...embedder, ...parts } })
  assert.equal(vectorProgress(serving({}))?.name, 'minilm')
  assert.equal(vectorProgress(serving({ done: 600 })), null)
  assert.equal(vectorProgress(serving({ done: null, total: null })), null)
})

test('remarks are said once', () => {
  const failing = { ...embedder, error: 'EMBEDDER_TIMEOUT: no answer' }
  assert.deepEqual(embeddingRemarks(status({ notes: ['a', 'a'], making: failing })), [
    'a',
    'EMBEDDER_TIMEOUT: no answer',
  ])
})
