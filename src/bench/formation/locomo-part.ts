/**
 * The LoCoMo part of `loci bench formation`: published observations become memories through the recorded port and a pipeline, and are asked
 * for beside the turns.
 *
 * Each conversation is formed twice: once with a model that gives the observations, recorded onto a cassette, and once with the cassette alone,
 * strictly, which is what is measured. The same is measured for `extract`, which asks no model.
 */

import type { Host } from '../../host/host.ts'
import { decodeCassette } from '../../provider/cassette.ts'
import { recordedModel } from '../../provider/recorded-model.ts'
import { recordingModel } from '../../provider/recording-model.ts'
import { type BenchCheck, type BenchTable, check } from '../bench.ts'
import type { LocomoConversation } from '../locomo/load-locomo.ts'
import { meanOf, type Sample, TOKEN_BUDGETS } from '../locomo/measure.ts'
import { pairedDifference } from '../locomo/paired.ts'
import { extractFigures } from './extract-figures.ts'
import { formConversation } from './form-conversation.ts'
import { askBothWays, type Way, ways } from './locomo-measures.ts'
import { observingModel } from './observing-model.ts'

const PIPELINE = 'mem0-v3'
const CASSETTE = 'observations.jsonl'
const ADVERSARIAL = 5
const measures = ['recall@10', ...TOKEN_BUDGETS.map((budget) => `recall@${budget}tokens`)]

type Samples = Record<Way, Sample[]>

interface FormedSamples {
  readonly samples: Samples
  readonly memoryCount: number
  readonly windowCount: number
  readonly failureCount: number
}

interface Formed extends FormedSamples {
  readonly observationCount: number
  readonly uncitedCount: number
}

/** A disk that keeps one text: the cassette of a run lives no longer than the run. */
function memoryDisk(disk: Host['disk']): { readonly disk: Host['disk']; text(): string } {
  let kept = ''
  const writeAtomic = async (_path: string, text: string | Uint8Array): Promise<void> => {
    kept = typeof text === 'string' ? text : new TextDecoder().decode(text)
  }
  return { disk: { ...disk, writeAtomic }, text: () => kept }
}

async function record(host: Host, conversation: LocomoConversation) {
  const { disk, text } = memoryDisk(host.disk)
  const observing = observingModel(conversation)
  const model = recordingModel(observing, { disk, path: CASSETTE })
  await using recorded = await formConversation(conversation, { host, model, pipeline: PIPELINE })
  await model.close()
  const { observed } = observing
  return { cassette: text(), observed, windowCount: recorded.windowCount }
}

async function measured(
  host: Host,
  conversation: LocomoConversation,
  plan: { readonly pipeline: string; readonly cassette: string | null },
): Promise<FormedSamples> {
  const { pipeline, cassette } = plan
  const model =
    cassette === null ? null : recordedModel(decodeCassette(cassette, CASSETTE), 'strict')
  await using formed = await formConversation(conversation, { host, model, pipeline })
  const { totalCount } = await formed.memory.list({
    scope: { user: 'locomo' },
    kinds: ['derived'],
    limit: 1,
  })
  const { windowCount, failureCount } = formed
  const samples = await askBothWays(conversation, formed)
  return { samples, memoryCount: totalCount, windowCount, failureCount }
}

async function formed(host: Host, conversation: LocomoConversation): Promise<Formed> {
  const { cassette, observed } = await record(host, conversation)
  const part = await measured(host, conversation, { pipeline: PIPELINE, cassette })
  return { ...part, observationCount: observed.given, uncitedCount: observed.uncited }
}

function joined(all: readonly FormedSamples[]): Samples {
  const of = (way: Way): Sample[] =>
    all.flatMap(({ samples }) =>
      samples[way].filter(({ category }) => category !== ADVERSARIAL),
    )
  return { turns: of('turns'), memories: of('memories'), both: of('both') }
}

function waysFigures(prefix: string, samples: Samples): Record<string, number> {
  const figures: Record<string, number> = {}
  for (const way of Object.keys(ways) as Way[]) {
    for (const name of Object.keys(samples[way][0]?.values ?? {})) {
      figures[`${prefix}.${way}.${name}`] = meanOf(samples[way], name)
    }
  }
  for (const name of measures) {
    const { difference, low, high } = pairedDifference(samples.both, samples.turns, name)
    figures[`${prefix}.gain.${name}`] = difference
    figures[`${prefix}.gain.${name}.low`] = low
    figures[`${prefix}.gain.${name}.high`] = high
  }
  return figures
}

function neverWorse(prefix: string, figures: Readonly<Record<string, number>>): BenchCheck[] {
  return measures.map((name) =>
    check(
      `${prefix}.both.${name}`,
      figures[`${prefix}.both.${name}`] ?? 0,
      '>=',
      figures[`${prefix}.turns.${name}`] ?? 0,
    ),
  )
}

function waysTable(title: string, samples: Samples): BenchTable {
  return {
    title,
    columns: ['', ...measures, 'tokens@10'],
    rows: (Object.keys(ways) as Way[]).map((way) => [
      way,
      ...measures.map((name) => meanOf(samples[way], name).toFixed(3)),
      meanOf(samples[way], 'tokens@10').toFixed(0),
    ]),
  }
}

function gainTable(samples: Samples): BenchTable {
  const rows = measures.map((name) => {
    const { difference, low, high, byConversation } = pairedDifference(
      samples.both,
      samples.turns,
      name,
    )
    const values = [difference, low, high, ...byConversation.values()]
    return [name, ...values.map((value) => value.toFixed(4))]
  })
  const conversations = new Set(samples.turns.map(({ conversation }) => conversation))
  return {
    title: 'Both over turns alone, paired by question; interval and columns by conversation',
    columns: ['measure', 'difference', 'low', 'high', ...conversations],
    rows,
  }
}

export interface LocomoPart {
  readonly figures: Record<string, number>
  readonly checks: readonly BenchCheck[]
  readonly notes: readonly string[]
  readonly tables: readonly BenchTable[]
}

export async function locomoPart(
  host: Host,
  conversations: readonly LocomoConversation[],
  log: (line: string) => void,
): Promise<LocomoPart> {
  const published: Formed[] = []
  const extracted: FormedSamples[] = []
  for (const conversation of conversations) {
    log(`formation: ${conversation.id}, ${conversation.observations.length} observations`)
    published.push(await formed(host, conversation))
    extracted.push(await measured(host, conversation, { pipeline: 'extract', cassette: null }))
  }
  const samples = joined(published)
  const plain = joined(extracted)
  const turnCount = conversations
    .flatMap(({ sessions }) => sessions)
    .reduce((sum, { turns }) => sum + turns.length, 0)
  const sum = (of: (one: Formed) => number): number =>
    published.reduce((total, one) => total + of(one), 0)
  const { precision, recall, sentenceCount } = extractFigures()
  const extractCount = extracted.reduce((total, one) => total + one.memoryCount, 0)
  const figures: Record<string, number> = {
    ...waysFigures('locomo', samples),
    'locomo.questions': samples.turns.length,
    'locomo.memoryCount': sum(({ memoryCount }) => memoryCount),
    'locomo.observations': sum(({ observationCount }) => observationCount),
    'locomo.windows': sum(({ windowCount }) => windowCount),
    'locomo.failures': sum(({ failureCount }) => failureCount),
    ...waysFigures('extract', plain),
    'extract.precision': precision,
    'extract.recall': recall,
    'extract.sentences': sentenceCount,
    'extract.perTurn': extractCount / Math.max(1, turnCount),
  }
  return {
    figures,
    checks: [
      ...neverWorse('locomo', figures),
      ...neverWorse('extract', figures),
      check('locomo.failures', figures['locomo.failures']!, '<=', 0),
      check('extract.precision', precision, '>=', 0.95),
    ],
    notes: [
      `Observations are answers of ${PIPELINE} in a cassette, played strictly; each memory cites the turns that its observation names (${sum(({ uncitedCount }) => uncitedCount)} citations lay outside the window).`,
      'A memory covers the turns that it cites. Categories 1-4, whole memory, static embedder, shipped weights. Model calls: 0.',
      'extract.precision and extract.recall are of sentences that the rules were written with: regressions show in it, quality does not.',
    ],
    tables: [
      waysTable('Share of evidence found: published observations', samples),
      gainTable(samples),
      waysTable('Share of evidence found: extract, no model', plain),
    ],
  }
}
