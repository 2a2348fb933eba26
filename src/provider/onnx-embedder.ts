/**
 * A BERT-style sentence encoder from an ONNX file: mean of the token states over [CLS] … [SEP], then length 1.
 *
 * The vocabulary is the static table's, so the file must be an uncased encoder of that vocabulary (all-MiniLM-L6-v2 is).
 * Texts of equal length in ids run together, without padding: a row does not depend on its neighbours. Invariant: a run holds
 * at most `textsPerRunMax` texts and about 1,024 ids. Also gives token states for late interaction. Sentence-BERT, 1908.10084.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import type {
  Embedding,
  EmbedOptions,
  Fingerprint,
  TokenStateEmbedder,
  TokenStates,
} from '../model/embedder.ts'
import { normalise } from '../model/unit-vector.ts'
import type { WordPiece } from '../model/wordpiece.ts'
import { type EncoderSession, openEncoderSession } from './onnx-session.ts'

export interface OnnxEmbedderOptions {
  readonly disk: Disk
  readonly modelPath: string
  readonly wordPiece: WordPiece
  /** Name in the fingerprint; the revision is the file's hash. */
  readonly model?: string
  readonly threadCount?: number
  /** Ids of a text that count, specials included. */
  readonly idCountMax?: number
  /** 1 for dynamically quantised files, whose states depend on what runs beside them. */
  readonly textsPerRunMax?: number
  readonly importRuntime?: () => Promise<unknown>
}

const ID_COUNT_MAX = 256
const TEXTS_PER_RUN_MAX = 16
const IDS_PER_RUN_MAX = 1024
/** No 256 ids cover more: an id covers at most a piece of 18 characters, and blanks between them are rarely runs. */
const TEXT_CHARACTERS_MAX = 32_768

/** What one text became; `index` is its place in the call. */
interface EncodedText {
  readonly index: number
  readonly ids: readonly number[]
}

/** Runs of equal length, shortest first. */
function runsOf(encoded: readonly EncodedText[], textsPerRunMax: number): EncodedText[][] {
  const byLength = new Map<number, EncodedText[]>()
  for (const text of encoded) {
    const group = byLength.get(text.ids.length)
    if (group === undefined) byLength.set(text.ids.length, [text])
    else group.push(text)
  }
  const runs: EncodedText[][] = []
  for (const [length, group] of [...byLength].sort(([a], [b]) => a - b)) {
    const size = Math.max(1, Math.min(textsPerRunMax, Math.floor(IDS_PER_RUN_MAX / length)))
    for (let start = 0; start < group.length; start += size) {
      runs.push(group.slice(start, start + size))
    }
  }
  return runs
}

/** Mean over (idCount, dimensions), then length 1. */
function pooled(states: Float32Array, dimensions: number): Float32Array {
  const idCount = states.length / dimensions
  const row = new Float32Array(dimensions)
  for (let axis = 0; axis < dimensions; axis += 1) {
    let sum = 0
    for (let position = 0; position < idCount; position += 1) {
      sum += states[position * dimensions + axis]!
    }
    row[axis] = sum / idCount
  }
  if (normalise(row)) return row
  throw new LociError('EMBEDDER_INVALID_ANSWER', 'the encoder answered a row without direction')
}

/** States between [CLS] and [SEP], each of length 1. */
function tokensOf(text: EncodedText, states: Float32Array, dimensions: number): TokenStates {
  const inner = states.slice(dimensions, states.length - dimensions)
  for (let start = 0; start < inner.length; start += dimensions) {
    if (normalise(inner.subarray(start, start + dimensions))) continue
    throw new LociError('EMBEDDER_INVALID_ANSWER', 'the encoder answered a state without direction')
  }
  return { ids: Int32Array.from(text.ids.slice(1, -1)), states: inner }
}

class OnnxEmbedder implements TokenStateEmbedder {
  readonly fingerprint: Fingerprint
  readonly capabilities = {
    isLocal: true,
    isSynchronous: false,
    hasTokenStates: true,
    textCharactersMax: TEXT_CHARACTERS_MAX,
  } as const
  readonly #session: EncoderSession
  readonly #options: OnnxEmbedderOptions

  constructor(session: EncoderSession, options: OnnxEmbedderOptions) {
    this.#session = session
    this.#options = options
    this.fingerprint = {
      model: options.model ?? 'all-MiniLM-L6-v2',
      revision: `onnx-${session.modelSha256.slice(0, 12)}`,
      dimensions: session.dimensions,
      pooling: 'mean',
      normalisation: 'l2',
    }
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Embedding[]> {
    const rows: Embedding[] = new Array(texts.length).fill(null)
    await this.#forEachText(texts, options, (text, states) => {
      rows[text.index] = pooled(states, this.fingerprint.dimensions)
    })
    return rows
  }

  async embedTokens(
    texts: readonly string[],
    options: EmbedOptions = {},
  ): Promise<{ embedding: Embedding; tokens: TokenStates }[]> {
    const { dimensions } = this.fingerprint
    const answer: { embedding: Embedding; tokens: TokenStates }[] = new Array(texts.length)
    await this.#forEachText(texts, options, (text, states) => {
      const tokens = tokensOf(text, states, dimensions)
      answer[text.index] = { embedding: pooled(states, dimensions), tokens }
    })
    return answer
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** `visit` gets one text's states (ids, dimensions): a view that lives until it returns. */
  async #forEachText(
    texts: readonly string[],
    call: EmbedOptions,
    visit: (text: EncodedText, states: Float32Array) => void,
  ): Promise<void> {
    const { wordPiece, idCountMax = ID_COUNT_MAX } = this.#options
    const encoded = texts.map((text, index) => {
      const read = text.slice(0, TEXT_CHARACTERS_MAX)
      return { index, ids: wordPiece.encodeFramed(read, idCountMax) }
    })
    for (const run of runsOf(encoded, this.#options.textsPerRunMax ?? TEXTS_PER_RUN_MAX)) {
      call.signal?.throwIfAborted()
      const states = await this.#session.run(run.map((text) => text.ids))
      const stride = states.length / run.length
      for (const [index, text] of run.entries()) {
        visit(text, states.subarray(index * stride, (index + 1) * stride))
      }
    }
  }
}

/**
 * Throws EMBEDDER_NOT_INSTALLED without the peer, FILE_NOT_FOUND or FILE_UNREADABLE for the model's path,
 * EMBEDDER_UNAVAILABLE for a model that cannot be run.
 */
export async function openOnnxEmbedder(options: OnnxEmbedderOptions): Promise<TokenStateEmbedder> {
  const { start, end } = options.wordPiece.specials
  const session = await openEncoderSession({
    disk: options.disk,
    modelPath: options.modelPath,
    threadCount: options.threadCount ?? 1,
    probeIds: [start, end],
    ...(options.importRuntime === undefined ? {} : { importRuntime: options.importRuntime }),
  })
  return new OnnxEmbedder(session, options)
}
