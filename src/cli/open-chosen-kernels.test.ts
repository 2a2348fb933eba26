/** LOCI_KERNELS: its three words, and the refusal of any other. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { openChosenKernels } from './open-chosen-kernels.ts'

test('the setting chooses the kernels, and another word is refused with the words it may be', async () => {
  const host = createNodeHost()
  const asked = await openChosenKernels({ host, settings: { LOCI_KERNELS: 'reference' } })
  assert.deepEqual([asked.mode, asked.reason], ['reference', 'it was asked for'])
  const free = await openChosenKernels({ host, settings: {} })
  assert.equal(free.mode === 'simd', free.reason === null)
  await assert.rejects(
    openChosenKernels({ host, settings: { LOCI_KERNELS: 'avx512' } }),
    (error) => LociError.is(error, 'CONFIG_INVALID') && /auto, simd, reference/.test(error.hint),
  )
})
