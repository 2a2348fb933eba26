/** The rival: an ordinary semantic cache, one threshold for everything, least recently used, no gate, no categories, no quotas. */

import { SemanticIndex } from '../../cache/semantic-index.ts'
import type { Meanings } from './bench-cache.ts'

export interface OneThreshold {
  /** The stored answer, or null; then `put` stores. */
  lookup(question: string): string | null
  put(question: string, answer: string): void
}

export function openOneThreshold(
  meanings: Meanings,
  threshold: number,
  entriesMax: number,
): OneThreshold {
  const dimensions = meanings.vectorOf('a question')!.length
  const index = new SemanticIndex(dimensions, meanings.kernels)
  const byRow: { answer: string; usedAt: number }[] = []
  let tick = 0
  const wordsOf = (question: string): string[] => question.toLowerCase().match(/[a-z0-9]+/g) ?? []
  const evict = (): void => {
    let oldest = 0
    for (let row = 1; row < byRow.length; row += 1) {
      if (byRow[row]!.usedAt < byRow[oldest]!.usedAt) oldest = row
    }
    const moved = index.delete(oldest)
    if (moved >= 0) byRow[oldest] = byRow[moved]!
    byRow.pop()
  }
  return {
    lookup(question) {
      const vector = meanings.vectorOf(question)
      if (vector === null) return null
      const [found] = index.search(vector, wordsOf(question), threshold, 1)
      if (found === undefined) return null
      tick += 1
      byRow[found.row]!.usedAt = tick
      return byRow[found.row]!.answer
    },
    put(question, answer) {
      const vector = meanings.vectorOf(question)
      if (vector === null) return
      if (byRow.length >= entriesMax) evict()
      tick += 1
      byRow[index.add(vector, wordsOf(question))] = { answer, usedAt: tick }
    },
  }
}
