/**
 * A model that answers every question of every pipeline plausibly, from nothing but the prompt: what the faults then spoil.
 *
 * Questions are told apart by the fields of their schema, as an endpoint could; tokens are copied from turn to memory, so that a healthy run
 * remembers each. A question that is not known is refused: a new pipeline needs its answer here before it can be said to stand the faults.
 */

import type { JsonSchema, ModelRequest } from '../../model/model.ts'
import type { ScriptedAnswer, ScriptRule } from '../../testing/scripted-model.ts'
import { tokensIn } from './faults-world.ts'

type Item = Readonly<Record<string, unknown>> & { readonly id: string }

/** The prompt of a question, also where it is asked again. */
export function promptOf({ messages }: Pick<ModelRequest, 'messages'>): string {
  return messages.find(({ role }) => role === 'user')?.content ?? ''
}

/** The lines between two tags. */
export function itemsIn(prompt: string, tag: string): readonly Item[] {
  const [, block = ''] = prompt.split(`<${tag}>\n`)
  const [lines = ''] = block.split(`</${tag}>`)
  const written = lines.split('\n').filter((line) => line.startsWith('{'))
  return written.map((line) => JSON.parse(line) as Item)
}

function textOf(item: Item): string {
  return String(item.text ?? item.content ?? '')
}

interface Turn {
  readonly id: string
  readonly token: string
  readonly by: string
}

function turnsIn(prompt: string): readonly Turn[] {
  return itemsIn(prompt, 'turns').flatMap((item) => {
    const [token] = tokensIn(textOf(item))
    return token === undefined ? [] : [{ id: item.id, token, by: String(item.by) }]
  })
}

function facts(prompt: string): object {
  const said = turnsIn(prompt)
  return {
    facts: said.map(({ id, token }) => ({ text: `${token} is liked very much`, turns: [id] })),
  }
}

/** The first fact goes into the first memory, the second takes the place of the second memory, the rest is new. */
function decisions(prompt: string): object {
  const memories = itemsIn(prompt, 'memories')
  const memory = itemsIn(prompt, 'facts').map((fact, index) => {
    const known = memories[index]
    const text = textOf(fact)
    if (known === undefined || index > 1) return { event: 'ADD', text, facts: [fact.id] }
    if (index === 1) return { event: 'DELETE', id: known.id, facts: [fact.id] }
    const both = `${textOf(known)}, and ${text}`
    return { event: 'UPDATE', id: known.id, text: both, facts: [fact.id] }
  })
  return { memory }
}

function additive(prompt: string): object {
  const known = itemsIn(prompt, 'memories').slice(0, 1)
  const memory = turnsIn(prompt).map(({ id, token, by }, index) => ({
    id: String(index),
    text: `It was said in the conversation that ${token} is a place which is liked very much.`,
    attributed_to: by === 'assistant' ? 'assistant' : 'user',
    turns: [id],
    linked_memory_ids: known.map((one) => one.id),
  }))
  return { memory }
}

function cards(prompt: string): object {
  const notes = turnsIn(prompt).map(({ id, token }) => ({
    turn: id,
    keywords: [token, 'place', 'sea'],
    tags: ['home', 'travel', 'memory'],
    context: `About ${token}, a place that is liked.`,
  }))
  return { notes }
}

function evolution(prompt: string): object {
  const [first, second] = itemsIn(prompt, 'memories')
  if (first === undefined) return { connections: [], tags: null, neighbours: [] }
  const context = `${String(first.context ?? '')} It is one of several places.`
  const neighbours = [{ id: first.id, context, tags: ['home', 'several'] }]
  const connections = [first, second].flatMap((one) => one?.id ?? [])
  return { connections, tags: null, neighbours }
}

function entities(prompt: string): object {
  const said = turnsIn(prompt)
  const people = [...new Set(said.map(({ by }) => by))].map((name) => ({ name, type: 'person' }))
  return { entities: [...people, ...said.map(({ token }) => ({ name: token, type: 'place' }))] }
}

/** A home, which a later one takes the place of, and things that are liked side by side. */
function relations(prompt: string): object {
  const said = turnsIn(prompt)
  const who = said.find(({ by }) => by !== 'assistant')?.by ?? 'user'
  return {
    relations: said.map(({ id, token }, index) => ({
      subject: who,
      relation: index === 0 ? 'lives_in' : 'likes',
      object: token,
      text: `${who} ${index === 0 ? 'lives in' : 'likes'} ${token}`,
      several: index > 0,
      from: null,
      to: null,
      ended: false,
      turns: [id],
    })),
  }
}

function outdated(prompt: string): object {
  const [known] = itemsIn(prompt, 'memories')
  const [fact] = itemsIn(prompt, 'facts')
  const isPair = known !== undefined && fact !== undefined
  return { outdated: isPair ? [{ id: known.id, by: fact.id, reason: 'outdated' }] : [] }
}

function trajectory(prompt: string): object {
  const said = turnsIn(prompt)
  return {
    objective: 'to listen',
    progress: 'all was heard',
    steps: said.map(({ token }) => ({ action: `heard of ${token}`, result: 'noted' })),
    findings: said.map(({ token }) => `${token} is liked`),
    errors: [],
    state: 'waiting',
  }
}

function fieldsOf(schema: JsonSchema): readonly string[] {
  return Object.keys((schema.properties as object | undefined) ?? {})
}

/** Told by the first field of a schema; two schemas share `memory`. */
const answers: Readonly<Record<string, (prompt: string) => object>> = {
  facts,
  notes: cards,
  connections: evolution,
  entities,
  relations,
  outdated,
  objective: trajectory,
}

export const plausible: ScriptRule = (request): ScriptedAnswer | null => {
  const { schema } = request
  if (schema === undefined) return null
  const prompt = promptOf(request)
  const [first = ''] = fieldsOf(schema.schema)
  if (first === 'memory') {
    return { json: prompt.includes('<facts>') ? decisions(prompt) : additive(prompt) }
  }
  const answer = answers[first]
  return answer === undefined ? null : { json: answer(prompt) }
}
