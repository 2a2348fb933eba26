/**
 * After a person was forgotten, nothing of what they said is left in the store's files, nor in a backup made afterwards.
 *
 * Goal: find a word of the forgotten anywhere as bytes: texts, captions, speakers, metadata, raw turns, notes, derived facts, names of
 * entities, blocks, files, settings, raw answers of models, vectors, cached answers. Method: two people with unmistakable words
 * in every feature, written in turns so that their rows lie among each other; one is forgotten, the files are searched by the test and by
 * the verifier's own search, in four encodings. Misses: what the file system itself keeps; names of scopes, which the log keeps.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPrng } from '../../src/stdx/prng.ts'
import { addMarked, Words } from '../../src/testing/marked-person.ts'
import { assertSound, newFolder, nodeHost, openAt } from './fault-kit.ts'

const SEED = 31
const CONVERSATIONS = 24
const PERSON_TURNS = 2_000

async function wordsIn(paths: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const path of paths) {
    if (!(await nodeHost.disk.exists(path))) continue
    const text = (await readFile(path, 'latin1')).toLowerCase()
    for (const [each] of text.matchAll(/zq[a-z]+\d+/g)) found.add(each)
    // UTF-16: every other byte is zero.
    for (const [each] of text.replaceAll('\0', '').matchAll(/zq[a-z]+\d+/g)) found.add(each)
  }
  return found
}

const filesOf = (path: string): string[] =>
  ['', '-wal', '-shm', '-journal'].map((end) => path + end)
const stemOf = (word: string): string => word.toLowerCase().replace(/ing$/, '')

test('[DMMGOV-FORGET-1] nothing of a forgotten person can be found in the files, nor in a backup made afterwards', async (context) => {
  context.diagnostic(`seed ${SEED}`)
  const prng = createPrng(SEED)
  const folder = await newFolder(context)
  const path = join(folder, 'person.db')
  const opened = await openAt(path)
  const { memory, store } = opened
  const words = new Words(prng)
  for (let index = 0; index < CONVERSATIONS; index += 1) {
    for (const user of ['ada', 'bob']) {
      const run = { run: `${user} ${index % 3}` }
      const scope = index % 2 === 0 ? { user, ...run } : { user, agent: 'p' }
      await addMarked({ ...opened, words }, scope, prng.chance(0.1) ? 600 : prng.below(40))
    }
  }
  const before = await wordsIn(filesOf(path))
  assert.ok(
    words.of('ada').every((word) => before.has(stemOf(word))),
    'the search finds what is there',
  )
  const certificate = await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'asked' })
  assert.equal(certificate.tables.answers, 2 * CONVERSATIONS)
  for (const kind of ['turn', 'note', 'derived', 'block', 'setting', 'file', 'item', 'attempt']) {
    assert.ok((certificate.removed.kind[kind] ?? 0) >= CONVERSATIONS, kind)
  }
  const backup = join(folder, 'backup.db')
  await store.backup(backup)
  const after = await wordsIn([...filesOf(path), backup])
  const left = words.of('ada').filter((word) => after.has(stemOf(word)))
  assert.deepEqual(left, [])
  assert.ok(words.of('bob').every((word) => after.has(stemOf(word)) || word === 'cited'))

  const input = { needles: words.of('ada'), scope: { user: 'ada' }, files: [backup] }
  const report = await memory.governance.residues(input)
  assert.deepEqual(report.residues, [])
  assert.ok(report.searched.some(({ place }) => place === backup))
  const others = await memory.governance.residues({ needles: words.of('bob').slice(0, 20) })
  assert.ok(others.residueCount > 0, 'the verifier finds what is there')
  await assertSound(store)
  assert.deepEqual((await memory.governance.verifyCertificate(certificate.id)).problems, [])
  await memory.close()
})

test('[DMMGOV-FORGET-2] a forgetting that was killed half-way goes on, and its certificate counts both halves', async (context) => {
  const path = join(await newFolder(context), 'killed.db')
  const first = await openAt(path)
  for (let from = 0; from < PERSON_TURNS; from += 500) {
    const turns = Array.from({ length: 500 }, (_, index) => ({ text: `Zqturn ${from + index}` }))
    await first.memory.remember({ scope: { user: 'ada' }, turns })
  }
  await first.memory.close()
  const program = join(import.meta.dirname, 'forgetting-process.ts')
  const child = spawn(process.execPath, [program, path], { stdio: 'inherit' })
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGKILL')
  const { memory, store } = await openAt(path)
  const [running] = await memory.governance.certificates()
  assert.equal(running?.status, 'running')
  assert.ok(running.idCount > 0 && running.idCount < PERSON_TURNS, `${running.idCount}`)
  const certificate = await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'asked' })
  assert.equal(certificate.id, running.id)
  assert.deepEqual(certificate.removed.kind, { turn: PERSON_TURNS })
  assert.equal(certificate.idCount, PERSON_TURNS)
  assert.deepEqual((await memory.governance.verifyCertificate(certificate.id)).problems, [])
  const text = (
    await Promise.all(
      filesOf(path)
        .slice(0, 2)
        .map((file) => readFile(file, 'latin1')),
    )
  ).join()
  assert.ok(!text.includes('Zqturn'))
  await assertSound(store)
  await memory.close()
})
