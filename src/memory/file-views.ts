/**
 * What the memory tool shows of files: numbered lines and folder listings, in the form that models were trained to read.
 *
 * A line number is six wide and followed by a tab; a listing goes two levels deep and leaves hidden names out. Sizes of folders are the
 * bytes of the files below.
 */

import { invalidInput } from './check-input.ts'

export interface ViewedFile {
  readonly path: string
  readonly text: string
}

const LINE_NUMBER_WIDTH = 6
const LISTED_LEVELS = 2
const UNIT_BYTES = 1_024
const units = ['B', 'K', 'M', 'G'] as const
/** Lines shown before and after a change. */
const AROUND = 2

/** `0B`, `512B`, `1.5K`. */
export function sizeText(byteCount: number): string {
  let size = byteCount
  let unit = 0
  while (size >= UNIT_BYTES && unit < units.length - 1) {
    size /= UNIT_BYTES
    unit += 1
  }
  return `${Number.isInteger(size) ? size : size.toFixed(1)}${units[unit]}`
}

function numbered(lines: readonly string[], firstNumber: number): string {
  return lines
    .map((line, index) => `${String(firstNumber + index).padStart(LINE_NUMBER_WIDTH)}\t${line}`)
    .join('\n')
}

function checkRange(range: unknown, lineCount: number): readonly [number, number] {
  if (range === undefined || range === null) return [1, lineCount]
  const [first, last, ...more] = Array.isArray(range) ? (range as unknown[]) : []
  const isPair = Number.isInteger(first) && Number.isInteger(last) && more.length === 0
  if (!isPair) throw invalidInput('view_range', 'must be two whole numbers: [first, last]')
  const from = Math.max(1, first as number)
  const to = last === -1 ? lineCount : (last as number)
  if (from > lineCount || to < from) {
    throw invalidInput(
      'view_range',
      `[${first}, ${last}] is not in the file: its lines are 1 to ${lineCount}; -1 is the last`,
    )
  }
  return [from, Math.min(to, lineCount)]
}

/** A line break at the end begins one more line, which is empty. */
export function fileView({ path, text }: ViewedFile, range: unknown): string {
  const lines = text.split('\n')
  const [from, to] = checkRange(range, lines.length)
  const shown = numbered(lines.slice(from - 1, to), from)
  return `Here's the content of ${path} with line numbers:\n${shown}`
}

/** The lines around a change that begins at a character of the new text. */
export function changeView(text: string, at: number): string {
  const lines = text.split('\n')
  const changed = text.slice(0, at).split('\n').length - 1
  const first = Math.max(0, changed - AROUND)
  return numbered(lines.slice(first, changed + AROUND + 1), first + 1)
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

export function folderView(folder: string, files: readonly ViewedFile[]): string {
  const encoder = new TextEncoder()
  const sizes = new Map<string, number>()
  let total = 0
  for (const { path, text } of files) {
    const names = path.slice(folder.length + 1).split('/')
    const size = encoder.encode(text).length
    total += size
    const visible = names.findIndex(isHidden)
    const levels = Math.min(names.length, LISTED_LEVELS, visible === -1 ? LISTED_LEVELS : visible)
    for (let level = 1; level <= levels; level += 1) {
      const isFolder = level < names.length
      const entry = `${folder}/${names.slice(0, level).join('/')}${isFolder ? '/' : ''}`
      sizes.set(entry, (sizes.get(entry) ?? 0) + size)
    }
  }
  const entries = [...sizes].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = [[folder, total] as const, ...entries].map(
    ([path, size]) => `${sizeText(size)}\t${path}`,
  )
  const heading =
    `Here're the files and directories up to ${LISTED_LEVELS} levels deep in ${folder}, ` +
    'excluding hidden items and node_modules:'
  return `${heading}\n${lines.join('\n')}`
}
