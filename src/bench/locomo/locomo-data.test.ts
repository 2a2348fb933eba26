/** Reading LoCoMo by content, malformed evidence included, and the measures taken on it. */

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LociError } from '../../errors.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { loadLocomo } from './load-locomo.ts'
import { rowsOf } from './locomo-rows.ts'
import { intervalOf, measuresOf } from './measure.ts'
import { normaliseEvidence, parseSessionDate } from './parse-conversation.ts'

function conversation(id: string, evidence: unknown): object {
  const said = (number: number, text: string): object => {
    return { dia_id: `D1:${number}`, speaker: 'Ines', text, query: 'secret generator words' }
  }
  return {
    sample_id: id,
    conversation: {
      speaker_a: 'Ines',
      session_1_date_time: '1:56 pm on 8 May, 2023',
      session_1: [said(1, 'I bought a kayak.'), { ...said(2, ''), blip_caption: 'a red kayak' }],
      session_2_date_time: '9:00 am on 9 May, 2023',
    },
    qa: [
      { question: 'What was bought?', answer: 'a kayak', category: 4, evidence },
      { question: 'And then?', category: 3, evidence: [] },
    ],
  }
}

test('evidence ids come as people typed them', () => {
  assert.deepEqual(normaliseEvidence('D8:6; D9:17'), ['D8:6', 'D9:17'])
  assert.deepEqual(normaliseEvidence('D:11:26'), ['D11:26'])
  assert.deepEqual(normaliseEvidence('D30:05'), ['D30:5'])
  assert.deepEqual(normaliseEvidence('D9:1 D4:4,D4:6'), ['D9:1', 'D4:4', 'D4:6'])
  assert.deepEqual(normaliseEvidence('D'), [])
})

test('session dates are read as written, at noon and midnight too', () => {
  assert.equal(parseSessionDate('1:56 pm on 8 May, 2023'), Date.UTC(2023, 4, 8, 13, 56))
  assert.equal(parseSessionDate('12:48 am on 1 February, 2023'), Date.UTC(2023, 1, 1, 0, 48))
  assert.equal(parseSessionDate('12:09 pm on 13 September, 2023'), Date.UTC(2023, 8, 13, 12, 9))
})

test('conversations are found by content in single files, lists and gzip, each once; the rest is passed over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'locomo-'))
  try {
    const whole = JSON.stringify([conversation('b', ['D1:2']), conversation('a', 'D1:1; D9:9')])
    await writeFile(join(folder, 'anything.json'), whole)
    const single = JSON.stringify(conversation('a', ['D1:1']))
    await writeFile(join(folder, 'zipped.json.gz'), gzipSync(single))
    await writeFile(join(folder, 'other.json'), '[{"question_id": "x", "question": "?"}]')
    await writeFile(join(folder, 'broken.json'), '{"conversation": ')
    const { conversations, sha256 } = await loadLocomo(nodeDisk, folder)
    assert.deepEqual(
      conversations.map(({ id, skippedCount, questions }) => [id, skippedCount, questions.length]),
      [
        ['a', 1, 1],
        ['b', 1, 1],
      ],
    )
    assert.match(sha256, /^[0-9a-f]{64}$/)
    assert.ok(!JSON.stringify(rowsOf(conversations[0]!)).includes('secret'))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a folder without conversations and a missing one are typed errors', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'locomo-'))
  try {
    for (const path of [folder, join(folder, 'absent')]) {
      await assert.rejects(loadLocomo(nodeDisk, path), (error) =>
        LociError.is(error, 'BENCH_DATA_MISSING'),
      )
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('measures by hand: two of three found, at the first and the third place', () => {
  const values = measuresOf('turn', ['a', 'x', 'b', 'y'], new Set(['a', 'b', 'c']))
  assert.equal(values['turn.recall@1'], 1 / 3)
  assert.equal(values['turn.recall@5'], 2 / 3)
  assert.equal(values['turn.any@1'], 1)
  assert.equal(values['turn.all@50'], 0)
  assert.equal(values['turn.mrr'], 1)
  const ideal = 1 + 1 / Math.log2(3) + 0.5
  assert.ok(Math.abs(values['turn.ndcg@10']! - 1.5 / ideal) < 1e-12)
})

test('an interval by conversation is the same at every run and holds the mean', () => {
  const samples = Array.from({ length: 60 }, (_, at) => ({
    conversation: `c${at % 6}`,
    category: 4,
    values: { hit: (at * 7) % 10 > 3 ? 1 : 0 },
  }))
  const interval = intervalOf(samples, 'hit')
  assert.deepEqual(interval, intervalOf(samples, 'hit'))
  const mean = samples.reduce((sum, sample) => sum + sample.values.hit, 0) / samples.length
  assert.ok(interval[0] <= mean && mean <= interval[1])
})
