/**
 * Whose keys and values these are: a file of them may be used only where every word of this is equal.
 *
 * The model is known by its numbers, its header and samples of every tensor, so that a fine-tuned sibling with the same header is
 * told apart without reading gigabytes at each start. Guards against mistakes, not against somebody who forges weights.
 */

import { sha256Hex } from '../host/digest.ts'
import type { Hyperparameters } from '../model/architecture/hyperparameters.ts'
import { readHyperparameters } from '../model/architecture/hyperparameters.ts'
import type { GgufFile } from '../model/gguf/open-gguf.ts'
import type { KvType } from './runner.ts'

/** Field -> what it is here; fields are compared as text. */
export interface KvFingerprint {
  readonly model: string
  readonly architecture: string
  readonly rope: string
  readonly adapter: string
  readonly template: string
  readonly kvType: string
  /** Whose arithmetic made them, and in which order a block's bytes lie. */
  readonly runner: string
}

export const fingerprintFields: readonly (keyof KvFingerprint)[] = [
  'model',
  'architecture',
  'rope',
  'adapter',
  'template',
  'kvType',
  'runner',
]

export interface FingerprintOptions {
  readonly kvType: KvType
  readonly runner: string
  /** Default: none. */
  readonly adapter?: string
  /** Default: the file's own. */
  readonly template?: string
}

const SAMPLE_BYTES = 1_024

/** First, middle and last bytes: all of a tensor that is smaller. */
async function sampleOf(file: GgufFile, name: string): Promise<string> {
  const { type, shape, byteCount } = file.tensor(name)
  const length = Math.min(SAMPLE_BYTES, byteCount)
  const places = [0, Math.floor((byteCount - length) / 2), byteCount - length]
  const digests: string[] = []
  for (const place of new Set(places)) {
    digests.push(sha256Hex(await file.readPart(name, place, length)))
  }
  return [name, type.name, shape.join('x'), ...digests].join(' ')
}

/** Of samples of every tensor and of what each is. */
export async function weightsDigestOf(file: GgufFile): Promise<string> {
  const lines: string[] = []
  for (const name of [...file.tensors.keys()].sort()) lines.push(await sampleOf(file, name))
  return sha256Hex(lines.join('\n'))
}

function architectureOf(model: Hyperparameters): string {
  const { architecture, layerCount, embeddingLength, feedForwardLength } = model
  const { headCount, kvHeadCount, keyLength, valueLength, vocabularySize, normEpsilon } = model
  return [
    architecture.name,
    `layers ${layerCount}`,
    `width ${embeddingLength}`,
    `feed-forward ${feedForwardLength}`,
    `heads ${headCount}/${kvHeadCount}`,
    `head ${keyLength}/${valueLength}`,
    `vocabulary ${vocabularySize}`,
    `epsilon ${normEpsilon}`,
  ].join(', ')
}

function ropeOf({ rope }: Hyperparameters): string {
  const { pairing, dimensionCount, base, linearFactor } = rope
  return `${pairing}, dimensions ${dimensionCount}, base ${base}, factor ${linearFactor}`
}

export async function fingerprintOf(
  file: GgufFile,
  { kvType, runner, adapter = 'none', template }: FingerprintOptions,
): Promise<KvFingerprint> {
  const model = readHyperparameters(file.metadata)
  const own = file.metadata.stringOr('tokenizer.chat_template', '')
  return {
    model: await weightsDigestOf(file),
    architecture: architectureOf(model),
    rope: ropeOf(model),
    adapter,
    template: sha256Hex(template ?? own),
    kvType,
    runner,
  }
}
