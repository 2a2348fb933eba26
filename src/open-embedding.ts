/**
 * From a choice (none, the built-in table, an HTTP endpoint, an ONNX or GGUF file) to what memory is given to understand with.
 *
 * The place where memory and providers are brought together; the command line and `openLoci` share it. A damaged table is no reason to stop:
 * memory then goes by words alone and says so. Keys are never among the facts that the store keeps, and one is sent to no other
 * host than the one that it was given for.
 */

import { LociError } from './errors.ts'
import type { Host } from './host/host.ts'
import type { Kernels } from './kernels/kernels.ts'
import type { EmbeddingOptions } from './memory/embed/embedding.ts'
import type { EmbedderFacts, EncoderSource } from './memory/embed/encoder.ts'
import type { Embedder } from './model/embedder.ts'
import type { StaticEmbedder } from './model/static-embedder.ts'

export interface HttpEmbedderChoice {
  readonly kind: 'http'
  /** Address of an OpenAI-compatible API with its version (`http://127.0.0.1:11434/v1`). */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** What the model answers; learned by asking once when absent. */
  readonly dimensions?: number | undefined
}

export interface OnnxEmbedderChoice {
  readonly kind: 'onnx'
  /** A BERT-style sentence encoder with the vocabulary of the built-in table; best as an absolute path, because the store keeps it. */
  readonly modelPath: string
}

export interface GgufEmbedderChoice {
  readonly kind: 'gguf'
  /** A text encoder (BERT and its like) as a GGUF file, computed here; best as an absolute path, because the store keeps it. */
  readonly modelPath: string
}

/**
 * By what recall understands: words alone (`none`), the built-in table too (`static`), or an encoder's vectors as well. `kept`
 * (default): what the store was used with last, at first the table.
 */
export type EmbedderChoice =
  | 'none'
  | 'static'
  | 'kept'
  | HttpEmbedderChoice
  | OnnxEmbedderChoice
  | GgufEmbedderChoice

type EncoderChoice = Exclude<EmbedderChoice, string>

export interface OpenEmbeddingOptions {
  readonly host: Host
  readonly kernels: Kernels
  readonly choice: EmbedderChoice
  /** For an HTTP embedder that the store knows and that is opened again. */
  readonly keptKey?: string | undefined
  /** Whether vectors are made in the background. */
  readonly isMaker: boolean
  /** The table's file; the package's own by default. */
  readonly tablePath?: string | undefined
}

export interface OpenedEmbedding {
  readonly embedding: EmbeddingOptions
  /** The encoder once it is open, else the table; null for words alone. */
  readonly embedder: () => Embedder | null
}

/** For one request of a batch. */
const REQUEST_TIMEOUT_MS = 30_000

function isHttp(facts: EmbedderFacts): boolean {
  return facts.kind === 'http' && typeof facts.url === 'string' && typeof facts.model === 'string'
}

function factsOf(choice: EncoderChoice): EmbedderFacts {
  if (choice.kind !== 'http') return { kind: choice.kind, path: choice.modelPath }
  const { url, model, dimensions } = choice
  return { kind: 'http', url, model, ...(dimensions === undefined ? {} : { dimensions }) }
}

/** The dimension that was given, or was learned when it was open last. */
function dimensionsOf({ dimensions, learned }: EmbedderFacts): number | undefined {
  if (typeof dimensions === 'number') return dimensions
  const known = (learned as { dimensions?: unknown } | undefined)?.dimensions
  return typeof known === 'number' ? known : undefined
}

async function openFacts(
  facts: EmbedderFacts,
  host: Host,
  table: StaticEmbedder | null,
  apiKey: string | undefined,
): Promise<Embedder> {
  if (isHttp(facts)) {
    const [{ openHttpEmbedder }, { redactingEmbedder }] = await Promise.all([
      import('./provider/http-embedder.ts'),
      import('./memory/govern/personal-data/redacting-embedder.ts'),
    ])
    const embedder = await openHttpEmbedder({
      url: String(facts.url),
      model: String(facts.model),
      apiKey,
      dimensions: dimensionsOf(facts),
      timeoutMs: REQUEST_TIMEOUT_MS,
    })
    return redactingEmbedder(embedder)
  }
  if (facts.kind === 'onnx' && typeof facts.path === 'string') {
    if (table === null) {
      const message =
        'an ONNX encoder needs the vocabulary of the built-in table, which cannot be read'
      throw new LociError('EMBEDDER_TABLE_DAMAGED', message)
    }
    const { openOnnxEmbedder } = await import('./provider/onnx-embedder.ts')
    const { wordPiece } = table
    // A dynamically quantised file scales by what runs beside a text; one at a time, a text has one vector.
    return openOnnxEmbedder({
      disk: host.disk,
      modelPath: facts.path,
      wordPiece,
      textsPerRunMax: 1,
    })
  }
  if (facts.kind === 'gguf' && typeof facts.path === 'string') {
    const { openLocalEmbedder } = await import('./engine/local-embedder.ts')
    return openLocalEmbedder({ disk: host.disk, modelPath: facts.path })
  }
  throw new LociError('CONFIG_INVALID', `no embedder is of the kind ${JSON.stringify(facts.kind)}`)
}

function originOf(url: unknown): string | null {
  return typeof url === 'string' ? (URL.parse(url)?.origin ?? null) : null
}

/** The key for an embedder that is opened again: only for the host that it was given for, or for the one that the store names. */
function keyFor(
  facts: EmbedderFacts,
  isLatest: boolean,
  { choice, keptKey }: OpenEmbeddingOptions,
): string | undefined {
  if (choice === 'kept') return isLatest ? keptKey : undefined
  const isSameHost =
    typeof choice === 'object' &&
    choice.kind === 'http' &&
    originOf(choice.url) === originOf(facts.url)
  return isSameHost ? choice.apiKey : undefined
}

/** Opens the table; the encoder is opened by memory, which tries again while it is down. Never throws for the table. */
export async function openEmbedding(options: OpenEmbeddingOptions): Promise<OpenedEmbedding> {
  const { host, kernels, choice, isMaker, tablePath } = options
  const reopen = (facts: EmbedderFacts, isLatest: boolean): Promise<Embedder> =>
    openFacts(facts, host, table, keyFor(facts, isLatest, options))
  if (choice === 'none') {
    const embedding = {
      table: null,
      kernels,
      encoder: 'none',
      reopen: noEmbedder,
      isMaker: false,
    } as const
    return { embedding, embedder: () => null }
  }
  const { openMeanings } = await import('./memory/open-meanings.ts')
  const { embedder: table, reason } = await openMeanings(host.disk, kernels, tablePath)
  const notes =
    reason === null ? [] : [`The built-in table cannot be used (${reason.code}). ${reason.hint}`]
  let opened: Embedder | null = null
  const open = async (chosen: EncoderChoice): Promise<Embedder> => {
    const apiKey = chosen.kind === 'http' ? chosen.apiKey : undefined
    opened = await openFacts(factsOf(chosen), host, table, apiKey)
    return opened
  }
  const encoder: EncoderSource | 'kept' | 'none' =
    typeof choice === 'object'
      ? { facts: factsOf(choice), open: () => open(choice) }
      : choice === 'static'
        ? 'none'
        : 'kept'
  return {
    embedding: { table, kernels, encoder, reopen, isMaker, notes },
    embedder: () => opened ?? table,
  }
}

function noEmbedder(): Promise<never> {
  return Promise.reject(new LociError('CONFIG_INVALID', 'no embedder was asked for'))
}
