/**
 * Mem0 as the paper has it: facts are extracted, compared with what is remembered, and ONE call decides add, update, delete or none.
 *
 * Paper: Mem0 (2504.19413): s = 10 related memories a fact, ids relabelled. Departures: a delete is soft (retired, with what contradicts it in
 * its place, never "asked": a request inside a turn is data); an update that only loses words is none; no decision call where nothing
 * is related; when the decision fails, or forgets a fact, the fact is added, so that nothing that was extracted is lost.
 */

import type { Cube } from '../../store/cube.ts'
import { normalisedText } from './derived-memories.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  FormationTools,
} from './formation.ts'
import { FormationDraft } from './formation-draft.ts'
import { cubesWithin, earlierTurns, formationMessages } from './formation-prompt.ts'
import { type Decided, DecisionMaker, type ExtractedFact } from './mem0-v1-decisions.ts'
import {
  assistantFactsTask,
  decisionSchema,
  decisionTask,
  factsSchema,
  userFactsTask,
} from './mem0-v1-prompt.ts'
import { quoteItems, quoteMemories } from './quoted-data.ts'
import { TurnSources } from './turn-sources.ts'

/** Memories that each fact is compared with: the paper's s. */
export const RELATED_PER_FACT = 10
/** Facts of one window; what is beyond is said and not formed. */
export const FACTS_MAX = 100

async function form(input: FormationInput, tools: FormationTools): Promise<FormationOutcome> {
  const draft = new FormationDraft()
  const turns = input.turns.filter(({ role }) => role !== 'system')
  if (turns.length === 0) return draft
  const sources = new TurnSources(turns)
  const facts = await extractFacts(input, tools, sources, draft)
  if (facts.length === 0) return draft
  const related = await relatedTo(facts, tools)
  const decided = await decide({ input, facts, related }, tools, draft)
  const names = [input.scope.user, input.scope.agent, ...turns.map(({ speaker }) => speaker)]
  const maker = new DecisionMaker({
    facts,
    sources,
    draft,
    names: names.filter((name) => typeof name === 'string'),
  })
  maker.apply(decided)
  return draft
}

async function extractFacts(
  input: FormationInput,
  tools: FormationTools,
  sources: TurnSources,
  draft: FormationDraft,
): Promise<readonly ExtractedFact[]> {
  const isOfAgent =
    input.scope.agent !== undefined && sources.turns.some(({ role }) => role === 'assistant')
  const task = isOfAgent ? assistantFactsTask : userFactsTask
  const earlier = earlierTurns({ task, input, blocks: [sources.quoted.text] })
  const blocks = [earlier, sources.quoted.text].filter((block) => block !== null)
  const answer = await tools.ask({
    stage: 'extract',
    messages: formationMessages({ task, input, blocks }),
    schema: factsSchema,
  })
  if (answer.outcome === 'failed') {
    draft.fail('extract', answer)
    return []
  }
  const said = answer.value.facts.map((fact) => {
    if (typeof fact === 'string') return { text: fact, sources: sources.all() }
    return { text: fact.text, sources: sources.of(fact.turns, draft, 'extract') }
  })
  return distinctFacts(said, draft)
}

function distinctFacts(
  said: readonly ExtractedFact[],
  draft: FormationDraft,
): readonly ExtractedFact[] {
  const byText = new Map<string, ExtractedFact>()
  for (const fact of said) {
    const key = normalisedText(fact.text)
    if (key === '') draft.refuse('extract', 'a fact has no text', fact)
    else if (byText.size >= FACTS_MAX && !byText.has(key)) {
      draft.refuse('extract', `a window gives at most ${FACTS_MAX} facts`, fact)
    } else if (!byText.has(key)) byText.set(key, { ...fact, text: fact.text.trim() })
  }
  return [...byText.values()]
}

/** Of all facts, those of the first rank first, so that a cut drops what is related least. */
async function relatedTo(
  facts: readonly ExtractedFact[],
  tools: FormationTools,
): Promise<readonly Cube[]> {
  const lists: (readonly Cube[])[] = []
  for (const { text } of facts) lists.push(await tools.related(text, RELATED_PER_FACT))
  const union = new Map<string, Cube>()
  for (let rank = 0; rank < RELATED_PER_FACT; rank += 1) {
    for (const list of lists) {
      const cube = list[rank]
      if (cube !== undefined) union.set(cube.id, cube)
    }
  }
  return [...union.values()]
}

interface ToDecide {
  readonly input: FormationInput
  readonly facts: readonly ExtractedFact[]
  readonly related: readonly Cube[]
}

async function decide(
  { input, facts, related }: ToDecide,
  tools: FormationTools,
  draft: FormationDraft,
): Promise<Decided> {
  const quotedFacts = quoteItems(
    facts.map(({ text }) => ({ text })),
    'facts',
    'f',
  )
  const task = decisionTask
  const shown = cubesWithin({ task, input, blocks: [quotedFacts.text] }, related)
  const memories = quoteMemories(shown)
  const nothing = { decisions: [], memories, shown, factOf: quotedFacts.indexOf }
  if (shown.length === 0) {
    if (related.length > 0) draft.refuse('decide', 'no room to compare the facts; they are added')
    return { ...nothing, isComplete: false }
  }
  const answer = await tools.ask({
    stage: 'decide',
    messages: formationMessages({ task, input, blocks: [memories.text, quotedFacts.text] }),
    schema: decisionSchema,
  })
  if (answer.outcome === 'failed') {
    draft.fail('decide', answer, 'the facts are added beside what is remembered')
    return { ...nothing, isComplete: false }
  }
  return { ...nothing, decisions: answer.value.memory, isComplete: true }
}

export const mem0V1: FormationPipeline = {
  name: 'mem0-v1',
  needsModel: true,
  about:
    'Facts are extracted; a second call adds, updates, retires or leaves each (Mem0, as in the paper).',
  form,
}
