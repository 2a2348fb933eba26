/**
 * The first version of a cube that the runtime itself makes (blocks, settings, attempts, records): its maker says what is its own.
 *
 * Invariant: every field that a cube must have is set; nobody said it, so role is the system's and it belongs to no conversation.
 */

import type { CubeId, CubeKind, CubeSnapshot } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'

export interface OwnCube extends Partial<Omit<CubeSnapshot, 'version'>> {
  readonly id: CubeId
  readonly kind: CubeKind
  readonly scope: Scope
  readonly author: CubeSnapshot['author']
  readonly saidAtMs: number
}

/** Origin is the kind, unless the parts give a provenance. */
export function ownCube(parts: OwnCube): CubeSnapshot {
  return {
    level: 'plaintext',
    form: 'token',
    function: 'working',
    version: 1,
    state: 'activated',
    text: '',
    caption: null,
    role: 'system',
    speaker: null,
    session: null,
    metadata: {},
    provenance: { episodes: [], parents: [], origin: parts.kind },
    isProtected: false,
    expiresAtMs: null,
    ...parts,
  }
}
