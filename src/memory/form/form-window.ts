/**
 * One window through one pipeline: read what it needs, let the pipeline decide, apply within the walls, say what came of it.
 *
 * Never throws for a model's or a pipeline's fault: those are failures of the receipt, and what the model said is kept as attempts. What gave
 * nothing and may yet succeed is to be tried again and leaves only its attempts; anything else is written once. Whoever was stopped between
 * writing and settling finds the batch that is named in the job and writes nothing more.
 */

import { LociError } from '../../errors.ts'
import type { Model, ModelUsage } from '../../model/model.ts'
import { noUsage } from '../../model/model-usage.ts'
import type { BatchId, Cube, CubeId } from '../../store/cube.ts'
import type { StoredFormation } from '../../store/stored-formations.ts'
import { redactingModel } from '../govern/personal-data/redacting-model.ts'
import { FORMATION_TRIES_MAX } from '../limits.ts'
import type { MemoryCore } from '../memory-core.ts'
import type { SettingsOfScopes } from '../scope-settings.ts'
import { type Applied, applyOperations, formedBatch, nothingApplied } from './apply-operations.ts'
import { isSource } from './cut-windows.ts'
import type { DerivedMemories } from './derived-memories.ts'
import type {
  FormationFailure,
  FormationInput,
  FormationOutcome,
  FormationPipeline,
} from './formation.ts'
import { CountedTools } from './formation-tools.ts'
import type { PipelineOf } from './pipeline-registry.ts'
import { QUOTED_CHARACTERS_MAX } from './quoted-data.ts'

export interface FormerParts {
  readonly core: MemoryCore
  readonly derived: DerivedMemories
  readonly settings: SettingsOfScopes
  readonly model: Model | null
  readonly pipelineOf: PipelineOf
}

export interface WindowResult extends Applied {
  readonly failures: readonly FormationFailure[]
  readonly usage: ModelUsage
  /** Nothing came of it that another try could not bring. */
  readonly isToBeTriedAgain: boolean
  /** The longest that a model asked to wait. */
  readonly retryAfterMs: number
}

interface Ran {
  readonly outcome: FormationOutcome
  readonly tools: CountedTools
  readonly input: FormationInput
  readonly pipeline: FormationPipeline
}

const quiet = { failures: [], usage: noUsage, isToBeTriedAgain: false, retryAfterMs: 0 } as const

/** `job` is running and names its batch. Throws what the store throws, and the signal's reason. */
export async function formWindow(
  parts: FormerParts,
  job: StoredFormation,
  signal: AbortSignal,
): Promise<WindowResult> {
  const written = await formedBatch(parts.core, job.batch!)
  if (written !== null) return { ...quiet, ...written }
  const ran = await run(parts, job, signal)
  if ('stage' in ran) {
    await parts.core.rollout.counted(job.scope, { formations: 1, formationFailures: 1 })
    return { ...quiet, ...nothingApplied, failures: [ran] }
  }
  signal.throwIfAborted()
  const { failures, operations } = ran.outcome
  const mayYetSucceed = operations.length === 0 && failures.some(({ retryable }) => retryable)
  const isToBeTriedAgain = mayYetSucceed && job.tries < FORMATION_TRIES_MAX
  const applied = await applyOperations(parts.core, parts.derived, {
    ...(isToBeTriedAgain ? tryNames(parts.core, job) : roundNames(job)),
    attempt: `${job.id}/${job.round}.${job.tries}`,
    input: ran.input,
    pipeline: ran.pipeline.name,
    modelName: ran.pipeline.needsModel ? ran.tools.modelName : null,
    offered: ran.tools.offered,
    outcome: ran.outcome,
  })
  await parts.core.rollout.counted(job.scope, {
    formations: 1,
    formationFailures: failures.length > 0 ? 1 : 0,
    operations: operations.length,
    refusedOperations: applied.refused.length,
  })
  const refused = [...cutTurns(ran), ...applied.refused]
  const { usage, retryAfterMs } = ran.tools
  const position = isToBeTriedAgain ? null : applied.position
  return { ...applied, position, refused, failures, usage, retryAfterMs, isToBeTriedAgain }
}

function roundNames({ id, round, batch }: StoredFormation): { batch: BatchId; key: string } {
  return { batch: batch!, key: `${id}/${round}` }
}

/** A batch of its own: the job's is for what ends it. */
function tryNames(core: MemoryCore, { id, round, tries }: StoredFormation) {
  return { batch: core.newBatch(), key: `${id}/${round}.${tries}` }
}

async function run(
  parts: FormerParts,
  job: StoredFormation,
  signal: AbortSignal,
): Promise<Ran | FormationFailure> {
  const { core, derived, model } = parts
  let pipeline: FormationPipeline
  try {
    pipeline = parts.pipelineOf(job.pipeline)
  } catch (error) {
    // The name may be of a newer version's pipeline; the job shows it.
    return failureOf(error)
  }
  if (pipeline.needsModel && model === null) {
    const reason = `the pipeline ${pipeline.name} needs a model and there is none`
    return { stage: 'open', code: 'MODEL_NOT_CONFIGURED', reason, raw: null, retryable: false }
  }
  const { instructions, redact } = await parts.settings.get(job.scope)
  const input = await inputOf(core, job, instructions)
  // Nothing personal leaves for a model that the scope does not let out.
  const asked = model === null ? null : redactingModel(model, redact)
  const tools = new CountedTools({ core, derived, scope: job.scope, model: asked, signal })
  if (input.turns.length === 0) {
    return { outcome: { operations: [], failures: [] }, tools, input, pipeline }
  }
  try {
    const outcome = await pipeline.form(input, tools)
    return { outcome: withUntold(outcome, tools.failures), tools, input, pipeline }
  } catch (error) {
    signal.throwIfAborted()
    if (LociError.is(error) && error.code.startsWith('STORE_')) throw error
    // One window's fault must not stop the others.
    const outcome = { operations: [], failures: [failureOf(error)] }
    return { outcome: withUntold(outcome, tools.failures), tools, input, pipeline }
  }
}

function failureOf(error: unknown): FormationFailure {
  const { code, message, retryable } = LociError.from(error)
  const reason = code === 'INTERNAL' ? 'the pipeline broke off' : message
  return { stage: 'pipeline', code, reason, raw: null, retryable }
}

/** What a pipeline did not report of the questions that failed. */
function withUntold(
  outcome: FormationOutcome,
  asked: readonly FormationFailure[],
): FormationOutcome {
  const told = new Set(outcome.failures.map(({ code, raw }) => `${code}\n${raw}`))
  const untold = asked.filter(({ code, raw }) => !told.has(`${code}\n${raw}`))
  return { ...outcome, failures: [...outcome.failures, ...untold] }
}

async function inputOf(
  core: MemoryCore,
  job: StoredFormation,
  instructions: string | null,
): Promise<FormationInput> {
  const read = async (ids: readonly CubeId[]): Promise<Cube[]> => {
    const cubes = await core.store.cubes(ids)
    return cubes.filter((cube): cube is Cube => cube !== null && isSource(cube, job.scope))
  }
  return {
    scope: job.scope,
    turns: await read(job.sources),
    before: await read(job.before),
    nowMs: core.host.clock.nowMs(),
    instructions,
  }
}

/** A prompt shows the beginning of a very long turn; the whole turn is kept and found all the same. */
function cutTurns({ input, pipeline }: Ran): string[] {
  if (!pipeline.needsModel) return []
  return input.turns.flatMap(({ text }, index) =>
    text.length <= QUOTED_CHARACTERS_MAX
      ? []
      : [
          `turn ${index + 1} has ${text.length} characters: only the first ${QUOTED_CHARACTERS_MAX} were shown to the model`,
        ],
  )
}
