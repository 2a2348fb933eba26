/** Turns and questions as recall sees them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asksFor, trait } from '../../policy/recall/columns.ts'
import { analyseQuestion, QUESTION_WORDS_MAX } from './analyse-question.ts'
import { analyseTurn, englishAnalyser, NAME_FLAG } from './analyse-turn.ts'
import { createStemmer } from './stem.ts'
import { askedBy } from './traits.ts'

const analyser = englishAnalyser(createStemmer())
const saidAtMs = Date.UTC(2023, 4, 8)

test('a turn gives stems with counts, its caption included, and its traits', () => {
  const turn = analyseTurn(
    { text: 'I painted with Vera yesterday. Painting helps!', caption: 'a painted bowl', saidAtMs },
    analyser,
  )
  assert.equal(turn.terms.get('paint'), 3)
  assert.equal(turn.terms.get('vera'), 1 | NAME_FLAG)
  assert.equal(turn.wordCount, 7)
  const expected = trait.saysSelf | trait.saysWhen | trait.saysName | trait.showsPicture
  assert.equal(turn.traits, expected)
  assert.equal(turn.spans.length, 1)
})

test('a question keeps each content word once and knows what it asks for', () => {
  const asked = analyseQuestion('When did Vera knit? Knitting when?', saidAtMs, analyser)
  const content = asked.words.filter((word) => !word.isStopword).map((word) => word.term)
  assert.deepEqual(content, ['vera', 'knit'])
  assert.equal(asked.asksFor, asksFor.time)
})

test('the kind of answer is read off the question word', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['How many kayaks has she?', asksFor.number],
    ['Where does she live?', asksFor.place],
    ['Why did he leave?', asksFor.reason],
    ['How long did it take?', asksFor.time],
    ['Tell me of the kayak.', 0],
  ]
  for (const [question, expected] of cases) assert.equal(askedBy(question), expected, question)
})

test('a pasted document is looked at up to a bound', () => {
  const text = Array.from({ length: 2_000 }, (_, number) => `word${number}`).join(' ')
  assert.equal(analyseQuestion(text, saidAtMs, analyser).words.length, QUESTION_WORDS_MAX)
})
