/**
 * BM25 (Robertson & Zaragoza 2009): how much a word in a text says that the text is about it.
 *
 * Departure: the inverse document frequency is Lucene's, ln(1 + (N - n + .5) / (n + .5)), which is never negative, so that a word in
 * every turn still counts a little and a match is always positive.
 */

export interface Bm25Shape {
  /** How soon repetition stops to count. */
  readonly k1: number
  /** How much long texts are held back, 0 to 1. */
  readonly b: number
}

export const turnShape: Bm25Shape = { k1: 0.9, b: 0.4 }
export const sessionShape: Bm25Shape = { k1: 1.2, b: 0.75 }

/** Of a word that `holders` of `total` texts hold. */
export function inverseDocumentFrequency(holders: number, total: number): number {
  return Math.log1p((total - holders + 0.5) / (holders + 0.5))
}

/** Weight of `count` occurrences in a text `relativeLength` times as long as the mean. */
export function saturated(count: number, relativeLength: number, { k1, b }: Bm25Shape): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + b * relativeLength))
}
