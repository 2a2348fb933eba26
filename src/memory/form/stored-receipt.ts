/**
 * The receipt of a window that somebody else formed: what its job and its batch say.
 *
 * Sentences of refusals and answers of models are not in the queue, so they are told as counts and a code.
 */

import { errorTable } from '../../errors.ts'
import { noUsage } from '../../model/model-usage.ts'
import type { StoredFormation } from '../../store/stored-formations.ts'
import type { MemoryCore } from '../memory-core.ts'
import { formedBatch, nothingApplied } from './apply-operations.ts'
import type { FormationReceipt } from './formation-desk.ts'

export async function storedReceipt(
  core: MemoryCore,
  job: StoredFormation,
): Promise<FormationReceipt> {
  const { id, scope, pipeline, state, sources, code, counts } = job
  const formed = job.batch === null ? null : await formedBatch(core, job.batch)
  const { added, revised, retired } = formed ?? nothingApplied
  const reason = 'formed by another worker; see its job and attempts'
  const refused = counts.refused === 0 ? [] : [`${counts.refused} operations were refused`]
  return {
    id,
    scope,
    pipeline,
    state,
    sources,
    batch: formed === null ? null : job.batch,
    added,
    revised,
    retired,
    refused,
    duplicateCount: counts.duplicate,
    failures:
      code === null
        ? []
        : [{ stage: 'elsewhere', code, reason, raw: null, retryable: errorTable[code].retryable }],
    usage: noUsage,
  }
}
