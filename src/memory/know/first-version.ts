/**
 * The first version of a note or of a derived memory that no turn of a conversation carries: every field that has a default.
 *
 * Decides nothing about meaning. What a person states is protected against automatic change, whoever wrote the code that states it.
 */

import type { Actor, CubeId, CubeSnapshot } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'

export interface FirstVersion {
  readonly id: CubeId
  readonly kind: 'note' | 'derived'
  readonly scope: Scope
  readonly text: string
  readonly actor: Actor
  readonly saidAtMs: number
  readonly origin: string
}

export function firstVersionOf(input: FirstVersion): CubeSnapshot {
  const { id, kind, scope, text, actor, saidAtMs, origin } = input
  return {
    id,
    kind,
    level: 'plaintext',
    form: 'token',
    function: 'factual',
    scope,
    version: 1,
    state: 'generated',
    text,
    caption: null,
    role: 'user',
    speaker: null,
    session: null,
    metadata: {},
    provenance: { episodes: [], parents: [], origin },
    author: actor,
    isProtected: actor === 'user',
    saidAtMs,
    expiresAtMs: null,
  }
}
