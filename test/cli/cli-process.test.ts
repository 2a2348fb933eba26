/**
 * `bin/loci.js` as a process: streams, pipes that close, an import that is killed, and an old Node.
 *
 * What the commands do is tested in src/cli/run-cli.test.ts; here is what only a process can show.
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from './bare-environment.ts'

const bin = fileURLToPath(new URL('../../bin/loci.js', import.meta.url))
/** Where a system keeps its own Node, which may be older than the project's. */
const systemNode = '/usr/bin/node'

interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

function start(words: readonly string[], folder: string, node = process.execPath): ChildProcess {
  return spawn(node, [bin, ...words], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

function ended(child: ChildProcess): Promise<Ended> {
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const text = (parts: Buffer[]): string => Buffer.concat(parts).toString()
      resolve({ code, output: text(output), errors: text(errors) })
    })
  })
}

async function run(words: readonly string[], folder: string, input = ''): Promise<Ended> {
  const child = start(words, folder)
  child.stdin?.end(input)
  return ended(child)
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loci-process-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function turns(count: number): string {
  return Array.from({ length: count }, (_, index) => `{"text":"turn ${index}"}\n`).join('')
}

test('a fresh folder gets its store, JSON is one line on standard output and nothing else', () =>
  inFolder(async (folder) => {
    const said = await run(['remember', '--user', 'ada', '--json'], folder, 'Ada likes tea\n')
    assert.deepEqual([said.code, said.errors], [0, ''])
    assert.ok(existsSync(join(folder, '.loci', 'loci.db')))
    const listed = await run(['list', '--user', 'ada', '--json'], folder)
    const page = JSON.parse(listed.output) as { cubes: { text: string }[] }
    assert.equal(page.cubes[0]?.text, 'Ada likes tea')
    const refused = await run(['list', '--json'], folder)
    assert.equal(refused.code, 64)
    assert.equal(
      (JSON.parse(refused.output) as { error: { code: string } }).error.code,
      'SCOPE_MISSING',
    )
  }))

test('an import killed in the middle is completed by running it again, nothing lost or doubled', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'turns.jsonl')
    const count = 3000
    writeFileSync(path, turns(count))
    const child = start(['import', '-', '--user', 'ada'], folder)
    const whenEnded = ended(child)
    // More than three chunks; the pipe stays open, so the import waits for more when it is killed.
    child.stdin?.write(turns(1750))
    const deadlineMs = Date.now() + 20_000
    let heldCount = 0
    while (heldCount === 0 && Date.now() < deadlineMs) {
      const stats = await run(['store', 'stats', '--json'], folder)
      heldCount =
        stats.code === 0 ? (JSON.parse(stats.output) as { cubeCount: number }).cubeCount : 0
    }
    child.kill('SIGKILL')
    assert.equal((await whenEnded).code, null)
    const kept = await run(['store', 'stats', '--json'], folder)
    const { cubeCount } = JSON.parse(kept.output) as { cubeCount: number }
    assert.ok(cubeCount > 0 && cubeCount < count)
    const again = await run(['import', path, '--user', 'ada', '--json'], folder)
    const report = JSON.parse(again.output) as { importedCount: number; skippedCount: number }
    assert.deepEqual([report.importedCount, report.skippedCount], [count - cubeCount, cubeCount])
    assert.equal((await run(['store', 'verify'], folder)).code, 0)
    const exported = await run(['export', '--user', 'ada'], folder)
    const texts = exported.output
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { text: string }).text)
    assert.deepEqual(
      texts,
      Array.from({ length: count }, (_, index) => `turn ${index}`),
    )
  }))

test('a reader that goes away ends the output without an error', () =>
  inFolder(async (folder) => {
    await run(['import', '-', '--user', 'ada'], folder, turns(5000))
    const child = start(['export', '--user', 'ada'], folder)
    child.stdin?.end()
    child.stdout?.once('data', () => child.stdout?.destroy())
    const { code, errors } = await ended(child)
    assert.deepEqual([code, errors], [0, ''])
  }))

test('an unknown LOCI_ name in the environment is refused before anything happens', () =>
  inFolder(async (folder) => {
    const child = spawn(process.execPath, [bin, 'list'], { cwd: folder, env: { LOCI_STROE: 'x' } })
    const { code, errors } = await ended(child)
    assert.equal(code, 78)
    assert.match(errors, /^CONFIG_UNKNOWN_KEY: .*LOCI_STROE.*\n.*Did you mean LOCI_STORE\?/)
  }))

async function nodeMajor(node: string): Promise<number> {
  if (!existsSync(node)) return Number.POSITIVE_INFINITY
  const { output } = await ended(spawn(node, ['--version']))
  return Number.parseInt(output.slice(1), 10)
}

test('on an old Node there is one clear sentence and the exit code of NODE_TOO_OLD', async (context) => {
  if ((await nodeMajor(systemNode)) >= 24) {
    context.skip(`${systemNode} is absent or new enough`)
    return
  }
  await inFolder(async (folder) => {
    const child = start(['list'], folder, systemNode)
    const { code, output, errors } = await ended(child)
    assert.deepEqual([code, output], [78, ''])
    assert.match(
      errors,
      /^NODE_TOO_OLD: Loci needs Node 24 or newer and this is Node [\d.]+: [^\n]+\n$/,
    )
  })
})
