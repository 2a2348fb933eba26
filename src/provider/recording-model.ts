/**
 * A wrapper that lets a model answer and writes what it said onto a cassette.
 *
 * Invariant: the file on disk is whole at any time; at most SAVED_EVERY calls are lost should the process die, none when it is closed. A call that
 * its caller left is not recorded, since nobody knows how it would have ended. What a model says is content: whoever records knows.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import type { Model, ModelPart, ModelRequest } from '../model/model.ts'
import {
  CASSETTE_BYTES_MAX,
  type CassetteEntry,
  type CassetteError,
  encodeCassette,
  requestKey,
} from './cassette.ts'

export interface RecordingOptions {
  readonly disk: Disk
  readonly path: string
}

const SAVED_EVERY = 32

function errorOf(cause: unknown): CassetteError {
  const { code, message, details } = LociError.is(cause)
    ? cause
    : new LociError('MODEL_UNAVAILABLE', 'the model failed in an unknown way')
  return { code, message, ...(details === undefined ? {} : { details }) }
}

export function recordingModel(inner: Model, { disk, path }: RecordingOptions): Model {
  const entries: CassetteEntry[] = []
  let characterCount = 0
  let saving: Promise<void> = Promise.resolve()

  function save(): Promise<void> {
    const { name: model, contextTokensMax } = inner
    saving = saving.then(() =>
      disk.writeAtomic(path, encodeCassette({ model, contextTokensMax, entries })),
    )
    return saving
  }

  async function keep(entry: CassetteEntry): Promise<void> {
    characterCount += JSON.stringify(entry).length
    if (characterCount > CASSETTE_BYTES_MAX / 4) {
      throw new LociError('INPUT_TOO_LARGE', `the cassette ${path} is full`)
    }
    entries.push(entry)
    if (entries.length % SAVED_EVERY === 0) await save()
  }

  async function* complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    const key = requestKey(request)
    const parts: ModelPart[] = []
    try {
      for await (const part of inner.complete(request)) {
        parts.push(part)
        // The last part waits until it is recorded: whoever has read the end may rely on it.
        if (part.kind !== 'end') yield part
      }
    } catch (cause) {
      if (request.signal?.aborted !== true) await keep({ key, parts, error: errorOf(cause) })
      throw cause
    }
    await keep({ key, parts, error: null })
    const last = parts.at(-1)
    if (last?.kind === 'end') yield last
  }

  async function close(): Promise<void> {
    await save()
    await inner.close()
  }

  const { name, contextTokensMax } = inner
  return { name, contextTokensMax, complete, close, [Symbol.asyncDispose]: close }
}
