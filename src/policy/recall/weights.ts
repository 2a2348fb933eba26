/**
 * Fusion weights of recall, written by scripts/fit-recall.ts.
 *
 * Corpus: LoCoMo, 5 conversations, 760 questions of categories 1-4 (data sha256 ca7b92a608a3d61f). The text of the corpus
 * (CC BY-NC 4.0) is not part of them. Procedure: listwise softmax, L2 0.001, L-BFGS, loss 3.0002 after 201 iterations.
 * `recency` is set by hand: no question of the corpus asks for it.
 */

import type { FusionWeights } from './fuse.ts'

export const recallWeights: FusionWeights = {
  recency: 1,
  words: -0.1036,
  coverage: 0.1956,
  best: 1.8083,
  previous: 0.1452,
  next: 0.0315,
  previous2: 0.1564,
  next2: 0.0916,
  around: 0.1223,
  session: 0.2153,
  sessionBest: 0.8176,
  speaker: 2.5332,
  subject: 0.7793,
  entities: 0.0272,
  addressed: 0.026,
  said: 3.5301,
  spoken: 1.074,
  asks: -0.306,
  answers: 0.7677,
  self: 0.5244,
  picture: 0.1392,
  name: 0.2625,
  number: 0.1097,
  quote: 0.5787,
  whenTime: 1.8889,
  countNumber: 0.2096,
  whoName: 0.1132,
  whereName: 1.2131,
  whyReason: 0.3281,
  askedPicture: -0.402,
  opens: 1.258,
  length: 0.2182,
  whenLength: -0.4697,
}
