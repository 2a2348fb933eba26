/**
 * What is kept of an answer that gave no memory: the raw text, with the turns that it was made from as its provenance.
 *
 * So nothing that a model said is lost, and a purge of one of the turns takes the attempt along: it may repeat what they say. Recall does not see
 * attempts. A failure without an answer (a model that is down) leaves none; the job tells its code.
 */

import type { ErrorCode } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import type { Cube, CubeId, CubeSnapshot } from '../../store/cube.ts'
import type { Store } from '../../store/store.ts'
import type { StoredFormation } from '../../store/stored-formations.ts'
import { createId } from '../ids.ts'
import { isLive } from '../lifecycle.ts'
import { ATTEMPT_CHARACTERS_MAX } from '../limits.ts'
import { ownCube } from '../own-cube.ts'
import type { ApplyRequest } from './apply-operations.ts'
import type { FormationFailure } from './formation.ts'
import type { FormationAttempt } from './formation-desk.ts'

interface AttemptParts {
  readonly request: Pick<ApplyRequest, 'attempt' | 'input' | 'pipeline' | 'modelName'>
  /** Place of the failure in its outcome. */
  readonly index: number
  readonly sources: readonly Cube[]
  readonly host: Pick<Host, 'clock' | 'random'>
}

/** None for a failure without an answer, and when every turn it could rest on is gone. */
export function attemptCube(failure: FormationFailure, parts: AttemptParts): CubeSnapshot[] {
  const { request, index, sources, host } = parts
  const { raw, stage, code, reason } = failure
  if (raw === null || raw === '' || sources.length === 0) return []
  const { scope } = request.input
  const text = raw.slice(0, ATTEMPT_CHARACTERS_MAX).toWellFormed()
  return [
    ownCube({
      id: createId<CubeId>(host),
      kind: 'attempt',
      name: `${request.attempt}/${index}/${stage}`,
      scope,
      text,
      role: 'assistant',
      metadata: {
        pipeline: request.pipeline,
        model: request.modelName,
        stage,
        code,
        reason,
        characterCount: raw.length,
      },
      provenance: {
        episodes: [...new Set(sources.flatMap(({ provenance }) => provenance.episodes))],
        parents: sources.map(({ id }) => id),
        origin: `form:${request.pipeline}`,
      },
      author: 'auto',
      saidAtMs: host.clock.nowMs(),
    }),
  ]
}

function attemptOf({ id, text, metadata, saidAtMs }: Cube): FormationAttempt {
  const { stage, code, reason, model, characterCount } = metadata
  return {
    id,
    stage: String(stage),
    code: code as ErrorCode,
    reason: String(reason),
    model: typeof model === 'string' ? model : null,
    text,
    characterCount: Number(characterCount),
    atMs: saidAtMs,
  }
}

/** Those of one job, newest first. Linear in the attempts of its scope: it is asked for one job at a time. */
export async function attemptsOf(
  store: Store,
  { id, scope }: Pick<StoredFormation, 'id' | 'scope'>,
): Promise<FormationAttempt[]> {
  const cubes = await store.named({ kind: 'attempt', scope })
  const own = cubes.filter((cube) => isLive(cube) && cube.name?.startsWith(`${id}/`) === true)
  return own.map(attemptOf).reverse()
}
