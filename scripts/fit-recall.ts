/**
 * Fits the fusion weights and score calibrations of recall, and writes src/policy/recall/weights.ts with their provenance.
 *
 * Usage: node scripts/fit-recall.ts --data DIR --model FILE, with LoCoMo and BEAM below DIR and an ONNX sentence encoder as FILE (needs
 * onnxruntime-node). Words and static tiers: both corpora together; encoder tier: LoCoMo, because encoding BEAM's long messages
 * would take hours. The report says what weights fitted without each conversation find in it. Deterministic: the same data gives the
 * same file.
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadBeamCorpus } from '../src/bench/corpora/beam-corpus.ts'
import { loadLocomoCorpus } from '../src/bench/corpora/locomo-corpus.ts'
import type { RecallCorpus } from '../src/bench/corpora/recall-corpus.ts'
import {
  type CorpusMeaning,
  encoderMeaning,
  nothingMeant,
  staticMeaning,
} from '../src/bench/recall-fit/corpus-meaning.ts'
import { type CorporaFit, collectGroups, fitGroups } from '../src/bench/recall-fit/fit-corpora.ts'
import { FIT_L2 } from '../src/bench/recall-fit/leave-one-out.ts'
import { recallOf, unanswered } from '../src/bench/recall-transfer/answered.ts'
import { mean } from '../src/bench/recall-transfer/bootstrap.ts'
import { type Asked, askFusion } from '../src/bench/recall-transfer/transfer-run.ts'
import { createNodeHost } from '../src/host/node-host.ts'
import type { ScoreCalibration } from '../src/policy/recall/calibration.ts'
import { fitCalibration, withForeignQuestions } from './fit-calibration.ts'

const BALANCE = 'question'
const DIGITS = 4

interface FittedTier {
  readonly name: string
  readonly fit: CorporaFit
  readonly calibration: ScoreCalibration
  readonly report: string
}

function log(line: string): void {
  console.log(line)
}

/** Recall@10 of a corpus with weights that have not seen the conversation. */
function leftOutRecall(corpus: RecallCorpus, meaning: CorpusMeaning, fit: CorporaFit): number {
  const asked: Asked[] = corpus.conversations.map((conversation) => ({
    corpus,
    conversation,
    answers: conversation.questions
      .filter(({ isFitted }) => isFitted)
      .map((question) => unanswered(corpus, conversation, question)),
  }))
  const { lengths, weightsOf } = fit
  const weighingOf = (id: string): object => ({ weights: weightsOf(id), lengths })
  askFusion(asked, { method: 'fusion', meaning, weighingOf })
  const answers = asked.flatMap((one) => one.answers)
  return mean(answers.map((answer) => recallOf(answer, 'fusion') ?? 0))
}

function fitTier(
  corpora: readonly RecallCorpus[],
  meaning: CorpusMeaning,
  calibrated: RecallCorpus,
): FittedTier {
  log(`${meaning.tier}: ${corpora.map(({ name }) => name).join(' and ')}`)
  const groups = collectGroups(corpora, meaning)
  const fit = fitGroups(groups, meaning, { balance: BALANCE })
  const recalls = corpora.map(
    (corpus) => `${corpus.name} ${leftOutRecall(corpus, meaning, fit).toFixed(3)}`,
  )
  const { lengths, weightsOf } = fit
  const calibration = fitCalibration(calibrated, meaning, (id) => ({
    weights: weightsOf(id),
    lengths,
  }))
  const report = `${meaning.tier}: ${fit.groupCount} questions, ${fit.names.length} weights, loss ${fit.fit.loss.toFixed(4)}; left out: ${recalls.join(', ')}`
  log(report)
  return { name: meaning.tier, fit, calibration, report }
}

const number = (value: number, digits = DIGITS): string => String(Number(value.toFixed(digits)))

function fields(values: Readonly<Record<string, number>>, digits = DIGITS): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const key = /^\w+$/.test(name) ? name : `'${name}'`
      return `      ${key}: ${number(value, digits)},`
    })
    .join('\n')
}

function tierSource({ name, fit, calibration }: FittedTier): string {
  const [low, high] = fit.lengths
  return `  ${name}: {
    lengths: [${number(low, 3)}, ${number(high, 3)}],
    weights: {
${fields(fit.all)}
    },
    calibration: {
${fields({ ...calibration }, 3)}
    },
  },`
}

const { values } = parseArgs({ options: { data: { type: 'string' }, model: { type: 'string' } } })
if (values.data === undefined || values.model === undefined) {
  throw new Error('name the folder and the encoder: --data DIR --model FILE')
}
const host = createNodeHost()
const locomo = await loadLocomoCorpus(host.disk, values.data)
const beam = await loadBeamCorpus(host.disk, values.data)
if (locomo === null || beam === null) throw new Error(`LoCoMo or BEAM is not below ${values.data}`)
const calibrated = withForeignQuestions(locomo)
const encoder = await encoderMeaning(host, values.model, calibrated.conversations, log)
const tiers = [
  fitTier([locomo, beam], nothingMeant, calibrated),
  fitTier([locomo, beam], await staticMeaning(host), calibrated),
  fitTier([calibrated], encoder, calibrated),
]
writeFileSync(
  new URL('../src/policy/recall/weights.ts', import.meta.url),
  `/**
 * Fusion weights and score calibrations of recall, written by scripts/fit-recall.ts: one set for each set of signals that a scope may have.
 *
 * Corpora: LoCoMo (data sha256 ${locomo.sha256?.slice(0, 16)}, CC BY-NC 4.0) and BEAM (data sha256 ${beam.sha256?.slice(0, 16)}); the weights hold no text of
 * either. Procedure: listwise softmax over evidence, questions weighing alike, L2 ${FIT_L2} in the columns' own units, L-BFGS; \`@length\` are
 * slopes (turn-length.ts). Recall among the first 10 with weights that have not seen the conversation:
${tiers.map(({ report }) => ` *   ${report}.`).join('\n')}
 * \`recency\` and \`derived\` are set by hand: no question of the corpora asks for the first, and the corpora hold no memories.
 */

import type { ScoreCalibration } from './calibration.ts'
import type { FusionWeights } from './channel.ts'
import type { LengthRange } from './turn-length.ts'

/** What weighs a scope with these signals. */
export interface Tier {
  /** Turn lengths of the scopes that it was fitted on. */
  readonly lengths: LengthRange
  readonly weights: FusionWeights
  /** Fitted on best hits of LoCoMo: see scripts/fit-calibration.ts. */
  readonly calibration: ScoreCalibration
}

export const tiers = {
${tiers.map(tierSource).join('\n')}
} as const satisfies Record<string, Tier>

export type TierName = keyof typeof tiers
`,
)
