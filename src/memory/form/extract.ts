/**
 * The pipeline without a model: rules over what people say of themselves and of those whom they name.
 *
 * For people with no model at all. Precision before recall: it states little, and each statement has its exact span in the turn, a confidence and,
 * where it is a relation, a fact. Facts are laid in time beside those that are known: what ended is retired, late news ends nothing newer.
 * Loses against a model wherever a fact is not said in one clause. Papers: survey 2512.13564 (extraction); Mem0 (2504.19413), soft
 * invalidation; time expressions as in text/time-expressions.ts.
 */

import type { Cube } from '../../store/cube.ts'
import { needsSettling, settledOperations, subjectsOf } from './extract/settle-statements.ts'
import { statementsOf } from './extract/statements.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  FormationTools,
} from './formation.ts'

/** Who says something of himself: people, and an assistant that has a name. */
function speaks({ role, speaker }: Cube): boolean {
  return role === 'user' || (role === 'assistant' && speaker !== null)
}

async function form(
  { turns, nowMs }: FormationInput,
  tools: FormationTools,
): Promise<FormationOutcome> {
  const told = turns
    .filter(speaks)
    .flatMap((turn) => statementsOf(turn).map((statement) => ({ statement, turn })))
  const settled = told.filter(({ statement }) => needsSettling(statement))
  const known: Cube[] = []
  for (const subject of new Set(settled.map(({ statement }) => subjectsOf(statement)))) {
    known.push(...(await tools.factsAbout(subject)), ...(await tools.endedFacts(subject)))
  }
  return { operations: settledOperations(told, known, nowMs), failures: [] }
}

export const extract: FormationPipeline = {
  name: 'extract',
  needsModel: false,
  about:
    'Rules, no model: names, relations, likes, work, places, numbers, plans and dated events, each with its place in the turn; what ended is retired.',
  form,
}
