/** Devices: invariants over the whole database, names, and files of own devices. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { cheapestPrice, peakFor } from './device.ts'
import { knownDevices, openDeviceCatalogue } from './device-catalogue.ts'
import { readOwnDevices } from './read-own-devices.ts'

test('every device has unique names, a dense peak, memory, bandwidth, and a source for each figure', () => {
  const names = knownDevices.flatMap(({ id, name, aliases }) => {
    const plain = [id, name, ...aliases].map((one) => one.toLowerCase().replace(/[^a-z0-9]/g, ''))
    return [...new Set(plain)]
  })
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  )
  assert.equal(new Set(knownDevices.map(({ id }) => id)).size, knownDevices.length)
  for (const device of knownDevices) {
    const figures = [device.memoryBytes, device.memoryBandwidth, ...Object.values(device.peaks)]
    assert.ok(Object.keys(device.peaks).length > 0, device.id)
    for (const { value, source } of figures) assert.ok(value > 0 && source !== '', device.id)
    for (const { usdPerHour, date } of device.prices) assert.ok(usdPerHour > 0 && date !== '')
  }
})

test('no peak is the sparse one: eight bits are at most twice sixteen, four at most seven times', () => {
  for (const { id, peaks } of knownDevices) {
    const wide = peaks.bf16?.value ?? peaks.fp16!.value
    assert.ok((peaks.fp8?.value ?? 0) <= 4.1 * wide, id)
    assert.ok((peaks.fp4?.value ?? 0) <= 7 * wide, id)
  }
  const h100 = openDeviceCatalogue().get('H100')
  assert.deepEqual([h100.peaks.bf16?.value, h100.memoryBandwidth.value], [989e12, 3350e9])
})

test('a name is found whatever its case and punctuation, an unknown one is refused with the nearest', () => {
  const catalogue = openDeviceCatalogue()
  assert.equal(catalogue.get('H100_SXM').id, 'h100-sxm')
  assert.equal(catalogue.get('NVIDIA GeForce RTX 4090').id, 'rtx-4090')
  assert.throws(
    () => catalogue.get('h100-smx'),
    (error) => LociError.is(error, 'DEVICE_UNKNOWN') && error.hint.includes('h100-sxm'),
  )
  assert.throws(
    () => catalogue.get('abacus'),
    (error) => LociError.is(error, 'DEVICE_UNKNOWN'),
  )
})

test('work in a format that a part lacks runs in the next wider one', () => {
  const a100 = openDeviceCatalogue().get('a100')
  assert.equal(peakFor(a100, 'fp8')?.format, 'bf16')
  assert.equal(peakFor(a100, 'int8')?.format, 'int8')
  assert.equal(peakFor(openDeviceCatalogue().get('v100'), 'bf16')?.format, 'fp16')
  assert.equal(cheapestPrice(a100)?.usdPerHour, 1.29)
})

test('own devices are read, and win over those of the database', () => {
  const text = JSON.stringify([
    { id: 'h100', teraOps: { bf16: 800 }, memoryGiB: 80, bandwidthGBs: 3000, usdPerHour: 2 },
  ])
  const own = openDeviceCatalogue(readOwnDevices(text, 'own.json')).get('h100')
  assert.equal(own.peaks.bf16?.value, 800e12)
  assert.equal(own.peaks.bf16?.confidence, 'measured')
  assert.equal(cheapestPrice(own)?.provider, 'own')
})

const row = { id: 'x', teraOps: { bf16: 1 }, memoryGiB: 1, bandwidthGBs: 1 }
const wrong: readonly (readonly [string, string])[] = [
  ['no JSON', '{'],
  ['an empty list', '[]'],
  ['a number', '7'],
  ['a key that is not known', JSON.stringify({ ...row, bandwithGBs: 2 })],
  ['a missing figure', JSON.stringify({ ...row, memoryGiB: undefined })],
  ['a negative figure', JSON.stringify({ ...row, bandwidthGBs: -1 })],
  ['a text for a figure', JSON.stringify({ ...row, memoryGiB: '80' })],
  ['no peak', JSON.stringify({ ...row, teraOps: {} })],
  ['a peak of no format', JSON.stringify({ ...row, teraOps: { fp6: 1 } })],
  ['two of one id', JSON.stringify([row, row])],
  ['a link of no kind', JSON.stringify({ ...row, link: 'string' })],
]
for (const [name, text] of wrong) {
  test(`a device file with ${name} is refused with its place`, () => {
    assert.throws(
      () => readOwnDevices(text, 'own.json'),
      (error) => LociError.is(error, 'DEVICE_FILE_INVALID') && error.message.startsWith('own.json'),
    )
  })
}
