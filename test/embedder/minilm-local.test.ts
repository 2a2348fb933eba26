/**
 * A real encoder through our own files and arithmetic: all-MiniLM-L6-v2, written as GGUF from its ONNX file, against golden vectors.
 *
 * Those were computed in float32 by another program. The ONNX file has int8 weights, which alone moves a vector: its README says cosine
 * 0.996 at the least on these texts (the empty one), and so it is here.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLocalEmbedder } from '../../src/engine/local-embedder.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { tensorTypeNamed } from '../../src/model/gguf/tensor-types.ts'
import { dot } from '../../src/model/unit-vector.ts'
import { lacksGolden, lacksModel, readGolden } from './minilm-data.ts'
import { minilmGguf } from './minilm-gguf.ts'

const skip = lacksGolden() || lacksModel()
/** Ids of a golden text. */
const ID_COUNT_MAX = 256

const bounds = [
  { type: 'F32', least: 0.996, mean: 0.9993 },
  { type: 'Q8_0', least: 0.995, mean: 0.999 },
] as const

for (const { type, least, mean } of bounds) {
  test(`all-MiniLM-L6-v2 in ${type} has its golden vectors`, { skip }, async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'loci-minilm-'))
    try {
      const modelPath = join(folder, 'minilm.gguf')
      writeFileSync(modelPath, minilmGguf(tensorTypeNamed(type)!))
      await using embedder = await openLocalEmbedder({
        disk: nodeDisk,
        modelPath,
        idCountMax: ID_COUNT_MAX,
      })
      const golden = readGolden()
      const answers = await embedder.embedTokens(golden.map(({ text }) => text))
      const cosines = answers.map(({ embedding, tokens }, index) => {
        const { ids, embedding: wanted, text } = golden[index]!
        assert.deepEqual([...tokens.ids], ids.slice(1, -1), text)
        return dot(embedding!, Float32Array.from(wanted))
      })
      const lowest = Math.min(...cosines)
      const average = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length
      context.diagnostic(`cosine ${lowest.toFixed(5)} at least, ${average.toFixed(5)} on average`)
      assert.ok(lowest >= least && average >= mean, `${lowest} ${average}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
