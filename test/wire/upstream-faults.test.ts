/** An upstream that hangs, refuses, dies, lies or redirects: each typed, nothing remembered as complete, nothing left hanging. */

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Cube } from '../../src/store/cube.ts'
import {
  assertError,
  type GatewayUnderTest,
  openTestGateway,
  type Reply,
  until,
} from './gateway-under-test.ts'
import {
  chunks,
  completion,
  die,
  hang,
  json,
  openScriptedUpstream,
  raw,
  type Script,
  type ScriptedUpstream,
  stream,
} from './scripted-upstream.ts'

const TIMEOUT_MS = 150
const path = '/v1/chat/completions'
let upstream: ScriptedUpstream
let gateway: GatewayUnderTest

before(async () => {
  upstream = await openScriptedUpstream()
})
after(() => upstream.close())
beforeEach(async () => {
  gateway = await openTestGateway({ upstream: { url: upstream.url, timeoutMs: TIMEOUT_MS } })
})
afterEach(() => gateway.close())

function chat(script: Script, more: object = {}): Promise<Reply> {
  upstream.play(script)
  const messages = [{ role: 'user', content: 'Where is my hat?' }]
  return gateway.call('POST', path, { body: { model: 'm', user: 'ada', messages, ...more } })
}

async function turns(): Promise<readonly Cube[]> {
  return (await gateway.memory.list({ scope: { user: 'ada' } })).cubes
}

/** Frames of a broken stream: those of the upstream, then one with the error. */
function lastFrame(text: string): { code: string; hint: string } {
  const frames = text.trim().split('\n\n')
  return JSON.parse(frames.at(-1)!.slice('data: '.length)).error
}

async function metric(line: string): Promise<boolean> {
  return (await gateway.call('GET', '/metrics')).text.includes(line)
}

test('silence before the first byte is UPSTREAM_TIMEOUT, and the upstream is let go', async () => {
  const before = upstream.hangUps()
  assertError(await chat(hang), 'UPSTREAM_TIMEOUT', 504)
  await until(() => upstream.hangUps() === before + 1)
})

test('silence in mid-stream ends it with an error frame; what came before has arrived', async () => {
  const body = chunks([{ content: 'Your hat' }])
    .split('\n\n')
    .slice(0, 1)
    .join('\n\n')
  const reply = await chat(stream(`${body}\n\n`, { end: 'hang' }), { stream: true })
  assert.ok(reply.text.startsWith(`${body}\n\n`))
  assert.equal(lastFrame(reply.text).code, 'UPSTREAM_TIMEOUT')
})

test('an address where nobody listens is UPSTREAM_UNREACHABLE, a connection that closes too', async () => {
  assertError(await chat(die), 'UPSTREAM_UNREACHABLE', 502)
  const nobody = await openTestGateway({
    upstream: { url: 'http://127.0.0.1:1/v1', timeoutMs: 1_000 },
  })
  try {
    const messages = [{ role: 'user', content: 'x' }]
    const body = { model: 'm', user: 'ada', messages }
    assertError(await nobody.call('POST', path, { body }), 'UPSTREAM_UNREACHABLE', 502)
    assert.equal((await nobody.memory.stats()).cubeCount, 0)
  } finally {
    await nobody.close()
  }
})

test('a stream that dies ends with UPSTREAM_INTERRUPTED; the user’s words are kept, marked, without an answer', async () => {
  const whole = chunks([{ content: 'Your hat is' }, { content: ' on the' }])
  const cut = whole.slice(0, whole.indexOf('data: [DONE]') - 30)
  const reply = await chat(stream(cut, { end: 'die', pieceBytes: 50 }), { stream: true })
  assert.equal(lastFrame(reply.text).code, 'UPSTREAM_INTERRUPTED')
  assert.ok(lastFrame(reply.text).hint.length > 0)
  const passed = reply.text.slice(0, reply.text.lastIndexOf('data: '))
  assert.ok(cut.startsWith(passed), 'only whole frames of the upstream went through')
  await until(async () => (await turns()).length === 1)
  const [turn] = await turns()
  assert.deepEqual(
    [turn!.role, turn!.text, turn!.metadata],
    ['user', 'Where is my hat?', { answer: 'interrupted' }],
  )
  assert.ok(await metric('loci_errors_total{code="UPSTREAM_INTERRUPTED"} 1'))
  assert.ok(await metric('loci_exchanges_total{outcome="interrupted"} 1'))
})

test('half a frame at the end is not passed on; the error frame takes its place', async () => {
  const whole = chunks([{ content: 'Your hat' }, { content: ' is red' }])
  const second = whole.indexOf('data: ', 10)
  const reply = await chat(stream(whole.slice(0, second + 40)), { stream: true })
  assert.ok(reply.text.startsWith(whole.slice(0, second)))
  for (const frame of reply.text.trim().split('\n\n')) JSON.parse(frame.slice(6))
  assert.equal(lastFrame(reply.text).code, 'UPSTREAM_INTERRUPTED')
})

test('a stream that ends neatly but too early is UPSTREAM_INTERRUPTED', async () => {
  const whole = chunks([{ content: 'Your hat' }])
  const first = whole.slice(0, whole.indexOf('\n\n') + 2)
  const reply = await chat(stream(first), { stream: true })
  assert.equal(reply.text.startsWith(first), true)
  assert.equal(lastFrame(reply.text).code, 'UPSTREAM_INTERRUPTED')
})

test('an error that the upstream reports in its own stream passes as it is, once', async () => {
  const body = `${chunks([{ content: 'Y' }]).split('\n\n')[0]}\n\ndata: {"error":{"message":"overloaded"}}\n\n`
  const reply = await chat(stream(body), { stream: true })
  assert.equal(reply.text, body)
  await until(async () => (await turns()).length === 1)
})

test('a body that breaks off is UPSTREAM_INTERRUPTED and not half a body', async () => {
  const reply = await chat((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
    response.write('{"id":"x","choi')
    setImmediate(() => response.socket?.destroy())
  })
  assertError(reply, 'UPSTREAM_INTERRUPTED', 502)
})

test('web pages, redirects and answers that are not JSON are UPSTREAM_INVALID', async () => {
  const page = raw('<html>hello</html>', {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
  assert.match(assertError(await chat(page), 'UPSTREAM_INVALID', 502).message, /web page/)
  const elsewhere = raw('', { status: 302, headers: { location: 'https://evil.example/v1' } })
  const asked = upstream.requests.length
  assert.match(assertError(await chat(elsewhere), 'UPSTREAM_INVALID', 502).message, /not followed/)
  assert.equal(upstream.requests.length, asked + 1)
  assertError(await chat(raw('OK', {})), 'UPSTREAM_INVALID', 502)
  assertError(await chat(json('{"id":')), 'UPSTREAM_INVALID', 502)
  assert.deepEqual(await turns(), [])
})

test('what the upstream refuses comes back with its status, body and headers', async () => {
  const refusals: [number, string][] = [
    [400, '{"error":{"message":"bad","type":"invalid_request_error"}}'],
    [401, '{"error":{"message":"key"}}'],
    [429, '{"error":{"message":"slow down"}}'],
    [500, '{ "error" : null }'],
    [503, '{"error":{"message":"busy"}}'],
  ]
  for (const [status, body] of refusals) {
    const headers = { 'retry-after': '7', 'x-request-id': 'r1', 'set-cookie': 'a=1' }
    const reply = await chat(json(body, status, headers))
    assert.equal(reply.status, status)
    assert.equal(reply.text, body)
    assert.equal(reply.headers.get('retry-after'), '7')
    assert.equal(reply.headers.get('x-request-id'), 'r1')
    assert.equal(reply.headers.get('set-cookie'), null)
  }
  assert.deepEqual(await turns(), [])
})

test('a retry after a break remembers the answer beside the words that were kept', async () => {
  const whole = chunks([{ content: 'On the shelf.' }])
  await chat(stream(whole.slice(0, whole.indexOf('\n\n') + 2)), { stream: true })
  await until(async () => (await turns()).length === 1)
  await chat(json(completion('On the shelf.')))
  await until(async () => (await turns()).length === 2)
  assert.deepEqual(
    (await turns()).map((one) => one.text),
    ['Where is my hat?', 'On the shelf.'],
  )
})

test('a caller who hangs up stops the upstream, and its slot is free again', async () => {
  upstream.play(stream(chunks([{ content: 'a' }]).slice(0, 90), { end: 'hang' }))
  const before = upstream.hangUps()
  const stop = new AbortController()
  const messages = [{ role: 'user', content: 'hello?' }]
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', user: 'ada', stream: true, messages }),
    signal: stop.signal,
  })
  assert.equal(response.status, 200)
  stop.abort()
  await until(() => upstream.hangUps() === before + 1)
  await until(async () => metric('loci_running_requests 0'))
})

test('an upstream address that is none, or holds a password, is CONFIG_INVALID', async () => {
  for (const url of ['localhost:80', 'ftp://x/v1', 'http://a:b@127.0.0.1/v1']) {
    const opening = openTestGateway({ upstream: { url, timeoutMs: 1 } })
    await assert.rejects(opening, { code: 'CONFIG_INVALID' })
  }
})
