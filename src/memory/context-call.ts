/**
 * One call, one prompt-ready text under a token budget: everything while everything fits, else the best passages.
 *
 * Core blocks come first. A hit brings its neighbours, touching turns merge into a passage, and the whole reads oldest first, because models read in time
 * order. Invariant: `tokenCount <= budgetTokens`, by the runtime's own estimate. A first hit that is too long alone is cut.
 */

import type { Cube, CubeId } from '../store/cube.ts'
import { checkScope } from '../store/scope.ts'
import type { AsOf } from '../store/store.ts'
import { checkChoice, checkCount } from './check-input.ts'
import { BLOCKS_GAP, blocksOf, type ContextBlocks, renderBlocks } from './context-blocks.ts'
import {
  type ContextLine,
  compareOldestFirst,
  contextLine,
  handlesOf,
  type RenderedContext,
  renderContext,
} from './context-text.ts'
import { isRecalled } from './lifecycle.ts'
import { CONTEXT_TOKENS_DEFAULT } from './limits.ts'
import { rowsAround } from './loaded-scopes.ts'
import type { ContextInput, ContextResult } from './memory.ts'
import { type RecallAnswer, type RecallParts, resolveAsOf } from './recall-call.ts'
import { estimateTokens } from './token-estimate.ts'

export const CONTEXT_TOKENS_MAX = 1_000_000
/** A line with its handle and speaker is never shorter. */
const LINE_TOKENS_MIN = 6
/** Turns that a hit brings along on either side. */
const NEIGHBOURS = 1

const empty = { text: '', tokenCount: 0, mode: 'empty', ids: [] } as const

export async function contextOf(
  parts: RecallParts,
  input: ContextInput,
  answer: RecallAnswer,
): Promise<ContextResult> {
  const budget = checkCount(
    input.budgetTokens,
    'budgetTokens',
    CONTEXT_TOKENS_DEFAULT,
    CONTEXT_TOKENS_MAX,
  )
  const asOf = input.asOf === undefined ? undefined : { position: answer.position }
  const blocks = await blocksFor(parts, input, { budget, asOf })
  const notes = [...answer.notes, ...blocks.notes]
  const taken = blocks.cubes.length === 0 ? 0 : blocks.tokenCount + estimateTokens(BLOCKS_GAP)
  const bounds = { budget: budget - taken, asOf }
  const whole = await wholeHistory(parts, input, answer, bounds)
  const found = whole ?? (await passages(parts, answer, bounds))
  if (taken > 0 && found.mode === 'empty' && answer.hits.length > 0) {
    notes.push(`core blocks take ${taken} of ${budget} tokens: no memory fits beside them`)
  }
  return { ...withBlocks(blocks, found), notes }
}

async function blocksFor(
  { store, clock }: RecallParts,
  input: ContextInput,
  { budget, asOf }: ContextBounds,
): Promise<ContextBlocks> {
  const past = await resolveAsOf(store, input.asOf)
  const nowMs = past?.timeMs ?? clock.nowMs()
  const excludeIds = new Set(input.excludeIds)
  const which = checkChoice(input.blocks, 'blocks', ['all', 'own', 'none'])
  const scope = checkScope(input.scope)
  const cubes = await blocksOf(store, { scope, which, asOf, nowMs, excludeIds })
  return renderBlocks(cubes, budget)
}

/** Blocks first; with blocks alone something is known, so the context is not empty. */
function withBlocks(blocks: ContextBlocks, context: BareContext): BareContext {
  if (blocks.cubes.length === 0) return context
  const ids = [...blocks.cubes.map((cube) => cube.id), ...context.ids]
  if (context.mode === 'empty') {
    return { text: blocks.text, tokenCount: blocks.tokenCount, mode: 'passages', ids }
  }
  const text = `${blocks.text}${BLOCKS_GAP}${context.text}`
  const tokenCount = blocks.tokenCount + estimateTokens(BLOCKS_GAP) + context.tokenCount
  return { text, tokenCount, mode: context.mode, ids }
}

type BareContext = Omit<ContextResult, 'notes'>

interface ContextBounds {
  readonly budget: number
  readonly asOf: AsOf | undefined
}

function resultOf(
  mode: 'whole' | 'passages',
  lines: readonly ContextLine[],
  { text, tokenCount }: RenderedContext,
): BareContext {
  return { text, tokenCount, mode, ids: lines.map((line) => line.cube.id) }
}

function linesOf(cubes: readonly Cube[]): ContextLine[] {
  const handles = handlesOf(cubes.map((cube) => cube.id))
  return cubes.map((cube) => contextLine(cube, handles.get(cube.id)!)).sort(compareOldestFirst)
}

async function wholeHistory(
  { store }: RecallParts,
  { scope, derived = 'with' }: ContextInput,
  { opened, allow }: RecallAnswer,
  { budget, asOf }: ContextBounds,
): Promise<BareContext | null> {
  const { index, derived: memories } = opened
  const leastCount = derived === 'only' ? memories.index.rowCount : index.rowCount
  if (leastCount * LINE_TOKENS_MIN > budget) return null
  const cubes = await store.scopeCubes({ scope, ...(asOf === undefined ? {} : { asOf }) })
  const shown = cubes.filter((cube) => isRecalled(cube) && allow(cube.id))
  const isMemory = ({ kind }: Cube): boolean => kind === 'derived'
  const said = shown.filter((cube) => !isMemory(cube))
  // All that was said tells more than memories of it do: they come along while there is room.
  const tries = { with: [shown, said], without: [said], only: [shown.filter(isMemory)] }[derived]
  if (tries[0]!.length === 0) return empty
  for (const some of tries) {
    if (some.length === 0) continue
    const lines = linesOf(some)
    const rendered = renderContext(lines, () => true)
    if (rendered.tokenCount <= budget) return resultOf('whole', lines, rendered)
  }
  return null
}

async function passages(
  { store }: RecallParts,
  answer: RecallAnswer,
  { budget, asOf }: ContextBounds,
): Promise<BareContext> {
  const { opened, allow, hits } = answer
  if (hits.length === 0) return empty
  const aroundOf: Around = (id, before, after) => rowsAround(opened, id, before, after)
  const around = hits.map((hit) => aroundOf(hit.cube.id, NEIGHBOURS, NEIGHBOURS))
  const wanted = [...new Set(around.flat())].filter(allow)
  const found = await store.cubes(wanted, asOf)
  const lines = linesOf([...found.filter((cube) => cube !== null), ...missing(answer, wanted)])
  const byId = new Map(lines.map((line) => [line.cube.id, line]))
  const isAdjacent = adjacency(aroundOf)
  const chosen = new Set<ContextLine>()
  const tryAdd = (line: ContextLine | undefined): void => {
    if (line === undefined || chosen.has(line)) return
    chosen.add(line)
    const sorted = [...chosen].sort(compareOldestFirst)
    if (renderContext(sorted, isAdjacent).tokenCount > budget) chosen.delete(line)
  }
  hits.forEach((hit, index) => {
    tryAdd(byId.get(hit.cube.id))
    for (const id of around[index]!) tryAdd(byId.get(id))
  })
  const first = byId.get(hits[0]!.cube.id)
  if (chosen.size === 0 && first !== undefined) return cutToFit(first, budget)
  const sorted = [...chosen].sort(compareOldestFirst)
  return resultOf('passages', sorted, renderContext(sorted, isAdjacent))
}

/** Hits that the index no longer knows (another writer was quicker) still have their cube. */
function missing({ hits }: RecallAnswer, wanted: readonly CubeId[]): Cube[] {
  const known = new Set(wanted)
  return hits.map((hit) => hit.cube).filter((cube) => !known.has(cube.id))
}

type Around = (id: CubeId, before: number, after: number) => CubeId[]

function adjacency(around: Around): (a: Cube, b: Cube) => boolean {
  const nextOf = new Map<CubeId, CubeId | undefined>()
  return (a, b) => {
    if (!nextOf.has(a.id)) nextOf.set(a.id, around(a.id, 0, 1)[1])
    return nextOf.get(a.id) === b.id
  }
}

/** The longest beginning of one line that fits, found by halving. */
function cutToFit(line: ContextLine, budget: number): BareContext {
  const render = (length: number): RenderedContext => {
    const cube = { ...line.cube, text: `${line.cube.text.slice(0, length)}…`, caption: null }
    return renderContext([contextLine(cube, handlesOf([cube.id]).get(cube.id)!)], () => true)
  }
  let low = 0
  let high = line.cube.text.length
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (render(middle).tokenCount <= budget) low = middle
    else high = middle - 1
  }
  const rendered = render(low)
  return low > 0 && rendered.tokenCount <= budget ? resultOf('passages', [line], rendered) : empty
}
