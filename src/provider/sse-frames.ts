/**
 * Server-sent events as bytes: cuts a byte stream at the ends of frames and reads the data of a frame (WHATWG HTML, 9.2.6).
 *
 * Bytes are handed on as they came, never written anew. What has no end yet is held back, so that a reader downstream sees whole frames
 * or nothing; the held part has a bound.
 */

const LF = 10
const CR = 13

export class SseFrames {
  #held: Uint8Array[] = []
  #heldBytes = 0
  #lineBytes = 0
  #isAfterCr = false

  get heldBytes(): number {
    return this.#heldBytes
  }

  /** The bytes up to the last frame end that `chunk` completes; empty when it completes none. */
  push(chunk: Uint8Array): Uint8Array {
    const end = this.#lastFrameEnd(chunk)
    if (end === 0) {
      this.#hold(chunk)
      return new Uint8Array()
    }
    const whole = join([...this.#held, chunk.subarray(0, end)])
    this.#held = []
    this.#heldBytes = 0
    this.#hold(chunk.subarray(end))
    return whole
  }

  /** What was held back, once the stream has ended. */
  rest(): Uint8Array {
    return join(this.#held)
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#held.push(bytes)
    this.#heldBytes += bytes.length
  }

  /** Just after the last empty line in `chunk`, lines that began in earlier chunks included; 0 when there is none. */
  #lastFrameEnd(chunk: Uint8Array): number {
    let end = 0
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]!
      if (byte === LF && this.#isAfterCr) {
        // The second half of CR LF belongs to the line that CR ended.
        if (end === index) end = index + 1
        this.#isAfterCr = false
        continue
      }
      this.#isAfterCr = byte === CR
      if (byte === LF || byte === CR) {
        if (this.#lineBytes === 0) end = index + 1
        this.#lineBytes = 0
      } else this.#lineBytes += 1
    }
    return end
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** The data of each frame in a text of whole frames; frames without data are left out. */
export function frameData(text: string): string[] {
  const found: string[] = []
  let lines: string[] = []
  for (const line of `${text}\n\n`.split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5))
    else if (line === '' && lines.length > 0) {
      found.push(lines.join('\n'))
      lines = []
    }
  }
  return found
}
