/**
 * From a choice (an endpoint, a cassette) to the model that formation is given; the command line and `openLoci` share it.
 *
 * Opening asks nothing over the network: a model that is down is found out by the queue, which keeps the raw turns and tries again.
 */

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

export type ModelChoice = HttpModelChoice | RecordedModelChoice

export const MODEL_SILENCE_MS = 120_000

/** Throws CONFIG_INVALID for an address that is none; FILE_NOT_FOUND or FILE_UNREADABLE for a cassette. */
export async function openModel(host: Pick<Host, 'disk'>, choice: ModelChoice): Promise<Model> {
  const { disk } = host
  if (choice.kind === 'recorded') {
    const [{ readCassette }, { recordedModel }] = await Promise.all([
      import('./provider/cassette.ts'),
      import('./provider/recorded-model.ts'),
    ])
    return recordedModel(await readCassette(disk, choice.path), choice.mode)
  }
  const { openHttpModel } = await import('./provider/http-model.ts')
  const { recordPath: path, timeoutMs = MODEL_SILENCE_MS } = choice
  const model = openHttpModel({ ...choice, timeoutMs })
  if (path === undefined) return model
  const { recordingModel } = await import('./provider/recording-model.ts')
  return recordingModel(model, { disk, path })
}
