/**
 * Cuts a stream of bytes into the JSON values it is made of, without holding more than one of them.
 *
 * Three layouts are told apart by the first characters: an array (its elements), lines (one value a line) and a document (one
 * object over several lines). It works on bytes: every structural character of JSON is ASCII and UTF-8 never uses an ASCII byte
 * inside another character, so an element that is not UTF-8 is one bad element and not the end of the file.
 * It does not judge what it cuts: `parse-element.ts` does.
 */

export interface RawElement {
  /** For people: `line 12` or `$[3]`. */
  readonly at: string
  /** Line on which it begins, from 1. */
  readonly line: number
  readonly bytes: Uint8Array
  /** `too-large`: more than ELEMENT_BYTES_MAX, left out; `cut`: the file ended inside it. */
  readonly state: 'whole' | 'cut' | 'too-large'
}

export type JsonLayout = 'array' | 'lines' | 'document'

/** A value larger than this is refused: half of what a string may hold in Node. */
export const ELEMENT_BYTES_MAX = 256 * 1024 * 1024
/** As much as is looked at to tell the layout. */
const HEAD_BYTES_MAX = 1024 * 1024

/** Of a byte order mark in UTF-8. */
const MARK_BYTES = 3

const NEWLINE = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09
}

/** Whether `bytes` (one line) closes every bracket that it opens. */
function isBalanced(bytes: Uint8Array): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (isInString) {
      if (byte === BACKSLASH) index += 1
      else if (byte === QUOTE) isInString = false
    } else if (byte === QUOTE) isInString = true
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1
  }
  return depth === 0 && !isInString
}

/** The layout by the beginning of a file; null while that is too short to tell. `isAll`: there will not be more of it. */
export function layoutOf(head: Uint8Array, isAll: boolean): JsonLayout | null {
  const start = head.findIndex((byte) => !isBlank(byte))
  if (start === -1) return isAll ? 'lines' : null
  if (head[start] === OPEN_ARRAY) return 'array'
  if (head[start] !== OPEN_OBJECT) return 'lines'
  const end = head.indexOf(NEWLINE, start)
  if (end === -1) {
    if (head.length >= HEAD_BYTES_MAX) return 'document'
    return isAll ? 'lines' : null
  }
  if (isBalanced(head.subarray(start, end))) return 'lines'
  // A first line that is cut off is followed by another record, a document goes on with a key.
  const next = head.subarray(end).find((byte) => !isBlank(byte))
  if (next === undefined && !isAll) return null
  return next === OPEN_OBJECT ? 'lines' : 'document'
}

/** Collects the bytes of the element under way, and drops them once they are too many. */
class ElementBytes {
  #parts: Uint8Array[] = []
  #byteCount = 0

  get isTooLarge(): boolean {
    return this.#byteCount > ELEMENT_BYTES_MAX
  }

  add(part: Uint8Array): void {
    this.#byteCount += part.length
    if (this.isTooLarge) this.#parts = []
    else if (part.length > 0) this.#parts.push(part)
  }

  take(): { readonly bytes: Uint8Array; readonly isTooLarge: boolean } {
    const taken = { bytes: joined(this.#parts), isTooLarge: this.isTooLarge }
    this.#parts = []
    this.#byteCount = 0
    return taken
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

function hasContent(bytes: Uint8Array): boolean {
  return bytes.some((byte) => !isBlank(byte))
}

function withoutMark(chunk: Uint8Array): Uint8Array {
  const isMarked = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
  return isMarked ? chunk.subarray(3) : chunk
}

/** Reads as much as it takes to tell the layout. A byte order mark is left out. */
async function readHead(
  chunks: AsyncIterator<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly layout: JsonLayout }> {
  let head: Uint8Array = new Uint8Array(0)
  for (;;) {
    const next = await chunks.next()
    if (next.done !== true) head = joined([head, next.value])
    if (next.done !== true && head.length < MARK_BYTES) continue
    const layout = layoutOf(withoutMark(head), next.done === true)
    if (layout !== null) return { head: withoutMark(head), layout }
  }
}

async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawElement> {
  const under = new ElementBytes()
  let line = 1
  const element = (isLast: boolean): RawElement | null => {
    const { bytes, isTooLarge } = under.take()
    if (!isTooLarge && !hasContent(bytes)) return null
    const isCut = isLast && !isTooLarge && !isBalanced(bytes)
    const state = isTooLarge ? 'too-large' : isCut ? 'cut' : 'whole'
    return { at: `line ${line}`, line, bytes, state }
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      under.add(chunk.subarray(start, end))
      const found = element(false)
      if (found !== null) yield found
      line += 1
      start = end + 1
    }
    under.add(chunk.slice(start))
  }
  const last = element(true)
  if (last !== null) yield last
}

async function* readDocument(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawElement> {
  const under = new ElementBytes()
  for await (const chunk of chunks) under.add(chunk)
  const { bytes, isTooLarge } = under.take()
  const state = isTooLarge ? 'too-large' : isBalanced(bytes) ? 'whole' : 'cut'
  yield { at: '$', line: 1, bytes, state }
}

/** Where the scan of an array stands; `depth` 1 is between the elements. */
class ArrayScan {
  readonly #under = new ElementBytes()
  #depth = 0
  #isInString = false
  #isEscaped = false
  #line = 1
  #elementLine = 1
  #hasElement = false
  #index = 0

  #readString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (byte === BACKSLASH) this.#isEscaped = true
    else if (byte === QUOTE) this.#isInString = false
  }

  *read(chunk: Uint8Array): Generator<RawElement> {
    let start = 0
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]!
      if (byte === NEWLINE) this.#line += 1
      if (this.#isInString) {
        this.#readString(byte)
        continue
      }
      if (byte === QUOTE) this.#isInString = true
      const isOpening = byte === OPEN_OBJECT || byte === OPEN_ARRAY
      if (isOpening && this.#depth === 0) {
        this.#depth = 1
        start = index + 1
        continue
      }
      const isEnd = this.#depth === 1 && (byte === COMMA || byte === CLOSE_ARRAY)
      if (isEnd) {
        this.#under.add(chunk.subarray(start, index))
        start = index + 1
        yield* this.take('whole')
      } else if (this.#depth > 0 && !this.#hasElement && !isBlank(byte)) {
        this.#hasElement = true
        this.#elementLine = this.#line
      }
      if (isOpening) this.#depth += 1
      if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#depth -= 1
    }
    if (this.#depth > 0) this.#under.add(chunk.slice(start))
  }

  *take(state: 'whole' | 'cut'): Generator<RawElement> {
    const { bytes, isTooLarge } = this.#under.take()
    if (!this.#hasElement) return
    const line = this.#elementLine
    yield { at: `$[${this.#index}]`, line, bytes, state: isTooLarge ? 'too-large' : state }
    this.#index += 1
    this.#hasElement = false
  }
}

async function* readArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RawElement> {
  const scan = new ArrayScan()
  for await (const chunk of chunks) yield* scan.read(chunk)
  yield* scan.take('cut')
}

export interface JsonElements {
  readonly layout: JsonLayout
  readonly elements: AsyncIterable<RawElement>
}

async function* following(
  head: Uint8Array,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield head
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) return
    yield next.value
  }
}

const readers = { array: readArray, lines: readLines, document: readDocument } as const

/** Reads no more than it takes to tell the layout, then hands out the elements as they are asked for. */
export async function openJsonElements(chunks: AsyncIterable<Uint8Array>): Promise<JsonElements> {
  const iterator = chunks[Symbol.asyncIterator]()
  const { head, layout } = await readHead(iterator)
  return { layout, elements: readers[layout](following(head, iterator)) }
}
