/**
 * The contract of `Store` as cases that any driver can be run through.
 *
 * The runner brings the driver and its own assertions; the cases bring the events and the expected answers.
 */

import { answerCases } from './answer-cases.ts'
import { appendCases } from './append-cases.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { formationCases } from './formation-cases.ts'
import { keepingCases } from './keeping-cases.ts'
import { readCases } from './read-cases.ts'
import { vectorCases } from './vector-cases.ts'

export const storeConformance: readonly ConformanceCase[] = [
  ...appendCases,
  ...readCases,
  ...keepingCases,
  ...answerCases,
  ...vectorCases,
  ...formationCases,
]
