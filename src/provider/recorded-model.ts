/**
 * A model that plays a cassette: every answer as it was recorded, failures too.
 *
 * `strict`: what is asked must have been recorded, word for word; asked again, it gets the next answer to the same request, the last one
 * for ever. `sequence`: the n-th call gets the n-th answer, whatever it asks. Anything else is MODEL_NOT_RECORDED: it never makes one up.
 */

import { LociError } from '../errors.ts'
import type { Model, ModelPart, ModelRequest } from '../model/model.ts'
import { type Cassette, type CassetteEntry, requestKey } from './cassette.ts'

export const cassetteModes = ['strict', 'sequence'] as const
export type CassetteMode = (typeof cassetteModes)[number]

/** The next answer for a key, or for a place in the sequence. */
class Player {
  readonly #entries: readonly CassetteEntry[]
  readonly #byKey = new Map<string, CassetteEntry[]>()
  #place = 0

  constructor(entries: readonly CassetteEntry[]) {
    this.#entries = entries
    for (const entry of entries) {
      const same = this.#byKey.get(entry.key)
      if (same === undefined) this.#byKey.set(entry.key, [entry])
      else same.push(entry)
    }
  }

  inSequence(): CassetteEntry {
    const entry = this.#entries[this.#place]
    this.#place += 1
    if (entry !== undefined) return entry
    throw new LociError(
      'MODEL_NOT_RECORDED',
      `the cassette holds ${this.#entries.length} answers, and this is call ${this.#place}`,
    )
  }

  byKey(key: string): CassetteEntry {
    const left = this.#byKey.get(key)
    if (left === undefined) {
      throw new LociError('MODEL_NOT_RECORDED', 'the cassette holds no answer to this request', {
        details: { key },
      })
    }
    return left.length > 1 ? left.shift()! : left[0]!
  }
}

export function recordedModel(cassette: Cassette, mode: CassetteMode): Model {
  const player = new Player(cassette.entries)
  const name = `${cassette.model} (recorded)`
  let isOpen = true

  async function* complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    if (!isOpen) throw new LociError('MODEL_UNAVAILABLE', `${name} is closed`)
    request.signal?.throwIfAborted()
    const entry = mode === 'sequence' ? player.inSequence() : player.byKey(requestKey(request))
    for (const part of entry.parts) {
      yield part
      request.signal?.throwIfAborted()
    }
    if (entry.error === null) return
    const { code, message, details } = entry.error
    throw new LociError(code, message, details === undefined ? {} : { details })
  }

  async function close(): Promise<void> {
    isOpen = false
  }

  const { contextTokensMax } = cassette
  return { name, contextTokensMax, complete, close, [Symbol.asyncDispose]: close }
}
