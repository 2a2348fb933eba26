/** The formation pipelines by name: what `pipeline` of a scope's settings may be. One line a pipeline. */

import { LociError } from '../../errors.ts'
import { nearest } from '../../stdx/nearest.ts'
import { extract } from './extract.ts'
import type { FormationPipeline } from './formation.ts'
import { graph } from './graph.ts'
import { mem0V1 } from './mem0-v1.ts'
import { mem0V3 } from './mem0-v3.ts'
import { notes } from './notes.ts'
import { procedural } from './procedural.ts'
import { verbatim } from './verbatim.ts'

export const pipelines = {
  verbatim,
  extract,
  'mem0-v1': mem0V1,
  'mem0-v3': mem0V3,
  notes,
  graph,
  procedural,
} as const satisfies Record<string, FormationPipeline>

export type PipelineName = keyof typeof pipelines

export const pipelineNames = Object.keys(pipelines) as readonly PipelineName[]

export type PipelineOf = (name: string) => FormationPipeline

/** By name, beside the registered ones those that are given. The result throws PIPELINE_UNKNOWN with the nearest name. */
export function pipelinesWith(given: readonly FormationPipeline[] = []): {
  readonly all: readonly FormationPipeline[]
  readonly pipelineOf: PipelineOf
} {
  const all = [...Object.values(pipelines), ...given]
  const names = all.map(({ name }) => name)
  const pipelineOf = (name: string): FormationPipeline => {
    const found = all.find((one) => one.name === name)
    if (found !== undefined) return found
    const near = nearest(name, names)
    throw new LociError('PIPELINE_UNKNOWN', `no pipeline is called ${JSON.stringify(name)}`, {
      hint: near === undefined ? `Pipelines: ${names.join(', ')}.` : `Did you mean ${near}?`,
      details: { pipeline: name },
    })
  }
  return { all, pipelineOf }
}

/** Throws PIPELINE_UNKNOWN with the nearest name. */
export const pipelineOf: PipelineOf = pipelinesWith().pipelineOf
