/** `loci serve` as a process: what it prints, that it answers at once, that it drains and ends with 0, and a port in use. */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from './bare-environment.ts'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))

interface Served {
  readonly child: ChildProcess
  readonly url: string
  /** Exit code, once it has ended. */
  readonly code: Promise<number | null>
  readonly errors: () => string
}

function start(folder: string, words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bin, 'serve', ...words], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function serve(folder: string): Promise<Served> {
  const child = start(folder, ['--port', '0', '--json'])
  const errors: Buffer[] = []
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
  const code = new Promise<number | null>((resolve) => child.on('close', resolve))
  const lines = createInterface({ input: child.stdout! })
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    code.then((ended) =>
      Promise.reject(new Error(`ended with ${ended}: ${Buffer.concat(errors)}`)),
    ),
  ])
  const { url } = JSON.parse(first) as { url: string }
  return { child, url, code, errors: () => Buffer.concat(errors).toString() }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loci-serve-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  assert.equal(answer.status, 200, await answer.clone().text())
  return answer.json()
}

test('serve answers as soon as it has printed its address, imports, exports, and ends with 0 on SIGTERM', () =>
  inFolder(async (folder) => {
    const { child, url, code, errors } = await serve(folder)
    try {
      assert.equal((await fetch(`${url}/healthz`)).status, 200)
      await post(`${url}/api/remember`, { scope: { user: 'ada' }, turns: 'Ada likes tea' })
      const report = (await post(
        `${url}/api/import?format=auto&scope=user%3Dada&name=turns.jsonl`,
        '{"text":"Ada moved to Lisbon"}\nnot json\n',
      )) as { importedCount: number; refused: { line: number }[] }
      assert.deepEqual([report.importedCount, report.refused[0]?.line], [1, 2])
      const exported = await (await fetch(`${url}/api/export?scope=user%3Dada`)).text()
      const lines = exported.trimEnd().split('\n')
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { text: string }).text),
        ['Ada likes tea', 'Ada moved to Lisbon'],
      )
    } finally {
      child.kill('SIGTERM')
    }
    assert.equal(await code, 0, errors())
  }))

test('serve prints where it listens, what it serves and what it forwards to', () =>
  inFolder(async (folder) => {
    const child = start(folder, ['--port', '0', '--upstream-url', 'http://127.0.0.1:9/v1'])
    const ended = new Promise((resolve) => child.on('close', resolve))
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout! })) {
      lines.push(line)
      if (lines.length === 7) break
    }
    child.kill('SIGINT')
    assert.equal(await ended, 0)
    assert.match(lines[0]!, /^Loci \d+\.\d+\.\d+ listens on http:\/\/127\.0\.0\.1:\d+$/)
    assert.match(lines[1]!, /^ {2}store +\.loci\/loci\.db \(0 memories in 0 scopes\)$/)
    assert.match(lines[2]!, /^ {2}dashboard +/)
    assert.match(
      lines[3]!,
      /^ {2}chat +http.*forwards to http:\/\/127\.0\.0\.1:9\/v1, answers cached$/,
    )
    assert.match(lines[4]!, /^ {2}mcp +http:\/\/127\.0\.0\.1:\d+\/mcp$/)
    assert.match(lines[5]!, /^ {2}recall +/)
    assert.match(lines[6]!, /^ {2}kernels +(?:simd|reference)/)
  }))

test('a port in use is a typed error with its exit code', () =>
  inFolder(async (folder) => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const child = start(folder, ['--port', String(port)])
    const errors: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
    const code = await new Promise((resolve) => child.on('close', resolve))
    await new Promise((resolve) => server.close(resolve))
    assert.equal(code, 69)
    assert.match(Buffer.concat(errors).toString(), /^PORT_IN_USE: .*\n {2}hint: .*--port/)
  }))

test('an address beyond this machine is refused while there is no key', () =>
  inFolder(async (folder) => {
    const child = start(folder, ['--port', '0', '--host', '0.0.0.0'])
    const errors: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
    const code = await new Promise((resolve) => child.on('close', resolve))
    assert.equal(code, 78)
    assert.match(
      Buffer.concat(errors).toString(),
      /^BIND_REFUSED: .*\n {2}hint: .*loci keys create/,
    )
  }))
