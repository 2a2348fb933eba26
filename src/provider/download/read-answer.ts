/**
 * What a server's answer means for a download: go on behind what is there, begin anew, finished already, or a refusal.
 *
 * A server that does not know ranges sends all of the file; one whose file has changed since does so because of If-Range, or sends a
 * range of another version, which is found by its tag and thrown away. Worked example: 100 bytes are here, the answer is
 * `206, content-range: bytes 100-299/300`: 200 more come, of 300.
 */

import { LociError } from '../../errors.ts'
import type { FileVersion } from './partial-file.ts'

export type AnswerMeaning =
  | {
      readonly kind: 'bytes'
      readonly isContinued: boolean
      /** Of the whole file; null when the server does not say. */
      readonly totalByteCount: number | null
      readonly version: FileVersion
    }
  /** All of it is here. */
  | { readonly kind: 'whole' }
  /** What is here is of no use: ask for all of it. */
  | { readonly kind: 'stale' }

/** Statuses after which the same request may do better. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])

export function isPassing(status: number): boolean {
  return passing.has(status)
}

export function versionOf(headers: Headers): FileVersion {
  const tag = headers.get('etag')
  return {
    tag: tag === null || tag.startsWith('W/') ? null : tag,
    lastModified: headers.get('last-modified'),
  }
}

/** What a request for the rest names, so that it is not the rest of another version. */
export function rangeHeaders(heldByteCount: number, version: FileVersion | null): HeadersInit {
  const validator = version?.tag ?? version?.lastModified ?? null
  if (heldByteCount === 0 || validator === null) return {}
  return { range: `bytes=${heldByteCount}-`, 'if-range': validator }
}

function countOf(text: string | null | undefined): number | null {
  return text !== null && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function refused(where: string, status: number): LociError {
  const isKey = status === 401 || status === 403
  return new LociError('DOWNLOAD_FAILED', `${where} answered ${status}`, {
    details: { status },
    ...(isKey
      ? { hint: 'The file is not public; Loci sends no credentials. Fetch it by other means.' }
      : {}),
    ...(status === 404 || status === 410 ? { hint: 'Check the address.' } : {}),
  })
}

/** Throws DOWNLOAD_FAILED for a status that gives no file, DOWNLOAD_INVALID for a web page. */
export function readAnswer(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  where: string,
  held: { readonly byteCount: number; readonly version: FileVersion | null },
): AnswerMeaning {
  const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  if (status === 416) {
    return countOf(range?.[3]) === held.byteCount ? { kind: 'whole' } : { kind: 'stale' }
  }
  if (status !== 200 && status !== 206) throw refused(where, status)
  if (/text\/html|application\/xhtml/i.test(headers.get('content-type') ?? '')) {
    throw new LociError('DOWNLOAD_INVALID', `${where} answered with a web page`, {
      hint: 'Copy the address of the file itself, not of the page that describes it.',
    })
  }
  const version = versionOf(headers)
  if (status === 200) {
    const isPacked = (headers.get('content-encoding') ?? 'identity') !== 'identity'
    const totalByteCount = isPacked ? null : countOf(headers.get('content-length'))
    return { kind: 'bytes', isContinued: false, totalByteCount, version }
  }
  const isOther =
    held.version?.tag != null && version.tag !== null && version.tag !== held.version.tag
  if (isOther || countOf(range?.[1]) !== held.byteCount) return { kind: 'stale' }
  const kept = version.tag === null && version.lastModified === null ? held.version! : version
  return { kind: 'bytes', isContinued: true, totalByteCount: countOf(range?.[3]), version: kept }
}
