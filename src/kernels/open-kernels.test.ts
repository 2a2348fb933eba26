/** The choice of kernels: what runs, why, and that nothing but a demand stops the process. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { SIMD_MATRICES_MAX } from './kernels.ts'
import { builtModulePath, openKernels } from './open-kernels.ts'

const isBuilt = await nodeDisk.exists(builtModulePath())
const skip = isBuilt ? false : 'the kernels are not built: npm run build'

const diskOf = (bytes: Uint8Array) => ({ readBytes: async () => bytes })
/** The smallest module: valid, and empty. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

test('the built module is taken, and the reference when it is asked for', { skip }, async () => {
  const kernels = await openKernels({ disk: nodeDisk })
  assert.deepEqual([kernels.mode, kernels.reason], ['simd', null])
  const demanded = await openKernels({ disk: nodeDisk, choice: 'simd' })
  assert.equal(demanded.mode, 'simd')
  const asked = await openKernels({ disk: nodeDisk, choice: 'reference' })
  assert.deepEqual([asked.mode, asked.reason], ['reference', 'it was asked for'])
})

test('a missing, damaged or foreign module leaves the reference, with a reason', async () => {
  const missing = await openKernels({ disk: nodeDisk, path: 'no/such/kernels.wasm' })
  assert.equal(missing.mode, 'reference')
  assert.match(missing.reason ?? '', /not there .*npm run build/)
  const damaged = await openKernels({ disk: diskOf(Uint8Array.of(1, 2, 3)) })
  assert.match(damaged.reason ?? '', /damaged/)
  const foreign = await openKernels({ disk: diskOf(emptyModule) })
  assert.match(foreign.reason ?? '', /do not start/)
  assert.equal(foreign.mode, 'reference')
})

test('a module that computes something else is not trusted', { skip }, async () => {
  const bytes = new Uint8Array(await nodeDisk.readBytes(builtModulePath()))
  // fd ba 01 is i32x4.dot_i16x8_s; fd ae 01 is i32x4.add.
  const at = bytes.findIndex((byte, i) => byte === 0xfd && bytes[i + 1] === 0xba)
  assert.ok(at > 0)
  bytes[at + 1] = 0xae
  const kernels = await openKernels({ disk: diskOf(bytes) })
  assert.deepEqual(
    [kernels.mode, kernels.reason],
    ['reference', 'the compiled kernels compute something else'],
  )
})

test('demanded SIMD that cannot be had is an error with a hint', async () => {
  await assert.rejects(
    openKernels({ disk: diskOf(emptyModule), choice: 'simd' }),
    (error) => LociError.is(error, 'CONFIG_INVALID') && /npm run build/.test(error.hint),
  )
})

test('past the bound of WebAssembly memories the reference computes, until one is closed', {
  skip,
}, async () => {
  const kernels = await openKernels({ disk: nodeDisk })
  const open = Array.from({ length: SIMD_MATRICES_MAX }, () => kernels.openProducts(16))
  // A memory grows by pages of 64 KiB, an array by what was asked for.
  const capacityOfNext = (): number => {
    const products = kernels.openProducts(16)
    products.reserve(1)
    const { capacity } = products
    products.close()
    return capacity
  }
  assert.equal(capacityOfNext(), 1)
  open[0]!.close()
  open[0]!.close()
  assert.equal(capacityOfNext(), 4096)
  assert.equal(capacityOfNext(), 4096)
  for (const products of open) products.close()
})
