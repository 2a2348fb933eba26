/** Time expressions against a reference moment, as inclusive days. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, findTimeSpans, mayHoldTime } from './time-expressions.ts'

/** A Saturday. */
const asked = Date.UTC(2023, 6, 15, 12)

const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

function spansOf(text: string, nowMs = asked): string[] {
  return findTimeSpans(text, nowMs).map(
    ({ fromDay, toDay }) => `${isoDay(fromDay)}..${isoDay(toDay)}`,
  )
}

const cases: readonly (readonly [string, string])[] = [
  ['What did she do in May?', '2023-05-01..2023-05-31'],
  ['What happened in October?', '2022-10-01..2022-10-31'],
  ['Who called on 3 May 2023?', '2023-05-03..2023-05-03'],
  ['Who called on May 3, 2023?', '2023-05-03..2023-05-03'],
  ['In May 2022 they moved', '2022-05-01..2022-05-31'],
  ['I went there yesterday', '2023-07-14..2023-07-14'],
  ['We met two weeks ago', '2023-06-28..2023-07-04'],
  ['last year was hard', '2022-01-01..2022-12-31'],
  ['last month I started', '2023-06-01..2023-06-30'],
  ['what did they do in 2019?', '2019-01-01..2019-12-31'],
  ['in the summer of 2021', '2021-06-01..2021-08-31'],
  ['last summer in Cork', '2022-06-01..2022-08-31'],
  ['last winter', '2022-12-01..2023-02-28'],
  ['on 2023-03-04 it snowed', '2023-03-04..2023-03-04'],
  ['the week before 9 June 2023', '2023-06-02..2023-06-09'],
  ['the week after 9 June 2023', '2023-06-09..2023-06-16'],
  ['two weeks before 3 August 2023', '2023-07-17..2023-07-23'],
  ['the day after 9 June 2023', '2023-06-10..2023-06-10'],
  ['the weekend before 9 June 2023', '2023-06-02..2023-06-08'],
  ['the Friday before 9 June 2023', '2023-06-02..2023-06-08'],
  ['the weekend of 9 June 2023', '2023-06-06..2023-06-12'],
]

for (const [text, expected] of cases) {
  test(`"${text}", asked on 2023-07-15, is ${expected}`, () => {
    assert.deepEqual(spansOf(text), [expected])
  })
}

test('words that only look like dates are none', () => {
  for (const text of [
    'It may rain.',
    'The sun sat low now.',
    'Wait a second, mar the wall.',
    'I fall asleep at noon.',
    'Meet me at 5 pm.',
    '',
  ]) {
    assert.deepEqual(spansOf(text), [], text)
  }
})

test('most chat never reaches the parser', () => {
  assert.equal(mayHoldTime('How are you doing with the pottery?'), false)
  assert.equal(mayHoldTime('I may come.'), false)
  assert.equal(mayHoldTime('We went last week.'), true)
})

test('a long text costs bounded work and still yields its dates', () => {
  const spans = spansOf(`${'on 3 May 2023 we met. '.repeat(2_000)}`)
  assert.ok(spans.length > 0 && spans.every((span) => span === '2023-05-03..2023-05-03'))
})

test('any text at any moment gives whole days in order, and never throws', () => {
  const moments = fc.oneof(fc.double(), fc.integer({ min: 0, max: 4e12 }))
  const words = fc.constantFrom('last', 'May', '31', 'week', 'before', '2023', 'summer', '99/99')
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' ')),
  )
  const property = fc.property(texts, moments, (text, nowMs) => {
    for (const { fromDay, toDay } of findTimeSpans(text, nowMs)) {
      assert.ok(Number.isInteger(fromDay) && Number.isInteger(toDay) && fromDay <= toDay)
    }
  })
  fc.assert(property, { numRuns: 400 })
})
