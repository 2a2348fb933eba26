/**
 * The part of `loci bench formation` on LoCoMo: published observations become memories through the recorded port and a pipeline, and are asked
 * for beside the turns.
 *
 * Each conversation is formed twice: once with a model that gives the observations, recorded onto a cassette, and once with the cassette alone,
 * strictly, which is what is measured. The same is measured for `extract`, which asks no model.
 */

import type { Host } from '../../host/host.ts'
import { decodeCassette } from '../../provider/cassette.ts'
import { recordedModel } from '../../provider/recorded-model.ts'
import { recordingModel } from '../../provider/recording-model.ts'
import { type BenchContext, type BenchResult, check } from '../bench.ts'
import { type LocomoConversation, loadLocomo } from '../locomo/load-locomo.ts'
import { makeConversations } from '../locomo/made-conversations.ts'
import type { Sample } from '../locomo/measure.ts'
import { extractFigures } from './extract-figures.ts'
import { formConversation } from './form-conversation.ts'
import { gainTable, neverWorse, type Samples, waysFigures, waysTable } from './locomo-figures.ts'
import { askBothWays, type Way } from './locomo-measures.ts'
import { observingModel } from './observing-model.ts'

const PIPELINE = 'mem0-v3'
const CASSETTE = 'observations.jsonl'
const madeNote =
  'No --data: small conversations made by the project; the figures say nothing about LoCoMo.'
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
  const of = (way: Way): Sample[] => all.flatMap(({ samples }) => samples[way])
  return { turns: of('turns'), memories: of('memories'), both: of('both') }
}

interface Ran {
  readonly published: readonly Formed[]
  readonly extracted: readonly FormedSamples[]
}

async function runAll(
  { host, log }: BenchContext,
  conversations: readonly LocomoConversation[],
): Promise<Ran> {
  const published: Formed[] = []
  const extracted: FormedSamples[] = []
  for (const conversation of conversations) {
    log(`formation: ${conversation.id}, ${conversation.observations.length} observations`)
    published.push(await formed(host, conversation))
    extracted.push(await measured(host, conversation, { pipeline: 'extract', cassette: null }))
  }
  return { published, extracted }
}

function sumOf<Of>(all: readonly Of[], of: (one: Of) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0)
}

function countFigures(
  { published, extracted }: Ran,
  conversations: readonly LocomoConversation[],
): Record<string, number> {
  const turnCount = sumOf(conversations, ({ sessions }) =>
    sumOf(sessions, ({ turns }) => turns.length),
  )
  const { precision, recall, sentenceCount } = extractFigures()
  return {
    'locomo.questions': sumOf(published, ({ samples }) => samples.turns.length),
    'locomo.memoryCount': sumOf(published, ({ memoryCount }) => memoryCount),
    'locomo.observations': sumOf(published, ({ observationCount }) => observationCount),
    'locomo.windows': sumOf(published, ({ windowCount }) => windowCount),
    'locomo.failures': sumOf(published, ({ failureCount }) => failureCount),
    'extract.precision': precision,
    'extract.recall': recall,
    'extract.sentences': sentenceCount,
    'extract.perTurn': sumOf(extracted, ({ memoryCount }) => memoryCount) / Math.max(1, turnCount),
  }
}

function notesOf({ published }: Ran, isMade: boolean): string[] {
  const uncited = sumOf(published, ({ uncitedCount }) => uncitedCount)
  return [
    ...(isMade ? [madeNote] : []),
    `Observations are answers of ${PIPELINE} in a cassette, played strictly; each memory cites the turns that its observation names (${uncited} citations lay outside the window).`,
    'A memory covers the turns that it cites. Categories 1-4, whole memory, static embedder, shipped weights. Model calls: 0.',
    'extract.precision and extract.recall are of sentences that the rules were written with: regressions show in it, quality does not.',
  ]
}

export async function locomoPart(context: BenchContext): Promise<BenchResult> {
  const { host, dataFolder, isQuick } = context
  const loaded = dataFolder === null ? null : await loadLocomo(host.disk, dataFolder)
  const conversations = loaded?.conversations ?? makeConversations(3, isQuick ? 4 : 10)
  const ran = await runAll(context, conversations)
  const observed = joined(ran.published)
  const plain = joined(ran.extracted)
  const figures: Record<string, number> = {
    ...waysFigures('locomo', observed),
    ...waysFigures('extract', plain),
    ...countFigures(ran, conversations),
  }
  return {
    figures,
    checks: [
      ...neverWorse('locomo', figures),
      ...neverWorse('extract', figures),
      check('locomo.failures', figures['locomo.failures'] ?? 0, '<=', 0),
      check('extract.precision', figures['extract.precision'] ?? 0, '>=', 0.95),
    ],
    notes: notesOf(ran, loaded === null),
    dataSha256: loaded?.sha256 ?? null,
    tables: [
      waysTable('Share of evidence found: published observations', observed),
      gainTable(observed),
      waysTable('Share of evidence found: extract, no model', plain),
    ],
  }
}
