/**
 * The pipeline without a model: rules over what people say of themselves.
 *
 * For people with no model at all. Precision before recall: it states little, and each statement has its exact span in the turn, a confidence and,
 * where it is a relation, a fact. It never changes or retires a memory: what contradicts what is consolidation's to decide. Loses against a model wherever a
 * fact is not said in the first person in one clause. Papers: survey 2512.13564 (extraction); time expressions as in text/time-expressions.ts.
 */

import type { Cube } from '../../store/cube.ts'
import { statementsOf } from './extract/statements.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  MemoryOperation,
} from './formation.ts'

/** Who says something of himself: people, and an assistant that has a name. */
function speaks({ role, speaker }: Cube): boolean {
  return role === 'user' || (role === 'assistant' && speaker !== null)
}

function operationsOf(turn: Cube): MemoryOperation[] {
  const [episode] = turn.provenance.episodes
  return statementsOf(turn).map(({ text, from, to, confidence, fact }) => ({
    op: 'add',
    text,
    sources: [turn.id],
    dynamic: 'extracted',
    confidence,
    speaker: turn.speaker,
    ...(episode === undefined ? {} : { spans: [{ episode, from, to }] }),
    ...(fact === null ? {} : { fact }),
  }))
}

async function form({ turns }: FormationInput): Promise<FormationOutcome> {
  return { operations: turns.filter(speaks).flatMap(operationsOf), failures: [] }
}

export const extract: FormationPipeline = {
  name: 'extract',
  needsModel: false,
  about:
    'Rules, no model: names, relations, likes, work, places, numbers, plans and dated events, each with its place in the turn.',
  form,
}
