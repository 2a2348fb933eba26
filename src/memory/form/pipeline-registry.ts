/** The formation pipelines by name: what `pipeline` of a scope's settings may be. One line a pipeline. */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import type { FormationPipeline } from './formation.ts'
import { verbatim } from './verbatim.ts'

export const pipelines = {
  verbatim,
} as const satisfies Record<string, FormationPipeline>

export type PipelineName = keyof typeof pipelines

export const pipelineNames = Object.keys(pipelines) as readonly PipelineName[]

/** Throws PIPELINE_UNKNOWN with the nearest name. */
export function pipelineOf(name: string): FormationPipeline {
  if (Object.hasOwn(pipelines, name)) return pipelines[name as PipelineName]
  const near = nearest(name, pipelineNames)
  throw new LociError('PIPELINE_UNKNOWN', `no pipeline is called ${JSON.stringify(name)}`, {
    hint: near === undefined ? `Pipelines: ${pipelineNames.join(', ')}.` : `Did you mean ${near}?`,
    details: { pipeline: name },
  })
}
