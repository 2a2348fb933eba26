/**
 * A temporal graph: entities, the relations that turns state between them, and since and until when each holds.
 *
 * Paper: Mem0 (2504.19413), graph memory, whose open-source code was removed in 2026. Three calls: entities, relations, and, only where a new
 * fact rivals a known one of the same subject and relation, what is outdated or contradicted. Invalidation is soft. Departures: facts are derived
 * memories and not a store of their own; names are matched as written; periods are valid time, known time is the log's. When the last call
 * fails, rivals stay side by side and that is said. Facts about a period between two that are closed already do not move those.
 */

import { normalisedText } from './derived-memories.ts'
import {
  FactTimeline,
  type KnownFact,
  knownFact,
  type Rivals,
  type Settlement,
} from './fact-timeline.ts'
import type {
  FormationInput,
  FormationOutcome,
  FormationPipeline,
  FormationTools,
} from './formation.ts'
import { FormationDraft } from './formation-draft.ts'
import { cubesWithin, earlierTurns, formationMessages } from './formation-prompt.ts'
import { entityName, isSelf, type NewFact, newFact } from './graph-fact.ts'
import {
  entitiesSchema,
  entitiesTask,
  outdatedSchema,
  outdatedTask,
  relationsSchema,
  relationsTask,
} from './graph-prompt.ts'
import { quotedMoment, quoteItems, quoteMemories } from './quoted-data.ts'
import { TurnSources } from './turn-sources.ts'

/** Entities and relations of one window; what is beyond is said and not formed. */
export const ENTITIES_MAX = 30
export const RELATIONS_MAX = 100
/** Known facts that a prompt shows, the latest (the project's limit). All are compared with what is new. */
export const KNOWN_FACTS_SHOWN_MAX = 100

class GraphRun {
  readonly input: FormationInput
  readonly tools: FormationTools
  readonly sources: TurnSources
  readonly draft = new FormationDraft()
  readonly #owner: string
  /** By id; each name is looked up once. */
  readonly #known = new Map<string, KnownFact>()
  readonly #lookedUp = new Set<string>()

  constructor(input: FormationInput, tools: FormationTools, sources: TurnSources) {
    this.input = input
    this.tools = tools
    this.sources = sources
    const speaker = sources.turns.find(({ role, speaker }) => role === 'user' && speaker !== null)
    this.#owner = speaker?.speaker ?? input.scope.user ?? input.scope.agent ?? 'user'
  }

  async run(): Promise<FormationOutcome> {
    const entities = await this.#entities()
    if (entities.length === 0) return this.draft
    for (const name of entities) await this.#lookUp(name)
    const facts = await this.#relations(entities)
    for (const { subject } of facts) await this.#lookUp(subject)
    const { sources, draft } = this
    const known = [...this.#known.values()]
    const timeline = new FactTimeline({ known, sources, draft, nowMs: this.input.nowMs })
    const rivals = timeline.lay(facts)
    timeline.settle(await this.#settlements(rivals))
    timeline.operate()
    return draft
  }

  #messages(task: string, blocks: readonly string[]): ReturnType<typeof formationMessages> {
    return formationMessages({ task, input: this.input, blocks })
  }

  #turnBlocks(task: string, ...needed: readonly string[]): readonly string[] {
    const blocks = [...needed, this.sources.quoted.text]
    const earlier = earlierTurns({ task, input: this.input, blocks })
    return earlier === null ? blocks : [earlier, ...blocks]
  }

  async #lookUp(name: string): Promise<void> {
    const key = normalisedText(name)
    if (this.#lookedUp.has(key)) return
    this.#lookedUp.add(key)
    for (const cube of await this.tools.factsAbout(name)) {
      const { fact } = cube
      if (fact !== undefined) this.#known.set(cube.id, knownFact(cube, fact))
    }
  }

  async #entities(): Promise<readonly string[]> {
    const task = entitiesTask(this.#owner)
    const answer = await this.tools.ask({
      stage: 'entities',
      messages: this.#messages(task, this.#turnBlocks(task)),
      schema: entitiesSchema,
    })
    if (answer.outcome === 'failed') {
      this.draft.fail('entities', answer)
      return []
    }
    const names = answer.value.entities
      .map(({ name }) => (isSelf(name) ? this.#owner : entityName(name)))
      .filter((name) => name !== '')
    const distinct = [...new Map(names.map((name) => [normalisedText(name), name])).values()]
    if (distinct.length > ENTITIES_MAX) {
      this.draft.refuse('entities', `a window gives at most ${ENTITIES_MAX} entities`, distinct)
    }
    return distinct.slice(0, ENTITIES_MAX)
  }

  async #relations(entities: readonly string[]): Promise<readonly NewFact[]> {
    const task = relationsTask
    const names = quoteItems(
      entities.map((name) => ({ name })),
      'entities',
      'e',
    ).text
    const needed = [names, this.sources.quoted.text]
    const latest = [...this.#known.values()].slice(-KNOWN_FACTS_SHOWN_MAX).reverse()
    const cubes = latest.map(({ cube }) => cube)
    const shown = cubesWithin({ task, input: this.input, blocks: needed }, cubes)
    const blocks = shown.length === 0 ? [names] : [quoteMemories(shown).text, names]
    const answer = await this.tools.ask({
      stage: 'relations',
      messages: this.#messages(task, this.#turnBlocks(task, ...blocks)),
      schema: relationsSchema,
    })
    if (answer.outcome === 'failed') {
      this.draft.fail('relations', answer)
      return []
    }
    const said = answer.value.relations
    if (said.length > RELATIONS_MAX) {
      const rest = said.slice(RELATIONS_MAX)
      this.draft.refuse('relations', `a window gives at most ${RELATIONS_MAX} relations`, rest)
    }
    const reading = { sources: this.sources, owner: this.#owner, draft: this.draft }
    return said.slice(0, RELATIONS_MAX).flatMap((relation) => newFact(relation, reading) ?? [])
  }

  async #settlements(rivals: readonly Rivals[]): Promise<readonly Settlement[]> {
    if (rivals.length === 0) return []
    const known = [...new Set(rivals.map((pair) => pair.known))]
    const facts = [...new Set(rivals.map((pair) => pair.fact))]
    const memories = quoteItems(known.map(shownKnown), 'memories', '')
    const learnt = quoteItems(facts.map(shownFact), 'facts', 'f')
    const answer = await this.tools.ask({
      stage: 'outdated',
      messages: this.#messages(outdatedTask, [memories.text, learnt.text]),
      schema: outdatedSchema,
    })
    if (answer.outcome === 'failed') {
      this.draft.fail('outdated', answer, 'what is known and what is new stand side by side')
      return []
    }
    return answer.value.outdated.flatMap(({ id, by, reason }) => {
      const pair = rivals.find(
        (one) =>
          one.known === known[memories.indexOf(id) ?? -1] &&
          one.fact === facts[learnt.indexOf(by) ?? -1],
      )
      if (pair !== undefined) return { ...pair, reason: reason ?? 'outdated' }
      const why = 'a fact is outdated only by one of the same subject and relation that was shown'
      this.draft.refuse('outdated', why, { id, by, reason })
      return []
    })
  }
}

function shownTime(ms: number | null): string | null {
  return ms === null ? null : quotedMoment(ms).slice(0, 10)
}

function shownKnown({ fact, cube }: KnownFact): object {
  const { subject, relation, object, validFromMs, validToMs } = fact
  const times = { from: shownTime(validFromMs), to: shownTime(validToMs) }
  const said = quotedMoment(cube.saidAtMs)
  return { subject, relation, object, ...times, said, text: cube.text }
}

function shownFact({ subject, relation, object, fromMs, toMs, saidAtMs }: NewFact): object {
  const times = { from: shownTime(fromMs), to: shownTime(toMs) }
  return { subject, relation, object, ...times, said: quotedMoment(saidAtMs) }
}

async function form(input: FormationInput, tools: FormationTools): Promise<FormationOutcome> {
  const turns = input.turns.filter(({ role }) => role !== 'system')
  if (turns.length === 0) return new FormationDraft()
  return new GraphRun(input, tools, new TurnSources(turns)).run()
}

export const graph: FormationPipeline = {
  name: 'graph',
  needsModel: true,
  about:
    'Entities and relations with the time in which they hold; what is outdated is retired, not removed (Mem0, graph).',
  form,
}
