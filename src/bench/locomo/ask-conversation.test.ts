import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import type { IndexHit } from '../../memory/scope-index.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import { askConversation } from './ask-conversation.ts'
import { rowsOf } from './locomo-rows.ts'
import { makeConversations } from './made-conversations.ts'

const [conversation] = makeConversations(1, 3)
const rows = rowsOf(conversation!)
const { clock } = createNodeHost()

/** Answers every question with the rows in this order. */
function answering(ids: readonly string[]) {
  const hits = ids.map((id): IndexHit => ({ id: id as IndexHit['id'], score: 0.5, why: [] }))
  return {
    index: { search: ({ topK }: { readonly topK: number }) => hits.slice(0, topK) },
    queryOf: (text: string) => ({ text, nowMs: 0 }),
  }
}

test('each question has its measures by the ranking, and the tokens of what was shown', () => {
  const ids = rows.map(({ id }) => id as string)
  const answers = askConversation(clock, answering(ids), conversation!)
  assert.equal(answers.length, conversation!.questions.length)
  for (const { ranked, evidence, values } of answers) {
    assert.deepEqual(ranked, ids)
    const place = ids.indexOf(evidence[0]!)
    assert.equal(values['turn.mrr'], 1 / (place + 1))
    assert.equal(values['turn.recall@5'], Number(place < 5))
    assert.equal(values['session.recall@5'], 1)
    const tokens = rows.slice(0, 5).reduce((sum, { text }) => sum + estimateTokens(`${text} `), 0)
    assert.equal(values['tokens@5'], tokens)
    assert.equal(values['turn.recall@2048tokens'], 1)
  }
})

test('what does not fit a budget is not found within it, and an empty answer finds nothing', () => {
  const last = rows.at(-1)!.id
  const long = Array.from({ length: 200 }, () => rows[0]!.id)
  const [crowded] = askConversation(clock, answering([...long, last]), {
    ...conversation!,
    questions: [{ question: '?', category: 1, evidence: [last] }],
  })
  assert.equal(crowded!.values['turn.recall@256tokens'], 0)
  const [empty] = askConversation(clock, answering([]), conversation!)
  assert.deepEqual([empty!.values['turn.recall@50'], empty!.values['tokens@50']], [0, 0])
  assert.deepEqual(empty!.ranked, [])
})
