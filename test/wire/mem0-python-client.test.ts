/**
 * mem0's own Python client, unchanged, against a served gateway.
 *
 * Runs where an interpreter with the package is found: the one that TEST_MEM0_PYTHON names, else `python3`. It is no dependency. Its
 * telemetry is off, and it is given an empty home, because it writes a file there.
 */

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestGateway } from './gateway-under-test.ts'

const python = process.env.TEST_MEM0_PYTHON ?? 'python3'
const probe = 'import importlib.util, sys; sys.exit(0 if importlib.util.find_spec("mem0") else 3)'
const { status, error } = spawnSync(python, ['-c', probe])
const skip =
  error !== undefined || status === null
    ? `${python} cannot be run: name a Python with mem0ai in TEST_MEM0_PYTHON`
    : status !== 0 && `${python} has no mem0ai: pip install mem0ai, or name one in TEST_MEM0_PYTHON`

const script = `
import json, sys
from mem0 import MemoryClient

client = MemoryClient(api_key="any", host=sys.argv[1])
told = {}
messages = [
    {"role": "user", "content": "I play the cello on Tuesdays."},
    {"role": "assistant", "content": "How lovely."},
]
added = client.add(messages, user_id="ada", metadata={"topic": "music"})
told["added"] = [one["memory"] for one in added["results"]]
first = added["results"][0]["id"]
found = client.search("When do I play the cello?", filters={"user_id": "ada"}, top_k=1)
told["found"] = found["results"][0]["id"] == first
told["got"] = client.get(first)["memory"]
listed = client.get_all(filters={"user_id": "ada"}, page=1, page_size=10)
told["listed"] = listed["count"]
client.update(first, text="I play the cello on Fridays.", metadata={"topic": "music"})
told["history"] = [one["event"] for one in client.history(first)]
told["deleted"] = client.delete(first)["message"]
try:
    client.get(first)
    told["gone"] = False
except Exception as error:
    told["gone"] = type(error).__name__
told["deleted_all"] = client.delete_all(user_id="ada")["message"]
told["left"] = client.get_all(filters={"user_id": "ada"})["count"]
print("TOLD " + json.dumps(told))
`

function run(address: string, home: string): Promise<string> {
  const env = { ...process.env, HOME: home, MEM0_DIR: home, MEM0_TELEMETRY: 'false' }
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-c', script, address], { env })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data.toString()
      })
    }
    child.on('error', reject)
    child.on('close', () => resolve(output))
  })
}

test('[MEM0-API-9] add, search, get, get_all, update, history, delete and delete_all work through the Python client', {
  skip,
}, async (t) => {
  await using gateway = await openTestGateway()
  const home = mkdtempSync(join(tmpdir(), 'loci-python-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  const output = await run(gateway.url, home)
  const told = /^TOLD (.*)$/m.exec(output)?.[1]
  assert.ok(told !== undefined, output)
  assert.deepEqual(JSON.parse(told), {
    added: ['I play the cello on Tuesdays.', 'How lovely.'],
    found: true,
    got: 'I play the cello on Tuesdays.',
    listed: 2,
    history: ['ADD', 'UPDATE'],
    deleted: 'Memory deleted successfully!',
    gone: 'MemoryNotFoundError',
    deleted_all: 'Memories deleted successfully!',
    left: 0,
  })
})
