/** What is chosen by options and environment, and what is refused with a word on what to do. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { type ModelOptions, modelChoice } from './model-options.ts'

const url = 'http://127.0.0.1:1/v1'
const settings = {
  LOCI_MODEL_URL: url,
  LOCI_MODEL: 'small',
  LOCI_MODEL_KEY: 'secret',
  LOCI_MODEL_PRICE: '0.15,0.6',
  LOCI_MODEL_TIMEOUT: '7',
}

test('nothing chosen is no model', () => {
  assert.equal(modelChoice({}, {}), null)
  assert.equal(modelChoice({}, { LOCI_MODEL_KEY: 'secret' }), null)
})

test('an option wins over its setting, and the key comes from the environment', () => {
  const price = { promptDollars: 0.15, completionDollars: 0.6 }
  const http = {
    kind: 'http',
    url,
    model: 'small',
    apiKey: 'secret',
    timeoutMs: 7_000,
    price,
    recordPath: undefined,
  }
  assert.deepEqual(modelChoice({}, settings), http)
  assert.deepEqual(modelChoice({ model: 'large', modelTimeout: '0.5' }, settings), {
    ...http,
    model: 'large',
    timeoutMs: 500,
  })
})

test('a cassette is played in place of a model, or records one', () => {
  const modelCassette = 'calls.jsonl'
  assert.deepEqual(modelChoice({ modelCassette }, settings), {
    kind: 'recorded',
    path: modelCassette,
    mode: 'strict',
  })
  const recording = modelChoice({ modelCassette, modelCassetteMode: 'record' }, settings)
  assert.ok(recording?.kind === 'http')
  assert.equal(recording.recordPath, modelCassette)
})

const refused: readonly (readonly [ModelOptions, RegExp, RegExp])[] = [
  [{ modelUrl: url }, /needs --model$/, /--model-url http/],
  [{ model: 'm' }, /needs --model-url/, /For example/],
  [{ modelUrl: url, model: 'm', modelPrice: '1' }, /price "1"/, /0\.15,0\.6/],
  [{ modelUrl: url, model: 'm', modelPrice: '-1,2' }, /price/, /dollars/],
  [{ modelUrl: url, model: 'm', modelTimeout: 'soon' }, /timeout is "soon"/, /number of seconds/],
  [{ modelCassetteMode: 'strict' }, /without a cassette/, /--model-cassette/],
  [{ modelCassette: 'f', modelCassetteMode: 'strikt' }, /no cassette mode/, /Did you mean strict/],
  [{ modelCassette: 'f', modelUrl: url }, /not both/, /record/],
  [{ modelCassette: 'f', modelCassetteMode: 'record' }, /needs --model-url/, /For example/],
]

for (const [options, pattern, hint] of refused) {
  test(`${JSON.stringify(options)} is refused`, () => {
    assert.throws(
      () => modelChoice(options, {}),
      (error) => {
        assert.ok(LociError.is(error, 'CONFIG_INVALID'), String(error))
        assert.match(error.message, pattern)
        assert.match(error.hint, hint)
        return true
      },
    )
  })
}
