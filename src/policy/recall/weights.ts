/** Fusion weights to start from: hand-set until the fit has run. */

import type { FusionWeights } from './fuse.ts'

export const recallWeights: FusionWeights = {
  words: 0.6,
  previous: 0.25,
  next: 0.15,
  session: 0.3,
  speaker: 1.5,
  entities: 0.2,
  addressed: 0,
  said: 1,
  spoken: 1,
  asks: -0.6,
  answers: 0.3,
  whenTime: 1.5,
  length: 0.4,
  recency: 1,
}
