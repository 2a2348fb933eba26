/** What is chosen by options and environment, and what is refused with a word on what to do. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { embedderChoice } from './embedder-options.ts'

function refused(pattern: RegExp, hint: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(LociError.is(error, 'CONFIG_INVALID'), String(error))
    assert.match(error.message, pattern)
    assert.match(error.hint, hint)
    return true
  }
}

test('nothing chosen is what the store knows', () => {
  assert.equal(embedderChoice({}, {}), 'kept')
  assert.equal(embedderChoice({}, { LOCI_EMBEDDER_MODEL: 'kept for http' }), 'kept')
})

test('an option wins over its setting, and the key comes from the environment', () => {
  const settings = {
    LOCI_EMBEDDER: 'http',
    LOCI_EMBEDDER_URL: 'http://127.0.0.1:1/v1',
    LOCI_EMBEDDER_MODEL: 'small',
    LOCI_EMBEDDER_KEY: 'secret',
  }
  const http = { kind: 'http', url: 'http://127.0.0.1:1/v1', model: 'small', apiKey: 'secret' }
  assert.deepEqual(embedderChoice({}, settings), http)
  assert.deepEqual(embedderChoice({ embedderModel: 'large' }, settings), {
    ...http,
    model: 'large',
  })
  assert.equal(embedderChoice({ embedder: 'none' }, settings), 'none')
  assert.equal(embedderChoice({ embedder: 'static' }, settings), 'static')
})

test('the path of a model is kept in full', () => {
  const choice = { embedder: 'onnx', embedderModel: '/models/m.onnx' }
  assert.deepEqual(embedderChoice(choice, {}), { kind: 'onnx', modelPath: '/models/m.onnx' })
  const pathOf = (embedderModel: string): unknown =>
    (embedderChoice({ ...choice, embedderModel }, {}) as { readonly modelPath: string }).modelPath
  assert.equal(pathOf('m.onnx'), `${process.cwd()}/m.onnx`)
  assert.equal(pathOf('./a/../m.onnx'), `${process.cwd()}/m.onnx`)
  assert.equal(pathOf('../m.onnx'), `${process.cwd().replace(/\/[^/]+$/, '')}/m.onnx`)
  assert.equal(pathOf('/../m.onnx'), '/m.onnx')
})

test('an encoder of our own is a file, too', () => {
  const choice = { embedder: 'gguf', embedderModel: '/models/m.gguf' }
  assert.deepEqual(embedderChoice(choice, {}), { kind: 'gguf', modelPath: '/models/m.gguf' })
  assert.throws(
    () => embedderChoice({ embedder: 'gguf' }, {}),
    refused(/gguf embedder needs its file/, /--embedder-model model.gguf/),
  )
})

test('a choice that cannot be is refused with what to do', () => {
  const choose = (options: object) => () => embedderChoice(options, {})
  assert.throws(choose({ embedder: 'onxn' }), refused(/no embedder is called "onxn"/, /onnx/))
  assert.throws(choose({ embedder: 'onnx' }), refused(/needs its file/, /--embedder-model/))
  assert.throws(choose({ embedder: 'http' }), refused(/needs --embedder-url/, /--embedder-url/))
  assert.throws(choose({ embedderUrl: 'http://x/v1' }), refused(/not chosen/, /--embedder http/))
})
