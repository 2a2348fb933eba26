/** Settings as a form. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedSettings, draftOf, settingFields } from './setting-fields.ts'

const settings = {
  turnDaysMax: null,
  somethingNew: 3,
  pipeline: 'verbatim',
  formation: 'queued',
  instructions: null,
}
const answer = { settings, own: {} }

test('fields come in the order of the table, unknown ones last and by their name', () => {
  assert.deepEqual(
    settingFields(settings).map(({ key, label, kind }) => [key, label, kind]),
    [
      ['pipeline', 'Pipeline', 'pipeline'],
      ['formation', 'When memories are formed', 'choice'],
      ['instructions', 'Instructions', 'text'],
      ['turnDaysMax', 'Days that turns and notes are kept', 'count'],
      ['somethingNew', 'somethingNew', 'count'],
    ],
  )
})

test('an untouched draft changes nothing, and null is an empty input', () => {
  const draft = draftOf(settings)
  assert.equal(draft.turnDaysMax, '')
  assert.deepEqual(changedSettings(answer, draft), {})
})

test('a draft changes what differs: numbers as numbers, empty as no bound', () => {
  const draft = { ...draftOf(settings), turnDaysMax: '30', somethingNew: '', instructions: 'Hm.' }
  assert.deepEqual(changedSettings(answer, draft), {
    turnDaysMax: 30,
    somethingNew: null,
    instructions: 'Hm.',
  })
  assert.deepEqual(changedSettings(answer, { ...draftOf(settings), turnDaysMax: 'ten' }), {
    turnDaysMax: 'ten',
  })
})
