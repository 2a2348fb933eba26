/**
 * What an agent did, as one memory: objective, steps with their results, findings, errors, and where it stands.
 *
 * Source: procedural memory of Mem0 (needs an agent; results word for word) and the experiential function of survey 2512.13564. A trajectory
 * belongs to an agent: in a scope that names none the pipeline says so and forms nothing. Raw turns stay as they are; the summary
 * leads back to each of them. Departure: the model gives fields and the text is put together here, so that a summary has one shape.
 */

import { z } from 'zod'
import { FORMED_CHARACTERS_MAX } from '../limits.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  FormationTools,
} from './formation.ts'
import { FormationDraft } from './formation-draft.ts'
import { earlierTurns, formationMessages } from './formation-prompt.ts'
import { TurnSources } from './turn-sources.ts'

const STAGE = 'summarise'

export const trajectorySchema = z.object({
  objective: z.string(),
  progress: z.string().nullish(),
  steps: z.array(z.object({ action: z.string(), result: z.string().nullish() })),
  findings: z.array(z.string()).nullish(),
  errors: z.array(z.string()).nullish(),
  state: z.string().nullish(),
})

type Trajectory = z.infer<typeof trajectorySchema>

const task = `You read what an agent did and sum it up, so that it can go on from the summary alone.

- "objective": what it was to do. "progress": how far it has come, in a phrase.
- "steps": what it did, in order, one entry an action, none left out. "result": what came of it: exact values, paths, numbers, identifiers and messages, word for word where they are short.
- "findings": what was learnt that holds beyond the step.
- "errors": what failed, with the message, and what was done about it.
- "state": where things stand now and what comes next.

Write in the language of the agent's work. Do not judge and do not invent; what is not in the turns is left out.
Answer with JSON only: {"objective": "...", "progress": "...", "steps": [{"action": "...", "result": "..."}], "findings": [], "errors": [], "state": "..."}.`

async function form(input: FormationInput, tools: FormationTools): Promise<FormationOutcome> {
  if (input.scope.agent === undefined) return noAgent
  const draft = new FormationDraft()
  const sources = new TurnSources(input.turns)
  const earlier = earlierTurns({ task, input, blocks: [sources.quoted.text] })
  const blocks = [earlier, sources.quoted.text].filter((block) => block !== null)
  const answer = await tools.ask({
    stage: STAGE,
    messages: formationMessages({ task, input, blocks }),
    schema: trajectorySchema,
  })
  if (answer.outcome === 'failed') {
    draft.fail(STAGE, answer)
    return draft
  }
  const text = trajectoryText(answer.value)
  if (text === '') draft.refuse(STAGE, 'the summary is empty', answer.value)
  else {
    draft.push({
      op: 'add',
      text,
      sources: sources.all(),
      function: 'experiential',
      dynamic: 'summarised',
      metadata: { memory_type: 'procedural' },
    })
  }
  return draft
}

const noAgent: FormationOutcome = {
  operations: [],
  failures: [
    {
      stage: STAGE,
      code: 'INPUT_INVALID',
      reason: 'a trajectory belongs to an agent, and the scope names none; the raw turns stay',
      raw: null,
      retryable: false,
    },
  ],
}

function section(title: string, lines: readonly string[]): string[] {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '')
  return said.length === 0 ? [] : [title, ...said.map((line) => `- ${line}`)]
}

/** Empty when the fields say nothing. What is too long is cut; the raw turns have it all. */
export function trajectoryText(trajectory: Trajectory): string {
  const { objective, progress, steps, findings, errors, state } = trajectory
  const lines: string[] = []
  const put = (title: string, text: string | null | undefined): void => {
    if (text?.trim()) lines.push(`${title}: ${text.trim()}`)
  }
  put('Objective', objective)
  put('Progress', progress)
  const done = steps.filter(({ action }) => action.trim() !== '')
  if (done.length > 0) lines.push('Steps')
  for (const [index, { action, result }] of done.entries()) {
    const outcome = result?.trim() ? ` -> ${result.trim()}` : ''
    lines.push(`${index + 1}. ${action.trim()}${outcome}`)
  }
  lines.push(...section('Findings', findings ?? []), ...section('Errors', errors ?? []))
  put('State', state)
  return lines
    .join('\n')
    .slice(0, FORMED_CHARACTERS_MAX)
    .replace(/[\ud800-\udbff]$/, '')
}

export const procedural: FormationPipeline = {
  name: 'procedural',
  needsModel: true,
  about:
    "An agent's trajectory as one summary: objective, steps with results, findings, errors, state.",
  form,
}
