/**
 * Where usearch is found, for the tests of approximate search.
 *
 * It is an optional peer with a native addon: taken from the folder that TEST_USEARCH_PACKAGE names, else from node_modules, where
 * `npm i --no-save usearch` puts it.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../tidy/source-file.ts'

const folder = process.env.TEST_USEARCH_PACKAGE ?? join(root, 'node_modules', 'usearch')
const manifest = join(folder, 'package.json')

/** Why a test of usearch skips; false when the package is there. */
export const usearchMissing: string | false = existsSync(manifest)
  ? false
  : 'usearch is not installed: npm i --no-save usearch, or set TEST_USEARCH_PACKAGE'

export async function importUsearch(): Promise<unknown> {
  return createRequire(manifest)('usearch')
}
