/**
 * A chat answer as the cache keeps it: one line that says what it is, then the body (JSON as it came, or a stream's tape).
 *
 * Opaque to the cache. Replayed it gives the same body, byte for byte. Of the upstream's headers only the type is kept: request ids,
 * times and limits were those of another call. A payload that cannot be read is no answer.
 */

import { framesOfTape } from './frame-tape.ts'

interface Head {
  readonly kind: 'whole' | 'stream'
  readonly status: number
  readonly type: string
}

export interface Replay extends Head {
  /** One element a frame of a stream; a single one otherwise. */
  readonly pieces: readonly Uint8Array[]
}

/** The empty payload: an answer that could not be kept. */
export const NO_PAYLOAD = ''

export function encodePayload(head: Head, body: string | null): string {
  return body === null ? NO_PAYLOAD : `${JSON.stringify(head)}\n${body}`
}

/** Null for a payload that is damaged or was never kept. */
export function decodePayload(payload: string): Replay | null {
  const lineEnd = payload.indexOf('\n')
  const head = readHead(payload.slice(0, Math.max(0, lineEnd)))
  if (head === null) return null
  const body = payload.slice(lineEnd + 1)
  const texts = head.kind === 'whole' ? [body] : framesOfTape(body)
  const encoder = new TextEncoder()
  return texts === null ? null : { ...head, pieces: texts.map((text) => encoder.encode(text)) }
}

function readHead(line: string): Head | null {
  let value: Partial<Head> | null
  try {
    value = JSON.parse(line)
  } catch {
    // No head, no answer.
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { kind, status, type } = value
  if (kind !== 'whole' && kind !== 'stream') return null
  if (!Number.isInteger(status) || typeof type !== 'string') return null
  return { kind, status: status!, type }
}

/** The text of bytes, or null when they are not UTF-8. */
export function exactText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // Passed on as it is, but not kept.
    return null
  }
}
