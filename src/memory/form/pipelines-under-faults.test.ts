/**
 * Every pipeline that asks a model × every way in which a model fails: turns stay, provenance holds, nothing crosses a scope, it is said.
 *
 * The model under the faults reads the turns and gives each a plausible answer. What this would miss: retries and queues, which are the runner's.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ModelRequest } from '../../model/model.ts'
import { type FaultKind, faultKinds, faultyModel } from '../../testing/faulty-model.ts'
import { openFormationWorld } from '../../testing/formation-world.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import { pipelineNames, pipelineOf } from './pipeline-registry.ts'

const scope = { user: 'ada', agent: 'helper' }
const startMs = Date.UTC(2026, 4, 20, 9)
const first = [
  { text: 'I live in Lyon and play the cello.', speaker: 'Ada' },
  { text: 'Noted: Lyon, cello.', role: 'assistant' },
] as const
const second = [
  { text: 'I moved to Kiel and sold the cello. 引っ越した 📦', speaker: 'Ada' },
  { text: 'Kiel it is.', role: 'assistant' },
] as const
const texts = [...first, ...second].map(({ text }) => text)

/** Faults that leave an answer which can be mended, or says in good form that there is nothing new. */
const plausible: readonly FaultKind[] = [
  'fences',
  'thinking',
  'repeated-answer',
  'empty-answer',
  'wrong-types',
]

function linesOf(
  prompt: string,
  tag: string,
): readonly { readonly id: string; readonly text: string }[] {
  const [, block = ''] = new RegExp(`<${tag}>\n(.*?)\n?</${tag}>`, 's').exec(prompt) ?? []
  return block === '' ? [] : block.split('\n').map((line) => JSON.parse(line))
}

/** By the form that is asked for, so that it serves all pipelines. */
function answer({ schema, messages }: ModelRequest): object {
  const prompt = messages[1]!.content
  const turns = linesOf(prompt, 'turns')
  const memories = linesOf(prompt, 'memories')
  const keys = Object.keys(schema!.schema.properties as object)
  switch (keys[0]) {
    case 'facts':
      return { facts: turns.map(({ id, text }) => ({ text: `Ada said: ${text}`, turns: [id] })) }
    case 'memory':
      return turns.length === 0
        ? { memory: [{ event: 'DELETE', id: memories[0]!.id, facts: ['f0'] }] }
        : {
            memory: turns.map(({ id, text }) => ({
              text,
              turns: [id],
              linked_memory_ids: memories.map((one) => one.id),
            })),
          }
    case 'notes':
      return {
        notes: turns.map(({ id, text }) => ({
          turn: id,
          keywords: ['a', 'b'],
          tags: ['c'],
          context: text,
        })),
      }
    case 'connections':
      return {
        connections: memories.map(({ id }) => id),
        tags: null,
        neighbours: [{ id: memories[0]!.id, tags: ['d'] }],
      }
    case 'entities':
      return { entities: [{ name: 'I' }, { name: 'Kiel' }, { name: 'Lyon' }] }
    case 'relations':
      return {
        relations: ['Lyon', 'Kiel']
          .filter((object) => turns.some(({ text }) => text.includes(object)))
          .map((object) => ({ subject: 'I', relation: 'lives_in', object, turns: ['t0'] })),
      }
    case 'outdated':
      return { outdated: [{ id: '0', by: 'f0' }] }
    default:
      return {
        objective: turns[0]!.text,
        steps: [{ action: 'moved', result: 'Kiel' }],
        state: 'there',
      }
  }
}

const plausibleModel = () => scriptedModel({ rules: [(request) => ({ json: answer(request) })] })

/** Calls that the first window takes; they are spared. */
async function countFirst(pipeline: string): Promise<number> {
  const model = plausibleModel()
  await using world = await openFormationWorld({ model, pipeline, startMs })
  await world.form(scope, first)
  return model.calls.length
}

for (const name of pipelineNames.filter((one) => pipelineOf(one).needsModel)) {
  const callsOfFirst = countFirst(name)
  for (const kind of faultKinds) {
    test(`${name} under ${kind}: turns stay, provenance holds, no scope is crossed, and it is said`, async () => {
      for (const seed of [1, 2]) {
        const script = [...Array(await callsOfFirst).fill(null), ...Array(40).fill(kind)]
        const foreign: string[] = []
        const model = faultyModel(plausibleModel(), { seed, script, foreign })
        await using world = await openFormationWorld({ model, pipeline: name, startMs })
        const bobs = await world.remember({ user: 'bob' }, [{ text: 'I am Bob.', speaker: 'Bob' }])
        foreign.push(...bobs)
        await world.form(scope, first)
        const before = await world.derived(scope)
        assert.ok(before.length > 0)
        const formed = await world.form(scope, second)
        const { cubes: turns } = await world.memory.list({ scope, kinds: ['turn'], state: 'all' })
        assert.deepEqual(
          turns.map(({ text }) => text),
          texts,
        )
        const { cubes } = await world.memory.list({ scope, kinds: ['derived'], state: 'all' })
        const ids = new Set(turns.flatMap(({ provenance }) => provenance.episodes))
        for (const { provenance, id } of cubes) {
          assert.ok(provenance.episodes.length > 0, id)
          assert.ok(
            provenance.episodes.every((episode) => ids.has(episode)),
            id,
          )
        }
        const everyone = await world.memory.list({ scope: { user: 'bob' }, state: 'all' })
        assert.deepEqual(
          everyone.cubes.map(({ id }) => id),
          bobs,
        )
        const isSilent = formed.failures.length === 0 && formed.refused.length === 0
        if (isSilent && !plausible.includes(kind))
          assert.ok(formed.added.length > 0, `seed ${seed}`)
        if (['rate-limit', 'timeout', 'unavailable', 'context-overflow'].includes(kind)) {
          assert.equal(formed.failures.length, 1)
          assert.deepEqual(await world.derived(scope), before)
        }
      }
    })
  }
}
