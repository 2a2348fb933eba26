/**
 * Recorded agent sessions: one a line, with its requests, the blocks of their prompts and the pause before each.
 *
 * Block ids are local to a session, so they are made distinct between sessions. Requests of sub-agents are sessions of their own,
 * begun where they were called. Every session begins at its own zero: the reader puts all requests in one order.
 */

import {
  headObject,
  objectOf,
  type Place,
  type RawRequest,
  refuseLine,
  type TraceFormat,
  timeOf,
  tokensOf,
} from '../trace-format.ts'

type Fields = Readonly<Record<string, unknown>>

const DEPTH_MAX = 8
const REQUESTS_MAX = 1_000_000
const BLOCKS_MAX = 1_000_000

interface Session {
  readonly id: string
  readonly blockTokens: number
  /** Added to local block ids. */
  readonly firstBlock: number
  readonly place: Place
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Runs of ids, `[first, count]` each, written out. */
function blocksOf(runs: unknown, { firstBlock, place }: Session): Uint32Array | null {
  if (!Array.isArray(runs)) return null
  const blocks: number[] = []
  for (const run of runs) {
    const [first, count] = Array.isArray(run) ? run : []
    const isRun = Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 0
    if (!isRun || blocks.length + count > BLOCKS_MAX) {
      return refuseLine(place.path, place.line, 'hash_runs is no list of runs')
    }
    for (let at = 0; at < count; at += 1) blocks.push(firstBlock + first + at)
  }
  return Uint32Array.from(blocks)
}

function requestOf(fields: Fields, session: Session): RawRequest {
  const { place, id, blockTokens } = session
  const gap = fields.think_time
  const measured = fields.api_time
  return {
    arrivalMs: timeOf(fields.t, 't', place) * 1000,
    promptTokens: tokensOf(fields.in, 'in', place),
    outputTokens: tokensOf(fields.out, 'out', place),
    session: id,
    gapMs: gap == null ? null : timeOf(gap, 'think_time', place) * 1000,
    tool: typeof fields.tool === 'string' ? fields.tool : null,
    blocks: blocksOf(fields.hash_runs, session),
    blockTokens,
    measuredMs: measured == null ? null : timeOf(measured, 'api_time', place) * 1000,
  }
}

function requestsOf(entries: unknown, session: Session, depth: number): RawRequest[] {
  const { path, line } = session.place
  if (!Array.isArray(entries) || entries.length > REQUESTS_MAX || depth > DEPTH_MAX) {
    return refuseLine(path, line, 'requests is no list that can be read')
  }
  return entries.flatMap((entry, index) => {
    if (!isFields(entry)) return refuseLine(path, line, `request ${index} is no object`)
    if (entry.type !== 'subagent') return [requestOf(entry, session)]
    const id = `${session.id}/${typeof entry.agent_id === 'string' ? entry.agent_id : index}`
    return entry.requests === undefined
      ? []
      : requestsOf(entry.requests, { ...session, id }, depth + 1)
  })
}

export const agentSessions: TraceFormat = {
  name: 'agent-sessions',
  isOrdered: false,
  recognises: (head) => {
    // The first line may be longer than what is looked at.
    const first = headObject(head)
    if (first !== null) return Array.isArray(first.requests) && 'id' in first
    return /^\{"id":/.test(head) && head.includes('"block_size":') && head.includes('"requests":[')
  },
  open(path) {
    let firstBlock = 0
    return (line, number) => {
      const place = { path, line: number }
      const fields = objectOf(line, place)
      const blockTokens = tokensOf(fields.block_size ?? 64, 'block_size', place)
      const session = { id: String(fields.id), blockTokens, firstBlock, place }
      const requests = requestsOf(fields.requests, session, 0)
      let last = firstBlock
      for (const { blocks } of requests)
        for (const block of blocks ?? []) last = Math.max(last, block)
      firstBlock = last + 1
      return requests
    }
  },
}
