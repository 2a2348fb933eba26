/**
 * The Embedder over an encoder's GGUF file: the file's own WordPiece, its own pooling, then length 1.
 *
 * Texts run together up to a bound of ids, and a row does not depend on what ran beside it. A text longer than the model's context is cut
 * and keeps its end token, as in training. Texts that are not well-formed UTF-16 are read with U+FFFD for what is wrong. Sentence-BERT,
 * arXiv 1908.10084. Also gives token states for late interaction.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import type { StartWorker } from '../host/worker-threads.ts'
import { type EngineKernelChoice, openEngineModule } from '../kernels/open-engine-module.ts'
import { loadEncoder } from '../model/architecture/load-encoder.ts'
import type {
  Embedding,
  EmbedOptions,
  Fingerprint,
  TokenStateEmbedder,
  TokenStates,
} from '../model/embedder.ts'
import { openModelFile } from '../model/gguf/open-model-file.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import { openTokenizer } from '../model/tokenizer/tokenizer-registry.ts'
import { normalise } from '../model/unit-vector.ts'
import type { Encoder } from './encoder/encoder.ts'
import { openEncoder } from './encoder/open-encoder.ts'
import { poolStates } from './encoder/pool-states.ts'

export interface LocalEmbedderOptions {
  readonly disk: Disk
  /** A `.gguf` file, one of its shards, or a `.gguf.gz`. */
  readonly modelPath: string
  /** Ids of a text that count, specials included; never more than the model's context. */
  readonly idCountMax?: number
  /** What computes: the compiled kernels where they are there (default), or by demand. */
  readonly kernels?: EngineKernelChoice
  /** How a thread is started; the host's way by default. */
  readonly startWorker?: StartWorker
}

/** Attention costs the square of it: longer contexts are for who asks for them. */
const ID_COUNT_MAX_DEFAULT = 512
/** Ids that run together, unless one text alone has more: a call of a few texts is answered while many wait. */
const IDS_PER_RUN_MAX = 512
/** No piece covers more than about 18 characters, and blanks between pieces are rarely runs. */
const CHARACTERS_PER_ID = 64

/** What one text became; `index` is its place in the call. */
interface EncodedText {
  readonly index: number
  readonly ids: Int32Array
}

/** Consecutive texts, each run of at most IDS_PER_RUN_MAX ids or of one text. */
function* runsOf(encoded: readonly EncodedText[]): Generator<EncodedText[]> {
  let run: EncodedText[] = []
  let idCount = 0
  for (const text of encoded) {
    if (run.length > 0 && idCount + text.ids.length > IDS_PER_RUN_MAX) {
      yield run
      run = []
      idCount = 0
    }
    run.push(text)
    idCount += text.ids.length
  }
  if (run.length > 0) yield run
}

function unitOf(row: Float32Array): Float32Array {
  if (normalise(row)) return row
  throw new LociError('EMBEDDER_INVALID_ANSWER', 'the encoder answered a row without direction')
}

class LocalEmbedder implements TokenStateEmbedder {
  readonly fingerprint: Fingerprint
  readonly capabilities: TokenStateEmbedder['capabilities']
  readonly #encoder: Encoder
  readonly #tokenizer: Tokenizer
  readonly #idCountMax: number
  #isOpen = true

  constructor(
    encoder: Encoder,
    tokenizer: Tokenizer,
    { model, revision, idCountMax }: { model: string; revision: string; idCountMax: number },
  ) {
    this.#encoder = encoder
    this.#tokenizer = tokenizer
    this.#idCountMax = idCountMax
    this.fingerprint = {
      model,
      revision,
      dimensions: encoder.model.embeddingLength,
      pooling: encoder.model.pooling,
      normalisation: 'l2',
    }
    this.capabilities = {
      isLocal: true,
      isSynchronous: false,
      hasTokenStates: true,
      textCharactersMax: CHARACTERS_PER_ID * idCountMax,
    }
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Embedding[]> {
    const rows: Embedding[] = new Array(texts.length).fill(null)
    await this.#forEachText(texts, options, (text, states) => {
      rows[text.index] = this.#pooled(states)
    })
    return rows
  }

  async embedTokens(
    texts: readonly string[],
    options: EmbedOptions = {},
  ): Promise<{ embedding: Embedding; tokens: TokenStates }[]> {
    const answer: { embedding: Embedding; tokens: TokenStates }[] = new Array(texts.length)
    await this.#forEachText(texts, options, (text, states) => {
      answer[text.index] = {
        embedding: this.#pooled(states),
        tokens: this.#tokensOf(text, states),
      }
    })
    return answer
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.#encoder.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #pooled(states: Float32Array): Float32Array {
    const { pooling, embeddingLength } = this.#encoder.model
    return unitOf(poolStates(pooling, states, embeddingLength))
  }

  /** States between the specials, each of length 1. */
  #tokensOf({ ids }: EncodedText, states: Float32Array): TokenStates {
    const { embeddingLength: width } = this.#encoder.model
    const inner = states.slice(width, states.length - width)
    for (let at = 0; at < inner.length; at += width) unitOf(inner.subarray(at, at + width))
    return { ids: ids.slice(1, -1), states: inner }
  }

  #idsOf(text: string): Int32Array {
    const read = text.slice(0, this.capabilities.textCharactersMax).toWellFormed()
    const ids = this.#tokenizer.encode(read, { addSpecial: true })
    if (ids.length <= this.#idCountMax) return ids
    const cut = ids.slice(0, this.#idCountMax)
    cut[cut.length - 1] = ids[ids.length - 1]!
    return cut
  }

  async #forEachText(
    texts: readonly string[],
    { signal }: EmbedOptions,
    visit: (text: EncodedText, states: Float32Array) => void,
  ): Promise<void> {
    signal?.throwIfAborted()
    if (!this.#isOpen) throw new LociError('EMBEDDER_UNAVAILABLE', 'the encoder is closed')
    const encoded = texts.map((text, index) => ({ index, ids: this.#idsOf(text) }))
    for (const run of runsOf(encoded)) {
      signal?.throwIfAborted()
      const states = await this.#encoder.states(run.map(({ ids }) => ids))
      for (const [at, text] of run.entries()) visit(text, states[at]!)
    }
  }
}

/**
 * Throws FILE_NOT_FOUND or FILE_UNREADABLE for the path; MODEL_FILE_…, MODEL_ARCHITECTURE_UNKNOWN, MODEL_TYPE_UNSUPPORTED and
 * MODEL_TOKENIZER_UNKNOWN for a file that is no encoder that can be computed.
 */
export async function openLocalEmbedder(
  options: LocalEmbedderOptions,
): Promise<TokenStateEmbedder> {
  await using file = await openModelFile(options.disk, options.modelPath)
  const loaded = await loadEncoder(file)
  const tokenizer = openTokenizer(file.metadata)
  if (tokenizer.kind !== 'wordpiece') {
    throw new LociError('MODEL_TOKENIZER_UNKNOWN', `an encoder cannot read by ${tokenizer.kind}`, {
      hint: 'Use an encoder whose tokenizer is WordPiece.',
    })
  }
  const { disk, kernels: choice = 'auto' } = options
  const encoder = openEncoder(loaded, await openEngineModule({ disk, choice }), options.startWorker)
  const { contextLength } = loaded.model
  return new LocalEmbedder(encoder, tokenizer, {
    model: file.metadata.stringOr('general.name', 'encoder'),
    revision: `gguf-${loaded.weightsSha256.slice(0, 12)}`,
    idCountMax: Math.min(contextLength, options.idCountMax ?? ID_COUNT_MAX_DEFAULT),
  })
}
