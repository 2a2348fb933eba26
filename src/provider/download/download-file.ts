/**
 * One model file from an address to the disk: resumed where it was cut off, compared with its hash, renamed into place when whole.
 *
 * Invariant: under its name there is the whole file or none. What arrived stays as NAME.part and is gone on from, by this run for
 * RETRIES_MAX cuts in a row that bring nothing, else by the next. A web page, an error's text or any other file than a model is
 * refused by its first bytes. Redirects are followed, because nothing secret is sent.
 */

import { LociError } from '../../errors.ts'
import { openSha256 } from '../../host/digest.ts'
import type { Disk } from '../../host/disk.ts'
import { startTimer } from '../../host/timers.ts'
import { PartialFile } from './partial-file.ts'
import { isPassing, rangeHeaders, readAnswer } from './read-answer.ts'

/** Attempts in a row that bring not one byte. */
const RETRIES_MAX = 4
const RETRY_DELAY_MS = 1_000
const SILENCE_MS = 60_000

export interface DownloadOptions {
  readonly disk: Disk
  readonly url: string
  /** Folder that it is put into, under the name that the address ends in. */
  readonly folder: string
  /** 64 hex digits. */
  readonly sha256?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((byteCount: number, totalByteCount: number | null) => void) | undefined
  /** What a person should hear: a restart, a retry. */
  readonly onNote?: ((note: string) => void) | undefined
  /** Before the first retry; doubled for each further one. Default RETRY_DELAY_MS. */
  readonly retryDelayMs?: number | undefined
  readonly silenceMs?: number | undefined
}

export interface Downloaded {
  readonly path: string
  readonly byteCount: number
  readonly sha256: string
  /** Bytes that an earlier run had left. */
  readonly resumedByteCount: number
  /** It was here already, with the hash that was asked for. */
  readonly wasThere: boolean
}

/** Throws INPUT_INVALID. */
export function targetNameOf(url: string): string {
  const parsed = URL.parse(url)
  const isWeb = parsed?.protocol === 'http:' || parsed?.protocol === 'https:'
  const bad = (why: string): LociError =>
    new LociError('INPUT_INVALID', `the address ${why}`, {
      hint: 'Give the address of the file itself: https://example.org/models/NAME.gguf',
    })
  if (!isWeb) throw bad('is no web address')
  if (parsed.username !== '' || parsed.password !== '') throw bad('holds a name or password')
  let name: string
  try {
    name = decodeURIComponent(parsed.pathname.split('/').at(-1)!)
  } catch {
    // An escape that is none cannot name a file.
    throw bad('ends in an escape that is not UTF-8')
  }
  const isName = /^[^./\\\p{Cc}][^/\\\p{Cc}]{0,199}$/u.test(name)
  if (!isName) throw bad('ends in no file name')
  return name
}

class Download {
  readonly #options: DownloadOptions
  readonly #target: string
  readonly #part: PartialFile
  #totalByteCount: number | null = null

  constructor(options: DownloadOptions) {
    this.#options = options
    this.#target = `${options.folder.replace(/\/+$/, '')}/${targetNameOf(options.url)}`
    this.#part = new PartialFile(options.disk, this.#target, options.url)
  }

  async run(): Promise<Downloaded> {
    const { disk } = this.#options
    if (await disk.exists(this.#target)) return this.#present()
    await this.#part.load()
    const resumedByteCount = this.#part.byteCount
    try {
      await this.#fetchAll()
      const sha256 = await this.#part.finish()
      await this.#check(sha256)
      const { byteCount } = this.#part
      await this.#part.moveTo(this.#target)
      return { path: this.#target, byteCount, sha256, resumedByteCount, wasThere: false }
    } finally {
      await this.#part.pause()
    }
  }

  /** What lies under the name already, when it is what was asked for. */
  async #present(): Promise<Downloaded> {
    const { disk, sha256: wanted } = this.#options
    const path = this.#target
    if (wanted !== undefined) {
      const sha256 = await fileSha256(disk, path)
      const byteCount = await disk.byteCount(path)
      if (sha256 === wanted.toLowerCase()) {
        return { path, byteCount, sha256, resumedByteCount: 0, wasThere: true }
      }
    }
    throw new LociError('FILE_EXISTS', `there is a file at ${path}`, {
      ...(wanted === undefined ? {} : { details: { reason: 'its hash is another one' } }),
    })
  }

  async #fetchAll(): Promise<void> {
    const { onNote, retryDelayMs = RETRY_DELAY_MS, signal } = this.#options
    let failedCount = 0
    for (;;) {
      const before = this.#part.byteCount
      try {
        if (await this.#fetchOnce()) return
      } catch (error) {
        signal?.throwIfAborted()
        if (!isRetried(error)) throw error
        if (this.#part.byteCount > before) failedCount = 0
        failedCount += 1
        if (failedCount > RETRIES_MAX) throw error
        onNote?.(`${error.message}; trying again`)
      }
      if (failedCount > 0) await pause(retryDelayMs * 2 ** (failedCount - 1), signal)
    }
  }

  /** True when all is here; false: once more from the beginning. */
  async #fetchOnce(): Promise<boolean> {
    const { url, onNote, signal } = this.#options
    const part = this.#part
    const stop = new AbortController()
    const watch = new SilenceWatch(this.#options.silenceMs ?? SILENCE_MS, stop)
    try {
      const answer = await fetch(url, {
        headers: { 'accept-encoding': 'identity', ...rangeHeaders(part.byteCount, part.version) },
        signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
      }).catch((cause: unknown) => Promise.reject(cutOff(url, cause)))
      const meaning = readAnswer(answer, url, part)
      if (meaning.kind === 'whole') return true
      if (meaning.kind === 'stale') {
        if (part.byteCount === 0) {
          throw new LociError('DOWNLOAD_INVALID', `${url} sent a part that nobody asked for`)
        }
        onNote?.('the file has changed since: fetching all of it')
        await part.remove()
        return false
      }
      if (part.byteCount > 0 && !meaning.isContinued) {
        onNote?.('the server sends all of the file again')
      }
      await part.begin(meaning.version, meaning.isContinued)
      this.#totalByteCount = meaning.totalByteCount
      await this.#take(answer, watch)
      return true
    } finally {
      watch.stop()
      stop.abort()
    }
  }

  async #take(answer: Response, watch: SilenceWatch): Promise<void> {
    const { url, onProgress } = this.#options
    const reader = answer.body?.getReader()
    const part = this.#part
    const total = this.#totalByteCount
    for (;;) {
      const step = await reader?.read().catch((cause: unknown) => {
        throw cutOff(url, cause)
      })
      if (step === undefined || step.done) break
      watch.heard()
      if (part.byteCount === 0) checkStart(step.value, url)
      await part.write(step.value)
      onProgress?.(part.byteCount, total)
    }
    if (total === null || part.byteCount === total) return
    if (part.byteCount > total) {
      await part.remove()
      throw new LociError('DOWNLOAD_INVALID', `${url} sent more than the ${total} bytes it named`)
    }
    throw new LociError('DOWNLOAD_FAILED', `${url} ended after ${part.byteCount} of ${total} bytes`)
  }

  async #check(sha256: string): Promise<void> {
    const { url, sha256: wanted } = this.#options
    if (this.#part.byteCount === 0) {
      await this.#part.remove()
      throw new LociError('DOWNLOAD_INVALID', `${url} is empty`)
    }
    if (wanted === undefined || sha256 === wanted.toLowerCase()) return
    await this.#part.remove()
    throw new LociError('DOWNLOAD_INVALID', `${url} has the SHA-256 ${sha256}, not ${wanted}`, {
      hint: 'Nothing was kept. Compare the hash with its source, then fetch the file again.',
      details: { sha256, wanted },
    })
  }
}

/** Ends a request that has been silent for too long. */
class SilenceWatch {
  readonly #silenceMs: number
  readonly #stop: AbortController
  #cancel: () => void = () => undefined

  constructor(silenceMs: number, stop: AbortController) {
    this.#silenceMs = silenceMs
    this.#stop = stop
    this.heard()
  }

  heard(): void {
    this.#cancel()
    this.#cancel = startTimer(this.#silenceMs, () => {
      const says = `silent for ${this.#silenceMs} ms`
      this.#stop.abort(new LociError('DOWNLOAD_FAILED', says))
    })
  }

  stop(): void {
    this.#cancel()
  }
}

function cutOff(url: string, cause: unknown): LociError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const { code } = inner as { code?: unknown }
  const message = inner instanceof Error && inner.message !== '' ? inner.message : String(code)
  return new LociError('DOWNLOAD_FAILED', `${url}: ${message}`, { cause })
}

function isRetried(error: unknown): error is LociError {
  if (!LociError.is(error, 'DOWNLOAD_FAILED')) return false
  const { status } = error.details ?? {}
  return typeof status !== 'number' || isPassing(status)
}

/** GGUF, or gzip around one: by the first bytes, since names and types lie. */
function checkStart(bytes: Uint8Array, url: string): void {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 4))
  if ('GGUF'.startsWith(start) || start === 'GGUF' || start.startsWith('\u001f\u008b')) return
  throw new LociError('DOWNLOAD_INVALID', `${url} is no model file: it begins with other bytes`, {
    hint: 'Give the address of a .gguf or .gguf.gz file.',
  })
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = startTimer(delayMs, resolve)
    const leave = (): void => {
      stop()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
  })
}

async function fileSha256(disk: Disk, path: string): Promise<string> {
  const hash = openSha256()
  await using file = await disk.openFile(path)
  const step = 1 << 20
  for (let at = 0; at < file.byteCount; at += step) {
    hash.put(await file.readAt(at, Math.min(step, file.byteCount - at)))
  }
  return hash.hex()
}

/**
 * Throws INPUT_INVALID for an address that names no file, FILE_EXISTS, DOWNLOAD_FAILED (what arrived is kept), DOWNLOAD_INVALID
 * (nothing is kept that is wrong), FILE_WRITE_FAILED, or the signal's reason.
 */
export async function downloadFile(options: DownloadOptions): Promise<Downloaded> {
  return new Download(options).run()
}
