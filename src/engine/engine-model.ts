/**
 * The Model port over an engine that may still be loading: whoever asks meanwhile waits.
 *
 * Knows no more than that; what the port promises is `local-model.ts`'s.
 */

import type { Model, ModelPart, ModelRequest } from '../model/model.ts'
import { assert } from '../stdx/assert.ts'
import type { LocalEngine } from './local-engine.ts'
import { openLocalModel } from './local-model.ts'

/** `ownsEngine`: closing the model closes the engine. The engine is a decoder's. */
export function openEngineModel(
  engine: LocalEngine,
  { ownsEngine }: { readonly ownsEngine: boolean },
): Model {
  const { name, contextTokensMax, kind } = engine.facts
  assert(kind === 'decoder', `${name} answers`)
  async function* complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    const { chat } = await engine.loaded
    request.signal?.throwIfAborted()
    yield* openLocalModel(chat!).complete(request)
  }
  const close = async (): Promise<void> => {
    if (ownsEngine) await engine.close()
  }
  return { name, contextTokensMax, complete, close, [Symbol.asyncDispose]: close }
}
