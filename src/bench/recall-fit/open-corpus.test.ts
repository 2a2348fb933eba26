/** What is fitted is what runs: names of columns, groups of questions, and conversations opened with what a tier may know. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import { featureNames } from '../../policy/recall/registry.ts'
import { SLOPE } from '../../policy/recall/turn-length.ts'
import { makeCorpora } from '../recall-transfer/made-corpora.ts'
import { nothingMeant, staticMeaning } from './corpus-meaning.ts'
import { collectGroups, fitGroups, questionCount } from './fit-corpora.ts'
import { corpusOpener, fittedNames } from './open-corpus.ts'

const [chat, answers] = makeCorpora(true)
const staticTier = await staticMeaning(createNodeHost())

test('a tier fits the columns that it has signals for, and never those that are set by hand', () => {
  const names = { words: fittedNames('words'), static: fittedNames('static') }
  assert.ok(!names.words.includes('soft') && !names.words.includes('near'))
  assert.ok(names.static.includes('soft') && !names.static.includes('window'))
  assert.deepEqual(
    fittedNames('encoder'),
    featureNames.filter((name) => name !== 'recency' && name !== 'derived'),
  )
})

test('a group is one fitted question, with the columns of a search over its conversation', () => {
  const groups = collectGroups([chat!], staticTier)
  const names = fittedNames('static')
  const fitted = chat!.conversations.flatMap(({ questions }) =>
    questions.filter(({ isFitted }) => isFitted),
  )
  assert.deepEqual(
    groups.map(({ question }) => question),
    fitted.map(({ question }) => question),
  )
  assert.ok(questionCount(chat!) >= fitted.length)
  for (const { features, rowCount, evidence } of groups) {
    assert.equal(features.length, rowCount * names.length)
    assert.ok(evidence.length > 0 && features.every(Number.isFinite))
  }
  const soft = names.indexOf('meaning')
  assert.ok(groups.some(({ features }) => features[soft]! > 0))
})

test('corpora of unlike turns are fitted with slopes, one alone without', () => {
  const alone = fitGroups(collectGroups([chat!], nothingMeant), nothingMeant, {
    balance: 'question',
  })
  assert.ok(!alone.names.some((name) => name.endsWith(SLOPE)))
  const both = fitGroups(collectGroups([chat!, answers!], nothingMeant), nothingMeant, {
    balance: 'question',
    foldsMax: () => 2,
  })
  assert.ok(both.lengths[1] - both.lengths[0] > 1)
  assert.equal(both.names.length, 2 * alone.names.length)
  assert.equal(both.foldCount, 2)
  const left = both.weightsOf(`locomo/${chat!.conversations[0]!.id}`)
  assert.equal(left.recency, 1)
  assert.deepEqual(Object.keys(left).sort(), [...both.names, 'recency', 'derived'].sort())
})

test('questions that were not encoded have no vectors, and a static tier finds by meaning', () => {
  const conversation = chat!.conversations[0]!
  const { index, queryOf } = corpusOpener(staticTier)(conversation)
  const query = queryOf('Who goes by railway?')
  assert.deepEqual(query, { text: 'Who goes by railway?', nowMs: conversation.askedAtMs })
  const why = index.search({ ...query, topK: 20 }).flatMap((hit) => hit.why)
  assert.ok(why.some(({ because }) => because.includes("for 'railway'")))
})

test('vectors of turns and questions are brought to the index', () => {
  const conversation = chat!.conversations[0]!
  const x = Float32Array.from([1, 0])
  const rows = new Map(
    conversation.rows.map(({ id }) => [id, { turn: x, window: x, tokens: null }]),
  )
  const questions = new Map([['Who?', { whole: x, tokens: null }]])
  const encoded = new Map([[conversation, { rows, questions }]])
  const { index, queryOf } = corpusOpener({ ...staticTier, tier: 'encoder', encoded })(conversation)
  assert.deepEqual(queryOf('Who?').vectors, { whole: x, tokens: null })
  const { table, rows: columns } = index.features(queryOf('Who?'))
  assert.equal(columns.encoded?.heldCount, conversation.rows.length)
  assert.ok(Math.abs(table.valueAt('window', 0) - 1) < 0.01)
})
