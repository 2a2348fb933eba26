import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertNear,
  fillChannelsOf,
  handMadeQuestion,
  handMadeScope,
} from '../../../test/recall/hand-made-scope.ts'
import { type Expansion, NONE } from './columns.ts'
import { soft, worthOf } from './soft.ts'
import { idfOf } from './words.ts'

const scope = handMadeScope([
  { says: 'the physician called' },
  { says: 'fine' },
  { says: 'physician and nurse' },
  { says: 'my doctor and a nurse' },
  { says: 'physician', isDead: true },
  { says: 'nurse', session: 1 },
])

/** `doctor` stands in one live turn, `physician` in two, `nurse` in three, of five. */
const doctorIdf = Math.log(1 + 4.5 / 1.5)
const physicianIdf = Math.log(1 + 3.5 / 2.5)
const nurseIdf = Math.log(1 + 2.5 / 3.5)

function expansionOf(text: string, ...likes: (readonly [text: string, gain: number])[]): Expansion {
  return {
    text,
    term: scope.termOf(text),
    likes: likes.map(([like, gain]) => ({ text: like, term: scope.termOf(like), gain })),
  }
}

const doctor = expansionOf('doctor', ['physician', 0.4], ['nurse', 0.25])

function filledWith(...expansions: Expansion[]) {
  const question = handMadeQuestion(scope, 'doctor', { expansions })
  return fillChannelsOf([soft], scope, question)
}

test('a turn without the asked word gains its likest word, times what the asked word is worth', () => {
  const filled = filledWith(doctor)
  const own = filled.values('soft')
  assertNear(
    [own[0]!, own[1]!, own[2]!, own[3]!, own[5]!],
    // The third turn has both words and gains the likest; the fourth says the asked word itself and gains nothing.
    [0.4 * doctorIdf, 0, 0.4 * doctorIdf, 0, 0.25 * doctorIdf],
  )
})

test('the turns beside it have columns of their own, within the session', () => {
  const filled = filledWith(doctor)
  const gain = 0.4 * doctorIdf
  assertNear(filled.values('softPrevious'), [0, gain, 0, gain, 0, 0])
  assertNear(filled.values('softNext'), [0, gain, 0, 0, 0, 0])
})

test('a word that nobody says is worth what its likes are worth, weighed by gain', () => {
  const surgeon = expansionOf('surgeon', ['physician', 0.3], ['nurse', 0.1])
  assert.equal(surgeon.term, NONE)
  const worth = (0.3 * physicianIdf + 0.1 * nurseIdf) / 0.4
  assertNear([worthOf(scope, surgeon), worthOf(scope, doctor)], [worth, idfOf(scope, doctor.term)])
  assert.equal(filledWith(surgeon).values('soft')[3], Math.fround(0.1 * worth))
})

test('a word that only dead turns say is said by nobody', () => {
  const withDead = handMadeScope([
    { says: 'doctor', isDead: true },
    { says: 'nurse' },
    { says: 'tea' },
  ])
  const likes = [{ text: 'nurse', term: withDead.termOf('nurse'), gain: 0.3 }]
  const term = withDead.termOf('doctor')
  assertNear([worthOf(withDead, { text: 'doctor', term, likes })], [Math.log(2)])
})

test('expansions of several words add up', () => {
  const filled = filledWith(doctor, expansionOf('rang', ['called', 0.5]))
  const calledIdf = Math.log(1 + 4.5 / 1.5)
  assertNear([filled.values('soft')[0]!], [0.4 * doctorIdf + 0.5 * calledIdf])
  assert.equal(filled.because(0), "matched 'physician' for 'doctor', matched 'called' for 'rang'")
})

test('a hit says which word stood for which, never for one that the turn says itself', () => {
  const filled = filledWith(doctor)
  assert.deepEqual([0, 2, 5].map(filled.because), [
    "matched 'physician' for 'doctor'",
    "matched 'physician' for 'doctor'",
    "matched 'nurse' for 'doctor'",
  ])
  assert.equal(filled.because(1), 'turns nearby say it in other words')
  assert.equal(filled.because(3), 'turns nearby say it in other words')
})

test('without expansions nothing is opened', () => {
  assert.equal(filledWith().isOpen('soft'), false)
})
