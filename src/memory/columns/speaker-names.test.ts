import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpeakerNames } from './speaker-names.ts'

test('a word names everybody who has it, in the order of their names, whoever came first', () => {
  const names = new SpeakerNames()
  const [smith, jones, bob] = ['Ada Smith', 'Ada Jones', 'Bob'].map((name) => names.hold(name))
  assert.deepEqual(names.named('ada'), [jones, smith])
  assert.deepEqual(names.named('bob'), [bob])
  assert.deepEqual(names.named('carol'), [])
  assert.equal(names.nameOf(jones!), 'Ada Jones')
})

test('somebody without a slot left is named by nothing until they speak again, under the same number', () => {
  const names = new SpeakerNames()
  const ada = names.hold('Ada')
  assert.equal(names.hold('Ada'), ada)
  names.release(ada)
  assert.deepEqual(names.named('ada'), [ada])
  names.release(ada)
  assert.deepEqual(names.named('ada'), [])
  assert.equal(names.hold('Ada'), ada)
  assert.deepEqual(names.named('ada'), [ada])
})

test('a name that says a word twice has it once, and one without words is named by none', () => {
  const names = new SpeakerNames()
  const twice = names.hold('Duran Duran')
  names.hold('…')
  assert.deepEqual(names.named('duran'), [twice])
})
