/**
 * The slow half of opening a model: weights into a runner, the live engine over it, the chat over that.
 *
 * `reference` computes in plain TypeScript with keys and values as float32; everything else is the compute runner, which says itself
 * when it has to do without SIMD.
 */

import { loadWeights } from '../model/architecture/load-weights.ts'
import { engineDefaults } from './engine-settings.ts'
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
  readonly kernels: string
}

async function openRunner({ options, file, plan }: LoadingInput): Promise<RunnerWithWords> {
  const kv = plan.kv!
  const runner = openReferenceRunner({
    weights: await loadWeights(file),
    clock: options.host.clock,
    blockCount: kv.blockCount,
    blockTokenCount: kv.blockTokenCount,
    contextLength: plan.contextTokens,
    stepSequencesMax: plan.parallelCount,
  })
  return { runner, kernels: 'reference (plain TypeScript)' }
}

export async function loadDecoder(input: LoadingInput, facts: LocalEngineFacts): Promise<Loaded> {
  const { options, file, plan, tokenizer } = input
  const notes = [...input.notes]
  const { runner, kernels } = await openRunner(input)
  const engine = await openLiveEngine({
    runner,
    tokenizer,
    ...options.host,
    settings: { waitingMax: options.queueMax ?? engineDefaults.waitingMax },
    fingerprint: await fingerprintOf(file, { kvType: plan.kv!.type, runner: plan.kernels }),
    description: `${facts.name}, ${kernels}, ${facts.threadCount} threads`,
    onNote: (note) => notes.push(note),
    ...(options.recordPath === undefined ? {} : { recordPath: options.recordPath }),
  })
  const { openLocalChat } = await import('./open-local-chat.ts')
  const chat = openLocalChat({ name: facts.name, engine, tokenizer, metadata: file.metadata })
  return {
    loaded: { tokenizer, chat, embedder: null, kernels, notes: [...notes, ...chat.notes] },
    close: async () => {
      await chat.close()
      await engine.close()
    },
  }
}

export async function loadEncoderModel({
  options,
  tokenizer,
  notes,
}: LoadingInput): Promise<Loaded> {
  const { openLocalEmbedder } = await import('./local-embedder.ts')
  const { path, host } = options
  const embedder = await openLocalEmbedder({ disk: host.disk, modelPath: path })
  return {
    loaded: { tokenizer, chat: null, embedder, kernels: 'reference (plain TypeScript)', notes },
    close: () => embedder.close(),
  }
}
