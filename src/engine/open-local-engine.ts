/**
 * One model file put together to run in this process: header, plan, tokenizer, then weights, runner, live engine and chat.
 *
 * What is wrong with the file or the wishes is thrown at once; the weights load afterwards, and closing meanwhile gives them up. Used by
 * the command line, by formation and by benchmarks, so that all of them run the same thing.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Host } from '../host/host.ts'
import { type MemoryFacts, readMemoryFacts } from '../host/machine.ts'
import { describeModel, type ModelDescription } from '../model/architecture/describe-model.ts'
import type { GgufFile } from '../model/gguf/open-gguf.ts'
import { openModelFile } from '../model/gguf/open-model-file.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import { openTokenizer } from '../model/tokenizer/tokenizer-registry.ts'
import { checkFit, type EnginePlan, type EngineWishes, planEngine } from './engine-plan.ts'
import type { PolicyNames } from './engine-settings.ts'
import type {
  LoadedEngine,
  LocalEngine,
  LocalEngineFacts,
  LocalEngineState,
} from './local-engine.ts'

export interface OpenLocalEngineOptions {
  readonly host: Pick<Host, 'clock' | 'random' | 'disk'>
  readonly path: string
  readonly wishes?: EngineWishes
  /** Requests that wait at most; default: the engine's. */
  readonly queueMax?: number | undefined
  readonly policies?: PolicyNames
  /** Everything that the engine is told and decides goes there. */
  readonly recordPath?: string | undefined
  /** Default: this machine's. */
  readonly memory?: MemoryFacts
}

/** Its file name without folder, ending and number of a shard. */
export function modelNameOf(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const name = file.replace(/\.gz$/i, '').replace(/\.gguf$/i, '')
  return name.replace(/-00001-of-\d{5}$/, '') || file
}

/** What loading is handed: everything that the header said. */
export interface LoadingInput {
  readonly options: OpenLocalEngineOptions
  readonly file: GgufFile
  readonly description: ModelDescription
  readonly plan: EnginePlan
  readonly tokenizer: Tokenizer
  readonly notes: readonly string[]
}

interface Closable {
  readonly loaded: LoadedEngine
  close(): Promise<void>
}

function factsOf(
  options: OpenLocalEngineOptions,
  input: LoadingInput,
  digest: string,
): LocalEngineFacts {
  const { description, plan } = input
  const { architecture, weights, encoder } = description
  const { kv } = plan
  const what = [digest, kv?.type, kv?.layout, plan.kernels, plan.contextTokens].join(' ')
  return {
    name: modelNameOf(options.path),
    path: options.path,
    kind: encoder === null ? 'decoder' : 'encoder',
    architecture: architecture ?? '',
    parameterCount: weights.elementCount,
    weightsByteCount: weights.byteCount,
    contextTokensMax: plan.contextTokens,
    parallelCount: plan.parallelCount,
    threadCount: plan.threadCount,
    kv:
      kv === null
        ? null
        : {
            type: kv.type,
            layout: kv.layout,
            bytesPerToken: kv.bytesPerToken,
            tokenCount: kv.tokenCount,
            byteCount: kv.byteCount,
          },
    fingerprint: sha256Hex(what),
  }
}

class OpenEngine implements LocalEngine {
  readonly facts: LocalEngineFacts
  readonly loaded: Promise<LoadedEngine>
  readonly #opening: Promise<Closable>
  #state: LocalEngineState = 'loading'
  #current: LoadedEngine | null = null
  #closed: Promise<void> | null = null

  constructor(facts: LocalEngineFacts, opening: Promise<Closable>) {
    this.facts = facts
    this.#opening = opening
    this.loaded = opening.then(
      ({ loaded }) => {
        if (this.#state === 'closed') throw gone(facts.name)
        this.#state = 'ready'
        this.#current = loaded
        return loaded
      },
      (error: unknown) => {
        this.#state = 'failed'
        throw error
      },
    )
    // Whoever waits hears it; a failure that nobody waits for yet is no fault of the process.
    this.loaded.catch(() => undefined)
  }

  get state(): LocalEngineState {
    return this.#state
  }

  get current(): LoadedEngine | null {
    return this.#current
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    this.#state = 'closed'
    this.#current = null
    const opened = await this.#opening.catch(() => null)
    await opened?.close()
  }
}

function gone(name: string): LociError {
  return new LociError('MODEL_UNAVAILABLE', `${name} was closed`)
}

async function digestOf({ file, description }: LoadingInput): Promise<string> {
  const { weightsDigestOf } = await import('./kv-fingerprint.ts')
  return `${description.headerByteCount} ${await weightsDigestOf(file)}`
}

/**
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_FILE_…, MODEL_ARCHITECTURE_UNKNOWN, MODEL_TYPE_UNSUPPORTED, MODEL_TOKENIZER_UNKNOWN,
 * CONFIG_INVALID, ENGINE_OUT_OF_MEMORY. What `loaded` rejects with comes later.
 */
export async function openLocalEngine(options: OpenLocalEngineOptions): Promise<LocalEngine> {
  const { host, path, wishes = {}, memory = readMemoryFacts() } = options
  const file = await openModelFile(host.disk, path)
  try {
    const description = describeModel(file)
    const plan = planEngine(description, wishes, memory.coreCount)
    const name = modelNameOf(path)
    const tokenizer = openTokenizer(file.metadata)
    const notes = [...plan.notes, ...checkFit(name, plan, memory), ...tokenizer.notes]
    const input: LoadingInput = { options, file, description, plan, tokenizer, notes }
    const facts = factsOf(options, input, await digestOf(input))
    const { loadDecoder, loadEncoderModel } = await import('./load-local-engine.ts')
    const load = facts.kind === 'decoder' ? loadDecoder(input, facts) : loadEncoderModel(input)
    return new OpenEngine(
      facts,
      load.finally(() => file.close()),
    )
  } catch (error) {
    await file.close()
    throw error
  }
}
