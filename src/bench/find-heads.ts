/**
 * Files below a folder with the line that each begins with, so that a benchmark can take its input by content, not by name.
 *
 * Files that are not text, or cannot be read, are passed over and counted. Bounded in depth and number; gzip by content.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import { readChunks } from '../host/read-chunks.ts'
import { type PathBounds, pathsBelow } from './paths-below.ts'

const BOUNDS: PathBounds = { depthMax: 12, filesMax: 50_000 }
const HEAD_CHARACTERS = 4000
const readable = /\.(?:csv|jsonl?|txt|tsv|ya?ml)(?:\.gz)?$/i

export interface FileHead {
  readonly path: string
  /** The first line. */
  readonly head: string
  /** Where it begins, whatever its lines: at most some thousand characters. */
  readonly start: string
}

async function startOf(path: string): Promise<string | null> {
  try {
    for await (const bytes of readChunks(path)) {
      const text = new TextDecoder().decode(bytes.subarray(0, HEAD_CHARACTERS * 4))
      return text.replace(/^\uFEFF/, '').slice(0, HEAD_CHARACTERS)
    }
    return ''
  } catch (error) {
    // A file that nobody can read is no input of a benchmark.
    if (LociError.is(error)) return null
    throw error
  }
}

export async function findHeads(disk: Disk, folder: string): Promise<FileHead[]> {
  const heads: FileHead[] = []
  for (const path of await pathsBelow(disk, folder, readable, BOUNDS)) {
    const start = await startOf(path)
    if (start !== null) heads.push({ path, head: start.split('\n', 1)[0]!, start })
  }
  return heads
}
