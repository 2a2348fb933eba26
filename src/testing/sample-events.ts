/** Events with every field filled, for tests of a store: ids in, valid events out. */

import type { BatchId, CubeId, CubeSnapshot, EpisodeId } from '../store/cube.ts'
import type { CubeChange, LogEvent } from '../store/events.ts'
import type { Scope } from '../store/scope.ts'
import type { AppendRequest } from '../store/store.ts'

export const sampleScope: Scope = { user: 'ada', run: 'r1' }

export function cubeId(name: string): CubeId {
  return `cube-${name}` as CubeId
}

export function sampleSnapshot(name: string, parts: Partial<CubeSnapshot> = {}): CubeSnapshot {
  return {
    id: cubeId(name),
    kind: 'turn',
    level: 'plaintext',
    form: 'token',
    function: 'factual',
    scope: sampleScope,
    version: 1,
    state: 'generated',
    text: `what ${name} said`,
    caption: null,
    role: 'user',
    speaker: 'Ada',
    session: 's1',
    metadata: { topic: 'garden' },
    provenance: { episodes: [`episode-${name}` as EpisodeId], parents: [], origin: 'api' },
    author: 'user',
    isProtected: true,
    saidAtMs: 1_000,
    expiresAtMs: null,
    ...parts,
  }
}

export function turnEvent(name: string, parts: Partial<CubeSnapshot> = {}): LogEvent {
  const cube = sampleSnapshot(name, parts)
  const { scope, session, role, speaker, text, caption, saidAtMs } = cube
  const id = `episode-${name}` as EpisodeId
  return {
    kind: 'turn-remembered',
    episode: { id, scope, session, role, speaker, text, caption, saidAtMs, extra: { n: 1 } },
    cube,
  }
}

export function changeEvent(
  name: string,
  change: CubeChange,
  parts: Partial<CubeSnapshot>,
): LogEvent {
  return { kind: 'cube-changed', change, cube: sampleSnapshot(name, parts) }
}

export function purgeEvent(name: string, scope: Scope = sampleScope): LogEvent {
  return { kind: 'cube-purged', scope, id: cubeId(name), reason: 'asked' }
}

export function appendRequest(
  batch: string,
  events: readonly LogEvent[],
  parts: Partial<AppendRequest> = {},
): AppendRequest {
  return { batch: batch as BatchId, operation: 'test', nowMs: 1_000, events, ...parts }
}
