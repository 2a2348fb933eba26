/**
 * A file of recorded answers: JSON lines, one for each call, keyed by a digest of what was asked.
 *
 * The first line says what it is and which model spoke; the last one counts the calls and holds a digest of all lines before it. Invariant: a
 * cassette that is cut, edited or half written is refused with the line at which it shows; what was asked is not in it, only its key.
 */

import { type ErrorCode, errorTable, LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Disk } from '../host/disk.ts'
import type { ModelPart, ModelRequest } from '../model/model.ts'

export interface CassetteError {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
}

export interface CassetteEntry {
  readonly key: string
  readonly parts: readonly ModelPart[]
  /** What ended the call; null when it came to its end. */
  readonly error: CassetteError | null
}

export interface Cassette {
  readonly model: string
  readonly contextTokensMax: number | null
  readonly entries: readonly CassetteEntry[]
}

const FORMAT = 'loci-cassette-1'
export const CASSETTE_BYTES_MAX = 268_435_456
const partKinds = new Set(['text', 'tool-call', 'usage', 'end'])

type Json = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON whose keys are sorted at every level: equal content has equal text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (!isRecord(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, canonical(value[key])]))
}

/** 64 hex digits over everything that may change the answer; the signal is none of it. */
export function requestKey({ messages, tools, schema, sampling, stop }: ModelRequest): string {
  return sha256Hex(JSON.stringify(canonical({ messages, tools, schema, sampling, stop })))
}

export function encodeCassette({ model, contextTokensMax, entries }: Cassette): string {
  const lines = [{ format: FORMAT, model, contextTokensMax }, ...entries].map((line) =>
    JSON.stringify(line),
  )
  const body = `${lines.join('\n')}\n`
  return `${body}${JSON.stringify({ calls: entries.length, sha256: sha256Hex(body) })}\n`
}

function damaged(path: string, line: number, what: string): LociError {
  return new LociError(
    'FILE_UNREADABLE',
    `the cassette ${path} is damaged at line ${line}: ${what}`,
    {
      hint: 'Record it again, or take it from a copy that is whole.',
      details: { line },
    },
  )
}

function entryOf(value: unknown): CassetteEntry | null {
  if (!isRecord(value)) return null
  const { key, parts, error } = value
  if (typeof key !== 'string' || !Array.isArray(parts)) return null
  if (!parts.every((part) => isRecord(part) && partKinds.has(String(part.kind)))) return null
  const isError = isRecord(error) && Object.hasOwn(errorTable, String(error.code))
  if (error !== null && !isError) return null
  return value as unknown as CassetteEntry
}

function parseLine(path: string, text: string, line: number): Json {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    // What it is not is said below.
  }
  throw damaged(path, line, 'no JSON object')
}

/** Throws FILE_UNREADABLE. */
export function decodeCassette(text: string, path: string): Cassette {
  const lines = text.split('\n')
  const head = parseLine(path, lines[0] ?? '', 1)
  if (head.format !== FORMAT || typeof head.model !== 'string') {
    throw damaged(path, 1, 'it does not say that it is a cassette')
  }
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length
  const trailer = parseLine(path, lines[last - 1] ?? '', last)
  if (typeof trailer.sha256 !== 'string') throw damaged(path, last, 'its end is missing')
  const entries = lines.slice(1, last - 1).map((line, index) => {
    const entry = entryOf(parseLine(path, line, index + 2))
    if (entry === null) throw damaged(path, index + 2, 'no recorded call')
    return entry
  })
  const body = `${lines.slice(0, last - 1).join('\n')}\n`
  if (trailer.calls !== entries.length || trailer.sha256 !== sha256Hex(body)) {
    throw damaged(path, last, 'it was changed after it was recorded')
  }
  const { model, contextTokensMax } = head
  return {
    model,
    contextTokensMax: typeof contextTokensMax === 'number' ? contextTokensMax : null,
    entries,
  }
}

/** Throws FILE_NOT_FOUND, FILE_UNREADABLE, INPUT_TOO_LARGE. */
export async function readCassette(disk: Disk, path: string): Promise<Cassette> {
  if (!(await disk.exists(path)))
    throw new LociError('FILE_NOT_FOUND', `there is no cassette at ${path}`)
  const byteCount = await disk.byteCount(path)
  if (byteCount > CASSETTE_BYTES_MAX) {
    const message = `the cassette ${path} has ${byteCount} bytes; the limit is ${CASSETTE_BYTES_MAX}`
    throw new LociError('INPUT_TOO_LARGE', message)
  }
  return decodeCassette(await disk.readText(path), path)
}
