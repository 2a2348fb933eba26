/**
 * Cubes as prompt-ready lines: oldest first, a heading for each session or day, and on every line who said it and the end of its id.
 *
 * A line reads `[#9f3a61c0] Caroline: I went to a support group yesterday.`: the handle is the shortest end of the id (8 characters or
 * more) that no other cube of the text shares, so a model can cite it and a reader can find it. Token counts are kept line by line.
 */

import type { Cube, CubeId } from '../store/cube.ts'
import { estimateTokens } from './token-estimate.ts'

const HANDLE_CHARACTERS_MIN = 8
const MINUTE_MS = 60_000

export interface ContextLine {
  readonly cube: Cube
  readonly text: string
  readonly tokenCount: number
}

/** Ends of ids that tell these cubes apart. */
export function handlesOf(ids: readonly CubeId[]): ReadonlyMap<CubeId, string> {
  for (let length = HANDLE_CHARACTERS_MIN; ; length += 4) {
    const handles = new Map(ids.map((id) => [id, `#${id.slice(-length)}`]))
    const isLongest = ids.every((id) => id.length <= length)
    if (isLongest || new Set(handles.values()).size === handles.size) return handles
  }
}

/** Who said it, or where an agent keeps it. */
function leadOf({ kind, name, speaker, role }: Cube): string {
  if (kind === 'turn') return `${speaker ?? role}: `
  return kind === 'file' ? `${name}: ` : ''
}

const marks = /<(?=\/?core-block)/gi

/** The text with the marks of core blocks broken, so that no memory can begin or end one. */
export function withoutMarks(text: string): string {
  return text.replace(marks, '<\u200b')
}

/** One cube on one line; line breaks inside become blanks. */
export function contextLine(cube: Cube, handle: string): ContextLine {
  const said = cube.text.replace(/\s+/g, ' ').trim()
  const shown = cube.caption === null ? '' : ` [picture: ${cube.caption.replace(/\s+/g, ' ')}]`
  const text = `[${handle}] ${withoutMarks(leadOf(cube) + said + shown)}`
  return { cube, text, tokenCount: estimateTokens(text) }
}

export function compareOldestFirst(a: ContextLine, b: ContextLine): number {
  return a.cube.saidAtMs - b.cube.saidAtMs || a.cube.createdSeq - b.cube.createdSeq
}

/** `2023-05-08 13:56`, UTC. */
export function minuteText(ms: number): string {
  return new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ')
}

function headingOf({ cube }: ContextLine): string {
  const when = minuteText(cube.saidAtMs)
  return cube.session === null ? `## ${when}` : `## ${when}, ${cube.session}`
}

function needsHeading(line: ContextLine, before: ContextLine | undefined): boolean {
  if (before === undefined || before.cube.session !== line.cube.session) return true
  return (
    minuteText(before.cube.saidAtMs).slice(0, 10) !== minuteText(line.cube.saidAtMs).slice(0, 10)
  )
}

export interface RenderedContext {
  readonly text: string
  readonly tokenCount: number
}

/** `sorted` lines with headings; `isAdjacent` false between two lines of one session puts a gap mark there. */
export function renderContext(
  sorted: readonly ContextLine[],
  isAdjacent: (a: Cube, b: Cube) => boolean,
): RenderedContext {
  const parts: string[] = []
  let tokenCount = 0
  const push = (text: string, count = estimateTokens(text)): void => {
    tokenCount += count + (parts.length > 0 ? 1 : 0)
    parts.push(text)
  }
  sorted.forEach((line, index) => {
    const before = sorted[index - 1]
    if (needsHeading(line, before)) push(headingOf(line))
    else if (before !== undefined && !isAdjacent(before.cube, line.cube)) push('…')
    push(line.text, line.tokenCount)
  })
  return { text: parts.join('\n'), tokenCount }
}
