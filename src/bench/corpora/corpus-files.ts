/**
 * Files of a data folder by content: every readable JSON text or Python literal, with the folder it lies in.
 *
 * A corpus is sought where its name hints, then in the folder itself, then everywhere below, and the first place that holds one ends
 * the search. Names decide only the order. Bounds: depth, files and bytes a file; what is over them or cannot be read is
 * counted. Gzip is known by its first bytes as well as by its name.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Disk } from '../../host/disk.ts'
import { type PathBounds, pathsBelow } from '../paths-below.ts'
import { parseLiteral } from './parse-literal.ts'

const BOUNDS: PathBounds = { depthMax: 6, filesMax: 4_000 }
const FILE_BYTES_MAX = 128 * 1024 * 1024
const readable = /\.(?:jsonl?|py|txt)(?:\.gz)?$|\.gz$|\/[^.]+$/i

export interface CorpusFile {
  readonly path: string
  /** The folder it lies in, without an ending slash. */
  readonly folder: string
  readonly content: unknown
  readonly sha256: string
}

/** Counts, over a search, the files that look like data and could not be read. */
export interface Unread {
  count: number
}

/** Places to look for a corpus, best first; each is walked with what lies below it. */
export async function likelyFolders(disk: Disk, folder: string, hint: RegExp): Promise<string[]> {
  if (!(await disk.exists(folder))) {
    throw new LociError('BENCH_DATA_MISSING', `there is no folder ${folder}`)
  }
  const below = (await disk.list(folder))
    .filter((name) => name.endsWith('/') && hint.test(name))
    .map((name) => `${folder}/${name.slice(0, -1)}`)
  return [...below, folder]
}

/** One at a time, so that a folder larger than memory can be searched. */
export async function* filesBelow(
  disk: Disk,
  folder: string,
  unread: Unread,
): AsyncGenerator<CorpusFile> {
  for (const path of await pathsBelow(disk, folder, readable, BOUNDS)) {
    const text = await readLooseText(disk, path)
    const content = text === null ? undefined : parseText(text)
    if (text === null || content === undefined) {
      unread.count += 1
      continue
    }
    const at = path.lastIndexOf('/')
    yield { path, folder: path.slice(0, at), content, sha256: sha256Hex(text) }
  }
}

/** One value, or a list of the values of its lines. */
function parseText(text: string): unknown {
  const whole = parseLiteral(text)
  if (whole !== undefined) return whole
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values = lines.slice(0, 2).map(parseLiteral)
  if (values.length === 0 || values.includes(undefined)) return undefined
  return lines.map(parseLiteral).filter((value) => value !== undefined)
}

/** Null: too large, damaged, or no text. */
async function readLooseText(disk: Disk, path: string): Promise<string | null> {
  try {
    if ((await disk.byteCount(path)) > FILE_BYTES_MAX) return null
    const bytes = await disk.readBytes(path)
    const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
    const plain = isZipped ? await inflate(bytes) : bytes
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch {
    // A file that nobody can read is no part of a corpus; the caller counts it.
    return null
  }
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** One digest for a set of files, whatever their order. */
export function digestOf(files: Iterable<CorpusFile>): string {
  const digests = new Set([...files].map(({ sha256 }) => sha256))
  return sha256Hex([...digests].sort().join('\n'))
}

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The objects of a file: a list of them, or a single one. */
export function objectsIn(content: unknown): Fields[] {
  return (Array.isArray(content) ? content : [content]).filter(isFields)
}
