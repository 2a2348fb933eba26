/**
 * The facts of one subject and relation in time, while statements are laid beside what is known: what repeats, what begins, what ends.
 *
 * Where each fact ends is `heldIntervals`' to decide: by valid time, so that late news never ends newer. Decided here is since when
 * something holds that was said without a time: since nobody knows when, and, where another was known before, since it was said, at the latest.
 * Worked example: "lives in Porto" said on day 5, "moved to Lisbon" on day 9: Porto ends on day 9. Had the move been on day 3 and was told
 * on day 4, Lisbon would hold from 3 to 5. Facts that stand beside each other are a line of their own for each object.
 */

import {
  heldIntervals,
  holdsAt,
  TIME_MS_MIN,
} from '../../../policy/consolidation/fact-intervals.ts'
import type { Cube, CubeId, Fact } from '../../../store/cube.ts'
import { normalisedText } from '../derived-memories.ts'

export interface LineEntry {
  /** Null: new. */
  readonly cube: Cube | null
  readonly object: string
  readonly isMultiValued: boolean
  /** Only its end is known: it held somewhen before. */
  readonly isOnlyEnd: boolean
  readonly saidAtMs: number
  /** Null: not known since when; then it held when it was said, at the latest. */
  fromMs: number | null
  /** An end that was stated. */
  statedToMs: number | null
  /** The turn that stated the end. */
  endedIn: CubeId | null
  /** The turn that told since when it holds. */
  filledIn: CubeId | null
  /** What displaced it without being of this line. */
  displacer: LineEntry | null
  /** Place of the statement among those of the window; null: known. */
  readonly statement: number | null
  /** The turn that said it; null: known. */
  readonly turn: CubeId | null
}

/** When an entry holds, after all of its line were laid. */
export interface Placed {
  readonly entry: LineEntry
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly endedBy: LineEntry | null
}

export function isSameThing(a: string, b: string): boolean {
  const [one, other] = [normalisedText(a), normalisedText(b)]
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  // `Lisbon` and `Lisbon, Portugal`.
  return long.startsWith(`${short}, `)
}

export class FactLine {
  readonly entries: LineEntry[]

  constructor(known: readonly LineEntry[]) {
    this.entries = [...known]
  }

  /** In the order in which they were said, each with its interval. */
  placed(): Placed[] {
    const told = this.entries.toSorted((a, b) => a.saidAtMs - b.saidAtMs)
    const groups = Map.groupBy(told, ({ isMultiValued, object }) =>
      isMultiValued ? normalisedText(object) : null,
    )
    return [...groups.values()].flatMap(placedGroup)
  }

  /** Takes in what begins, and gives it; or what says so already. */
  begin(entry: LineEntry): LineEntry {
    const atMs = entry.fromMs ?? entry.saidAtMs
    const placed = this.placed()
    const same = placed.filter((one) => isSameThing(one.entry.object, entry.object))
    const holding = same.find(({ fromMs, toMs }) =>
      holdsAt({ validFromMs: fromMs, validToMs: toMs }, atMs),
    )
    if (holding !== undefined) {
      const { entry: known } = holding
      const isFilled =
        holding.fromMs === null && atMs <= known.saidAtMs && known.cube?.state !== 'archived'
      if (isFilled && entry.fromMs !== null) fill(known, entry.fromMs, entry)
      return known
    }
    const after = placed
      .filter(({ fromMs }) => fromMs !== null && fromMs > atMs)
      .sort((a, b) => a.fromMs! - b.fromMs!)[0]
    // Known to hold from when it was said, at the latest: now it is known since when.
    const isSince = after?.entry.fromMs === null && after.entry.cube?.state !== 'archived'
    if (isSince && same.includes(after) && entry.statedToMs === null) {
      fill(after.entry, atMs, entry)
      return after.entry
    }
    this.entries.push(entry)
    return entry
  }

  /** Ends what holds of an object (null: of any) at a moment, as a turn told; says whether anything did. */
  end(object: string | null, atMs: number, by: Pick<LineEntry, 'saidAtMs' | 'turn'>): boolean {
    let isEnded = false
    for (const { entry, fromMs, toMs } of this.placed()) {
      const isTold = entry.saidAtMs <= by.saidAtMs && (toMs === null || toMs > atMs)
      if (!isTold || (object !== null && !isSameThing(entry.object, object))) continue
      // It began in the month that is named as its last.
      const endMs = fromMs === null || fromMs < atMs ? atMs : by.saidAtMs
      if (fromMs !== null && fromMs >= endMs) continue
      entry.statedToMs = endMs
      entry.endedIn = by.turn
      isEnded = true
    }
    return isEnded
  }

  /** Whether something of this object is known to have ended by then. */
  hasEnded(object: string, atMs: number): boolean {
    return this.placed().some(
      ({ entry, toMs }) => isSameThing(entry.object, object) && toMs !== null && toMs <= atMs,
    )
  }
}

function fill(known: LineEntry, fromMs: number, { turn }: LineEntry): void {
  known.fromMs = fromMs
  known.filledIn = turn
}

/** `told`: in the order in which they were said. */
function placedGroup(told: readonly LineEntry[]): Placed[] {
  const line = told.filter((entry) => !entry.isOnlyEnd)
  const froms = line.map((entry, index) => {
    if (entry.fromMs !== null || told[0] === entry) return entry.fromMs
    // At the latest: before what is told later to have begun by then.
    const later = line.slice(index + 1).map(({ fromMs }) => fromMs ?? entry.saidAtMs)
    return Math.min(entry.saidAtMs, ...later)
  })
  const held = heldIntervals(
    line.map(({ statedToMs }, index) => ({ fromMs: froms[index]!, statedToMs })),
  )
  const placed = line.map((entry, index) => {
    const { toMs, endedBy } = held[index]!
    return {
      entry,
      fromMs: froms[index]!,
      toMs: toMs === TIME_MS_MIN ? null : toMs,
      endedBy: endedBy === null ? null : line[endedBy]!,
    }
  })
  const firstMs = Math.min(...placed.map(({ entry, fromMs }) => fromMs ?? entry.saidAtMs))
  const ends = told
    .filter(({ isOnlyEnd }) => isOnlyEnd)
    .map((entry) => ({
      entry,
      fromMs: null,
      toMs: Math.min(entry.statedToMs!, firstMs),
      endedBy: null,
    }))
  return [...ends, ...placed]
}

/** Whether it was put right: it never held. */
export function isEmpty({ fromMs, toMs }: Placed): boolean {
  return toMs !== null && toMs <= (fromMs ?? TIME_MS_MIN)
}

export function placedFact(fact: Fact, { fromMs, toMs }: Placed): Fact {
  const validToMs = toMs === null || fromMs === null ? toMs : Math.max(fromMs, toMs)
  return { ...fact, validFromMs: fromMs, validToMs }
}
