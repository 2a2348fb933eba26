/**
 * Where mem0's published client is found, for the tests that run it unchanged.
 *
 * The package is no dependency (it would bring native builds): it is taken from the folder that TEST_MEM0_PACKAGE names, else from
 * node_modules, where `npm i --no-save --ignore-scripts mem0ai` puts it.
 */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../tidy/source-file.ts'

const folder = process.env.TEST_MEM0_PACKAGE ?? join(root, 'node_modules', 'mem0ai')
const manifest = join(folder, 'package.json')

/** Why a test of the client skips; false when the package is there. */
export const mem0Missing: string | false = existsSync(manifest)
  ? false
  : 'mem0ai is not installed: npm i --no-save --ignore-scripts mem0ai, or set TEST_MEM0_PACKAGE'

/** A client of the package against a served address, without its telemetry. */
export function openMem0Client<Client>(address: string): Client {
  // Read when the module is loaded; its reports would go to its makers.
  process.env.MEM0_TELEMETRY = 'false'
  const { MemoryClient } = createRequire(manifest)('mem0ai') as {
    MemoryClient: new (options: object) => Client
  }
  return new MemoryClient({ apiKey: 'any', host: address })
}
