/** Settings from the environment. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { serveAddress, upstreamSettings } from './serve-settings.ts'
import { readSettings } from './settings.ts'

test('known names are read, other programs names are ignored, empty values are absent', () => {
  const environment = {
    LOCI_STORE: '/x.db',
    LOCI_USER: '',
    PATH: '/bin',
    LOCIX: '1',
    LOCI_PORT: '80',
  }
  assert.deepEqual(readSettings(environment), { LOCI_STORE: '/x.db', LOCI_PORT: '80' })
})

test('an unknown name of ours is refused with the nearest spelling', () => {
  assert.throws(
    () => readSettings({ LOCI_UPSTREAM_ULR: 'x' }),
    (error) =>
      LociError.is(error, 'CONFIG_UNKNOWN_KEY') && error.hint === 'Did you mean LOCI_UPSTREAM_URL?',
  )
})

test('an option wins over the environment, which wins over the default', () => {
  assert.deepEqual(serveAddress({}, {}), { hostname: '127.0.0.1', port: 7077 })
  assert.deepEqual(serveAddress({}, { LOCI_PORT: '80' }), { hostname: '127.0.0.1', port: 80 })
  assert.deepEqual(serveAddress({ port: 0, host: '::1' }, { LOCI_PORT: '80' }), {
    hostname: '::1',
    port: 0,
  })
})

test('a port or an upstream address that is none is refused', () => {
  for (const run of [
    () => serveAddress({}, { LOCI_PORT: 'http' }),
    () => serveAddress({}, { LOCI_PORT: '70000' }),
    () => upstreamSettings({}, { LOCI_UPSTREAM_URL: 'localhost:8080' }),
    () => upstreamSettings({}, { LOCI_UPSTREAM_URL: 'ftp://host' }),
    () => upstreamSettings({}, { LOCI_UPSTREAM_URL: 'http://host', LOCI_UPSTREAM_TIMEOUT: 'long' }),
  ]) {
    assert.throws(run, (error) => LociError.is(error, 'CONFIG_INVALID'))
  }
})

test('the upstream key comes from the environment only, seconds become milliseconds', () => {
  const settings = { LOCI_UPSTREAM_URL: 'http://host/v1', LOCI_UPSTREAM_KEY: 'k' }
  assert.deepEqual(upstreamSettings({ upstreamTimeout: 5 }, settings), {
    url: 'http://host/v1',
    apiKey: 'k',
    timeoutMs: 5000,
  })
  assert.equal(upstreamSettings({}, {}), undefined)
})
