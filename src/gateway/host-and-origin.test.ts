import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkHost, checkOrigin, type GateOptions, isLoopback } from './host-and-origin.ts'

const local: GateOptions = { boundHostname: '127.0.0.1', allowedHosts: [], allowedOrigins: [] }
const refused = { code: 'HOST_REFUSED' }

test('loopback is loopback in every spelling, and nothing else is', () => {
  for (const name of ['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', 'a.localhost']) {
    assert.equal(isLoopback(name), true, name)
  }
  for (const name of [
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ]) {
    assert.equal(isLoopback(name), false, name)
  }
})

test('a loopback gateway answers to loopback names with any port', () => {
  for (const host of ['localhost', 'LOCALHOST:7077', '127.0.0.1:1', '[::1]:7077', 'localhost.']) {
    checkHost(host, local)
  }
  for (const host of [
    'evil.example',
    '192.168.0.5',
    '',
    'localhost@evil.example',
    'a b',
    'localhost/x',
  ]) {
    assert.throws(() => checkHost(host, local), refused, host)
  }
})

test('a gateway on every address answers to addresses, and to names that are allowed', () => {
  const wide = { ...local, boundHostname: '0.0.0.0', allowedHosts: ['loci.example:8443'] }
  for (const host of ['192.168.0.5:7077', '[fe80::1]:7077', 'loci.example', 'Loci.Example:1']) {
    checkHost(host, wide)
  }
  assert.throws(() => checkHost('evil.example', wide), refused)
  const named = { ...local, boundHostname: 'box.lan' }
  checkHost('box.lan:7077', named)
  assert.throws(() => checkHost('192.168.0.5', named), refused)
})

test('a page of the gateway itself may call; others must be allowed by their whole origin', () => {
  const host = '127.0.0.1:7077'
  const options = { ...local, allowedOrigins: ['https://app.example'] }
  const check = (headers: Record<string, string>): string | null =>
    checkOrigin(new Headers(headers), host, options)
  assert.equal(check({}), null)
  assert.equal(check({ origin: 'http://127.0.0.1:7077' }), null)
  assert.equal(check({ origin: 'https://app.example' }), 'https://app.example')
  for (const origin of [
    'null',
    'http://app.example',
    'http://127.0.0.1:80',
    'chrome-extension://x',
    'x',
  ]) {
    assert.throws(() => check({ origin }), { code: 'ORIGIN_REFUSED' }, origin)
  }
})

test('what a foreign page causes in passing is refused, a link that is followed is not', () => {
  const check = (headers: Record<string, string>): string | null =>
    checkOrigin(new Headers(headers), 'localhost', local)
  assert.throws(() => check({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }))
  assert.throws(() => check({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }))
  assert.equal(check({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }), null)
  assert.equal(check({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }), null)
})
