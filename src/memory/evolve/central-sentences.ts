/**
 * A summary without a model: the sentences that have most in common with all the others, in the order in which they were said.
 *
 * Degree centrality over sentence similarity, as LexRank (Erkan and Radev 2004) without its power iteration; one that nearly repeats a chosen
 * one is passed over. Nothing is rephrased, so it can say nothing that was not said.
 */

import { RelatedTexts } from './related-texts.ts'

export const SUMMARY_SENTENCES_MAX = 4
export const SUMMARY_CHARACTERS_MAX = 600
/** Sentences beyond these are not looked at: similarity is quadratic. */
const SENTENCES_MAX = 400
/** A sentence this near to a chosen one adds nothing. */
const REPEATS = 0.7
const sentenceEnd = /(?<=[.!?…。！？])\s+|\n+/u

export function centralSentences(texts: readonly string[]): string {
  const sentences = texts
    .flatMap((text) => text.split(sentenceEnd))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
    .slice(0, SENTENCES_MAX)
  const related = new RelatedTexts(sentences)
  const centrality = sentences.map((_, index) =>
    sentences.reduce((sum, _other, other) => sum + related.similarity(index, other), 0),
  )
  const order = [...sentences.keys()].sort((a, b) => centrality[b]! - centrality[a]! || a - b)
  const chosen: number[] = []
  let characterCount = 0
  for (const index of order) {
    if (chosen.length >= SUMMARY_SENTENCES_MAX) break
    if (chosen.some((one) => related.similarity(one, index) >= REPEATS)) continue
    const { length } = sentences[index]!
    if (chosen.length > 0 && characterCount + length > SUMMARY_CHARACTERS_MAX) continue
    chosen.push(index)
    characterCount += length
  }
  const text = chosen
    .sort((a, b) => a - b)
    .map((index) => sentences[index]!)
    .join(' ')
  return text.slice(0, SUMMARY_CHARACTERS_MAX * 2).toWellFormed()
}
