/**
 * Fits the fusion weights and the score calibration of recall, and writes src/policy/recall/weights.ts with their provenance.
 *
 * Usage: node scripts/fit-recall.ts --data DIR. Listwise softmax over LoCoMo's evidence, L2 1e-3, all conversations; the report says what
 * weights fitted without each conversation find in it. Deterministic: the same data gives the same file.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { FIT_L2 } from '../src/bench/locomo/fit-groups.ts'
import { leaveOneOut } from '../src/bench/locomo/leave-one-out.ts'
import { type LocomoConversation, loadLocomo } from '../src/bench/locomo/load-locomo.ts'
import { askedAtMs, rowsOf } from '../src/bench/locomo/locomo-rows.ts'
import { nodeDisk } from '../src/host/node-disk.ts'
import { createOpenScopeIndex } from '../src/memory/open-scope-index.ts'
import type { FusionWeights } from '../src/policy/recall/fuse.ts'
import { fitCalibration } from './fit-calibration.ts'

const TOP_K = 10

/** Share of evidence among the first ten, one value a question of categories 1-4. */
function recallsOf(conversation: LocomoConversation, weights: FusionWeights): number[] {
  const index = createOpenScopeIndex({ weights })(rowsOf(conversation))
  const nowMs = askedAtMs(conversation)
  return conversation.questions
    .filter(({ category }) => category !== 5)
    .map(({ question, evidence }) => {
      const hits = index.search({ text: question, nowMs, topK: TOP_K })
      const ids = new Set<string>(hits.map((hit) => hit.id))
      return evidence.filter((id) => ids.has(id)).length / evidence.length
    })
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const fields = (values: object, digits: number): string =>
  Object.entries(values)
    .map(([name, value]) => `  ${name}: ${Number(Number(value).toFixed(digits))},`)
    .join('\n')

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) throw new Error('name the folder: --data DIR')
const { conversations, sha256 } = await loadLocomo(nodeDisk, values.data)
if (conversations.length < 2) throw new Error('leaving one out needs two conversations or more')
const { all, groupCount, weightsOf } = leaveOneOut(conversations)
const byConversation = conversations.map((one) => recallsOf(one, weightsOf(one.id)))
conversations.forEach(({ id }, at) => {
  console.log(`left out ${id}: recall@${TOP_K} ${mean(byConversation[at]!).toFixed(3)}`)
})
const leftOut = mean(byConversation.flat())
const calibration = fitCalibration(conversations, weightsOf)
const { weights, fit } = all
writeFileSync(
  new URL('../src/policy/recall/weights.ts', import.meta.url),
  `/**
 * Fusion weights and score calibration of recall, written by scripts/fit-recall.ts.
 *
 * Corpus: LoCoMo, ${conversations.length} conversations, ${groupCount} questions of categories 1-4 (data sha256 ${sha256.slice(0, 16)}). The text of the corpus
 * (CC BY-NC 4.0) is not part of them. Procedure: listwise softmax, L2 ${FIT_L2}, L-BFGS, loss ${fit.loss.toFixed(4)} after ${fit.iterationCount} iterations.
 * Weights fitted without the conversation under test find ${leftOut.toFixed(3)} of the evidence among the first ${TOP_K} (categories 1-4).
 * \`recency\` is set by hand: no question of the corpus asks for it.
 */

import type { ScoreCalibration } from './calibration.ts'
import type { FusionWeights } from './fuse.ts'

export const recallWeights: FusionWeights = {
${fields(weights, 4)}
}

/** Fitted on best hits, fused with weights that had not seen the conversation: see scripts/fit-calibration.ts. */
export const recallCalibration: ScoreCalibration = {
${fields(calibration, 3)}
}
`,
)
console.log(
  `fitted ${Object.keys(weights).length} weights on ${groupCount} questions, loss ${fit.loss.toFixed(4)}, leave-one-out recall@${TOP_K} ${leftOut.toFixed(4)}`,
)
