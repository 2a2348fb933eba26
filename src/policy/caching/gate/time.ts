/** Times: months, weekdays, parts of the day, `last`/`next`, feasts: the same ones. Dates in digits are the number guard's. */

import { timeOf } from '../lexicon/time-words.ts'
import { listGuard } from './guard.ts'

export const time = listGuard('time', (facts) =>
  facts.words.map((word) => timeOf(word)).filter((name) => name !== undefined),
)
