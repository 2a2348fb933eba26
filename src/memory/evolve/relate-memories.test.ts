/** What two memories are to each other: each label, everything that must block a merge, and texts that are no statements. */

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { createNodeHost } from '../../host/node-host.ts'
import { openStaticEmbedder } from '../../model/static-embedder.ts'
import { shippedTablePath } from '../../model/static-table.ts'
import { relationLabels } from '../../policy/consolidation/claim.ts'
import { wordListOf } from '../text/word-list.ts'
import { createRelateParts, type RelateParts, relateMemories } from './relate-memories.ts'

let parts: RelateParts
before(async () => {
  const { table } = await openStaticEmbedder(createNodeHost().disk, shippedTablePath())
  parts = createRelateParts(wordListOf(table.pieces))
})

const timeOf = (day: string | undefined): number | null =>
  day === undefined ? null : Date.parse(day)

function relate(a: string, b: string, aDay?: string, bDay?: string) {
  return relateMemories({ text: a, timeMs: timeOf(aDay) }, { text: b, timeMs: timeOf(bDay) }, parts)
}

const same = [
  ['User lives in Berlin', 'I live in Berlin.'],
  ['User lives in Berlin', "The user's home is in Berlin"],
  ['User is allergic to peanuts', "I've got a peanut allergy"],
  ['The deploy script needs Node 20', 'Node 20 is required by the deploy script'],
  ['Tom wrote the report', 'The report was written by Tom'],
  ['Anna lent Bob 50 dollars', 'Bob borrowed $50 from Anna'],
  ['User runs 5 km every morning', 'User runs 5000 m each morning'],
  ['The trip takes 90 minutes', 'The trip takes an hour and a half'],
  ['The call starts at 3pm', 'The call begins at 15:00'],
  ['My favourite color is blue', 'Blue is my favorite colour'],
  ['Anna is married to Tom', 'Tom and Anna are married'],
  ['User is intrested in astronomy', 'User is interested in astronomy'],
] as const

test('[MEMOS-CONFLICT-1] the same in other words is a duplicate that may be merged', () => {
  for (const [a, b] of same) {
    const decision = relate(a, b)
    assert.deepEqual([decision.label, decision.isSafeToMerge], ['duplicate', true], `${a} / ${b}`)
  }
})

test('a relative date is the day that it means', () => {
  const dated = relate(
    'User met Anna yesterday',
    'User met Anna on May 1, 2023',
    '2023-05-02',
    '2023-05-09',
  )
  assert.equal(dated.isSafeToMerge, true)
  const other = relate(
    'User met Anna yesterday',
    'User met Anna yesterday',
    '2023-05-02',
    '2023-05-09',
  )
  assert.deepEqual([other.label, other.isSafeToMerge], ['multi-valued', false])
})

/** What differs -> two texts that are otherwise the same. */
const blocks: Readonly<Record<string, readonly [string, string]>> = {
  name: ['User met Anna in Rome', 'User met Hanna in Rome'],
  number: ['User has 3 dogs', 'User has 4 dogs'],
  version: ['The app needs Python 3.1', 'The app needs Python 3.10'],
  negation: ['User eats fish', 'User does not eat fish'],
  unit: ['User runs 5 km', 'User runs 5 miles'],
  currency: ['The room costs 80 euros', 'The room costs 80 dollars'],
  date: ['User flew to Oslo on May 1, 2023', 'User flew to Oslo on May 2, 2023'],
  clock: ['The call starts at 3pm', 'The call starts at 4pm'],
  antonym: ['The door is open', 'The door is closed'],
  quantifier: ['All tests pass', 'Some tests pass'],
  bound: ['The disk holds at least 5 GB', 'The disk holds at most 5 GB'],
  modality: ['User visits Japan every year', 'User wants to visit Japan every year'],
  hedge: ['User lives in Rome', 'User might live in Rome'],
  direction: ['User flew from Paris to Rome', 'User flew from Rome to Paris'],
  roles: ['Anna lent Bob 50 dollars', 'Bob lent Anna 50 dollars'],
  subject: ["Anna's car is red", "Bob's car is red"],
  kin: ["User's sister loves jazz", 'User loves jazz'],
  ticket: ['Ticket 12 is open', 'Ticket 21 is open'],
  pronoun: ['She moved to Berlin', 'Caroline moved to Berlin'],
  tense: ['User was a nurse', 'User is a nurse'],
  ended: ['User smokes', 'User used to smoke'],
  without: ['The job runs with Docker', 'The job runs without Docker'],
  code: ['parse() throws on empty input', 'format() throws on empty input'],
}

test('[MEM0-DEDUPE-1] whatever names, counts, negates, dates or bounds keeps two memories apart', () => {
  for (const [what, [a, b]] of Object.entries(blocks)) {
    assert.equal(relate(a, b).isSafeToMerge, false, `${what}: ${a} / ${b}`)
    assert.equal(relate(b, a).isSafeToMerge, false, `${what}: ${b} / ${a}`)
  }
})

const labelled = [
  ['refinement', 'User has a dog', 'User has a golden retriever named Sunny'],
  ['refinement', 'User likes music', 'User likes jazz music'],
  ['refinement', 'User got married in 2019', 'User got married in June 2019'],
  ['contradiction', 'User lives in Boston', 'User lives in Seattle', '2023-04-01', '2023-04-01'],
  ['contradiction', 'User was born in 1985', 'User was born in 1987', '2023-01-01', '2024-01-01'],
  ['contradiction', 'User is a vegan', 'User eats chicken', '2023-04-01', '2023-04-01'],
  ['temporal', 'User lives in Boston', 'User lives in Seattle', '2022-01-01', '2023-04-01'],
  ['temporal', 'User lives in Boston', 'User moved to Seattle', '2023-04-01', '2023-04-01'],
  ['temporal', 'User smokes', 'User quit smoking', '2023-01-01', '2023-06-01'],
  ['temporal', 'The project uses webpack', 'The project was migrated from webpack to Vite'],
  ['multi-valued', 'User likes pizza', 'User likes sushi', '2023-01-01', '2023-02-01'],
  ['multi-valued', 'User has a dog', 'User has a cat'],
  ['multi-valued', 'User visited Rome in 2019', 'User visited Athens in 2021'],
  ['unrelated', "User's mother is a teacher", "User's father is a teacher"],
  ['unrelated', 'User lives in Berlin', 'User likes chocolate'],
] as const

test('each other label, with its times', () => {
  for (const [label, a, b, aDay, bDay] of labelled) {
    assert.equal(relate(a, b, aDay, bDay).label, label, `${a} / ${b}`)
  }
})

test('the older of two is the one that its time says, and what is kept is named by the sides of the call', () => {
  const forth = relate('User lives in Boston', 'User lives in Seattle', '2022-01-01', '2023-01-01')
  const back = relate('User lives in Seattle', 'User lives in Boston', '2023-01-01', '2022-01-01')
  assert.deepEqual([forth.label, forth.keeps], ['temporal', 'b'])
  assert.deepEqual([back.label, back.keeps], ['temporal', 'a'])
})

test('a formed fact without a text is read from its parts', () => {
  const fact = {
    subject: 'User',
    relation: 'lives in',
    object: 'Berlin',
    isMultiValued: false,
    validFromMs: null,
  }
  const decision = relateMemories(
    { text: '', timeMs: null, fact },
    { text: 'User lives in Berlin', timeMs: null },
    parts,
  )
  assert.equal(decision.label, 'duplicate')
})

test('any two texts get a decision: empty, other scripts, emoji, control characters, ten megabytes', () => {
  const odd = [
    '',
    ' ',
    '🙂',
    '東京に住んでいます',
    'Я живу в Москве',
    '\u0000\u0007',
    "'s 's not not",
    '...',
    '1 2 3',
  ]
  for (const a of odd) for (const b of odd) assert.ok(relationLabels.includes(relate(a, b).label))
  const long = 'User likes tea. '.repeat(650_000)
  assert.equal(relate(long, `${long}and cake`).isSafeToMerge, false)
})

test('random texts: never an error, the same answer twice, and a text is a duplicate of itself', () => {
  const word = fc.constantFrom(
    ...'User Anna lives in Berlin not never 5 km no longer the a was likes from to Rome now 3pm'.split(
      ' ',
    ),
  )
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(text, text, (a, b) => {
      const decision = relate(a, b)
      assert.deepEqual(relate(a, b), decision)
      assert.ok(decision.confidence >= 0 && decision.confidence <= 1)
      assert.ok(!decision.isSafeToMerge || decision.label === 'duplicate')
      if (/[a-z]/i.test(a)) assert.equal(relate(a, a).isSafeToMerge, true)
    }),
    { numRuns: 300 },
  )
})

test('without a word list a misspelt word is another word', () => {
  const bare = createRelateParts()
  const decision = relateMemories(
    { text: 'User is intrested in astronomy', timeMs: null },
    { text: 'User is interested in astronomy', timeMs: null },
    bare,
  )
  assert.equal(decision.isSafeToMerge, false)
})

test('what turns, ends or may only be is no merge, however alike the words', () => {
  for (const [a, b] of [
    ['Anna is taller than Ben', 'Ben is taller than Anna'],
    ["Anna is Tom's sister", "Tom is Anna's sister"],
    ['User prefers tea over coffee', 'User prefers coffee over tea'],
    ['User prefers tea over coffee', 'User prefers tea over coffee in the morning'],
    ['User can play chess', 'User plays chess'],
    ['The heating is on', 'The heating is off'],
    ['The app is in beta', 'The app is out of beta'],
    ['User is available from 2 pm', 'User is available until 2 pm'],
    ['User has lived in Rome', 'User lives in Rome'],
    ['User is vegan', 'User is vegetarian'],
    ['User is paid weekly', 'User pays weekly'],
    ['Anna was hired in May', 'Anna hired in May'],
    ["User's rent is $2,000 a month", "User's rent is $1,500 a month"],
  ] as const)
    assert.equal(relate(a, b).isSafeToMerge, false, `${a} / ${b}`)
})

test('facts say whether their relation holds several objects', () => {
  const stated = (object: string, isMultiValued: boolean) => ({
    text: `Anna works at ${object}`,
    timeMs: object === 'Acme' ? 0 : 90 * 86_400_000,
    fact: { subject: 'Anna', relation: 'works at', object, isMultiValued, validFromMs: null },
  })
  const labelOf = (isMultiValued: boolean): string =>
    relateMemories(stated('Acme', isMultiValued), stated('Globex', isMultiValued), parts).label
  assert.equal(labelOf(true), 'multi-valued')
  assert.equal(labelOf(false), 'temporal')
})
