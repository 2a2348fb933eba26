/**
 * The models that this process serves itself, by name.
 *
 * A model is found under its name, under the name of its file, and by nothing else: a misspelt name is an error with the names that
 * there are, never another model's answer.
 */

import type { LocalChat } from '../../engine/local-chat.ts'
import type { LoadedEngine, LocalEngine } from '../../engine/local-engine.ts'
import { LociError } from '../../errors.ts'
import type { Embedder } from '../../model/embedder.ts'
import { nearest } from '../../stdx/nearest.ts'

export type EngineKind = LocalEngine['facts']['kind']

function fileNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** What a caller can do nothing about is no fault of his request. */
function notLoaded(name: string, cause: LociError): LociError {
  const { code, message, hint } = cause
  const says = `${name} could not be loaded: ${code}: ${message}`
  return new LociError('MODEL_UNAVAILABLE', says, { hint, cause })
}

export class ServedModels {
  readonly engines: readonly LocalEngine[]
  readonly #byName = new Map<string, LocalEngine>()

  constructor(engines: readonly LocalEngine[]) {
    this.engines = engines
    for (const engine of engines) {
      this.#byName.set(fileNameOf(engine.facts.path), engine)
    }
    for (const engine of engines) this.#byName.set(engine.facts.name, engine)
  }

  has(name: string, kind: EngineKind): boolean {
    return this.#byName.get(name)?.facts.kind === kind
  }

  namesOf(kind: EngineKind): string[] {
    return this.engines.filter(({ facts }) => facts.kind === kind).map(({ facts }) => facts.name)
  }

  /** Null: not one of ours. */
  engineOf(name: string): LocalEngine | null {
    return this.#byName.get(name) ?? null
  }

  /** Waits while the model loads. Throws MODEL_NOT_SERVED, MODEL_UNAVAILABLE with why it could not be loaded, the signal's reason. */
  async chatOf(name: string | null, signal: AbortSignal): Promise<LocalChat> {
    return (await this.#loaded(name, 'decoder', signal)).chat!
  }

  async embedderOf(name: string, signal: AbortSignal): Promise<Embedder> {
    return (await this.#loaded(name, 'encoder', signal)).embedder!
  }

  /** Of any kind: an encoder's vocabulary can be asked for as well. Null: the one that there is. */
  async loadedOf(name: string | null, signal: AbortSignal): Promise<LoadedEngine> {
    return this.#loaded(name, null, signal)
  }

  async #loaded(
    name: string | null,
    kind: EngineKind | null,
    signal: AbortSignal,
  ): Promise<LoadedEngine> {
    const engine = name === null ? this.#only(kind) : this.#byName.get(name)
    if (engine === undefined || (kind !== null && engine.facts.kind !== kind)) {
      throw this.notServed(name ?? '', kind)
    }
    signal.throwIfAborted()
    const left = Promise.withResolvers<never>()
    const leave = (): void => left.reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([engine.loaded, left.promise])
    } catch (cause) {
      if (signal.aborted || !LociError.is(cause)) throw cause
      throw notLoaded(engine.facts.name, cause)
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  /** The one that a request without a name means: the only one, else the first decoder. */
  #only(kind: EngineKind | null): LocalEngine | undefined {
    const fitting = this.engines.filter(({ facts }) => kind === null || facts.kind === kind)
    return fitting.find(({ facts }) => facts.kind === 'decoder') ?? fitting[0]
  }

  notServed(name: string, kind: EngineKind | null): LociError {
    const names = this.engines
      .filter(({ facts }) => kind === null || facts.kind === kind)
      .map(({ facts }) => facts.name)
    const guess = nearest(name, names)
    const listed =
      names.length === 0 ? 'No model of this kind is served.' : `Served are ${names.join(', ')}.`
    return new LociError(
      'MODEL_NOT_SERVED',
      `the model ${JSON.stringify(name)} does not exist here`,
      {
        hint: guess === undefined ? listed : `Did you mean ${guess}? ${listed}`,
        details: { field: 'model', served: names },
      },
    )
  }
}
