/**
 * Pairs that somebody decided to leave apart: they are proposed no more, as long as neither memory is reworded.
 *
 * Kept by the ids of their proposals, which stand for the texts, in a named cube of the scope: with history and undo. Bounded: beyond
 * PAIRS_APART_MAX the oldest are let go, and proposed again. It does not look whether the memories are still there.
 */

import type { Actor } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { Receipt } from '../memory.ts'
import type { MemoryCore } from '../memory-core.ts'
import { NamedCubes } from '../named-cubes.ts'

/** Pairs that one scope remembers as decided; far more than it has open at a time. */
export const PAIRS_APART_MAX = 5_000
const APART_NAME = 'pairs-apart'

function idsOf(metadata: Readonly<Record<string, unknown>> | undefined): string[] {
  const kept = metadata?.pairs
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []
}

export class PairsApart {
  readonly #cubes: NamedCubes

  constructor(core: MemoryCore) {
    this.#cubes = new NamedCubes(core, 'setting')
  }

  async ids(scope: Scope): Promise<ReadonlySet<string>> {
    const cube = await this.#cubes.get(scope, APART_NAME)
    return new Set(idsOf(cube?.metadata))
  }

  async put(scope: Scope, ids: readonly string[], actor: Actor): Promise<Receipt> {
    const { id: _, ...receipt } = await this.#cubes.put({
      scope,
      name: APART_NAME,
      actor,
      content: (current) => {
        const pairs = new Set([...idsOf(current?.metadata), ...ids])
        return { metadata: { pairs: [...pairs].slice(-PAIRS_APART_MAX) } }
      },
    })
    return receipt
  }
}
