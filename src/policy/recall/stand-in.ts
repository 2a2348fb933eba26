/**
 * One list of turns and of the memories made of them: a memory takes the place of a turn, never a place of its own beside it.
 *
 * A memory stands in for a turn that it cites when it holds more of the question's words, or as many in no more words; the turns that it cites are then
 * left out below. So, counting what a memory cites as found, the first k of the joined list hold at least what the first k turns do, for every k;
 * and, but for memories that are longer because they say more of what is asked, so does every budget of words. What stands alone (its turns are
 * gone, or it sums up many) is merged by score; what found no place comes last, where there is room.
 * Worked example: turns a b c, a memory m of a and c, short enough: m b, and whatever came after c moves up.
 */

/** What joining reads of a row. */
export interface StandingRow {
  readonly score: number
  readonly wordCount: number
  /** Words of the question that it holds. */
  readonly saidCount: number
}

export interface StandingMemory extends StandingRow {
  /** Places of its turns in the list of turns; empty: it stands alone. */
  readonly sources: readonly number[]
}

export interface Joined {
  /** `at` is a place in the list that `of` names. */
  readonly of: 'turns' | 'memories'
  readonly at: number
  /** Place of the turn in whose place the memory stands. */
  readonly inPlaceOf?: number
}

/** Both lists best first. */
export function joinMemories(
  turns: readonly StandingRow[],
  memories: readonly StandingMemory[],
  topK: number,
): Joined[] {
  const citing = citingMemories(memories)
  const alone = memories.flatMap(({ sources }, at) => (sources.length === 0 ? [at] : []))
  const covered = new Set<number>()
  const joined: Joined[] = []
  let next = 0
  const putAlone = (score: number): void => {
    while (next < alone.length && memories[alone[next]!]!.score > score) {
      joined.push({ of: 'memories', at: alone[next]! })
      next += 1
    }
  }
  for (const [at, turn] of turns.entries()) {
    if (joined.length >= topK) break
    if (covered.has(at)) continue
    putAlone(turn.score)
    const found = citing.get(at)?.find((memory) => standsFor(memories[memory]!, turn))
    if (found === undefined) joined.push({ of: 'turns', at })
    else joined.push({ of: 'memories', at: found, inPlaceOf: at })
    for (const source of found === undefined ? [at] : memories[found]!.sources) covered.add(source)
  }
  putAlone(Number.NEGATIVE_INFINITY)
  if (joined.length < topK) joined.push(...leftOver(memories, joined))
  return joined.slice(0, topK)
}

function citingMemories(memories: readonly StandingMemory[]): Map<number, number[]> {
  const citing = new Map<number, number[]>()
  for (const [at, { sources }] of memories.entries()) {
    for (const source of sources) {
      const known = citing.get(source)
      if (known === undefined) citing.set(source, [at])
      else known.push(at)
    }
  }
  return citing
}

function standsFor(memory: StandingMemory, turn: StandingRow): boolean {
  if (memory.saidCount !== turn.saidCount) return memory.saidCount > turn.saidCount
  return memory.wordCount <= turn.wordCount
}

function leftOver(memories: readonly StandingMemory[], joined: readonly Joined[]): Joined[] {
  const placed = new Set(joined.filter(({ of }) => of === 'memories').map(({ at }) => at))
  return memories.flatMap((_, at) => (placed.has(at) ? [] : [{ of: 'memories' as const, at }]))
}
