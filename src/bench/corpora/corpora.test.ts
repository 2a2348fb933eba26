/** The loaders on tiny hand-made folders: content decides, evidence of every nesting resolves, what is left out is counted. */

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LociError } from '../../errors.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { loadBeamCorpus } from './beam-corpus.ts'
import { beamQuestionsIn } from './beam-questions.ts'
import { beamBatchesIn, beamRows, parseAnchor } from './beam-rows.ts'
import { loadLocomoCorpus } from './locomo-corpus.ts'
import { loadMembenchCorpus, parseStepTime } from './membench-corpus.ts'

async function withFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'corpora-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), content)
    }
    await body(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const say = (id: number, role: string, content: string, more: object = {}): object => ({
  role,
  id,
  content,
  ...more,
})
const chat = [
  {
    batch_number: 1,
    turns: [
      [
        say(0, 'user', 'I start on Monday. ->-> 1,1', { time_anchor: 'March-15-2024' }),
        say(1, 'assistant', 'Good luck!'),
      ],
    ],
  },
  { batch_number: 2, turns: [[say(2, 'user', 'It went well ->-> 2,1')]] },
]
const questions = `{'information_extraction': [
  {'question': "When did I start?", 'source_chat_ids': [0, [1, [0]]]},
  {'question': 'And by step?', 'source_chat_ids': {'first': [0], 'then': 2, 'gone': [77]}},
  {'question': 'Empty?', 'source_chat_ids': []}],
 'abstention': [{'question': 'What was never said?'}]}`

test('BEAM: a chat and its questions, gzip or not, JSON or Python, named anyhow', async () => {
  const files = {
    'beam/small/1/talk.json.gz': gzipSync(JSON.stringify(chat)),
    'beam/small/1/asked/list.json': questions,
    'beam/small/1/topic.json': '{"topic": "work"}',
    'beam/small/2/chat.json': gzipSync(JSON.stringify(chat)),
    'beam/broken.json.gz': 'not gzip',
    'beam/small/2/none.txt': 'just words',
    'other/x.json': '[1]',
  }
  await withFolder(files, async (folder) => {
    const corpus = await loadBeamCorpus(nodeDisk, folder)
    assert.ok(corpus !== null)
    assert.deepEqual(
      corpus.conversations.map(({ id }) => id),
      ['small/1'],
    )
    const [conversation] = corpus.conversations
    assert.deepEqual(
      conversation!.questions.map(({ question, evidence, category }) => [
        question,
        evidence,
        category,
      ]),
      [
        ['When did I start?', ['user/0', 'assistant/1'], 'information_extraction'],
        ['And by step?', ['user/0', 'user/2'], 'information_extraction'],
      ],
    )
    assert.deepEqual(corpus.skipped, { questions: 2, evidence: 1, files: 2 })
    assert.match(corpus.sha256 ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual(
      conversation!.rows.map((row) => [row.id, row.text, row.session, row.saidAtMs]),
      [
        ['user/0', 'I start on Monday.', 'batch-1', Date.UTC(2024, 2, 15)],
        ['assistant/1', 'Good luck!', 'batch-1', Date.UTC(2024, 2, 15)],
        ['user/2', 'It went well', 'batch-2', Date.UTC(2024, 2, 16)],
      ],
    )
    assert.equal(conversation!.askedAtMs, Date.UTC(2024, 2, 17))
  })
})

test('BEAM: a row that holds chat and questions together, one a line', async () => {
  const row = {
    conversation_id: '9',
    chat: [[say(4, 'user', 'Hello')]],
    probing_questions: "{'x': [{'question': 'Who?', 'source_chat_ids': [4]}]}",
  }
  const lines = [row, row].map((one) => JSON.stringify(one)).join('\n')
  await withFolder({ 'rows.jsonl': lines }, async (folder) => {
    const corpus = await loadBeamCorpus(nodeDisk, folder)
    assert.equal(corpus?.conversations.length, 2)
    assert.equal(new Set(corpus?.conversations.map(({ id }) => id)).size, 2)
    assert.deepEqual(corpus?.conversations[0]?.questions[0]?.evidence, ['user/4'])
  })
})

test('BEAM: anchors, repeated ids, and things that are neither chat nor questions', () => {
  assert.equal(parseAnchor('May-02-2024'), Date.UTC(2024, 4, 2))
  assert.equal(parseAnchor('2024-05-02'), Date.UTC(2024, 4, 2))
  assert.equal(parseAnchor('soon'), null)
  assert.equal(parseAnchor(7), null)
  const batches = beamBatchesIn([
    say(1, 'user', 'a'),
    say(1, 'user', 'b'),
    say(1, 'assistant', 'c'),
  ])
  const { rows, rowsOfId } = beamRows(batches)
  assert.equal(new Set(rows.map(({ id }) => id)).size, 3)
  assert.equal(rowsOfId.get('1')?.length, 3)
  assert.deepEqual(beamBatchesIn({ turns: [] }), [])
  assert.deepEqual(beamBatchesIn('text'), [])
  assert.deepEqual(beamQuestionsIn([{ question: 'x' }]), [])
  assert.deepEqual(
    beamQuestionsIn({ x: [{ question: 'Q', source_chat_ids: ['12', 'ids 3 and 12'] }] }),
    [{ question: 'Q', category: 'x', sourceIds: ['12', '3'] }],
  )
})

const step = (mid: number, text: object): object => ({
  mid,
  ...text,
  time: `'2024-10-01 08:0${mid}' Tuesday`,
  place: 'Boston, MA',
})

test('MemBench: both perspectives, the time in the text, each trajectory a scope of its own', async () => {
  const first = {
    tid: 0,
    message_list: [
      [
        step(0, { user: 'I fell.', assistant: 'Oh no!' }),
        step(1, { user: 'It hurt.', assistant: 'Rest.' }),
      ],
    ],
    QA: {
      question: "What around '2024-10-01 08:01'?",
      target_step_id: [
        [1, 0],
        [9, 0],
      ],
      time: "'2024-10-02 10:00' Wednesday",
    },
  }
  const third = {
    gid: 0,
    message_list: [step(0, { message: 'He left.' })],
    QA: { question: 'Who left?', target_step_id: [[0, 0]] },
  }
  const lost = { ...third, QA: { question: 'Nothing?', target_step_id: [[5, 0]] } }
  const files = {
    'membench/a.json.gz': gzipSync(JSON.stringify([first, lost])),
    'membench/b.json': JSON.stringify(third),
  }
  await withFolder(files, async (folder) => {
    const corpus = await loadMembenchCorpus(nodeDisk, folder)
    assert.ok(corpus !== null)
    assert.deepEqual(corpus.skipped, { questions: 1, evidence: 1, files: 0 })
    const [one, two] = corpus.conversations
    assert.deepEqual(
      one!.rows.map(({ text }) => text),
      [
        "'2024-10-01 08:00' Tuesday\nI fell.\nOh no!",
        "'2024-10-01 08:01' Tuesday\nIt hurt.\nRest.",
      ],
    )
    assert.deepEqual(one!.questions[0]!.evidence, ['1/0'])
    assert.equal(one!.questions[0]!.category, 'first person')
    assert.equal(one!.askedAtMs, Date.UTC(2024, 9, 2, 10))
    assert.equal(two!.questions[0]!.category, 'third person')
    assert.equal(two!.rows[0]!.saidAtMs, Date.UTC(2024, 9, 1, 8))
  })
  assert.equal(parseStepTime('tomorrow'), null)
})

test('LoCoMo: the same conversations as its own bench, adversarial questions not fitted', async () => {
  const qa = [
    { question: 'What was bought?', category: 4, evidence: ['D1:1'] },
    { question: 'What was sold?', category: 5, evidence: ['D1:1'] },
  ]
  const turns = [{ dia_id: 'D1:1', speaker: 'Ines', text: 'I bought a kayak.' }]
  const conversation = { session_1_date_time: '1:56 pm on 8 May, 2023', session_1: turns }
  const text = JSON.stringify({ sample_id: 'a', conversation, qa })
  await withFolder({ 'locomo/one.json': text }, async (folder) => {
    const corpus = await loadLocomoCorpus(nodeDisk, folder)
    const questions = corpus?.conversations[0]?.questions
    assert.deepEqual(
      questions?.map(({ category, isFitted }) => [category, isFitted]),
      [
        ['single-hop', true],
        ['adversarial', false],
      ],
    )
  })
})

test('a folder without a corpus is null, a missing folder a typed error', async () => {
  await withFolder({ 'notes/a.json': '{"a": 1}' }, async (folder) => {
    for (const load of [loadBeamCorpus, loadLocomoCorpus, loadMembenchCorpus]) {
      assert.equal(await load(nodeDisk, folder), null)
      await assert.rejects(load(nodeDisk, join(folder, 'absent')), (error) =>
        LociError.is(error, 'BENCH_DATA_MISSING'),
      )
    }
  })
})
