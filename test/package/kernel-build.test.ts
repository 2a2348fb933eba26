/** The kernels' sources compile to the bytes that the build left, and twice to the same. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { kernelParameters, kernelSources } from '../../scripts/kernel-build.ts'
import { root } from '../tidy/source-file.ts'
import { removeFolder, temporaryFolder } from './built-copy.ts'

const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
const built = (name: string): string => join(root, 'dist', 'kernels', `${name}.wasm`)

function compile(name: (typeof kernelSources)[number], into: string): Buffer {
  // The compiler takes paths from the folder it runs in.
  const parameters = kernelParameters(name, relative(root, into))
  const { status, stderr } = spawnSync(process.execPath, [compiler, ...parameters], {
    cwd: root,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  return readFileSync(into)
}

for (const name of kernelSources) {
  test(`${name} compiles to the same bytes again`, {
    skip: existsSync(built(name)) ? false : 'the kernels are not built: npm run build',
  }, () => {
    const folder = temporaryFolder('kernel')
    try {
      const again = compile(name, join(folder, `${name}.wasm`))
      assert.deepEqual(again, readFileSync(built(name)))
      assert.ok(WebAssembly.validate(new Uint8Array(again)))
    } finally {
      removeFolder(folder)
    }
  })
}
