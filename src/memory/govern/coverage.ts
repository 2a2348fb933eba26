/**
 * What a scope's memory is made of: form × function × how it came to be, and where each kind lives and who controls it.
 *
 * Papers: survey 2512.13564 (forms, functions, dynamics) and "Memory in LLMs" (2509.18868; location, persistence, write path,
 * controllability). Departure: the quadruple is that of the kinds that a store keeps; what lies in weights is counted where it is.
 */

import type { Cube, CubeKind } from '../../store/cube.ts'
import { checkScope, type Scope } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import { isLive } from '../lifecycle.ts'
import type { Coverage, CoverageCell, TaxonomyRow } from './governance.ts'

const SCAN_CHUNK_CUBES = 5_000

type Quadruple = Omit<TaxonomyRow, 'kind' | 'count'>

const external = { location: 'external: store', persistence: 'durable until forgotten' } as const
const byOwner = 'undo, forget, purge'

/** Location, persistence, write path and controllability of each kind. */
export const taxonomy: Readonly<Record<CubeKind, Quadruple>> = {
  turn: { ...external, writePath: 'said', controllability: byOwner },
  note: { ...external, writePath: 'stated', controllability: byOwner },
  derived: {
    ...external,
    writePath: 'formed from turns',
    controllability: `${byOwner}, form again`,
  },
  block: {
    location: 'contextual: always in the prompt',
    persistence: 'durable until forgotten',
    writePath: 'edited by agent or person',
    controllability: byOwner,
  },
  setting: { ...external, writePath: 'set by a person', controllability: byOwner },
  file: { ...external, writePath: 'kept by an agent', controllability: byOwner },
  item: { ...external, writePath: 'kept by an agent', controllability: byOwner },
  attempt: { ...external, writePath: 'answer of a model', controllability: 'purge' },
  change: { ...external, writePath: 'governance', controllability: 'append-only' },
  certificate: { ...external, writePath: 'governance', controllability: 'append-only' },
}

/** How a cube came to be: `raw`, `stated`, `imported`, or how it was derived. */
export function dynamicOf({ kind, derivation, provenance }: Cube): string {
  if (derivation !== undefined) return derivation.dynamic
  if (provenance.origin.startsWith('import:')) return 'imported'
  return kind === 'turn' ? 'raw' : 'stated'
}

export async function coverageOf(store: Store, pattern: Scope): Promise<Coverage> {
  const scope = checkScope(pattern)
  const cells = new Map<string, CoverageCell>()
  const kinds = new Map<CubeKind, number>()
  let totalCount = 0
  for (let afterSeq = 0; ; ) {
    const cubes = await store.scopeCubes({ scope, afterSeq, limit: SCAN_CHUNK_CUBES })
    for (const cube of cubes) {
      if (!isLive(cube)) continue
      const dynamic = dynamicOf(cube)
      const key = [cube.form, cube.function, dynamic].join(' ')
      const count = (cells.get(key)?.count ?? 0) + 1
      cells.set(key, { form: cube.form, function: cube.function, dynamic, count })
      kinds.set(cube.kind, (kinds.get(cube.kind) ?? 0) + 1)
      totalCount += 1
    }
    if (cubes.length < SCAN_CHUNK_CUBES) break
    afterSeq = cubes.at(-1)!.createdSeq
  }
  return {
    cells: [...cells.values()].sort((a, b) => b.count - a.count),
    taxonomy: [...kinds].map(([kind, count]) => ({ kind, ...taxonomy[kind], count })),
    totalCount,
  }
}
