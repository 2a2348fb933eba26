/**
 * A pinned surface: a JSON file beside the tests that must equal what the code says today.
 *
 * A red pin asks to make the change deliberate: run with PINS=write and commit the difference, which a reviewer sees line by line.
 */

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const isWriting = process.env.PINS === 'write'

export function assertPinned(name: string, surface: unknown): void {
  const path = new URL(`${name}.json`, import.meta.url)
  const actual = JSON.parse(JSON.stringify(surface))
  if (isWriting) writeFileSync(path, `${JSON.stringify(actual, null, 2)}\n`)
  assert.ok(existsSync(path), `${name} is not pinned yet: run npm run pins`)
  assert.deepEqual(
    actual,
    JSON.parse(readFileSync(path, 'utf8')),
    `${name} differs from test/pins/${name}.json; if that is meant, run npm run pins and commit it`,
  )
}
