/**
 * What a group of cubes lacks, and the one call or two of the encoder that make it.
 *
 * Pure but for the encoder: cubes, their neighbours and what is kept go in, vectors to be put come out.
 */

import type { Cube, CubeId } from '../../store/cube.ts'
import { type StoredVector, VECTOR_SOURCE_CHARACTERS } from '../../store/stored-vector.ts'
import { sourceOf, turnText, windowText } from './embed-text.ts'
import type { Neighbours } from './session-order.ts'
import type { TextEncoderPort } from './text-encoder-port.ts'
import { encodeRow, encodeTokens } from './vector-bytes.ts'

/** Texts of one cube that are to be embedded; null: kept already. */
interface Lacking {
  readonly id: CubeId
  readonly turn: string | null
  /** Whether the tokens of `turn` are wanted too. */
  readonly hasTokens: boolean
  /** Whether token states are kept that no longer may be. */
  readonly dropsTokens: boolean
  readonly window: (Neighbours & { readonly text: string }) | null
}

export interface GroupFacts {
  readonly ids: readonly CubeId[]
  readonly around: ReadonlyMap<CubeId, Neighbours>
  /** The cubes and their neighbours, live ones only. */
  readonly cubes: ReadonlyMap<CubeId, Cube>
  readonly kept: readonly StoredVector[]
  readonly hasTokens: boolean
}

const alone: Neighbours = { previous: null, next: null }
/** Of token states that were dropped because the scope grew: what stands in their place is no vector of any text. */
const dropped = '-'.repeat(VECTOR_SOURCE_CHARACTERS)

function lackingOf(cube: Cube, facts: GroupFacts, kept: readonly StoredVector[]): Lacking | null {
  const partOf = (part: StoredVector['part']): StoredVector | undefined =>
    kept.find((vector) => vector.part === part)
  const text = turnText(cube)
  const source = sourceOf(text)
  const tokens = partOf('tokens')?.source
  const hasTokens = facts.hasTokens && tokens !== source
  const dropsTokens = !facts.hasTokens && tokens !== undefined && tokens !== dropped
  const isTurnKept = partOf('turn')?.source === source && !hasTokens
  const asked = facts.around.get(cube.id) ?? alone
  const previous = asked.previous === null ? null : (facts.cubes.get(asked.previous) ?? null)
  const next = asked.next === null ? null : (facts.cubes.get(asked.next) ?? null)
  const window = windowText(previous, cube, next)
  const place = { previous: previous?.id ?? null, next: next?.id ?? null }
  const old = partOf('window')
  const isWindowKept =
    old?.source === sourceOf(window) && old.previous === place.previous && old.next === place.next
  if (isTurnKept && isWindowKept && !dropsTokens) return null
  return {
    id: cube.id,
    turn: isTurnKept ? null : text,
    hasTokens,
    dropsTokens,
    window: isWindowKept ? null : { ...place, text: window },
  }
}

export class GroupPlan {
  readonly #lacking: readonly Lacking[]

  private constructor(lacking: readonly Lacking[]) {
    this.#lacking = lacking
  }

  static of(facts: GroupFacts): GroupPlan {
    const keptOf = Map.groupBy(facts.kept, ({ id }) => id)
    const lacking = facts.ids.flatMap((id) => {
      const cube = facts.cubes.get(id)
      const found = cube === undefined ? null : lackingOf(cube, facts, keptOf.get(id) ?? [])
      return found === null ? [] : [found]
    })
    return new GroupPlan(lacking)
  }

  get isEmpty(): boolean {
    return this.#lacking.length === 0
  }

  /** Names what would be embedded: another text has another key. */
  get key(): string {
    return this.#lacking.map(keyOf).join()
  }

  /** One plan a cube. */
  split(): GroupPlan[] {
    return this.#lacking.map((one) => new GroupPlan([one]))
  }

  without(isAside: (key: string) => boolean): GroupPlan {
    return new GroupPlan(this.#lacking.filter((one) => !isAside(keyOf(one))))
  }

  async embed(port: TextEncoderPort, signal: AbortSignal): Promise<StoredVector[]> {
    const withTokens = this.#lacking.filter(({ turn, hasTokens }) => turn !== null && hasTokens)
    const bare = this.#lacking.filter(({ turn, hasTokens }) => turn !== null && !hasTokens)
    const windows = this.#lacking.filter(({ window }) => window !== null)
    const encoded = await port.rowsAndTokens(
      withTokens.map(({ turn }) => turn!),
      signal,
    )
    const rows = await port.rows(
      [...bare.map(({ turn }) => turn!), ...windows.map(({ window }) => window!.text)],
      signal,
    )
    const vectors: StoredVector[] = []
    for (const [index, { id, turn }] of withTokens.entries()) {
      const { row, tokens } = encoded[index]!
      const place = { id, source: sourceOf(turn!), ...alone }
      vectors.push({ ...place, part: 'turn', bytes: encodeRow(row) })
      const bytes = tokens === null ? encodeRow(null) : encodeTokens(tokens, port.dimensions)
      vectors.push({ ...place, part: 'tokens', bytes })
    }
    for (const { id, dropsTokens } of this.#lacking) {
      if (!dropsTokens) continue
      vectors.push({ id, part: 'tokens', source: dropped, ...alone, bytes: encodeRow(null) })
    }
    for (const [index, { id, turn }] of bare.entries()) {
      const bytes = encodeRow(rows[index]!)
      vectors.push({ id, part: 'turn', source: sourceOf(turn!), ...alone, bytes })
    }
    for (const [index, { id, window }] of windows.entries()) {
      const { text, previous, next } = window!
      const bytes = encodeRow(rows[bare.length + index]!)
      vectors.push({ id, part: 'window', source: sourceOf(text), previous, next, bytes })
    }
    return vectors
  }
}

function keyOf({ id, turn, window, dropsTokens }: Lacking): string {
  return `${dropsTokens ? 'drop ' : ''}${id}:${turn === null ? '' : sourceOf(turn)}:${window === null ? '' : sourceOf(window.text)}`
}
