/** Every example runs, asserts what it shows, and ends with 0. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runIn } from '../package/built-copy.ts'
import { listFiles, root } from '../tidy/source-file.ts'

for (const path of listFiles('examples').filter((one) => one.endsWith('.ts'))) {
  test(`${path} runs and ends with 0`, () => {
    const { status, output, errors } = runIn(root, process.execPath, [path])
    assert.equal(status, 0, `${output}\n${errors}`)
    assert.ok(output.length > 0, 'it shows something')
  })
}
