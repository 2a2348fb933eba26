/**
 * SIGKILL of the serving process at fifty random moments under concurrent writes.
 *
 * Goal: find a write that was acknowledged over HTTP and is gone after the crash, or a chain that no longer verifies. Method:
 * `loci serve` as a user starts it, several clients posting at once, a kill some milliseconds after the first answer, and a look
 * into the file it left. Misses: a machine that loses power (test/fault/wal-cut cuts what the kernel would have lost).
 */

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { createPrng } from '../../src/stdx/prng.ts'
import { assertSound, newFolder, openAt } from './fault-kit.ts'

const KILLS = 50
/** Stores that are served and killed side by side. */
const LANES = 2
const CLIENTS = 6
const KILL_AFTER_MS_MAX = 60
const START_MS_MAX = 20_000

const program = join(import.meta.dirname, '../../bin/loci.js')
const addressPattern = /http:\/\/127\.0\.0\.1:\d+/

interface Served {
  readonly child: ChildProcess
  readonly address: string
}

async function serve(path: string): Promise<Served> {
  const child = spawn(process.execPath, [program, 'serve', '--store', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const address = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        const found = addressPattern.exec(line)
        if (found !== null) resolve(found[0])
      })
    }
    child.once('exit', () => reject(new Error(`serve ended early: ${said.join('\n')}`)))
    setTimeout(() => reject(new Error(`no address: ${said.join('\n')}`)), START_MS_MAX).unref()
  })
  try {
    return { child, address: await address }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** Posts one text after another until the server is gone; tells of each acknowledged one. */
async function post(address: string, name: string, onAcknowledged: (text: string) => void) {
  for (let index = 0; ; index += 1) {
    const texts = Array.from({ length: 1 + (index % 3) }, (_, turn) => `${name}-${index}-${turn}`)
    const body = JSON.stringify({
      scope: { user: name.split('-')[0] },
      turns: texts.map((text) => ({ text })),
    })
    try {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${address}/api/remember`, { method: 'POST', headers, body })
      assert.equal(answer.status, 200, await answer.clone().text())
      await answer.json()
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      // The connection broke: this write was not acknowledged, and the server is gone.
      return
    }
    for (const text of texts) onAcknowledged(text)
  }
}

async function killOnce(path: string, round: string, killAfterMs: number): Promise<string[]> {
  const { child, address } = await serve(path)
  const acknowledged: string[] = []
  const begun = Promise.withResolvers<void>()
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    post(address, `user${client}-${round}`, (text) => {
      acknowledged.push(text)
      begun.resolve()
    }),
  )
  // A client that ends before anything was acknowledged has seen the server fail.
  await Promise.race([begun.promise, Promise.all(clients)])
  await new Promise((resolve) => setTimeout(resolve, killAfterMs))
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  await Promise.all(clients)
  return acknowledged
}

async function runLane(folder: string, lane: number): Promise<{ kills: number; writes: number }> {
  const prng = createPrng(lane + 1)
  const path = join(folder, `lane-${lane}.db`)
  const acknowledged = new Set<string>()
  const kills = Math.ceil((KILLS - lane) / LANES)
  for (let round = 0; round < kills; round += 1) {
    const fresh = await killOnce(path, `${lane}-${round}`, prng.below(KILL_AFTER_MS_MAX))
    for (const text of fresh) acknowledged.add(text)
    const { memory, store } = await openAt(path)
    const kept = new Set((await store.scopeCubes({ scope: {} })).map((cube) => cube.text))
    const lost = [...acknowledged].filter((text) => !kept.has(text))
    assert.deepEqual(lost, [], `lane ${lane}, kill ${round}: acknowledged writes are gone`)
    await assertSound(store, `lane ${lane}, kill ${round}`)
    await memory.close()
  }
  return { kills, writes: acknowledged.size }
}

test(`${KILLS} kills of the serving process lose no acknowledged write`, async (context) => {
  const folder = await newFolder(context)
  const lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(folder, lane)))
  const kills = lanes.reduce((sum, lane) => sum + lane.kills, 0)
  const writes = lanes.reduce((sum, lane) => sum + lane.writes, 0)
  context.diagnostic(`${kills} kills, ${writes} acknowledged memories`)
  assert.equal(kills, KILLS)
  assert.ok(writes > KILLS)
})
