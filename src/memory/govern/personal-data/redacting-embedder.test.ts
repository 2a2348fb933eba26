/** What an embedder elsewhere is sent: no credential, everything else as it was said; one in this process is left alone. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Embedder } from '../../../model/embedder.ts'
import { redactingEmbedder } from './redacting-embedder.ts'

/** Keeps what it was sent; a row tells the length of its text. */
function listening(isLocal: boolean): { embedder: Embedder; sent: string[] } {
  const sent: string[] = []
  const close = async (): Promise<void> => {}
  const embedder: Embedder = {
    fingerprint: {
      model: 'listening',
      revision: '1',
      dimensions: 1,
      pooling: 'remote',
      normalisation: 'l2',
    },
    capabilities: {
      isLocal,
      isSynchronous: false,
      hasTokenStates: false,
      textCharactersMax: 1_000,
    },
    async embed(texts) {
      sent.push(...texts)
      return texts.map(() => Float32Array.of(1))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
  return { embedder, sent }
}

const texts = ['my password is Tulip-77', 'write to mara@example.com', 'my password is Tulip-77']

test('an embedder elsewhere is sent no credential, and equal texts stay equal', async () => {
  const { embedder, sent } = listening(false)
  const rows = await redactingEmbedder(embedder).embed(texts)
  assert.equal(rows.length, texts.length)
  assert.deepEqual(sent, [
    'my password is [password 1]',
    'write to mara@example.com',
    'my password is [password 1]',
  ])
})

test('an embedder in this process is itself', () => {
  const { embedder } = listening(true)
  assert.equal(redactingEmbedder(embedder), embedder)
})
