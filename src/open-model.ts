/**
 * From a choice (an endpoint, a cassette, a model file) to the model that formation is given; the command line and `openLoci` share it.
 *
 * Opening asks nothing over the network: a model that is down is found out by the queue, which keeps the raw turns and tries again. A
 * model file is read whole before it is opened, so that a file that will not do is told at once.
 */

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

/** A GGUF file that is computed in this process. */
export interface LocalModelChoice {
  readonly kind: 'local'
  readonly path: string
  /** Default: the cores. */
  readonly threadCount?: number | undefined
  /** Tokens that prompt and answer may have together. Default: the model's, at most 8192. */
  readonly contextTokens?: number | undefined
  /** Answers that are made at once. Default 4. */
  readonly parallelCount?: number | undefined
  /** Default: the quickest that this machine runs. */
  readonly kernels?: 'auto' | 'simd' | 'reference' | 'relaxed' | undefined
  /** A file that its answers are recorded in. */
  readonly recordPath?: string | undefined
}

export type ModelChoice = HttpModelChoice | RecordedModelChoice | LocalModelChoice

export const MODEL_SILENCE_MS = 120_000

async function openLocal(host: LocalHost, choice: LocalModelChoice): Promise<Model> {
  const [{ openLocalEngine }, { openLocalModel }] = await Promise.all([
    import('./engine/open-local-engine.ts'),
    import('./engine/local-model.ts'),
  ])
  const { path, threadCount, contextTokens, parallelCount, kernels } = choice
  const wishes = { threadCount, contextTokens, parallelCount, kernels }
  const engine = await openLocalEngine({ host, path, wishes })
  try {
    const { chat } = await engine.loaded
    if (chat !== null) return openLocalModel(chat, () => engine.close())
    throw new LociError('CONFIG_INVALID', `${path} makes vectors and does not answer`, {
      hint: 'Name a model that generates text; this one can be an embedder.',
    })
  } catch (error) {
    await engine.close()
    throw error
  }
}

type LocalHost = Pick<Host, 'clock' | 'disk' | 'random'>

/**
 * Throws CONFIG_INVALID for an address that is none; FILE_NOT_FOUND or FILE_UNREADABLE for a file; what a model file that cannot be run
 * is refused with (MODEL_FILE_…, MODEL_ARCHITECTURE_UNKNOWN, ENGINE_OUT_OF_MEMORY).
 */
export async function openModel(host: LocalHost, choice: ModelChoice): Promise<Model> {
  const { disk } = host
  if (choice.kind === 'recorded') {
    const [{ readCassette }, { recordedModel }] = await Promise.all([
      import('./provider/cassette.ts'),
      import('./provider/recorded-model.ts'),
    ])
    return recordedModel(await readCassette(disk, choice.path), choice.mode)
  }
  const { recordPath: path } = choice
  const model = await (choice.kind === 'local' ? openLocal(host, choice) : openAddress(choice))
  if (path === undefined) return model
  const { recordingModel } = await import('./provider/recording-model.ts')
  return recordingModel(model, { disk, path })
}

async function openAddress(choice: HttpModelChoice): Promise<Model> {
  const { openHttpModel } = await import('./provider/http-model.ts')
  const { timeoutMs = MODEL_SILENCE_MS } = choice
  return openHttpModel({ ...choice, timeoutMs })
}
