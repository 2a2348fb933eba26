/**
 * A streamed answer as it came, kept small: each frame as what differs from the one before.
 *
 * Frames of one answer are equal but for a few words; a cached stream written out would be fifty times its text. Lossless: what
 * `framesOf` gives joins to the same bytes. Worked example: after `data: {"c":"Hello"}` the frame `data: {"c":"Help"}` is
 * [14, 2, "p"]: 14 characters from the front, 2 from the end, "p" between. Bounded: what does not fit, or is not UTF-8, is not kept.
 */

/** Characters of one tape. */
const TAPE_CHARACTERS_MAX = 4_194_304

/** Characters from the front of the frame before, from its end, and what stands between. */
type Step = readonly [front: number, end: number, between: string]

const frameEnd = /(?<=\n\r?\n|\r\r)/

export class FrameTape {
  readonly #steps: Step[] = []
  #last = ''
  #characterCount = 0
  #isWhole = true
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  /** Whole frames, as the upstream gives them. */
  add(bytes: Uint8Array): void {
    if (!this.#isWhole) return
    const text = this.#decoded(bytes)
    if (text === null) {
      this.#isWhole = false
      return
    }
    for (const frame of text.split(frameEnd)) this.#put(frame)
  }

  /** Null when the answer could not be kept. */
  text(): string | null {
    return this.#isWhole ? JSON.stringify(this.#steps) : null
  }

  #decoded(bytes: Uint8Array): string | null {
    try {
      return this.#decoder.decode(bytes)
    } catch {
      // Not UTF-8: passed on as it is, but not kept.
      return null
    }
  }

  #put(frame: string): void {
    const front = commonFront(this.#last, frame)
    const end = commonEnd(this.#last, frame, front)
    const between = frame.slice(front, frame.length - end)
    this.#steps.push([front, end, between])
    this.#last = frame
    this.#characterCount += between.length + 12
    if (this.#characterCount > TAPE_CHARACTERS_MAX) this.#isWhole = false
  }
}

function commonFront(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && a.charCodeAt(count) === b.charCodeAt(count)) count += 1
  return count
}

function commonEnd(a: string, b: string, front: number): number {
  const most = Math.min(a.length, b.length) - front
  let count = 0
  while (
    count < most &&
    a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)
  ) {
    count += 1
  }
  return count
}

/** The frames of a tape's text, or null for what is no tape. */
export function framesOfTape(text: string): string[] | null {
  const steps = parsed(text)
  if (!Array.isArray(steps)) return null
  const frames: string[] = []
  let last = ''
  for (const step of steps) {
    if (!isStep(step) || step[0] + step[1] > last.length) return null
    const [front, end, between] = step
    last = last.slice(0, front) + between + last.slice(last.length - end)
    frames.push(last)
  }
  return frames
}

function isStep(value: unknown): value is Step {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [front, end, between] = value
  return isCount(front) && isCount(end) && typeof between === 'string'
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Damaged: the caller asks the model.
    return null
  }
}
