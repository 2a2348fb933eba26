/**
 * Forgetting a person, measured: how many of unmistakable words are left, as bytes, in every file and table.
 *
 * Two people with words used once in every feature that keeps any; one is forgotten, a backup is made, and database, write-ahead log,
 * backup and tables are searched for every word, its stem, and its UTF-16 and JSON forms. The control searches for the other
 * person, whose words must be found, so that a search that sees nothing does not pass.
 */

import { openMemory } from '../../memory/open-memory.ts'
import { createPrng } from '../../stdx/prng.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import { addMarked, Words } from '../../testing/marked-person.ts'
import { check } from '../bench.ts'
import type { RunGovernancePart } from './governance-part.ts'

const SEED = 7
const CONVERSATIONS = 200
const CONVERSATIONS_QUICK = 6
const CONTROL_WORDS = 100

export const forgetPart: RunGovernancePart = async ({ host, isQuick, log }, folder) => {
  const path = `${folder}/forget.db`
  const store = await openSqliteStore({ host, path })
  const memory = await openMemory({ host, store })
  const prng = createPrng(SEED)
  const words = new Words(prng)
  const conversations = isQuick ? CONVERSATIONS_QUICK : CONVERSATIONS
  log(`forget: ${conversations} conversations of either person`)
  for (let index = 0; index < conversations; index += 1) {
    for (const user of ['ada', 'bob']) {
      const scope = index % 2 === 0 ? { user, run: `${index % 3}` } : { user, agent: 'planner' }
      await addMarked({ memory, store, words }, scope, prng.chance(0.1) ? 600 : prng.below(40))
    }
  }
  const { governance } = memory
  const startedMs = host.clock.monotonicMs()
  const certificate = await governance.forgetPerson({ user: 'ada' }, { reason: 'bench' })
  const forgetMs = host.clock.monotonicMs() - startedMs
  const backup = `${folder}/backup.db`
  await store.backup(backup)
  log(`forget: searching for ${words.of('ada').length} words`)
  const scope = { user: 'ada' }
  const report = await governance.residues({ needles: words.of('ada'), scope, files: [backup] })
  const control = words.of('bob').slice(0, CONTROL_WORDS)
  const found = await governance.residues({ needles: control, scope, files: [backup] })
  const verified = await governance.verifyCertificate(certificate.id)
  await memory.close()
  const figures = {
    'forget.residues': report.residueCount,
    'forget.needles': report.needleCount,
    'forget.records': certificate.idCount,
    'forget.searchedBytes': report.searched.reduce((sum, { byteCount }) => sum + byteCount, 0),
    'forget.searchedPlaces': report.searched.length,
    'forget.controlFound': Number(found.sharedCount > 0),
    'forget.certificateValid': Number(verified.isValid),
    'forget.msPerRecord': forgetMs / certificate.idCount,
  }
  return {
    figures,
    checks: [
      check('forget.residues', figures['forget.residues'], '<=', 0),
      check('forget.controlFound', figures['forget.controlFound'], '>=', 1),
      check('forget.certificateValid', figures['forget.certificateValid'], '>=', 1),
    ],
    notes: [
      'Names of scopes, ids, times and idempotency keys stay in the log: the proof is made of them.',
    ],
  }
}
