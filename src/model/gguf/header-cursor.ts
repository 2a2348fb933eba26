/**
 * A bounds-checked walk over the first bytes of a model file.
 *
 * Every length is compared with the size of the file before a byte is touched or allocated for it. What the file has but the
 * bytes at hand have not is `HeaderCut`: the caller reads more and walks again from the start. All numbers are little endian.
 */

import { LociError } from '../../errors.ts'

/** Not a fault of the file: the walk needs its first `byteCount` bytes. */
export class HeaderCut extends Error {
  override readonly name = 'HeaderCut'
  readonly byteCount: number

  constructor(byteCount: number) {
    super(`the first ${byteCount} bytes are needed`)
    this.byteCount = byteCount
  }
}

const keyDecoder = new TextDecoder('utf-8', { fatal: true })
const decoder = new TextDecoder('utf-8')

export class HeaderCursor {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #fileByteCount: number
  #position = 0

  constructor(bytes: Uint8Array, fileByteCount: number) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#fileByteCount = fileByteCount
  }

  get position(): number {
    return this.#position
  }

  /** Throws unless `count` items of at least `itemByteCount` bytes can follow in the file. */
  demand(count: number, itemByteCount: number, what: string): void {
    const left = this.#fileByteCount - this.#position
    if (count * itemByteCount <= left) return
    throw new LociError(
      'MODEL_FILE_TRUNCATED',
      `${what} at byte ${this.#position} needs ${count * itemByteCount} bytes, and the file has ${left} left`,
      { details: { position: this.#position, count, left } },
    )
  }

  /** The next `byteCount` bytes, not copied. */
  take(byteCount: number, what: string): Uint8Array {
    const from = this.#step(byteCount, what)
    return this.#bytes.subarray(from, from + byteCount)
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#step(1, what))
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#step(4, what), true)
  }

  u64(what: string): bigint {
    return this.#view.getBigUint64(this.#step(8, what), true)
  }

  /** A 64-bit count or offset; one that is not exact in a double cannot be true of any file. */
  count(what: string): number {
    const from = this.#step(8, what)
    const value = this.#view.getUint32(from + 4, true) * 2 ** 32 + this.#view.getUint32(from, true)
    if (value <= Number.MAX_SAFE_INTEGER) return value
    throw new LociError('MODEL_FILE_INVALID', `${what} at byte ${from} is ${value}`)
  }

  /** Bytes of a string whose length stands before it. */
  stringBytes(what: string): Uint8Array {
    return this.take(this.count(what), what)
  }

  text(what: string): string {
    return decoder.decode(this.stringBytes(what))
  }

  /** A name: UTF-8, not empty, at most `byteCountMax` bytes. */
  nameText(what: string, byteCountMax: number): string {
    const from = this.#position
    const byteCount = this.count(what)
    if (byteCount === 0 || byteCount > byteCountMax) {
      throw new LociError(
        'MODEL_FILE_INVALID',
        `${what} at byte ${from} has ${byteCount} bytes; 1 to ${byteCountMax} can be`,
      )
    }
    const bytes = this.take(byteCount, what)
    try {
      return keyDecoder.decode(bytes)
    } catch (cause) {
      throw new LociError('MODEL_FILE_INVALID', `${what} at byte ${from} is not UTF-8`, { cause })
    }
  }

  /** Steps over `byteCount` bytes and says where they begin. */
  #step(byteCount: number, what: string): number {
    this.demand(byteCount, 1, what)
    const from = this.#position
    if (from + byteCount > this.#bytes.length) throw new HeaderCut(from + byteCount)
    this.#position = from + byteCount
    return from
  }
}
