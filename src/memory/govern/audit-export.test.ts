/** The audit export: checked by a rule that the test has of its own, and by the check that ships; whatever is altered is found. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { openMovedMemory } from '../../testing/moved-memory.ts'
import type { Memory } from '../memory.ts'
import { verifyAudit } from './audit-export.ts'
import type { AuditInput } from './governance.ts'

const scope = { user: 'ada' }

async function linesOf(memory: Memory, input: AuditInput = {}): Promise<string[]> {
  const lines: string[] = []
  for await (const line of memory.governance.audit(input)) lines.push(line)
  return lines
}

async function filled(memory: Memory): Promise<void> {
  const { ids } = await memory.remember({
    scope,
    turns: [{ text: 'a secret' }],
    idempotencyKey: 'k',
  })
  await memory.remember({ scope: { user: 'bob' }, turns: 'of bob' })
  const { batch } = await memory.update({ id: ids[0]!, text: 'another secret', actor: 'agent' })
  await memory.undo(batch)
  await memory.purge({ ids })
}

test('[DMMGOV-AUDIT-2] an audit names every batch with its actor and holds no content, and anybody can check it by its first line', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  await filled(memory)
  const { batch } = await memory.remember({ scope, turns: 'a later secret', actor: 'agent' })
  const lines = await linesOf(memory)
  const [header, ...rows] = lines.map((line) => JSON.parse(line))
  const names = /list \[([^\]]*)\]/.exec(header.rule)![1]!.split(', ')
  let before = '0'.repeat(64)
  for (const row of rows) {
    assert.equal(row.previousHash, before)
    const list = JSON.stringify(names.map((name) => row[name]))
    assert.equal(createHash('sha256').update(list).digest('hex'), row.hash)
    before = row.hash
  }
  assert.equal(rows.length, (await memory.log({})).length)
  assert.equal(rows.at(-1).batch, batch)
  assert.equal(rows.at(-1).actor, 'agent')
  assert.equal(rows[0].isErased, true)
  assert.ok(!lines.join().includes('secret'))
  const withContent = await linesOf(memory, { hasContent: true })
  assert.ok(withContent.join().includes('a later secret'))
  assert.ok(!withContent.join().includes('another secret'))
  const report = await verifyAudit(lines)
  assert.deepEqual(report, {
    isSound: true,
    rowCount: rows.length,
    headHash: before,
    isWhole: true,
    problems: [],
  })
})

test('an audit that was altered, shortened or put in another order does not pass', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  await filled(memory)
  const lines = await linesOf(memory)
  const altered = (index: number, change: (line: string) => string): string[] =>
    lines.map((line, at) => (at === index ? change(line) : line))
  const row = JSON.parse(lines[2]!)
  for (const name of Object.keys(row).filter((key) => key !== 'actor' && key !== 'isErased')) {
    const text = JSON.stringify({ ...row, [name]: 'altered' })
    assert.equal((await verifyAudit(altered(2, () => text))).isSound, false, name)
  }
  assert.equal((await verifyAudit(lines.filter((_, at) => at !== 2))).isSound, false)
  assert.equal((await verifyAudit(lines.slice(0, -1))).isSound, false)
  assert.equal((await verifyAudit([lines[0]!, ...lines.slice(2)])).isSound, false)
  assert.equal((await verifyAudit([lines[0]!, ...lines.slice(1).reverse()])).isSound, false)
  assert.equal((await verifyAudit(altered(2, () => '{'))).isSound, false)
  for (const bad of [[], ['{"x":1}'], ['text']]) {
    await assert.rejects(verifyAudit(bad), (error) => LociError.is(error, 'FORMAT_UNKNOWN'))
  }
})

test('the audit of a scope or a range is a part that proves each of its rows', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  await filled(memory)
  const own = await linesOf(memory, { scope })
  const report = await verifyAudit(own)
  assert.deepEqual([report.isSound, report.isWhole, report.rowCount], [true, false, 4])
  assert.ok(!own.join().includes('bob'))
  const range = await verifyAudit(await linesOf(memory, { from: 2, to: 3 }))
  assert.deepEqual([range.isSound, range.isWhole, range.rowCount], [true, false, 2])
  await assert.rejects(linesOf(memory, { from: 0 }), (error) =>
    LociError.is(error, 'INPUT_INVALID'),
  )
})
