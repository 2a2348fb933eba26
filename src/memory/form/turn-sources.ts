/**
 * From the labels of turns that a model named to the sources of a memory.
 *
 * Invariant: at least one source, and only turns of the window. A label that was not given out names nothing; where no label is left, the
 * memory rests on the whole window, which is true of everything that was read out of it.
 */

import { z } from 'zod'
import type { Cube, CubeId } from '../../store/cube.ts'
import type { FormationDraft } from './formation-draft.ts'
import { type Quoted, quoteTurns } from './quoted-data.ts'

/** A label as models write them: `t0`, `"0"`, 0. */
export const labelSchema = z.union([z.string(), z.number()])
export const labelsSchema = z.array(labelSchema).nullish()
export type Labels = z.infer<typeof labelsSchema>

export class TurnSources {
  readonly turns: readonly Cube[]
  readonly quoted: Quoted
  readonly #ids: readonly CubeId[]

  /** @param turns at least one */
  constructor(turns: readonly Cube[]) {
    this.turns = turns
    this.quoted = quoteTurns(turns)
    this.#ids = turns.map(({ id }) => id)
  }

  /** Says so in `draft` when labels were named that were not given out. */
  of(labels: Labels, draft: FormationDraft, stage: string): readonly CubeId[] {
    const asked = labels ?? []
    const found = new Set(asked.map((label) => this.quoted.idOf(label)))
    const isInvented = found.delete(undefined)
    if (isInvented) draft.refuse(stage, 'the answer names turns that were not shown', asked)
    return found.size === 0 ? this.#ids : this.#ids.filter((id) => found.has(id))
  }

  all(): readonly CubeId[] {
    return this.#ids
  }

  cubesOf(sources: readonly CubeId[]): readonly Cube[] {
    return this.turns.filter(({ id }) => sources.includes(id))
  }

  /** The one who said all of the sources; null: several did, or nobody is named. */
  speakerOf(sources: readonly CubeId[]): string | null {
    const speakers = new Set(this.cubesOf(sources).map(({ speaker }) => speaker))
    return speakers.size === 1 ? [...speakers][0]! : null
  }

  /** When the latest of the sources was said. */
  saidAtMs(sources: readonly CubeId[]): number {
    return Math.max(...this.cubesOf(sources).map(({ saidAtMs }) => saidAtMs))
  }
}
