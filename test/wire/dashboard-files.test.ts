/** The dashboard's files: what is served, with which headers, and that nothing else of the disk is. */

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let folder: string
let gateway: GatewayUnderTest

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-dashboard-'))
  await mkdir(join(folder, 'site/assets/deep'), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'site/index.html'), '<!doctype html><title>Loci</title>')
  await writeFile(join(folder, 'site/assets/app-1a2b.js'), 'export {}')
  await writeFile(join(folder, 'site/assets/deep/a.css'), 'a{}')
  await writeFile(join(folder, 'site/assets/.hidden'), 'no')
  gateway = await openTestGateway({ dashboardFolder: join(folder, 'site') })
})
after(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

test('the page and its assets come with their types, a strict policy and fitting cache rules', async () => {
  const page = await gateway.call('GET', '/')
  assert.match(page.text, /<title>Loci/)
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(page.headers.get('cache-control'), 'no-cache')
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /^default-src 'none'; script-src 'self'/)
  assert.doesNotMatch(policy, /unsafe|https?:|\*/)
  const script = await gateway.call('GET', '/assets/app-1a2b.js')
  assert.deepEqual([script.status, script.text], [200, 'export {}'])
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.match(script.headers.get('cache-control') ?? '', /immutable/)
  assert.equal((await gateway.call('GET', '/assets/deep/a.css')).status, 200)
})

/** As typed, without a client that tidies the path first. */
function status(target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.port, '127.0.0.1', () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    })
    let seen = ''
    socket.on('data', (data) => {
      seen += data
    })
    socket.on('close', () => resolve(Number(seen.slice(9, 12))))
    socket.on('error', reject)
  })
}

test('no path leads out of the folder', async () => {
  for (const target of [
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//etc/passwd',
    '/assets/%2fetc%2fpasswd',
    '/assets/.hidden',
    '/assets/a%00.js',
    '/secret.txt',
    '/assets/deep',
    '/assets/none.js',
  ]) {
    assert.ok([400, 404].includes(await status(target)), target)
  }
})

test('a dashboard that is not built says how to build it', async () => {
  const plain = await openTestGateway()
  try {
    const { text, headers } = await plain.call('GET', '/')
    assert.match(text, /npm run build/)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assertError(await plain.call('GET', '/assets/app.js'), 'NOT_FOUND', 404)
  } finally {
    await plain.close()
  }
})

test('an allowed page may call from its own origin, and asks beforehand', async () => {
  const origin = 'https://app.example'
  const open = await openTestGateway({
    allowedOrigins: [origin],
    allowedHosts: ['loci.example:8443'],
  })
  try {
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type',
    }
    const preflight = await open.call('OPTIONS', '/api/recall', { headers })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), origin)
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST')
    assert.equal(
      preflight.headers.get('access-control-allow-headers'),
      'authorization, content-type',
    )
    const reply = await open.call('GET', '/api/scopes', { headers: { origin } })
    assert.equal(reply.headers.get('access-control-allow-origin'), origin)
    assert.match(reply.headers.get('vary') ?? '', /origin/)
    const foreign = { origin: 'https://other.example', 'access-control-request-method': 'POST' }
    assertError(
      await open.call('OPTIONS', '/api/recall', { headers: foreign }),
      'ORIGIN_REFUSED',
      403,
    )
  } finally {
    await open.close()
  }
})
