/**
 * Request bodies: bounded while they arrive, then UTF-8, then JSON of bounded depth.
 *
 * Invariant: a body is counted before it is kept, chunk by chunk, so that a chunked body without a length is bounded as well; the
 * bytes of all bodies held at a time have a bound of their own.
 */

import { LociError } from '../errors.ts'
import { jsonDepth } from './json-text.ts'
import { JSON_DEPTH_MAX } from './limits.ts'

/** What all bodies together may hold. */
export class BodyBudget {
  readonly #bytesMax: number
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get heldBytes(): number {
    return this.#bytes
  }

  /** Throws TOO_BUSY when there is no room. */
  take(byteCount: number): void {
    if (this.#bytes + byteCount > this.#bytesMax) {
      throw new LociError('TOO_BUSY', `request bodies already hold ${this.#bytes} bytes`)
    }
    this.#bytes += byteCount
  }

  release(byteCount: number): void {
    this.#bytes -= byteCount
  }
}

export interface HeldBody {
  readonly bytes: Uint8Array
  /** Gives the room back; call it once. */
  release(): void
}

function tooLarge(bytesMax: number): LociError {
  return new LociError('INPUT_TOO_LARGE', `the body is larger than ${bytesMax} bytes`, {
    details: { bytesMax },
  })
}

function checkHeaders({ headers }: Request, bytesMax: number): void {
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') {
    throw new LociError('INPUT_INVALID', `content-encoding ${encoding} is not read`, {
      hint: 'Send the body as it is, without compression.',
    })
  }
  const declared = Number(headers.get('content-length') ?? 0)
  if (declared > bytesMax) throw tooLarge(bytesMax)
}

function joined(chunks: readonly Uint8Array[], byteCount: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!
  const bytes = new Uint8Array(byteCount)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

/** Throws INPUT_TOO_LARGE, TOO_BUSY, or INPUT_INVALID when the client stopped half-way. */
export async function readBody(
  request: Request,
  bytesMax: number,
  budget: BodyBudget,
): Promise<HeldBody> {
  checkHeaders(request, bytesMax)
  const chunks: Uint8Array[] = []
  let byteCount = 0
  const reader = request.body?.getReader()
  try {
    for (;;) {
      const step = await reader?.read()
      if (step === undefined || step.done) break
      if (byteCount + step.value.length > bytesMax) throw tooLarge(bytesMax)
      budget.take(step.value.length)
      byteCount += step.value.length
      chunks.push(step.value)
    }
  } catch (cause) {
    budget.release(byteCount)
    // What is left unread is dropped by the server; a failure to say so changes nothing.
    reader?.cancel().catch(() => undefined)
    if (LociError.is(cause)) throw cause
    throw new LociError('INPUT_INVALID', 'the body ended half-way', { cause })
  }
  return { bytes: joined(chunks, byteCount), release: () => budget.release(byteCount) }
}

/** Throws INPUT_NOT_UTF8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new LociError('INPUT_NOT_UTF8', 'the body is not UTF-8', { cause })
  }
}

// Such a member would be dropped or would change the object's prototype further in; it is refused here, where it can be named.
// Any of its letters may be written as an escape.
const suspicious =
  /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"/i

function refusePrototypeKey(key: string, value: unknown): unknown {
  if (key !== '__proto__') return value
  throw new LociError('INPUT_INVALID', 'a member is called __proto__', {
    hint: 'Choose another name for it; nothing was changed.',
  })
}

/** Throws INPUT_MALFORMED_JSON or INPUT_INVALID (too deep). */
export function parseJson(text: string): unknown {
  if (jsonDepth(text, JSON_DEPTH_MAX) > JSON_DEPTH_MAX) {
    throw new LociError('INPUT_INVALID', `the body nests deeper than ${JSON_DEPTH_MAX} brackets`, {
      hint: 'Flatten the value; nothing was changed.',
      details: { depthMax: JSON_DEPTH_MAX },
    })
  }
  try {
    return suspicious.test(text) ? JSON.parse(text, refusePrototypeKey) : JSON.parse(text)
  } catch (cause) {
    if (LociError.is(cause)) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    const why = text.trim() === '' ? 'the body is empty' : `the body is not JSON: ${reason}`
    throw new LociError('INPUT_MALFORMED_JSON', why, { cause })
  }
}
