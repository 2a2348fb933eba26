/**
 * llama.cpp through node-llama-cpp, for the tests that compare with it.
 *
 * The package is no dependency (its binaries are large): it is taken from the folder that TEST_LLAMA_CPP_PACKAGE names, else from
 * node_modules. One thread, no GPU, keys and values in F32. It gives probabilities, not logits.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../tidy/source-file.ts'

const folder = process.env.TEST_LLAMA_CPP_PACKAGE ?? join(root, 'node_modules', 'node-llama-cpp')

/** Why a test skips; false when the package is there. */
export const llamaCppMissing: string | false = existsSync(join(folder, 'package.json'))
  ? false
  : 'node-llama-cpp is not installed: npm i --no-save --ignore-scripts --omit=optional node-llama-cpp@3.20.0 @node-llama-cpp/linux-x64@3.20.0, or set TEST_LLAMA_CPP_PACKAGE'

interface Evaluated {
  readonly next: { readonly probabilities: ReadonlyMap<number, number> }
}

interface Package {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<{
      createContext(options: object): Promise<{
        getSequence(): { controlledEvaluate(input: unknown): Promise<Evaluated[]> }
        dispose(): Promise<void>
      }>
      createEmbeddingContext(options: object): Promise<{
        getEmbeddingFor(ids: readonly number[]): Promise<{ readonly vector: readonly number[] }>
        dispose(): Promise<void>
      }>
      dispose(): Promise<void>
    }>
    dispose(): Promise<void>
  }>
}

export interface LlamaCpp extends AsyncDisposable {
  /** (ids): log probabilities of what follows each token, by token. */
  logProbs(modelPath: string, ids: readonly number[]): Promise<ReadonlyMap<number, number>[]>
  /** The vector of each text, given as ids with its start and end tokens, of an encoder. */
  embeddings(modelPath: string, texts: readonly (readonly number[])[]): Promise<Float32Array[]>
}

export async function openLlamaCpp(): Promise<LlamaCpp> {
  const entry = pathToFileURL(join(folder, 'dist', 'index.js')).href
  const { getLlama } = (await import(entry)) as Package
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' })
  return {
    async logProbs(modelPath, ids) {
      const model = await llama.loadModel({ modelPath, useMmap: false })
      const context = await model.createContext({
        contextSize: ids.length + 8,
        batchSize: ids.length + 8,
        threads: 1,
        sequences: 1,
        flashAttention: false,
        experimentalKvCacheKeyType: 'F32',
        experimentalKvCacheValueType: 'F32',
      })
      const input = ids.map((id) => [id, { generateNext: { probabilities: true } }])
      const results = await context.getSequence().controlledEvaluate(input)
      await context.dispose()
      await model.dispose()
      return results.map(({ next }) => {
        return new Map([...next.probabilities].map(([id, share]) => [id, Math.log(share)] as const))
      })
    },
    async embeddings(modelPath, texts) {
      const model = await llama.loadModel({ modelPath, useMmap: false })
      const idCountMax = Math.max(...texts.map((ids) => ids.length))
      const context = await model.createEmbeddingContext({
        contextSize: idCountMax,
        batchSize: idCountMax,
        threads: 1,
      })
      const rows: Float32Array[] = []
      for (const ids of texts) {
        rows.push(Float32Array.from((await context.getEmbeddingFor([...ids])).vector))
      }
      await context.dispose()
      await model.dispose()
      return rows
    },
    [Symbol.asyncDispose]: () => llama.dispose(),
  }
}
