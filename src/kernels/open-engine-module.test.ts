/** The choice of the engine's kernels: what runs, why, and that only a demand stops the process. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { builtEngineModulePath, openEngineModule } from './open-engine-module.ts'

const isBuilt = await nodeDisk.exists(builtEngineModulePath('simd'))
const skip = isBuilt ? false : 'the kernels are not built: npm run build'

const diskOf = (bytes: Uint8Array) => ({ readBytes: async () => bytes })
/** The smallest module: valid, and empty. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

test('the built module is taken, the relaxed one and the reference when asked for', {
  skip,
}, async () => {
  const modes = []
  for (const choice of ['auto', 'simd', 'relaxed', 'reference'] as const) {
    const { mode, module, reason, errors } = await openEngineModule({ disk: nodeDisk, choice })
    modes.push([mode, module === null, reason])
    const most = choice === 'relaxed' ? 2e-2 : 1e-4
    for (const error of Object.values(errors)) assert.ok(error > 0 && error < most, `${error}`)
  }
  assert.deepEqual(modes, [
    ['simd', false, null],
    ['simd', false, null],
    ['relaxed', false, null],
    ['reference', true, 'it was asked for'],
  ])
})

test('a missing, damaged or foreign module leaves the reference, with a reason', async () => {
  const missing = await openEngineModule({ disk: nodeDisk, path: 'no/such/engine.wasm' })
  assert.equal(missing.mode, 'reference')
  assert.match(missing.reason ?? '', /not there .*npm run build/)
  const damaged = await openEngineModule({ disk: diskOf(Uint8Array.of(1, 2, 3)) })
  assert.match(damaged.reason ?? '', /damaged/)
  const foreign = await openEngineModule({ disk: diskOf(emptyModule) })
  assert.match(foreign.reason ?? '', /does not start/)
})

test('a module that computes something else is not trusted', { skip }, async () => {
  const built = new Uint8Array(await nodeDisk.readBytes(builtEngineModulePath('simd')))
  // fd ba 01 is i32x4.dot_i16x8_s; fd ae 01 is i32x4.add. One product at a time is spoiled.
  const dots = [...built.keys()].filter(
    (at) => built[at] === 0xfd && built[at + 1] === 0xba && built[at + 2] === 1,
  )
  assert.ok(dots.length > 10)
  const trusted = []
  for (const at of dots) {
    const bytes = built.slice()
    bytes[at + 1] = 0xae
    const { mode } = await openEngineModule({ disk: diskOf(bytes) })
    if (mode !== 'reference') trusted.push(at)
  }
  assert.deepEqual(trusted, [])
})

test('demanded kernels that cannot be had are an error with a hint', async () => {
  for (const choice of ['simd', 'relaxed'] as const) {
    await assert.rejects(
      openEngineModule({ disk: diskOf(emptyModule), choice }),
      (error) => LociError.is(error, 'CONFIG_INVALID') && /npm run build/.test(error.hint),
    )
  }
})

test('a module built from other sources is not trusted', { skip }, async () => {
  const built = new Uint8Array(await nodeDisk.readBytes(builtEngineModulePath('simd')))
  const names = ['norm', 'rotate', 'gate', 'add', 'storeHeads', 'argmax', 'expSum', 'attendCache']
  for (const name of names) {
    const letters = [name.length, ...new TextEncoder().encode(name)]
    const at = built.findIndex((_, from) => letters.every((byte, i) => built[from + i] === byte))
    assert.ok(at > 0, name)
    const bytes = built.slice()
    bytes[at + 1] = 'X'.charCodeAt(0)
    const { mode, reason } = await openEngineModule({ disk: diskOf(bytes) })
    assert.equal(mode, 'reference', name)
    assert.match(reason ?? '', /does not start/)
  }
})
