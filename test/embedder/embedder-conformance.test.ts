/** Every embedder, bare and wrapped, through the one conformance suite. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openLocalEmbedder } from '../../src/engine/local-embedder.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { batchedEmbedder } from '../../src/model/batched-embedder.ts'
import { cachedEmbedder } from '../../src/model/cached-embedder.ts'
import { checkedEmbedder } from '../../src/model/checked-embedder.ts'
import type { Embedder } from '../../src/model/embedder.ts'
import { createStaticEmbedder } from '../../src/model/static-embedder.ts'
import { readStaticTable, shippedTablePath } from '../../src/model/static-table.ts'
import { openHttpEmbedder } from '../../src/provider/http-embedder.ts'
import { openOnnxEmbedder } from '../../src/provider/onnx-embedder.ts'
import { embedderConformance } from '../../src/testing/embedder-conformance.ts'
import { faultyEmbedder } from '../../src/testing/faulty-embedder.ts'
import { randomEncoder } from '../../src/testing/random-encoder.ts'
import { startEmbeddingsServer } from './embeddings-server.ts'
import { lacksEncoder, modelPath } from './minilm-data.ts'

const table = await readStaticTable(nodeDisk, shippedTablePath())
const { wordPiece } = createStaticEmbedder(table)

interface Make {
  readonly name: string
  readonly skip: string | false
  open(t: TestContext): Promise<Embedder>
}

const makes: readonly Make[] = [
  { name: 'static', skip: false, open: async () => createStaticEmbedder(table) },
  { name: 'scripted', skip: false, open: async () => faultyEmbedder() },
  {
    name: 'cached, checked, batched scripted',
    skip: false,
    async open() {
      const batched = batchedEmbedder(faultyEmbedder(), { textsMax: 3, charactersMax: 10_000 })
      return cachedEmbedder(checkedEmbedder(batched, { timeoutMs: 60_000 }), { bytesMax: 100_000 })
    },
  },
  {
    name: 'gguf',
    skip: false,
    async open(t) {
      const folder = mkdtempSync(join(tmpdir(), 'loci-encoder-'))
      t.after(() => rmSync(folder, { recursive: true, force: true }))
      const path = join(folder, 'encoder.gguf')
      writeFileSync(path, randomEncoder())
      return openLocalEmbedder({ disk: nodeDisk, modelPath: path })
    },
  },
  {
    name: 'onnx',
    skip: lacksEncoder(),
    open: () => openOnnxEmbedder({ disk: nodeDisk, modelPath, wordPiece }),
  },
]

function runAll({ name, skip, open }: Make): void {
  for (const one of embedderConformance) {
    test(`${name}: ${one.name}`, { skip }, async (t) => {
      const openOne = async (): Promise<Embedder> => {
        const embedder = await open(t)
        t.after(() => embedder.close())
        return embedder
      }
      await one.run({ open: openOne, equal: assert.deepStrictEqual })
    })
  }
}

for (const make of makes) runAll(make)

for (const encoding of ['float', 'base64'] as const) {
  for (const one of embedderConformance) {
    test(`http with ${encoding}: ${one.name}`, async () => {
      // One server a test: its address is part of the fingerprint.
      await using server = await startEmbeddingsServer()
      const open = (): Promise<Embedder> =>
        openHttpEmbedder({ url: server.url, model: 'scripted', timeoutMs: 60_000, encoding })
      await one.run({ open, equal: assert.deepStrictEqual })
    })
  }
}
