/** The search for residues finds what is planted, in whatever form, and tells what is merely shared. */

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { openMovedMemory } from '../../testing/moved-memory.ts'
import { contentNeedles } from './content-needles.ts'

const secret = 'Zoë said "the Marmalade vault" is émeraude'
const scope = { user: 'ada' }

const plants: Readonly<Record<string, Buffer>> = {
  'as it is': Buffer.from(`x${secret}y`),
  'in capitals': Buffer.from(secret.toUpperCase()),
  'as JSON': Buffer.from(JSON.stringify({ text: secret })),
  'as JSON in ASCII': Buffer.from(
    JSON.stringify(secret).replace(/[^ -~]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`),
  ),
  'in UTF-16': Buffer.from(secret, 'utf16le'),
  'in UTF-16, big end first': Buffer.from(secret, 'utf16le').swap16(),
  decomposed: Buffer.from(secret.normalize('NFD')),
  'one word': Buffer.from('0 marmalade\0'),
  'one stem': Buffer.from('\x01marmalad\x02'),
}

test('[DMMGOV-FORGET-3] what is planted in a file is found in every form, and a clean file is clean', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loci-residue-'))
  try {
    await using world = await openMovedMemory(join(folder, 'x.db'))
    const { governance } = world.memory
    const clean = await governance.residues({ needles: [secret], scope })
    assert.equal(clean.residueCount, 0)
    assert.ok(clean.searched.some(({ place }) => place.endsWith('x.db')))
    for (const [name, bytes] of Object.entries(plants)) {
      const path = join(folder, 'planted')
      await writeFile(path, Buffer.concat([Buffer.alloc(300_000, 'q '), bytes, Buffer.alloc(9)]))
      const report = await governance.residues({ needles: [secret], scope, files: [path] })
      assert.ok(report.residueCount > 0, name)
      assert.ok(report.residues.every(({ place }) => place === path))
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('what is left in a table is found; what somebody else said is told apart', async () => {
  await using world = await openMovedMemory()
  const { memory, store } = world
  await memory.remember({ scope, turns: secret })
  await memory.relate({ scope, entities: [{ name: 'Cassiopeia', type: 'person' }], links: [] })
  const left = await memory.governance.residues({ needles: [secret, 'Cassiopeia'], scope })
  assert.deepEqual([...new Set(left.residues.map(({ place }) => place))], ['table payloads'])
  await memory.governance.forgetPerson(scope, { reason: 'asked' })
  const gone = await memory.governance.residues({ needles: [secret, 'Cassiopeia'], scope })
  assert.deepEqual([gone.residueCount, gone.sharedCount], [0, 0])
  await store.putLearned('leak', { text: 'the Marmalade vault' })
  const leaked = await memory.governance.residues({ needles: ['the Marmalade vault'], scope })
  assert.deepEqual(
    leaked.residues.map(({ place, kind }) => [place, kind]),
    [['table answer_learning', 'text']],
  )
  await memory.remember({ scope: { user: 'bob' }, turns: secret })
  const shared = await memory.governance.residues({ needles: [secret], scope })
  assert.equal(shared.residueCount, 0)
  assert.ok(shared.sharedCount > 0)
})

test('needles that are none, too many or too short are said to be so', async () => {
  await using world = await openMovedMemory()
  const { governance } = world.memory
  const bad = (error: unknown): boolean => LociError.is(error, 'INPUT_INVALID')
  await assert.rejects(governance.residues({ needles: [] }), bad)
  await assert.rejects(governance.residues({ needles: [7 as never] }), bad)
  const report = await governance.residues({ needles: ['ab', 'abcd'] })
  assert.deepEqual([report.shortCount, report.needleCount], [1, 1])
  await assert.rejects(governance.residues({ needles: ['abcd'], files: ['/none'] }), (error) =>
    LociError.is(error, 'FILE_NOT_FOUND'),
  )
})

test('an export gives what was said and not how records are written', () => {
  const lines = [
    '{"id":"1","kind":"turn","user":"ada","text":"beans","metadata":{"tag":["x","y"]},"at":"2026"}',
    'a plain line',
    '{not json',
    '',
  ]
  assert.deepEqual(contentNeedles(lines.join('\n')), [
    'beans',
    'x',
    'y',
    'a plain line',
    '{not json',
  ])
})
