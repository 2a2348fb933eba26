/** Two real embedders that differ, and one of them takes its time: what a change of the embedder needs to be killed in. */

import type { Embedder } from '../../src/model/embedder.ts'
import { faultyEmbedder } from '../../src/testing/faulty-embedder.ts'

export const oldEmbedder = (): Embedder => faultyEmbedder({ dimensions: 8 })

/** `delayMs` a call, however many texts; `onCall` when one begins. */
export function slowEmbedder(delayMs: number, onCall: () => void = () => {}): Embedder {
  const inner = faultyEmbedder({ dimensions: 24 })
  return {
    ...inner,
    async embed(texts, options) {
      onCall()
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      return inner.embed(texts, options)
    },
  }
}
