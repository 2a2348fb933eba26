/**
 * Fusion weights and score calibration of recall, written by scripts/fit-recall.ts.
 *
 * Corpus: LoCoMo, 5 conversations, 760 questions of categories 1-4 (data sha256 ca7b92a608a3d61f). The text of the corpus
 * (CC BY-NC 4.0) is not part of them. Procedure: listwise softmax, L2 0.001, L-BFGS, loss 2.9901 after 224 iterations.
 * Weights fitted without the conversation under test find 0.814 of the evidence among the first 10 (categories 1-4).
 * `recency` is set by hand: no question of the corpus asks for it.
 */

import type { ScoreCalibration } from './calibration.ts'
import type { FusionWeights } from './fuse.ts'
import type { LengthRange } from './turn-length.ts'

const words: FusionWeights = {
  recency: 1,
  words: -0.1057,
  coverage: 0.1971,
  best: 1.8157,
  previous: 0.1477,
  next: 0.0315,
  previous2: 0.1548,
  next2: 0.0935,
  around: 0.1205,
  session: 0.216,
  sessionBest: 0.8135,
  speaker: 2.5296,
  subject: 0.7907,
  entities: 0.0218,
  addressed: 0.0267,
  said: 3.7466,
  spoken: 1.1185,
  asks: -0.3093,
  answers: 0.757,
  self: 0.5211,
  picture: 0.1428,
  name: 0.2647,
  number: 0.1056,
  quote: 0.5711,
  whenTime: 1.8876,
  countNumber: 0.2107,
  whoName: 0.0973,
  whereName: 1.2387,
  whyReason: 0.3222,
  askedPicture: -0.3809,
  opens: 1.2699,
  length: 0.2277,
  whenLength: -0.4679,
}

/** Fitted on best hits, fused with weights that had not seen the conversation: see src/bench/locomo/fit-calibration.ts. */
const wordsCalibration: ScoreCalibration = {
  intercept: -4.426,
  fused: 0.577,
  coverage: 4.411,
  logRows: -0.573,
}

export interface Tier {
  readonly weights: FusionWeights
  readonly calibration: ScoreCalibration
  readonly lengths: LengthRange
}

export const tiers = {
  words: { weights: words, calibration: wordsCalibration, lengths: [2.3, 5.5] },
  static: { weights: words, calibration: wordsCalibration, lengths: [2.3, 5.5] },
  encoder: { weights: words, calibration: wordsCalibration, lengths: [2.3, 5.5] },
} as const satisfies Record<string, Tier>

export type TierName = keyof typeof tiers
