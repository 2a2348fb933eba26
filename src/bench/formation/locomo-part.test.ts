/** The LoCoMo part of the formation bench on conversations that the project makes: the path, the measures, and what is counted. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { makeConversations } from '../locomo/made-conversations.ts'
import { parseConversation } from '../locomo/parse-conversation.ts'
import { formConversation, scope } from './form-conversation.ts'
import { locomoPart } from './locomo-part.ts'
import { observingModel } from './observing-model.ts'

const host = createNodeHost()

test('observations are read whatever their evidence looks like; those that rest on no turn are left out', () => {
  const turn = (id: string) => ({ speaker: 'Ines', dia_id: id, text: `said ${id}` })
  const observation = {
    session_2_observation: { Ines: [['later', 'D2:1']] },
    session_1_observation: {
      Ines: [
        ['one', 'D1:1'],
        ['two', ['D1:1', 'D1:2', 'D1:1']],
        ['split', 'D1:01; D1:2'],
        ['nowhere', 'D9:9'],
        ['none', null],
        [7, 'D1:1'],
        'malformed',
      ],
      Tomas: 'nothing',
    },
  }
  const conversation = parseConversation(
    {
      sample_id: 'x',
      conversation: {
        session_1: [turn('D1:1'), turn('D1:2')],
        session_1_date_time: '1:56 pm on 8 May, 2023',
        session_2: [turn('D2:1')],
        session_2_date_time: '1:56 pm on 9 May, 2023',
      },
      qa: [],
      observation,
    },
    'x',
  )
  assert.deepEqual(
    conversation!.observations.map(({ text, evidence }) => [text, evidence]),
    [
      ['one', ['D1:1']],
      ['two', ['D1:1', 'D1:2']],
      ['split', ['D1:1', 'D1:2']],
      ['later', ['D2:1']],
    ],
  )
})

test('every observation becomes a memory that cites the turns it names, by labels of the prompt', async () => {
  const [conversation] = makeConversations(1, 6)
  const model = observingModel(conversation!)
  await using formed = await formConversation(conversation!, { host, model, pipeline: 'mem0-v3' })
  assert.equal(formed.failureCount, 0)
  const { cubes } = await formed.memory.list({ scope, kinds: ['derived'], limit: 100 })
  const cited = cubes.map(({ text, provenance }) => [
    text,
    provenance.parents.map((id) => formed.dialogOf.get(id)),
  ])
  assert.deepEqual(
    cited.sort(),
    conversation!.observations.map(({ text, evidence }) => [text, evidence]).sort(),
  )
  assert.deepEqual(model.observed, { given: conversation!.observations.length, uncited: 0 })
})

test('[MEM0-BESIDE-1] through the recorded port both together are not worse than turns alone, by every check', async () => {
  const context = { host, dataFolder: null, isQuick: true, budgetSeconds: null, options: {} }
  const { figures, checks, notes } = await locomoPart({ ...context, log: () => {} })
  assert.deepEqual(
    checks.filter(({ holds }) => !holds),
    [],
  )
  assert.equal(figures['locomo.memoryCount'], figures['locomo.observations'])
  for (const way of ['turns', 'memories', 'both']) {
    for (const measure of ['recall@10', 'recall@256tokens', 'recall@2048tokens', 'tokens@10']) {
      assert.ok(Number.isFinite(figures[`locomo.${way}.${measure}`]), `${way} ${measure}`)
    }
  }
  assert.ok(notes[0]!.startsWith('No --data'))
})
