import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { neighbours } from './neighbours.ts'
import { words } from './words.ts'

const scope = handMadeScope([
  { says: 'where were you' },
  { says: 'at the lake' },
  { says: 'gone', isDead: true },
  { says: 'was it cold' },
  { says: 'where else', session: 1 },
])

test('a turn has the words of the turns beside it, over dead ones and not over sessions', () => {
  const filled = fillChannelsOf([words, neighbours], scope, handMadeQuestion(scope, 'lake'))
  const own = filled.values('words')[1]!
  assert.ok(own > 0)
  assertNear(filled.values('previous'), [0, 0, 0, own, 0])
  assertNear(filled.values('next'), [own, 0, 0, 0, 0])
})

test('two turns away is a column of its own', () => {
  const filled = fillChannelsOf([words, neighbours], scope, handMadeQuestion(scope, 'you cold'))
  const [first, , , last] = filled.values('words')
  assertNear(filled.values('previous2'), [0, 0, 0, first!, 0])
  assertNear(filled.values('next2'), [last!, 0, 0, 0, 0])
})

test('around sums each distinct word of the three turns once', () => {
  const question = handMadeQuestion(scope, 'where lake')
  const filled = fillChannelsOf([words, neighbours], scope, question)
  /** ln(1 + (4 - n + .5) / (n + .5)) of four live turns. */
  const where = Math.log(1 + 2.5 / 2.5)
  const lake = Math.log(1 + 3.5 / 1.5)
  const around = filled.values('around')
  assertNear(
    [around[0]!, around[1]!, around[3]!, around[4]!],
    [where + lake, where + lake, lake, where],
  )
})

test('without asked words nothing is opened, and a hit says which side spoke of it', () => {
  const silent = fillChannelsOf([words, neighbours], scope, handMadeQuestion(scope, 'snow'))
  assert.equal(silent.isOpen('previous'), false)
  const filled = fillChannelsOf([words, neighbours], scope, handMadeQuestion(scope, 'lake'))
  assert.deepEqual([0, 3, 4].map(filled.because), [
    'the turn after: lake',
    'the turn before: lake',
    '',
  ])
})

test('a turn two away speaks nearby, and a turn that is alone with the word does not', () => {
  const filled = fillChannelsOf([words, neighbours], scope, handMadeQuestion(scope, 'you else'))
  assert.equal(filled.because(3), 'turns nearby speak of this')
  assert.equal(filled.values('previous')[4], 0)
  assert.equal(filled.because(4), 'among its neighbours it alone: else')
})
