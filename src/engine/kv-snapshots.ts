/**
 * Saving what the cache holds of a sequence to a file, and putting it back: the way between blocks and `kv-file.ts`.
 *
 * Saving is a request for one token: what is not cached of the prompt is computed, and in the step that has it whole its blocks are
 * read before anything else can happen to them, the last one as far as it goes. Restoring reads and checks the whole file first,
 * then writes blocks between two steps and only then lets others find them. A part of a block is kept under ids that no token
 * has behind its own, so that it is found by its own tokens and by no others.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import type { Engine } from './engine.ts'
import type { HeldPrefix } from './held-prefixes.ts'
import { type KvFileContent, readKvFile, writeKvFile } from './kv-file.ts'
import type { KvFingerprint } from './kv-fingerprint.ts'
import type { GeneratedPart, GenerateRequest, RestoredKv, SavedKv } from './live-engine.ts'
import type { LiveLoop } from './live-loop.ts'
import type { WhenComputed } from './live-request.ts'
import type { Runner } from './runner.ts'
import type { SequenceStep } from './step.ts'

/** No token has it. */
const NO_TOKEN = -1

export interface KvSnapshotsOptions {
  readonly core: Engine
  readonly runner: Runner
  readonly disk: Disk
  readonly fingerprint: KvFingerprint | null
  readonly loop: LiveLoop
  readonly generate: (
    request: GenerateRequest,
    whenComputed: WhenComputed,
  ) => AsyncIterable<GeneratedPart>
}

export class KvSnapshots {
  readonly #options: KvSnapshotsOptions

  constructor(options: KvSnapshotsOptions) {
    this.#options = options
  }

  async save(tokens: readonly number[], path: string, salt: string): Promise<SavedKv> {
    const fingerprint = this.#fingerprint()
    const { disk, runner } = this.#options
    const { blockTokenCount, kvBytesPerToken } = runner.shape
    const chunks = await this.#readChunks(tokens, salt)
    const content = { fingerprint, salt, tokens, blockTokenCount, kvBytesPerToken, chunks }
    const byteCount = await writeKvFile(disk, path, content)
    return { tokenCount: tokens.length, byteCount }
  }

  async restore(path: string, salt: string): Promise<RestoredKv> {
    const fingerprint = this.#fingerprint()
    const { disk, runner, loop, core } = this.#options
    const { blockTokenCount, kvBytesPerToken } = runner.shape
    if (core.settings.layout.kind !== 'paged' || core.settings.layout.prefixCache !== 'tokens') {
      throw new LociError(
        'INPUT_INVALID',
        'a cache without a prefix index has nowhere to restore to',
        {
          hint: 'Open the engine with the paged layout.',
        },
      )
    }
    await using file = await disk.openFile(path)
    const expected = { fingerprint, salt, blockTokenCount, kvBytesPerToken }
    const content = await readKvFile(file, expected)
    await loop.betweenSteps(() => this.#write(content))
    return { tokenCount: content.tokens.length, byteCount: file.byteCount }
  }

  #fingerprint(): KvFingerprint {
    const { fingerprint } = this.#options
    if (fingerprint !== null) return fingerprint
    throw new LociError(
      'INPUT_INVALID',
      'the engine was opened without a fingerprint of its model',
      {
        hint: 'Open it with one: a KV file must say whose keys and values it holds.',
      },
    )
  }

  /** One a block; what fails while they are read fails the saving and nothing else. */
  async #readChunks(tokens: readonly number[], salt: string): Promise<Uint8Array[]> {
    let read: Promise<Uint8Array[]> | null = null
    const whenComputed = async (step: SequenceStep): Promise<void> => {
      if (step.start + step.tokens.length !== tokens.length) return
      read = this.#readBlocks(step, tokens.length)
      await read.catch(() => {
        // It is thrown below, to who asked for the file.
      })
    }
    const request = { promptTokens: tokens, tokensMax: 1, salt }
    for await (const _part of this.#options.generate(request, whenComputed)) {
      // The token is of no use: what was computed for it is.
    }
    if (read !== null) return read
    throw new LociError('INTERNAL', 'the prompt was computed and its blocks were not read')
  }

  async #readBlocks({ blocks }: SequenceStep, tokenCount: number): Promise<Uint8Array[]> {
    const { runner } = this.#options
    const { blockTokenCount } = runner.shape
    const chunks: Uint8Array[] = []
    for (let first = 0; first < tokenCount; first += blockTokenCount) {
      const count = Math.min(blockTokenCount, tokenCount - first)
      chunks.push(await runner.readBlock(blocks[chunks.length]!, count))
    }
    return chunks
  }

  async #write(content: KvFileContent): Promise<void> {
    const { core } = this.#options
    const { tokens, salt, blockTokenCount, chunks } = content
    const missing = chunks.length * blockTokenCount - tokens.length
    const padding = Array.from({ length: missing }, () => NO_TOKEN)
    const held = core.openPrefix([...tokens, ...padding], salt)
    if (held === null) {
      throw new LociError(
        'ENGINE_KV_EXHAUSTED',
        `${tokens.length} tokens find no room in the KV cache beside what runs`,
        { hint: 'Restore when less runs, or give the cache more memory.' },
      )
    }
    let isWritten = false
    try {
      await this.#writeBlocks(held, content)
      isWritten = true
    } finally {
      core.releasePrefix(held.hold, isWritten)
    }
  }

  async #writeBlocks(
    held: HeldPrefix,
    { blockTokenCount, tokens, chunks }: KvFileContent,
  ): Promise<void> {
    const { runner } = this.#options
    const cachedBlockCount = Math.floor(held.cachedTokens / blockTokenCount)
    for (let index = cachedBlockCount; index < chunks.length; index += 1) {
      const count = Math.min(blockTokenCount, tokens.length - index * blockTokenCount)
      await runner.writeBlock(held.blocks[index]!, count, chunks[index]!)
    }
  }
}
