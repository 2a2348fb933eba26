/**
 * The scope index: rows become columns, questions become facts, `policy/recall` scores, and hits explain themselves.
 *
 * Invariant: answers depend only on the live rows and the question, not on the order of puts and deletes. One set of scratch columns
 * serves every index of a factory; a search never awaits, so searches cannot meet in it.
 */

import {
  type ScoreCalibration,
  type Standing,
  scoreOf,
  standingOf,
} from '../policy/recall/calibration.ts'
import type { Channel } from '../policy/recall/channel.ts'
import { NONE, type QuestionFacts, type ScopeColumns } from '../policy/recall/columns.ts'
import { FeatureTable } from '../policy/recall/feature-table.ts'
import {
  evidenceTest,
  type Fusion,
  type FusionWeights,
  featureAt,
  fillChannels,
  fuse,
} from '../policy/recall/fuse.ts'
import { applyFactors, heldFactor } from '../policy/recall/rank-factor.ts'
import { fuseRanks, rankShareAt } from '../policy/recall/rank-fusion.ts'
import { channels as allChannels } from '../policy/recall/registry.ts'
import { type Ranked, topSlots } from '../policy/recall/top-slots.ts'
import { isUnlike, type LengthRange, turnLength, weightsAt } from '../policy/recall/turn-length.ts'
import { type Tier, tiers } from '../policy/recall/weights.ts'
import { wordsAt } from '../policy/recall/words.ts'
import type { CubeId } from '../store/cube.ts'
import { ScopeRows } from './columns/scope-rows.ts'
import type { ChannelScore } from './memory.ts'
import { type QuestionParts, questionFacts } from './question-facts.ts'
import type {
  IndexHit,
  IndexQuery,
  IndexRow,
  Look,
  OpenScopeIndex,
  RowVectors,
  ScopeIndex,
} from './scope-index.ts'
import { multilingualAnalyser } from './text/analyse-turn.ts'

export interface IndexOptions extends QuestionParts {
  readonly channels: readonly Channel[]
  /** The shipped ones of what the scope has (words, static table, encoder) when absent. */
  readonly weights?: FusionWeights
  /** Turn lengths that `weights` were fitted on; absent: they serve every scope. */
  readonly lengths?: LengthRange
  readonly calibration?: ScoreCalibration
}

class Scratch {
  readonly table = new FeatureTable()
  #fused = new Float64Array(0)

  fused(slotCount: number): Float64Array {
    if (this.#fused.length < slotCount) {
      this.#fused = new Float64Array(2 ** Math.ceil(Math.log2(slotCount)))
    }
    return this.#fused
  }
}

/** A factory of indexes over one configuration; they share scratch columns and stems. */
export function createOpenScopeIndex(
  options: Partial<IndexOptions> = {},
): (rows: Iterable<IndexRow>) => ColumnScopeIndex {
  const parts: IndexParts = {
    analyser: options.analyser ?? multilingualAnalyser(),
    channels: options.channels ?? allChannels,
    ...(options.weights === undefined ? {} : { weights: options.weights }),
    ...(options.lengths === undefined ? {} : { lengths: options.lengths }),
    ...(options.calibration === undefined ? {} : { calibration: options.calibration }),
    matchesRelatives: options.matchesRelatives ?? true,
    meanings: options.meanings ?? null,
    scratch: new Scratch(),
  }
  return (rows) => new ColumnScopeIndex(parts, rows)
}

interface IndexParts extends IndexOptions {
  readonly scratch: Scratch
}

export class ColumnScopeIndex implements ScopeIndex {
  readonly #parts: IndexParts
  readonly #rows: ScopeRows

  constructor(parts: IndexParts, rows: Iterable<IndexRow>) {
    this.#parts = parts
    this.#rows = new ScopeRows(parts.analyser, parts.meanings)
    for (const row of rows) this.#rows.put(row)
  }

  get rowCount(): number {
    return this.#rows.liveCount
  }

  get residentBytes(): number {
    return this.#rows.residentBytes
  }

  put(row: IndexRow): void {
    this.#rows.put(row)
  }

  delete(id: CubeId): void {
    this.#rows.delete(id)
  }

  putVectors(id: CubeId, vectors: RowVectors): void {
    this.#rows.putVectors(id, vectors)
  }

  has(id: CubeId): boolean {
    return this.#rows.slotOf.has(id)
  }

  search(query: IndexQuery): IndexHit[] {
    const { rows, why } = this.look(query)
    return rows.map(({ id, score }, at) => ({ id, score, why: why(at) }))
  }

  look(query: IndexQuery): Look {
    const found = this.#ranked(query)
    const { ranked, fusion } = found
    if (ranked.length === 0) return nothingFound
    const standing = standingOf(fusion)
    return {
      rows: ranked.map((hit) => ({
        id: this.#rows.ids[hit.slot]!,
        fused: hit.fused,
        score: scoreAt(hit, found, standing),
        wordCount: this.#rows.wordCounts[hit.slot]!,
      })),
      why: (at) => this.#whyAt(ranked[at]!.slot, found),
      saidCount: (at) => wordsAt(this.#rows, fusion.question, ranked[at]!.slot).length,
    }
  }

  /** The best hit before it is given a score, for fitting the calibration. */
  best(
    query: Omit<IndexQuery, 'topK'>,
  ): { readonly fused: number; readonly standing: Standing } | undefined {
    const { fusion, ranked } = this.#ranked({ ...query, topK: 1 })
    const [hit] = ranked
    return hit === undefined ? undefined : { fused: hit.fused, standing: standingOf(fusion) }
  }

  #ranked(query: IndexQuery): Found {
    const rows = this.#rows
    const fusion = this.#fusionOf(query)
    const way = this.#wayFor(fusion)
    const fused = this.#parts.scratch.fused(rows.slotCount)
    fuse(fusion, way.weights, fused)
    if (way.isByRank) fuseRanks(fusion, fused)
    const factors = query.factors === undefined ? null : this.#bySlot(query.factors)
    if (factors !== null) applyFactors(factors, fused, way.isByRank)
    const isEvident = evidenceTest(fusion)
    if (isEvident === undefined) return { fusion, way, factors, ranked: [] }
    const { topK, allow } = query
    const ranked = topSlots(rows, fused, {
      topK,
      isEvident,
      order: rows.createdSeqs,
      ...(allow === undefined ? {} : { allow: (slot) => allow(rows.ids[slot]!) }),
    })
    return { fusion, way, factors, ranked }
  }

  /** What a search would weigh, for fitting: feature columns by slot, valid until the next search of the factory. */
  features(query: Omit<IndexQuery, 'topK'>): {
    readonly table: FeatureTable
    readonly rows: ScopeRows
  } {
    const fusion = this.#fusionOf(query)
    const fused = this.#parts.scratch.fused(this.#rows.slotCount)
    fillChannels(fusion, this.#wayFor(fusion).weights, fused)
    return { table: fusion.table, rows: this.#rows }
  }

  around(id: CubeId, before: number, after: number): CubeId[] {
    const slot = this.#rows.slotOf.get(id)
    if (slot === undefined) return []
    const { previous, next, ids } = this.#rows
    const found: CubeId[] = []
    for (let at = previous[slot]!, left = before; at !== NONE && left > 0; left -= 1) {
      found.unshift(ids[at]!)
      at = previous[at]!
    }
    found.push(id)
    for (let at = next[slot]!, left = after; at !== NONE && left > 0; left -= 1) {
      found.push(ids[at]!)
      at = next[at]!
    }
    return found
  }

  #fusionOf(query: Omit<IndexQuery, 'topK'>): Fusion {
    const { channels, scratch } = this.#parts
    const question = questionFacts(this.#rows, this.#parts, query)
    const lifts = query.lifts === undefined ? {} : { lifts: this.#bySlot(query.lifts) }
    return {
      channels,
      scope: this.#rows,
      question: { ...question, ...lifts },
      table: scratch.table,
    }
  }

  /** Values of live rows by slot. */
  #bySlot<Of>(values: ReadonlyMap<CubeId, Of>): Map<number, Of> {
    const bySlot = new Map<number, Of>()
    for (const [id, value] of values) {
      const slot = this.#rows.slotOf.get(id)
      if (slot !== undefined) bySlot.set(slot, value)
    }
    return bySlot
  }

  /** Which weights serve this question in this scope. */
  #wayFor({ question, scope }: Fusion): Way {
    const { weights, lengths, calibration = tiers.words.calibration } = this.#parts
    const given: GivenTier =
      weights === undefined ? tierFor(question, scope) : { weights, calibration, lengths }
    const isByRank = given.lengths !== undefined && isUnlike(scope, given.lengths)
    return {
      weights: weightsAt(given.weights, turnLength(scope), given.lengths),
      calibration: given.calibration,
      isByRank,
    }
  }

  #whyAt(slot: number, { fusion, way, factors }: Found): ChannelScore[] {
    const why: ChannelScore[] = []
    for (const channel of fusion.channels) {
      const contribution = way.isByRank
        ? rankShareAt(channel, fusion, slot)
        : weighedAt(channel, fusion, way.weights, slot)
      if (contribution === 0) continue
      const because = channel.because(this.#rows, fusion.question, slot, fusion.table)
      why.push({ channel: channel.name, contribution, because })
    }
    const factor = heldFactor(factors?.get(slot) ?? 1)
    if (factor !== 1) {
      why.push({ channel: 'factor', contribution: Math.log(factor), because: `rank × ${factor}` })
    }
    return why
  }
}

const nothingFound: Look = { rows: [], why: () => [], saidCount: () => 0 }

function scoreAt({ fused }: Ranked, { way, ranked }: Found, standing: Standing): number {
  return way.isByRank
    ? (standing.coverage * fused) / ranked[0]!.fused
    : scoreOf(fused, standing, way.calibration)
}

/** How a question is answered: by weights, or, where they cannot be trusted, by rank. */
interface Way {
  readonly weights: FusionWeights
  readonly calibration: ScoreCalibration
  readonly isByRank: boolean
}

interface Found {
  readonly fusion: Fusion
  readonly way: Way
  /** By slot; null: every row has 1. */
  readonly factors: ReadonlyMap<number, number> | null
  readonly ranked: readonly Ranked[]
}

type GivenTier = Pick<Tier, 'weights' | 'calibration'> & {
  readonly lengths: LengthRange | undefined
}

/** The richest tier whose signals are there; an encoder's serves only scopes like those that it was fitted on. */
function tierFor(question: QuestionFacts, scope: ScopeColumns): Tier {
  if (question.encoded !== null && !isUnlike(scope, tiers.encoder.lengths)) return tiers.encoder
  const hasMeaning = question.vector !== null || question.expansions.length > 0
  return hasMeaning ? tiers.static : tiers.words
}

function weighedAt(channel: Channel, fusion: Fusion, weights: FusionWeights, slot: number): number {
  let sum = 0
  for (const feature of channel.features) {
    sum += (weights[feature] ?? 0) * featureAt(fusion, channel, feature, slot)
  }
  return sum
}

export const openScopeIndex: OpenScopeIndex = createOpenScopeIndex()
