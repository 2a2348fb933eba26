/**
 * The part about personal data: how much of it is found, and how many clean texts are flagged.
 *
 * Made-up values of every kind in the sentences of `personal-data-texts.ts`, and sentences written by hand. The control asks the same
 * measure of a text whose value is not of any kind: it must count as missed.
 */

import { check } from '../bench.ts'
import type { RunGovernancePart } from './governance-part.ts'
import { writtenByHand } from './personal-data-by-hand.ts'
import { isCovered, measurePersonalData } from './personal-data-measure.ts'

const SEED = 20_261
const PER_KIND = 60
const PER_KIND_QUICK = 5
const CLEAN_TEXTS = 1_000
const CLEAN_TEXTS_QUICK = 200
/** Bounds of the contract. */
const KINDS_MIN = 40
const RECALL_MIN = 0.9
const FLAGGED_MAX = 0.02

export const personalDataPart: RunGovernancePart = async ({ isQuick, log }) => {
  log('personal data: made-up values and clean texts')
  const measured = measurePersonalData({
    seed: SEED,
    perKind: isQuick ? PER_KIND_QUICK : PER_KIND,
    cleanCount: isQuick ? CLEAN_TEXTS_QUICK : CLEAN_TEXTS,
  })
  const missedByHand = writtenByHand.filter(([, text, value]) => !isCovered(text, value))
  const figures = {
    'pii.recall': measured.found / measured.tried,
    'pii.kinds': measured.kindCount,
    'pii.tried': measured.tried,
    'pii.recall.worstKind': Math.min(...measured.recallByKind.values()),
    'pii.recall.byHand': 1 - missedByHand.length / writtenByHand.length,
    'pii.byHand.tried': writtenByHand.length,
    'pii.cleanFlaggedShare': measured.cleanFlagged / measured.cleanCount,
    'pii.cleanTexts': measured.cleanCount,
    'pii.controlMissed': Number(!isCovered('my favourite word is pomegranate', 'pomegranate')),
  }
  return {
    figures,
    checks: [
      check('pii.kinds', figures['pii.kinds'], '>=', KINDS_MIN),
      check('pii.recall', figures['pii.recall'], '>=', RECALL_MIN),
      check('pii.recall.byHand', figures['pii.recall.byHand'], '>=', RECALL_MIN),
      check('pii.cleanFlaggedShare', figures['pii.cleanFlaggedShare'], '<=', FLAGGED_MAX),
      check('pii.controlMissed', figures['pii.controlMissed'], '>=', 1),
    ],
    notes: [
      ...missedByHand.map(([kind, text]) => `Missed, by hand (${kind}): ${text}`),
      ...measured.flagged.map((flagged) => `Flagged though clean: ${flagged}`),
      'Names of people, beliefs and illnesses in free text are not looked for: memory is about them.',
    ],
  }
}
