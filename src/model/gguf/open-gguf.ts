/**
 * A model file, or its shards as one: the header is read at opening, a tensor when it is asked for.
 *
 * Shards are named NAME-00001-of-00003.gguf and carry split.no, split.count and split.tensors.count; any of them opens all, and keys
 * come from the first. Nothing is mapped: positioned reads into buffers of their own cost one copy and leave no mapping that a
 * cut file could turn into a crash. Gzip is unpacked by the caller
 * (`createBytesFile`, then `readGguf`).
 */

import { LociError } from '../../errors.ts'
import type { Disk, OpenFile } from '../../host/disk.ts'
import { assert } from '../../stdx/assert.ts'
import type { GgufMetadata } from './gguf-metadata.ts'
import { type GgufHeader, type GgufTensor, readHeader } from './read-header.ts'

export const SHARDS_MAX = 1_000

const SHARD_NAME = /-(\d{5})-of-(\d{5})\.gguf$/

interface Part {
  readonly file: OpenFile
  readonly header: GgufHeader
}

export class GgufFile {
  readonly version: number
  readonly metadata: GgufMetadata
  /** By name, in the order of the file or of the shards. */
  readonly tensors: ReadonlyMap<string, GgufTensor>
  /** Of all shards. */
  readonly fileByteCount: number
  readonly headerByteCount: number
  readonly shardCount: number
  readonly #fileOf: ReadonlyMap<string, OpenFile>
  readonly #files: readonly OpenFile[]

  /** `parts` has at least one; `openGguf` and `readGguf` make these. */
  constructor(parts: readonly Part[]) {
    const { version, metadata } = parts[0]!.header
    this.version = version
    this.metadata = metadata
    this.tensors = unitedTensors(parts)
    this.fileByteCount = parts.reduce((sum, { file }) => sum + file.byteCount, 0)
    this.headerByteCount = parts.reduce((sum, { header }) => sum + header.headerByteCount, 0)
    this.shardCount = parts.length
    this.#files = parts.map(({ file }) => file)
    this.#fileOf = new Map(
      parts.flatMap(({ file, header }) => header.tensors.map(({ name }) => [name, file] as const)),
    )
  }

  tensor(name: string): GgufTensor {
    const tensor = this.tensors.get(name)
    if (tensor !== undefined) return tensor
    throw new LociError('MODEL_FILE_INVALID', `the model file has no tensor ${name}`, {
      details: { tensor: name },
    })
  }

  /** The bytes of a tensor as they lie in the file, in a buffer of their own. */
  async readTensor(name: string): Promise<Uint8Array> {
    const { position, byteCount } = this.tensor(name)
    return this.#fileOf.get(name)!.readAt(position, byteCount)
  }

  /** Some bytes of a tensor, `from` its beginning. */
  async readPart(name: string, from: number, byteCount: number): Promise<Uint8Array> {
    const tensor = this.tensor(name)
    assert(from >= 0 && from + byteCount <= tensor.byteCount, `the part lies within ${name}`)
    return this.#fileOf.get(name)!.readAt(tensor.position + from, byteCount)
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function unitedTensors(parts: readonly Part[]): Map<string, GgufTensor> {
  const tensors = new Map<string, GgufTensor>()
  for (const { file, header } of parts) {
    for (const tensor of header.tensors) {
      if (tensors.has(tensor.name)) {
        const says = `the tensor ${tensor.name} of ${file.path} is in another shard too`
        throw new LociError('MODEL_FILE_INVALID', says)
      }
      tensors.set(tensor.name, tensor)
    }
  }
  return tensors
}

/** One file that is open already; a shard is refused, because its siblings cannot be found. */
export async function readGguf(file: OpenFile): Promise<GgufFile> {
  const header = await readHeader(file)
  const shardCount = shardCountOf(header.metadata)
  if (shardCount === 1) return new GgufFile([{ file, header }])
  throw new LociError('MODEL_FILE_INVALID', `${file.path} is one of ${shardCount} shards`, {
    hint: 'Open the shards from a folder that has all of them, under their names.',
  })
}

export async function openGguf(disk: Disk, path: string): Promise<GgufFile> {
  const files: OpenFile[] = []
  const open = async (name: string): Promise<Part> => {
    const file = await disk.openFile(name)
    files.push(file)
    return { file, header: await readHeader(file) }
  }
  try {
    const asked = await open(path)
    const shardCount = shardCountOf(asked.header.metadata)
    const parts: Part[] = []
    for (const [index, name] of shardPaths(path, shardCount).entries()) {
      const part = name === path ? asked : await open(name)
      if (shardCount > 1) checkShard(part, index, shardCount)
      parts.push(part)
    }
    if (shardCount > 1) checkTensorCount(parts)
    return new GgufFile(parts)
  } catch (error) {
    for (const file of files) await file.close()
    throw error
  }
}

function shardCountOf(metadata: GgufMetadata): number {
  const count = metadata.integerOr('split.count', 1)
  // Writers put 0 or 1 into a file that stands alone.
  if (count <= 1) return 1
  if (count <= SHARDS_MAX) return count
  throw new LociError(
    'MODEL_FILE_TOO_LARGE',
    `split.count is ${count}; ${SHARDS_MAX} shards can be read`,
  )
}

function shardPaths(path: string, shardCount: number): string[] {
  if (shardCount === 1) return [path]
  const total = String(shardCount).padStart(5, '0')
  if (SHARD_NAME.exec(path)?.[2] !== total) {
    throw new LociError(
      'MODEL_FILE_INVALID',
      `${path} is one of ${shardCount} shards, but its name does not end in -00001-of-${total}.gguf`,
      { hint: 'Give the shards back their names: the others are found by them.' },
    )
  }
  return Array.from({ length: shardCount }, (_, index) =>
    path.replace(SHARD_NAME, `-${String(index + 1).padStart(5, '0')}-of-${total}.gguf`),
  )
}

function checkShard({ file, header }: Part, index: number, shardCount: number): void {
  const number = header.metadata.integerOr('split.no', -1)
  const count = header.metadata.integerOr('split.count', 1)
  if (number === index && count === shardCount) return
  throw new LociError(
    'MODEL_FILE_INVALID',
    `${file.path} says it is shard ${number} of ${count}, not ${index} of ${shardCount}`,
  )
}

function checkTensorCount(parts: readonly Part[]): void {
  const found = parts.reduce((sum, { header }) => sum + header.tensors.length, 0)
  const named = parts[0]!.header.metadata.integerOr('split.tensors.count', found)
  if (named === found) return
  throw new LociError(
    'MODEL_FILE_INVALID',
    `the shards have ${found} tensors, and split.tensors.count is ${named}`,
  )
}
