/**
 * Mem0's second generation: one call that only adds, with who said it and links to what is remembered.
 *
 * Source: mem0 from April 2026 on (python 2.0, npm mem0ai 3.1). Nothing is updated or removed by it, so that a wrong answer can only add.
 * Exact duplicates (case, blanks and the full stop aside) are dropped, against what is remembered and within the answer.
 * Departures: links to ids that were not shown are said instead of kept; each memory has its turns. Entities are recall's own matter.
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
import { type AdditiveMemory, additiveSchema, additiveTask, agentSuffix } from './mem0-v3-prompt.ts'
import { type Quoted, quotedMoment, quoteMemories } from './quoted-data.ts'
import { TurnSources } from './turn-sources.ts'

/** Memories that the prompt shows. */
export const EXISTING_MAX = 10
/** Memories that are looked at for an exact duplicate of a new one. */
const DUPLICATES_LOOKED_AT = 3
/** Memories of one answer; what is beyond is said and not formed. */
export const MEMORIES_MAX = 100
/** Characters of the turns by which existing memories are found. */
const QUERY_CHARACTERS_MAX = 8_000

const STAGE = 'extract'

async function form(input: FormationInput, tools: FormationTools): Promise<FormationOutcome> {
  const draft = new FormationDraft()
  const turns = input.turns.filter(({ role }) => role !== 'system')
  if (turns.length === 0) return draft
  const sources = new TurnSources(turns)
  const query = turns.map(({ text }) => text).join('\n')
  const related = await tools.related(query.slice(-QUERY_CHARACTERS_MAX), EXISTING_MAX)
  const task = taskFor(input, sources)
  const shown = cubesWithin({ task, input, blocks: [sources.quoted.text] }, related)
  const memories = quoteMemories(shown)
  const needed = [memories.text, sources.quoted.text]
  const blocks = [earlierTurns({ task, input, blocks: needed }), ...needed]
  const answer = await tools.ask({
    stage: STAGE,
    messages: formationMessages({ task, input, blocks: blocks.filter((block) => block !== null) }),
    schema: additiveSchema,
  })
  if (answer.outcome === 'failed') draft.fail(STAGE, answer)
  else await addMemories(answer.value.memory, { draft, sources, memories, shown, tools })
  return draft
}

function taskFor({ scope }: FormationInput, sources: TurnSources): string {
  const observed = quotedMoment(sources.saidAtMs(sources.all()))
  return scope.agent === undefined
    ? additiveTask(observed)
    : `${additiveTask(observed)}\n${agentSuffix}`
}

interface Additive {
  readonly draft: FormationDraft
  readonly sources: TurnSources
  readonly memories: Quoted
  readonly shown: readonly Cube[]
  readonly tools: FormationTools
}

async function addMemories(said: readonly AdditiveMemory[], parts: Additive): Promise<void> {
  const { draft, shown } = parts
  const known = new Set(shown.map(({ text }) => normalisedText(text)))
  let addedCount = 0
  for (const [index, memory] of said.entries()) {
    const key = normalisedText(memory.text)
    if (key === '') draft.refuse(STAGE, 'a memory has no text', memory)
    else if (addedCount >= MEMORIES_MAX) {
      draft.refuse(STAGE, `a window gives at most ${MEMORIES_MAX} memories`, memory)
    } else if (!known.has(key) && !(await isRemembered(key, memory.text, parts.tools))) {
      addOne(memory, `memory-${index}`, parts)
      addedCount += 1
    }
    known.add(key)
  }
}

async function isRemembered(key: string, text: string, tools: FormationTools): Promise<boolean> {
  const near = await tools.related(text, DUPLICATES_LOOKED_AT)
  return near.some((cube) => normalisedText(cube.text) === key)
}

function addOne(memory: AdditiveMemory, handle: string, parts: Additive): void {
  const { draft, sources, memories } = parts
  const from = sources.of(memory.turns, draft, STAGE)
  const attributed = memory.attributed_to ?? null
  const said = sources.turns.filter(
    ({ id, role }) => from.includes(id) && (role === 'assistant') === (attributed === 'assistant'),
  )
  const speaker = sources.speakerOf(said.length === 0 ? from : said.map(({ id }) => id))
  draft.push({
    op: 'add',
    handle,
    text: memory.text.trim(),
    sources: from,
    dynamic: 'extracted',
    speaker,
    ...(attributed === null ? {} : { metadata: { attributed_to: attributed } }),
  })
  const linked = new Set((memory.linked_memory_ids ?? []).map((label) => memories.idOf(label)))
  if (linked.delete(undefined)) {
    draft.refuse(STAGE, 'a memory is linked to memories that were not shown', memory)
  }
  for (const to of linked) {
    draft.push({ op: 'link', from: handle, to: to!, relation: 'related', sources: from })
  }
}

export const mem0V3: FormationPipeline = {
  name: 'mem0-v3',
  needsModel: true,
  about:
    'One call adds self-contained memories with who said them and links; it changes none (Mem0 from 2026 on).',
  form,
}
