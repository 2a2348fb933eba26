/**
 * Parts of one answer between the loop, which makes them, and whoever reads them, at the reader's pace and in order.
 *
 * Bounded: a reader that is `partsMax` behind ends its own request with ENGINE_READER_SLOW, and the loop never waits for it. Leaving
 * the iteration, at any time, tells the maker at once. What was put before an error is still read before it is thrown.
 */

import { LociError } from '../errors.ts'
import { assert } from '../stdx/assert.ts'
import type { GeneratedPart } from './live-engine.ts'

/** Far more than a reader on a slow line falls behind; an answer of a full context still fits a typical one. */
export const PARTS_MAX = 8_192

interface Waiting {
  resolve(result: IteratorResult<GeneratedPart>): void
  reject(reason: unknown): void
}

export interface AnswerReader {
  /** The first part is asked for: the request begins. Throws where it cannot. */
  open(): void
  /** The reader left before the end. */
  leave(): void
}

export class AnswerStream implements AsyncIterableIterator<GeneratedPart> {
  readonly #reader: AnswerReader
  readonly #partsMax: number
  readonly #parts: GeneratedPart[] = []
  #read = 0
  #waiting: Waiting | null = null
  #state: 'new' | 'open' | 'ended' | 'left' = 'new'
  #failure: { readonly reason: unknown } | null = null

  constructor(reader: AnswerReader, partsMax = PARTS_MAX) {
    this.#reader = reader
    this.#partsMax = partsMax
  }

  /** Whether a part was asked for and the end has not come. */
  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** False where the reader is too far behind: the answer has failed then. */
  put(part: GeneratedPart): boolean {
    assert(this.#state === 'open', 'parts are put into an open answer')
    if (part.kind === 'end') this.#state = 'ended'
    if (this.#waiting !== null) {
      const { resolve } = this.#waiting
      this.#waiting = null
      resolve({ done: false, value: part })
      return true
    }
    if (this.#parts.length - this.#read >= this.#partsMax) {
      const says = `the reader of the answer is ${this.#partsMax} tokens behind`
      this.fail(new LociError('ENGINE_READER_SLOW', says))
      return false
    }
    this.#parts.push(part)
    return true
  }

  /** Ends the answer; later calls change nothing. */
  fail(reason: unknown): void {
    if (this.#failure !== null || this.#state === 'ended' || this.#state === 'left') return
    this.#state = 'ended'
    this.#failure = { reason }
    this.#waiting?.reject(this.#taken().reason)
    this.#waiting = null
  }

  next(): Promise<IteratorResult<GeneratedPart>> {
    assert(this.#waiting === null, 'one part is asked for at a time')
    if (this.#state === 'new') {
      this.#state = 'open'
      try {
        this.#reader.open()
      } catch (error) {
        this.#state = 'ended'
        return Promise.reject(error)
      }
    }
    const part = this.#shift()
    if (part !== null) return Promise.resolve({ done: false, value: part })
    if (this.#failure !== null) return Promise.reject(this.#taken().reason)
    if (this.#state !== 'open') return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  return(): Promise<IteratorResult<GeneratedPart>> {
    const wasOpen = this.#state === 'open'
    this.#state = 'left'
    this.#failure = null
    this.#parts.length = 0
    this.#read = 0
    this.#waiting?.resolve({ done: true, value: undefined })
    this.#waiting = null
    if (wasOpen) this.#reader.leave()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #shift(): GeneratedPart | null {
    const part = this.#parts[this.#read]
    if (part === undefined) return null
    this.#read += 1
    if (this.#read === this.#parts.length) {
      this.#parts.length = 0
      this.#read = 0
    }
    return part
  }

  /** The reason, thrown once: the iteration is over afterwards. */
  #taken(): { readonly reason: unknown } {
    const failure = this.#failure
    assert(failure !== null, 'there is a reason')
    this.#failure = null
    this.#state = 'left'
    return failure
  }
}
