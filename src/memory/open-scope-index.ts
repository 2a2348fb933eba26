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
import { NONE } from '../policy/recall/columns.ts'
import { FeatureTable } from '../policy/recall/feature-table.ts'
import {
  evidenceTest,
  type Fusion,
  type FusionWeights,
  featureAt,
  fillChannels,
  fuse,
} from '../policy/recall/fuse.ts'
import { channels as allChannels } from '../policy/recall/registry.ts'
import { type Ranked, topSlots } from '../policy/recall/top-slots.ts'
import { type Tier, tiers } from '../policy/recall/weights.ts'
import type { CubeId } from '../store/cube.ts'
import { ScopeRows } from './columns/scope-rows.ts'
import type { ChannelScore } from './memory.ts'
import { type QuestionParts, questionFacts } from './question-facts.ts'
import type {
  IndexHit,
  IndexQuery,
  IndexRow,
  OpenScopeIndex,
  RowVectors,
  ScopeIndex,
} from './scope-index.ts'
import { englishAnalyser } from './text/analyse-turn.ts'
import { createStemmer } from './text/stem.ts'

export interface IndexOptions extends QuestionParts {
  readonly channels: readonly Channel[]
  /** The shipped ones of what the scope has (words, static table, encoder) when absent. */
  readonly weights?: FusionWeights
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
    analyser: options.analyser ?? englishAnalyser(createStemmer()),
    channels: options.channels ?? allChannels,
    ...(options.weights === undefined ? {} : { weights: options.weights }),
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

  search(query: IndexQuery): IndexHit[] {
    const { fusion, ranked } = this.#ranked(query)
    if (ranked.length === 0) return []
    const standing = standingOf(fusion)
    return ranked.map((hit) => this.#hitOf(hit, fusion, standing))
  }

  /** The best hit before it is given a score, for fitting the calibration. */
  best(
    query: Omit<IndexQuery, 'topK'>,
  ): { readonly fused: number; readonly standing: Standing } | undefined {
    const { fusion, ranked } = this.#ranked({ ...query, topK: 1 })
    const [hit] = ranked
    return hit === undefined ? undefined : { fused: hit.fused, standing: standingOf(fusion) }
  }

  #ranked(query: IndexQuery): { readonly fusion: Fusion; readonly ranked: readonly Ranked[] } {
    const { scratch } = this.#parts
    const rows = this.#rows
    const fusion = this.#fusionOf(query)
    const weights = this.#weightsFor(fusion)
    const fused = scratch.fused(rows.slotCount)
    fuse(fusion, weights, fused)
    const isEvident = evidenceTest(fusion)
    if (isEvident === undefined) return { fusion, ranked: [] }
    const { topK, allow } = query
    const ranked = topSlots(rows, fused, {
      topK,
      isEvident,
      order: rows.createdSeqs,
      ...(allow === undefined ? {} : { allow: (slot) => allow(rows.ids[slot]!) }),
    })
    return { fusion, ranked }
  }

  /** What a search would weigh, for fitting: feature columns by slot, valid until the next search of the factory. */
  features(query: Omit<IndexQuery, 'topK'>): {
    readonly table: FeatureTable
    readonly rows: ScopeRows
  } {
    const fusion = this.#fusionOf(query)
    const fused = this.#parts.scratch.fused(this.#rows.slotCount)
    fillChannels(fusion, this.#weightsFor(fusion), fused)
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
    return {
      channels,
      scope: this.#rows,
      question: questionFacts(this.#rows, this.#parts, query),
      table: scratch.table,
    }
  }

  #tierOf({ question }: Fusion): Tier {
    if (question.encoded !== null) return tiers.encoder
    return question.vector === null ? tiers.words : tiers.static
  }

  #weightsFor(fusion: Fusion): FusionWeights {
    return this.#parts.weights ?? this.#tierOf(fusion).weights
  }

  #hitOf({ slot, fused }: Ranked, fusion: Fusion, standing: Standing): IndexHit {
    const weights = this.#weightsFor(fusion)
    const calibration = this.#parts.calibration ?? this.#tierOf(fusion).calibration
    const why: ChannelScore[] = []
    for (const channel of fusion.channels) {
      let contribution = 0
      for (const feature of channel.features) {
        contribution += (weights[feature] ?? 0) * featureAt(fusion, channel, feature, slot)
      }
      if (contribution === 0) continue
      const because = channel.because(this.#rows, fusion.question, slot, fusion.table)
      why.push({ channel: channel.name, contribution, because })
    }
    return { id: this.#rows.ids[slot]!, score: scoreOf(fused, standing, calibration), why }
  }
}

export const openScopeIndex: OpenScopeIndex = createOpenScopeIndex()
