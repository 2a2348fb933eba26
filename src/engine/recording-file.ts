/**
 * Recordings on disk: a line of JSON an entry, written while the engine runs and read whole.
 *
 * The first line says what the file is, the last one how many entries there are and their digest; without it the file is torn.
 * Beside what the core was told (`recording.ts`) it holds the seeds that the engine drew. Writing never holds the engine up: entries wait in memory while the disk works, and where it cannot keep up or fails, recording
 * ends and the reason is told, while answers go on.
 */

import { LociError } from '../errors.ts'
import { openSha256, type RunningSha256 } from '../host/digest.ts'
import type { Disk, WritableFile } from '../host/disk.ts'
import type { LogEntry } from './recording.ts'
import type { RequestId } from './step.ts'

const FORMAT = 'loci-engine-recording'
export const RECORDING_VERSION = 1
/** Entries that wait for the disk, in bytes. */
export const RECORDING_WAITING_BYTES_MAX = 32 * 1024 ** 2
const RECORDING_BYTES_MAX = 1024 ** 3

/** The seed of a request's draws, its own or drawn by the engine: enough to make its answer again. */
export interface SeedEntry {
  readonly kind: 'seeded'
  readonly id: RequestId
  readonly seed: number
}

export type RunEntry = LogEntry | SeedEntry

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class RecordingWriter {
  readonly #file: WritableFile
  readonly #path: string
  readonly #onFailure: (failure: LociError) => void
  readonly #digest: RunningSha256 = openSha256()
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #writing: Promise<void> | null = null
  #entryCount = 0
  #hasFailed = false

  constructor(file: WritableFile, path: string, onFailure: (failure: LociError) => void) {
    this.#file = file
    this.#path = path
    this.#onFailure = onFailure
    this.#putLine({ format: FORMAT, version: RECORDING_VERSION })
  }

  put(entry: RunEntry): void {
    if (this.#hasFailed) return
    this.#entryCount += 1
    this.#putLine(entry)
    if (this.#waitingBytes <= RECORDING_WAITING_BYTES_MAX) return
    const says = `recording to ${this.#path} ended: the disk is slower than the engine`
    this.#fail(new LociError('FILE_WRITE_FAILED', says))
  }

  /** Writes the last line; the file is whole afterwards, unless writing had failed. */
  async close(): Promise<void> {
    if (!this.#hasFailed) {
      const entryCount = this.#entryCount
      const line = encodeLine({ kind: 'end-of-recording', entryCount, sha256: this.#digest.hex() })
      this.#waiting.push(line)
    }
    await this.#flush()
    if (!this.#hasFailed) await this.#file.sync().catch((cause: unknown) => this.#failBy(cause))
    await this.#file.close()
  }

  #putLine(value: unknown): void {
    const line = encodeLine(value)
    this.#digest.put(line)
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    this.#writing ??= this.#flush().finally(() => {
      this.#writing = null
    })
  }

  /** Until nothing waits; lines that come while it writes are part of it. */
  async #flush(): Promise<void> {
    await this.#writing
    while (this.#waiting.length > 0 && !this.#hasFailed) {
      const lines = joined(this.#waiting)
      this.#waiting = []
      this.#waitingBytes = 0
      await this.#file.write(lines).catch((cause: unknown) => this.#failBy(cause))
    }
  }

  #failBy(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const says = `recording to ${this.#path} ended: ${reason}`
    this.#fail(new LociError('FILE_WRITE_FAILED', says, { cause }))
  }

  #fail(failure: LociError): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#waiting = []
    this.#waitingBytes = 0
    this.#onFailure(failure)
  }
}

function encodeLine(value: unknown): Uint8Array {
  return encoder.encode(`${JSON.stringify(value)}\n`)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Begins a file anew; `onFailure` is called at most once, and nothing is written afterwards. */
export async function openRecording(
  disk: Disk,
  path: string,
  onFailure: (failure: LociError) => void,
): Promise<RecordingWriter> {
  return new RecordingWriter(await disk.openWritable(path, 0), path, onFailure)
}

function refuse(path: string, says: string, entryCount: number): never {
  throw new LociError('INPUT_INVALID', `${path} ${says}`, { details: { path, entryCount } })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Not JSON is one of the ways to be no entry; the caller says which line it was.
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined
}

/** The entries, all of them and unaltered, or INPUT_INVALID that says whether the file is foreign, torn or altered. */
export async function readRecording(disk: Disk, path: string): Promise<readonly RunEntry[]> {
  const byteCount = await disk.byteCount(path)
  if (byteCount > RECORDING_BYTES_MAX) {
    const says = `${path} has ${byteCount} bytes; a recording of ${RECORDING_BYTES_MAX} can be read`
    throw new LociError('INPUT_TOO_LARGE', says)
  }
  // Bytes that are no text become U+FFFD, and then the digest says that they were altered.
  const lines = decoder.decode(await disk.readBytes(path)).split('\n')
  const first = parsed(lines[0]!)
  if (fieldOf(first, 'format') !== FORMAT) refuse(path, 'is no recording of an engine', 0)
  if (fieldOf(first, 'version') !== RECORDING_VERSION) {
    const version = String(fieldOf(first, 'version'))
    refuse(path, `has version ${version}; ${RECORDING_VERSION} can be read`, 0)
  }
  const last = parsed(lines.at(-2) ?? '')
  const entryCount = Math.max(0, lines.length - 3)
  if (lines.at(-1) !== '' || fieldOf(last, 'kind') !== 'end-of-recording') {
    refuse(path, `is torn after about ${entryCount} entries: its last line is missing`, entryCount)
  }
  const digest = openSha256()
  for (const line of lines.slice(0, -2)) digest.put(encoder.encode(`${line}\n`))
  if (fieldOf(last, 'sha256') !== digest.hex() || fieldOf(last, 'entryCount') !== entryCount) {
    refuse(path, 'was altered: its entries do not have the digest of its last line', entryCount)
  }
  // Their digest says that they are what this file wrote.
  return lines.slice(1, -2).map((line) => parsed(line) as RunEntry)
}

/** Of a recording, what the core was told: to be given to `replay`. */
export function isLogEntry(entry: RunEntry): entry is LogEntry {
  return entry.kind !== 'seeded'
}
