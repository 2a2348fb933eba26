/** mem0's `Memory` class shape: the calls of its README and those of older versions, with and without a model, and what its users complain about. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../../src/errors.ts'
import { readMem0Config } from '../../src/interop/mem0-config.ts'
import { type Mem0Config, Memory } from '../../src/mem0.ts'
import { openLoci } from '../../src/open-loci.ts'
import { scriptedModel } from '../../src/testing/scripted-model.ts'

const ada = { userId: 'ada' }
const own = (config: Mem0Config = {}): Memory => new Memory({ path: ':memory:', ...config })
const refuses = (code: string) => (error: unknown) => LociError.is(error, code as never)

/** A model that answers mem0's additive extraction with these texts, and with rubbish after them. */
function extracting(...texts: readonly string[]) {
  return scriptedModel({
    rules: [
      (_, index) => {
        const text = texts[index]
        if (text === undefined) return 'I would rather not.'
        return { json: { memory: [{ id: '0', text, attributed_to: 'user', turns: ['t0'] }] } }
      },
    ],
  })
}

test('[MEM0-CLASS-1] add, search, getAll, get, update, history, delete and deleteAll do what mem0 says', async () => {
  await using memory = own()
  const added = await memory.add(
    [
      { role: 'user', content: 'I love playing cricket and I live in Lisbon.' },
      { role: 'assistant', content: [{ type: 'text', text: 'Noted.' }] },
    ],
    { ...ada, runId: 'r1', metadata: { category: 'hobbies' }, expirationDate: '2999-01-01' },
  )
  const cricket = added.results.find((one) => one.memory.includes('cricket'))!
  assert.deepEqual([cricket.event, cricket.metadata.event], ['ADD', 'ADD'])
  const found = await memory.search('Which sport is played?', {
    filters: { AND: [{ userId: 'ada' }, { category: 'hobbies' }] },
    topK: 1,
    rerank: true,
  })
  assert.deepEqual(found.notes, ['rerank has no effect in search'])
  const [hit] = (await memory.search('cricket', { filters: { user_id: 'ada' } })).results
  assert.equal(hit!.id, cricket.id)
  assert.ok(hit!.score! > 0)
  const { createdAt, hash } = hit!
  assert.equal(hash, createHash('md5').update(hit!.memory).digest('hex'))
  assert.equal(new Date(createdAt).toISOString(), createdAt)
  assert.deepEqual([hit!.userId, hit!.runId, hit!.user_id], ['ada', 'r1', 'ada'])
  assert.deepEqual([hit!.metadata, hit!.expirationDate], [{ category: 'hobbies' }, '2999-01-01'])
  assert.match((await memory.update(cricket.id, 'Plays chess now.')).message, /updated/)
  assert.equal((await memory.get(cricket.id))?.memory, 'Plays chess now.')
  assert.deepEqual(
    (await memory.history(cricket.id)).map((row) => [row.action, row.previousValue, row.new_value]),
    [
      ['UPDATE', cricket.memory, 'Plays chess now.'],
      ['ADD', null, cricket.memory],
    ],
  )
  const all = await memory.getAll({ filters: { user_id: 'ada' } })
  assert.deepEqual(
    all.results.map((one) => one.memory),
    ['The user lives in Lisbon.', 'Plays chess now.', 'Noted.'],
  )
  assert.match((await memory.delete(cricket.id)).message, /deleted/)
  assert.equal(await memory.get(cricket.id), null)
  await memory.deleteAll(ada)
  assert.deepEqual((await memory.getAll({ filters: ada })).results, [])
})

test('names of older versions are taken: userId at the top, limit, data, customPrompt, enableGraph', async () => {
  const old = { customPrompt: 'Mind names.', enableGraph: true, vectorStore: {}, version: 'v1.1' }
  await using memory = Memory.fromConfig({ path: ':memory:', ...old })
  assert.equal(memory.notes.length, 3)
  await memory.add('My brother is called Tom. I live in Porto.', { user_id: 'ada' })
  const { results, relations } = await memory.search('Where do I live? Porto?', {
    ...ada,
    limit: 1,
  })
  assert.equal(results.length, 1)
  const [relation] = relations!
  assert.deepEqual([relation!.relationship, relation!.destination], ['lives in', 'Porto'])
  await memory.update(results[0]!.id, { data: 'Lives in Faro.', expirationDate: '2999-01-01' })
  assert.equal((await memory.get(results[0]!.id))?.expirationDate, '2999-01-01')
})

test('infer: false keeps each message as it stands, and a string is one message', async () => {
  await using memory = own()
  const { results } = await memory.add(['I live in Lisbon.', { content: 'I like tea.' }], {
    ...ada,
    infer: false,
  })
  assert.deepEqual(
    results.map((one) => one.memory),
    ['I live in Lisbon.', 'I like tea.'],
  )
  const listed = (await memory.getAll({ filters: ada })).results
  assert.deepEqual(
    listed.map((one) => one.memory),
    ['I like tea.', 'I live in Lisbon.'],
  )
})

test('with a model its memories are formed inline, and what was said is not shown beside them', async () => {
  const llm = extracting('Ada plays the cello on Tuesdays')
  await using memory = own({ llm, customInstructions: 'Mind music.' })
  const { results } = await memory.add('I play the cello on Tuesdays!', {
    ...ada,
    metadata: { source: 'chat' },
  })
  assert.deepEqual(
    results.map((one) => [one.memory, one.event]),
    [['Ada plays the cello on Tuesdays', 'ADD']],
  )
  assert.match(JSON.stringify(llm.calls[0]!.messages), /Mind music/)
  for (const answer of [
    await memory.search('When is the cello?', { filters: ada }),
    await memory.search('When is the cello?', { filters: { ...ada, source: 'chat' } }),
    await memory.getAll({ filters: ada }),
  ]) {
    assert.deepEqual(
      answer.results.map((one) => one.id),
      [results[0]!.id],
    )
  }
})

test('[MEM0-CLASS-2] a model that fails loses nothing and says so (complaints 2 and 3)', async () => {
  await using memory = own({ llm: extracting() })
  const { results, failures } = await memory.add('I play the cello.', ada)
  assert.deepEqual(
    results.map((one) => [one.memory, one.event]),
    [['I play the cello.', 'ADD']],
  )
  assert.ok(failures![0]!.code.startsWith('MODEL_'), failures![0]!.code)
  assert.equal((await memory.search('cello', { filters: ada })).results.length, 1)
})

test('adding the same memory twice loses nothing (complaint 2)', async () => {
  for (const infer of [true, false]) {
    await using memory = own()
    for (let time = 0; time < 3; time += 1) {
      const { results } = await memory.add('I live in Lisbon.', { ...ada, infer })
      assert.equal(results.length, 1)
      assert.ok((await memory.search('Lisbon', { filters: ada })).results.length >= 1)
    }
  }
})

test('metadata moves no memory to another user (complaint 6)', async () => {
  await using memory = own()
  const metadata = { user_id: 'eve', userId: 'eve', run_id: 'x' }
  const { results } = await memory.add('I like tea.', { ...ada, metadata, infer: false })
  const { id } = results[0]!
  await memory.update(id, { text: 'I like coffee.', metadata: { agent_id: 'eve' } })
  const item = await memory.get(id)
  assert.deepEqual([item?.userId, item?.runId, item?.agentId], ['ada', undefined, undefined])
  assert.deepEqual(item?.metadata, { ...metadata, agent_id: 'eve' })
  assert.deepEqual((await memory.search('coffee', { filters: { user_id: 'eve' } })).results, [])
  const filters = { ...ada }
  await memory.search('coffee', { filters })
  assert.deepEqual(filters, ada)
})

test('what was stored is found at once, with its id, and forgotten is not found (complaint 13)', async () => {
  await using memory = own({ llm: extracting('Ada keeps bees') })
  const { results } = await memory.add('I keep bees.', ada)
  const [hit] = (await memory.search('bees', { filters: ada })).results
  assert.equal(hit!.id, results[0]!.id)
  await memory.delete(hit!.id)
  assert.deepEqual((await memory.search('bees', { filters: ada })).results, [])
  assert.deepEqual((await memory.getAll({ filters: ada })).results, [])
  assert.equal((await memory.history(hit!.id))[0]!.isDeleted, true)
  await assert.rejects(memory.delete(hit!.id), refuses('MEMORY_NOT_FOUND'))
})

test('reset puts all that is its own into the trash, and nothing of a memory that was handed in', async () => {
  await using loci = await openLoci({ path: ':memory:', embedder: 'none' })
  const borrowed = new Memory({ memory: loci })
  await borrowed.add('I like tea.', ada)
  await assert.rejects(borrowed.reset(), refuses('FORBIDDEN'))
  await borrowed.close()
  assert.ok((await loci.list({ scope: { user: 'ada' } })).totalCount > 0)
  await using memory = own()
  const { results } = await memory.add('I like tea.', { ...ada, infer: false })
  assert.equal((await memory.reset()).batches.length, 1)
  assert.deepEqual((await memory.getAll({ filters: ada })).results, [])
  assert.equal((await memory.history(results[0]!.id)).length, 2)
})

test('bad input is refused with what to do, and changes nothing', async () => {
  await using memory = own()
  const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => memory.add('x', {}), 'SCOPE_MISSING'],
    [() => memory.add('x', { userId: '*' }), 'SCOPE_INVALID'],
    [() => memory.add(' ', ada), 'INPUT_INVALID'],
    [() => memory.add([], ada), 'INPUT_INVALID'],
    [() => memory.add([{ role: 'wizard', content: 'x' }], ada), 'INPUT_INVALID'],
    [() => memory.add('x', { ...ada, metdata: {} }), 'INPUT_UNKNOWN_KEY'],
    [() => memory.add('x', { ...ada, expirationDate: 'soon' }), 'TIME_INVALID'],
    [() => memory.search('x', { filters: { colour: 'red' } }), 'SCOPE_MISSING'],
    [() => memory.search('x', { ...ada, topK: 0 }), 'INPUT_INVALID'],
    [() => memory.deleteAll({}), 'SCOPE_MISSING'],
    [() => memory.update('nope', 'x'), 'MEMORY_NOT_FOUND'],
  ]
  for (const [call, code] of cases) await assert.rejects(call(), refuses(code), code)
  await assert.rejects(memory.add('x', { ...ada, metdata: {} }), { hint: /metadata/ })
  assert.equal(await memory.get('nope'), null)
  assert.deepEqual((await memory.getAll({ filters: ada })).results, [])
})

test('the configuration becomes an address to ask, or is refused with the nearest spelling', async () => {
  assert.deepEqual(readMem0Config({}).path, '.loci/loci.db')
  const { model, embedder, settings } = readMem0Config({
    llm: { provider: 'ollama', config: { model: 'm', url: 'http://localhost:11434' } },
    embedder: { provider: 'openai', config: { apiKey: 'k', embeddingDims: 8 } },
  })
  assert.deepEqual(model, { kind: 'http', url: 'http://localhost:11434/v1', model: 'm' })
  assert.deepEqual(embedder, {
    kind: 'http',
    url: 'https://api.openai.com/v1',
    model: 'text-embedding-3-small',
    apiKey: 'k',
    dimensions: 8,
  })
  assert.equal(settings.pipeline, 'mem0-v3')
  const wrong = (config: object) => () => new Memory(config as Mem0Config)
  assert.throws(wrong({ lml: {} }), { code: 'CONFIG_UNKNOWN_KEY', hint: /llm/ })
  assert.throws(wrong({ llm: { provider: 'wizard' } }), { code: 'CONFIG_INVALID' })
  assert.throws(wrong({ llm: { provider: 'openai', config: { apikey: '' } } }), {
    code: 'CONFIG_UNKNOWN_KEY',
  })
  await using memory = await openLoci({ path: ':memory:', embedder: 'none' })
  assert.throws(wrong({ memory, path: 'x' }), { code: 'CONFIG_INVALID' })
})

test('nothing is opened before the first call, and a store on disk is there again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-mem0-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'deep', 'loci.db')
  {
    await using memory = new Memory({ path })
    assert.equal(existsSync(path), false)
    await memory.add('I like tea.', { ...ada, infer: false })
  }
  await using memory = new Memory({ path })
  assert.equal((await memory.search('tea', { filters: ada })).results.length, 1)
})
