/**
 * From a choice (an endpoint, a file that runs here, a cassette) to the model that formation is given; the command line and `openLoci` share it.
 *
 * Opening asks nothing over the network: a model that is down is found out by the queue, which keeps the raw turns and tries again.
 */

import type { EngineWishes } from './engine/engine-plan.ts'
import { LociError } from './errors.ts'
import type { Host } from './host/host.ts'
import type { Model } from './model/model.ts'
import type { ModelPrice } from './model/model-price.ts'

export interface HttpModelChoice {
  readonly kind: 'http'
  /** Address of an OpenAI-compatible API with its version (`http://127.0.0.1:8080/v1`). */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** Of silence. Default MODEL_SILENCE_MS. */
  readonly timeoutMs?: number | undefined
  /** Tokens that prompt and answer may have together. */
  readonly contextTokensMax?: number | undefined
  /** Without it the cost of calls is not known. */
  readonly price?: ModelPrice | undefined
  /** A file that its answers are recorded in. */
  readonly recordPath?: string | undefined
}

export interface RecordedModelChoice {
  readonly kind: 'recorded'
  readonly path: string
  /** `strict`: by what is asked; `sequence`: one answer after the other. */
  readonly mode: 'strict' | 'sequence'
}

export interface LocalModelChoice {
  readonly kind: 'local'
  /** A `.gguf` file, one of its shards, or a `.gguf.gz`: it runs in this process. */
  readonly path: string
  /** Context, sequences, threads, cache; what is not given is chosen. */
  readonly wishes?: EngineWishes | undefined
  /** A file that its answers are recorded in. */
  readonly recordPath?: string | undefined
}

export type ModelChoice = HttpModelChoice | RecordedModelChoice | LocalModelChoice

export const MODEL_SILENCE_MS = 120_000

/** Throws CONFIG_INVALID for an address that is none; FILE_NOT_FOUND or FILE_UNREADABLE for a file; what `openLocalEngine` throws. */
export async function openModel(
  host: Pick<Host, 'clock' | 'random' | 'disk'>,
  choice: ModelChoice,
): Promise<Model> {
  const { disk } = host
  if (choice.kind === 'recorded') {
    const [{ readCassette }, { recordedModel }] = await Promise.all([
      import('./provider/cassette.ts'),
      import('./provider/recorded-model.ts'),
    ])
    return recordedModel(await readCassette(disk, choice.path), choice.mode)
  }
  const { recordPath: path } = choice
  const model = await (choice.kind === 'local' ? openFile(host, choice) : openAddress(choice))
  if (path === undefined) return model
  const { recordingModel } = await import('./provider/recording-model.ts')
  return recordingModel(model, { disk, path })
}

async function openAddress(choice: HttpModelChoice): Promise<Model> {
  const { openHttpModel } = await import('./provider/http-model.ts')
  const { timeoutMs = MODEL_SILENCE_MS } = choice
  return openHttpModel({ ...choice, timeoutMs })
}

async function openFile(
  host: Pick<Host, 'clock' | 'random' | 'disk'>,
  { path, wishes = {} }: LocalModelChoice,
): Promise<Model> {
  const [{ openLocalEngine }, { openEngineModel }] = await Promise.all([
    import('./engine/open-local-engine.ts'),
    import('./engine/engine-model.ts'),
  ])
  const engine = await openLocalEngine({ host, path, wishes })
  if (engine.facts.kind === 'decoder') return openEngineModel(engine, { ownsEngine: true })
  await engine.close()
  throw new LociError('CONFIG_INVALID', `${path} is an encoder: it writes no memories`, {
    hint: 'Give it to --embedder gguf, and a model that answers here.',
  })
}
