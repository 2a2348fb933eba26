/**
 * Labelled question pairs from a folder or a file, recognised by content, whatever the names.
 *
 * Understood: objects with two texts and a label: `{text_a, text_b, label}` (GPTCache's form of the Quora pairs),
 * `{question1, question2, is_duplicate}`, `{a, b, same}`; as one JSON array or one object a line. Pairs without negatives are left
 * out: a set of nothing but positives measures no precision.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Disk } from '../../host/disk.ts'

export interface LabelledPair {
  readonly a: string
  readonly b: string
  readonly isSame: boolean
}

export interface PairData {
  readonly pairs: readonly LabelledPair[]
  readonly sha256: string
}

const shapes = [
  ['text_a', 'text_b', 'label'],
  ['question1', 'question2', 'is_duplicate'],
  ['a', 'b', 'same'],
] as const
/** Folders that are looked at first, by a word in their name; the others follow. */
const likely = /qqp|quora|gptcache|pairs|cache/i
/** Larger files are not opened in search of pairs. */
const FILE_BYTES_MAX = 16 * 1024 * 1024
const FILES_MAX = 500

/** Null when neither the folder nor one just below it holds labelled pairs. */
export async function findPairs(disk: Disk, folder: string): Promise<PairData | null> {
  if (!(await disk.exists(folder))) {
    throw new LociError('BENCH_DATA_MISSING', `there is no folder ${folder}`)
  }
  const below = (await disk.list(folder)).filter((name) => name.endsWith('/'))
  const order = [
    '',
    ...below.filter((name) => likely.test(name)),
    ...below.filter((name) => !likely.test(name)),
  ]
  for (const name of order) {
    const found = await pairsInFolder(disk, name === '' ? folder : `${folder}/${name.slice(0, -1)}`)
    if (found !== null) return found
  }
  return null
}

async function pairsInFolder(disk: Disk, folder: string): Promise<PairData | null> {
  const names = (await disk.list(folder)).filter((name) => /\.jsonl?(?:\.gz)?$/.test(name))
  const pairs: LabelledPair[] = []
  const digests: string[] = []
  for (const name of names.slice(0, FILES_MAX)) {
    const path = `${folder}/${name}`
    if ((await disk.byteCount(path)) > FILE_BYTES_MAX) continue
    const text = await disk.readText(path)
    const found = pairsIn(text)
    if (found.length === 0) continue
    digests.push(sha256Hex(text))
    for (const pair of found) pairs.push(pair)
  }
  const hasBoth = pairs.some((pair) => pair.isSame) && pairs.some((pair) => !pair.isSame)
  return hasBoth ? { pairs, sha256: sha256Hex(digests.sort().join('\n')) } : null
}

/** `--pairs FILE`: every line must be a pair. */
export async function readPairsFile(disk: Disk, path: string): Promise<PairData> {
  const text = await disk.readText(path)
  const pairs = pairsIn(text)
  if (pairs.length === 0) {
    throw new LociError('INPUT_INVALID', `${path} holds no pairs`, {
      hint: 'One JSON object a line: {"a": "stored question", "b": "asked question", "same": true}.',
    })
  }
  return { pairs, sha256: sha256Hex(text) }
}

function pairsIn(text: string): LabelledPair[] {
  const rows = rowsOf(text)
  return rows.flatMap((row) => {
    const pair = pairOf(row)
    return pair === null ? [] : [pair]
  })
}

function rowsOf(text: string): unknown[] {
  try {
    const whole: unknown = JSON.parse(text)
    return Array.isArray(whole) ? whole : [whole]
  } catch {
    // Not one JSON value: perhaps one a line; lines that are none are not pairs.
    return text.split('\n').flatMap((line) => {
      try {
        return line.trim().length === 0 ? [] : [JSON.parse(line) as unknown]
      } catch {
        return []
      }
    })
  }
}

function pairOf(row: unknown): LabelledPair | null {
  if (typeof row !== 'object' || row === null) return null
  const fields = row as Record<string, unknown>
  for (const [first, second, label] of shapes) {
    const a = fields[first]
    const b = fields[second]
    const isSame = labelOf(fields[label])
    if (typeof a === 'string' && typeof b === 'string' && isSame !== null) return { a, b, isSame }
  }
  return null
}

function labelOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === '1') return true
  return value === 0 || value === '0' ? false : null
}
