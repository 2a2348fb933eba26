/**
 * The forward passes (the plain reference, and the kernels that serve) against llama.cpp on the same files: every architecture that it
 * knows by our names, every tensor type.
 *
 * In F32 the two must agree. In other types llama.cpp rounds activations as well as weights, which ours does not: both are compared
 * with llama.cpp's own F32 answer on the same decoded weights, and ours may not be the farther one.
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  createReferenceForward,
  type Forward,
  openComputeForward,
} from '../../src/bench/golden/forward.ts'
import {
  type RandomModelShape,
  randomModel,
  randomShapes,
} from '../../src/bench/golden/random-model.ts'
import { createBytesFile } from '../../src/host/bytes-file.ts'
import { nodeDisk } from '../../src/host/node-disk.ts'
import { type GgufFile, readGguf } from '../../src/model/gguf/open-gguf.ts'
import { requantise } from '../../src/model/gguf/requantise.ts'
import { tensorTypeNamed } from '../../src/model/gguf/tensor-types.ts'
import { likeliest } from '../../src/model/sampling/choose-token.ts'
import { logSumExp } from '../../src/model/sampling/log-probabilities.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { type LlamaCpp, llamaCppMissing, openLlamaCpp } from './llama-cpp-package.ts'
import { inType } from './random-blocks.ts'

const SEED = 29
const F32 = tensorTypeNamed('F32')!
const POSITIONS = 512
/** The reference, which is slow, goes so far in types other than F32. */
const REFERENCE_POSITIONS = 192
/** Shares below it are rounded away in single precision. */
const LOG_SHARE_MIN = Math.log(1e-6)

/** llama.cpp knows no architecture called mistral: such models are written as llama. */
const shapes = randomShapes
  .filter(({ architecture }) => architecture !== 'mistral')
  .map(
    (shape): RandomModelShape => ({
      ...shape,
      embeddingLength: 256,
      feedForwardLength: 256,
      headCount: 4,
      kvHeadCount: 2,
      keyLength: 64,
      ropeDimensionCount: 64,
      vocabularySize: 300,
      contextLength: 1024,
      hasVocabulary: true,
    }),
  )

type Rows = readonly Float64Array[]

interface Distance {
  readonly top1: number
  readonly mean: number
  readonly most: number
}

let llama: LlamaCpp
let folder = ''

before(async () => {
  if (llamaCppMissing !== false) return
  folder = mkdtempSync(join(tmpdir(), 'loci-llama-cpp-'))
  llama = await openLlamaCpp()
})

after(async () => {
  if (llamaCppMissing !== false) return
  await llama[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function open(bytes: Uint8Array): Promise<GgufFile> {
  return readGguf(createBytesFile(bytes))
}

function drawnIds(count: number, vocabularySize: number): number[] {
  const prng = createPrng(SEED)
  return Array.from({ length: count }, () => 3 + prng.below(vocabularySize - 3))
}

async function logProbsOf(forward: Forward, ids: readonly number[]): Promise<Rows> {
  const rows = await forward.logits(ids)
  return rows.map((row) => {
    const total = logSumExp(row)
    return Float64Array.from({ length: row.length }, (_, id) => row[id]! - total)
  })
}

/** Those of the reference, as far as it goes, and those of the kernels. */
async function ourLogProbs(
  bytes: Uint8Array,
  ids: readonly number[],
  referenceCount: number,
): Promise<{ readonly name: string; readonly rows: Rows }[]> {
  const reference = await createReferenceForward(await open(bytes))
  await using computed = await openComputeForward(await open(bytes), nodeDisk)
  return [
    { name: reference.name, rows: await logProbsOf(reference, ids.slice(0, referenceCount)) },
    { name: computed.name, rows: await logProbsOf(computed, ids) },
  ]
}

async function theirLogProbs(bytes: Uint8Array, ids: readonly number[]): Promise<Rows> {
  const path = join(folder, 'model.gguf')
  writeFileSync(path, bytes)
  const rows = await llama.logProbs(path, ids)
  return rows.map((row) =>
    Float64Array.from({ length: row.size }, (_, id) => row.get(id) ?? Number.NEGATIVE_INFINITY),
  )
}

function distance(rows: Rows, truth: Rows): Distance {
  let equal = 0
  let sum = 0
  let count = 0
  let most = 0
  for (const [position, row] of rows.entries()) {
    const wanted = truth[position]!
    equal += likeliest(row) === likeliest(wanted) ? 1 : 0
    for (let id = 0; id < row.length; id += 1) {
      if (wanted[id]! < LOG_SHARE_MIN) continue
      const off = Math.abs(row[id]! - wanted[id]!)
      sum += off
      count += 1
      most = Math.max(most, off)
    }
  }
  return { top1: equal / rows.length, mean: sum / count, most }
}

for (const shape of shapes) {
  const name = shape.architecture
  test(`${name} in F32 gives llama.cpp's answers`, { skip: llamaCppMissing }, async (context) => {
    const bytes = randomModel(shape, SEED)
    const ids = drawnIds(POSITIONS, shape.vocabularySize)
    const truth = await theirLogProbs(bytes, ids)
    for (const ours of await ourLogProbs(bytes, ids, POSITIONS)) {
      const { top1, most } = distance(ours.rows, truth)
      const said = `${ours.name}: top-1 ${top1}, |Δ log p| up to ${most.toExponential(1)}`
      context.diagnostic(said)
      assert.ok(top1 >= 0.995 && most <= 1e-2, `seed ${SEED}, ${said}`)
    }
  })

  for (const typeName of ['F16', 'BF16', 'Q8_0', 'Q4_0', 'Q5_0', 'Q4_K', 'Q5_K', 'Q6_K']) {
    const title = `${name} in ${typeName} is no farther from F32 than llama.cpp is`
    test(title, { skip: llamaCppMissing }, async (context) => {
      const file = await open(randomModel(shape, SEED))
      const bytes = await inType(file, tensorTypeNamed(typeName)!, createPrng(SEED))
      const decoded = await requantise(await open(bytes), F32)
      const ids = drawnIds(POSITIONS, shape.vocabularySize)
      const truth = await theirLogProbs(decoded, ids)
      const found = await theirLogProbs(bytes, ids)
      for (const { name: run, rows } of await ourLogProbs(bytes, ids, REFERENCE_POSITIONS)) {
        const ours = distance(rows, truth)
        const theirs = distance(found.slice(0, rows.length), truth)
        const means = `${ours.mean.toExponential(1)} and ${theirs.mean.toExponential(1)}`
        const said = `${run}: top-1 ${ours.top1} and ${theirs.top1}, mean |Δ log p| ${means}`
        context.diagnostic(said)
        assert.ok(ours.top1 >= theirs.top1 && ours.mean <= theirs.mean + 1e-5, said)
      }
    })
  }
}
