/**
 * The slow half of opening a model: weights into a runner, the live engine over it, the chat over that.
 *
 * `reference` computes in plain TypeScript with keys and values as float32; everything else is the compute runner, which says itself
 * when it has to do without SIMD.
 */

import type { ProductErrors } from '../kernels/matrix/product-errors.ts'
import { type EngineMode, openEngineModule } from '../kernels/open-engine-module.ts'
import { loadWeights } from '../model/architecture/load-weights.ts'
import { openComputeRunner } from './compute/open-compute-runner.ts'
import { type EngineSettings, engineDefaults, type SlotLayoutSettings } from './engine-settings.ts'
import { fingerprintOf } from './kv-fingerprint.ts'
import type { LoadedEngine, LocalEngineFacts } from './local-engine.ts'
import { openLiveEngine } from './open-live-engine.ts'
import type { LoadingInput } from './open-local-engine.ts'
import { openReferenceRunner } from './reference-runner.ts'
import type { Runner } from './runner.ts'

interface Loaded {
  readonly loaded: LoadedEngine
  close(): Promise<void>
}

interface RunnerWithWords {
  readonly runner: Runner
  /** Whose bits they are: keys and values of another are of no use to it. */
  readonly arithmetic: string
  readonly kernels: string
}

const PAGE_BYTES = 65_536

async function openRunner({ options, file, plan }: LoadingInput): Promise<RunnerWithWords> {
  const { kernels, contextTokens: contextLength, parallelCount: stepSequencesMax } = plan
  const { blockCount, blockTokenCount, type: kvType } = plan.kv!
  const { clock, disk } = options.host
  const sizes = { blockCount, blockTokenCount, contextLength, stepSequencesMax }
  if (kernels === 'reference') {
    const weights = await loadWeights(file)
    const runner = openReferenceRunner({ weights, clock, ...sizes })
    return { runner, arithmetic: 'reference', kernels: 'reference (plain TypeScript)' }
  }
  const threads = plan.threadCount
  const runner = await openComputeRunner({ file, disk, threads, kvType, kernels, ...sizes })
  const { kernels: mode, reason, productErrors } = runner.describe()
  // SIMD and the reference of the same program give the same bits.
  const arithmetic = mode === 'relaxed' ? 'compute, relaxed' : 'compute'
  return { runner, arithmetic, kernels: kernelsText(mode, reason, productErrors) }
}

/** What runs and why; whoever chose to be less exact is told by how much. */
function kernelsText(mode: EngineMode, reason: string | null, { q8, q4 }: ProductErrors): string {
  const text = reason === null ? mode : `${mode}: ${reason}`
  if (mode !== 'relaxed') return text
  return `${text} (products off by ${q8.toExponential(1)} for Q8_0, ${q4.toExponential(1)} for Q4_0)`
}

/** The cache as the core accounts for it; paged is what it makes of the runner's sizes itself. */
function layoutOf({ plan, description }: LoadingInput): Pick<EngineSettings, 'layout'> | object {
  const { layout, bytesPerToken, blockCount, byteCount } = plan.kv!
  if (layout === 'paged') return {}
  const tensorCount = 2 * description.model!.layerCount
  const slots: SlotLayoutSettings = {
    kind: 'slots',
    slotCount: blockCount,
    rowBytes: Math.ceil(bytesPerToken / tensorCount),
    tensorCount,
    pageBytes: PAGE_BYTES,
    pageCountMax: Math.max(tensorCount, Math.floor(byteCount / PAGE_BYTES)),
  }
  return { layout: slots }
}

export async function loadDecoder(input: LoadingInput, facts: LocalEngineFacts): Promise<Loaded> {
  const { options, file, plan, tokenizer } = input
  const notes = [...input.notes]
  const { runner, arithmetic, kernels } = await openRunner(input)
  const engine = await openLiveEngine({
    runner,
    tokenizer,
    ...options.host,
    settings: {
      waitingMax: options.queueMax ?? engineDefaults.waitingMax,
      ...options.policies,
      ...layoutOf(input),
    },
    fingerprint: await fingerprintOf(file, { kvType: plan.kv!.type, runner: arithmetic }),
    description: `${facts.name}, ${kernels}, ${facts.threadCount} threads`,
    onNote: (note) => notes.push(note),
    ...(options.recordPath === undefined ? {} : { recordPath: options.recordPath }),
  })
  const { openLocalChat } = await import('./open-local-chat.ts')
  const { clock, random } = options.host
  const { contextTokens: contextTokensMax } = plan
  const { metadata } = file
  const { name } = facts
  const chat = openLocalChat({
    ...{ name, engine, tokenizer, metadata, contextTokensMax },
    ...{ clock, random },
  })
  return {
    loaded: { tokenizer, chat, embedder: null, kernels, notes: [...notes, ...chat.notes] },
    // Closes the engine, and that the runner.
    close: () => chat.close(),
  }
}

export async function loadEncoderModel({
  options,
  plan,
  tokenizer,
  notes,
}: LoadingInput): Promise<Loaded> {
  const { openLocalEmbedder } = await import('./local-embedder.ts')
  const { path: modelPath, host } = options
  const { disk } = host
  const { kernels: choice } = plan
  const embedder = await openLocalEmbedder({ disk, modelPath, kernels: choice })
  const { mode, reason, errors } = await openEngineModule({ disk, choice })
  const kernels = kernelsText(mode, reason, errors)
  return {
    loaded: { tokenizer, chat: null, embedder, kernels, notes },
    close: () => embedder.close(),
  }
}
