/** Which tool a text calls, in the forms that templates have. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toolNamedIn } from './tool-named-in.ts'

test('the first offered name that is written as a call counts, and prose does not', () => {
  const toolOf = toolNamedIn(['search', 'read_file'])
  assert.equal(toolOf('{"name": "read_file", "arguments": {"query": "search"}}'), 'read_file')
  assert.equal(toolOf('<function=search>{}</function>'), 'search')
  assert.equal(toolOf('I will search for it and read_file.'), null)
  assert.equal(toolOf('{"name": "write"}'), null)
})
