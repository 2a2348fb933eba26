/** Recordings on disk: whole ones come back, others are refused by what is wrong with them, a failing disk ends only the recording. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { FaultSwitch } from '../testing/fault-switch.ts'
import { faultyDisk } from '../testing/faulty-disk.ts'
import { openRecording, type RunEntry, readRecording } from './recording-file.ts'
import type { RequestId } from './step.ts'

const entries: readonly RunEntry[] = [
  { kind: 'planned', nowMs: 1.5 },
  { kind: 'prefix-pinned', tokens: [1, 2], salt: 'a\nb — ü' },
  { kind: 'seeded', id: 3 as RequestId, seed: 9 },
]

async function pathOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'run.jsonl')
}

async function write(path: string, all: readonly RunEntry[]): Promise<void> {
  const writer = await openRecording(nodeDisk, path, (failure) => assert.fail(failure))
  for (const entry of all) writer.put(entry)
  await writer.close()
}

async function refusal(path: string): Promise<string> {
  try {
    await readRecording(nodeDisk, path)
  } catch (error) {
    if (LociError.is(error, 'INPUT_INVALID')) return error.message.slice(path.length + 1)
    throw error
  }
  return 'nothing'
}

test('entries come back in order, also none and many', async (t) => {
  const path = await pathOf(t)
  const many = Array.from(
    { length: 5_000 },
    (_, index) => ({ kind: 'planned', nowMs: index }) as const,
  )
  for (const all of [entries, [], many]) {
    await write(path, all)
    assert.deepEqual(await readRecording(nodeDisk, path), all)
  }
})

test('every truncation is refused as torn, every altered byte as altered or foreign', async (t) => {
  const path = await pathOf(t)
  await write(path, entries)
  const bytes = await readFile(path)
  for (let length = 0; length < bytes.length; length += 1) {
    await writeFile(path, bytes.subarray(0, length))
    assert.match(await refusal(path), /torn|no recording/, `${length} of ${bytes.length} bytes`)
  }
  for (let at = 0; at < bytes.length; at += 1) {
    const altered = Buffer.from(bytes)
    altered[at] = altered[at] === 0x37 ? 0x38 : 0x37
    await writeFile(path, altered)
    const says = await refusal(path)
    assert.match(says, /torn|altered|no recording|version/, `byte ${at}`)
  }
})

test('a disk that fails ends the recording, tells it once, and the engine goes on', async (t) => {
  const path = await pathOf(t)
  const faults = new FaultSwitch()
  const failures: LociError[] = []
  const writer = await openRecording(faultyDisk(nodeDisk, faults), path, (failure) =>
    failures.push(failure),
  )
  // The first line is on disk before the fault, so that it strikes a write and not the last sync.
  while ((await nodeDisk.readBytes(path)).length === 0) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  faults.failNextWrite(0, 'FILE_WRITE_FAILED')
  for (const entry of entries) writer.put(entry)
  await writer.close()
  assert.equal(failures.length, 1)
  assert.equal(failures[0]!.code, 'FILE_WRITE_FAILED')
  assert.match(await refusal(path), /torn/)
})
