/**
 * What mem0's `add` answers: the memories that were formed, each with its event; what was said, where forming gave nothing.
 *
 * Invariant: the answer is never an empty list. A window that failed shows its turns (they are kept and found) and its failure; a message
 * that says nothing new shows itself.
 */

import type { FormationReceipt } from '../memory/form/formation-desk.ts'
import type { Memory } from '../memory/memory.ts'
import { type Relation, relationOf } from '../memory/relations-of.ts'
import { eventItem, type Mem0Event, type Mem0Item } from './mem0-item.ts'
import type { Cube, CubeId } from './memory-types.ts'

/** Why memories could not be formed; what was said is kept. */
export interface Mem0Failure {
  /** Of the job: `loci form retry` takes it. */
  readonly formation: string
  readonly stage: string
  readonly code: string
  readonly reason: string
  /** Whether it is tried again by itself. */
  readonly isPending: boolean
}

export interface Mem0AddResult {
  readonly results: Mem0Item[]
  /** Facts among what was formed. */
  readonly relations?: readonly Relation[]
  readonly failures?: readonly Mem0Failure[]
  /** What the caller should know, as sentences. */
  readonly notes?: readonly string[]
}

type GetPart = Pick<Memory, 'get'>

async function items(
  memory: GetPart,
  ids: Iterable<CubeId>,
  event: Mem0Event,
): Promise<{ readonly cube: Cube; readonly item: Mem0Item }[]> {
  return Promise.all(
    [...new Set(ids)].map(async (id) => {
      const cube = await memory.get(id)
      return { cube, item: await eventItem(cube, event) }
    }),
  )
}

function failuresOf(receipts: readonly FormationReceipt[]): Mem0Failure[] {
  return receipts.flatMap(({ id, state, failures }) =>
    failures.map(({ stage, code, reason }) => {
      return { formation: id, stage, code, reason, isPending: state === 'pending' }
    }),
  )
}

export async function formedAnswer(
  memory: GetPart,
  said: readonly CubeId[],
  receipts: readonly FormationReceipt[],
): Promise<Mem0AddResult> {
  const formed = [
    ...(await items(
      memory,
      receipts.flatMap(({ added }) => added),
      'ADD',
    )),
    ...(await items(
      memory,
      receipts.flatMap(({ revised }) => revised),
      'UPDATE',
    )),
    ...(await items(
      memory,
      receipts.flatMap(({ retired }) => retired),
      'DELETE',
    )),
  ]
  const unformed = new Set(receipts.filter(({ state }) => state !== 'done').flatMap(sourcesOf))
  const isNothing = formed.length === 0
  const kept = said.filter((id) => isNothing || unformed.has(id))
  const raw = await items(memory, kept, 'ADD')
  const relations = formed.flatMap(({ cube }) => relationOf(cube) ?? [])
  const failures = failuresOf(receipts)
  const isRefused = receipts.some(({ refused }) => refused.length > 0)
  const notes = [
    ...(isNothing && failures.length === 0
      ? ['Nothing new was formed: what was said is kept word for word.']
      : []),
    ...(isRefused ? receipts.flatMap(({ refused }) => refused) : []),
  ]
  return {
    results: [...formed, ...raw].map(({ item }) => item),
    ...(relations.length === 0 ? {} : { relations }),
    ...(failures.length === 0 ? {} : { failures }),
    ...(notes.length === 0 ? {} : { notes }),
  }
}

function sourcesOf({ sources }: FormationReceipt): readonly CubeId[] {
  return sources
}
