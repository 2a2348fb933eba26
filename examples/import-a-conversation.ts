/**
 * Bring a conversation in from a file, bad lines included, ask about it, and run the same import again.
 *
 * Run it with `node examples/import-a-conversation.ts`. It uses the command line, as a person would, and exits non-zero when
 * something is lost, doubled or left unreported.
 */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLoci } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'loci-example-'))
const store = join(folder, 'loci.db')
const file = join(folder, 'turns.jsonl')
const bin = new URL('../bin/loci.js', import.meta.url).pathname

const turns = [
  { speaker: 'Ada', text: 'The market moved to Thursdays.', at: '2026-05-07T09:00:00Z' },
  {
    speaker: 'Grace',
    text: 'Then I will bring the beans on Thursday.',
    at: '2026-05-07T09:01:00Z',
  },
]
writeFileSync(file, [...turns.map((turn) => JSON.stringify(turn)), '{"text": 7}'].join('\n'))

interface Report {
  readonly importedCount: number
  readonly skippedCount: number
  readonly refused: readonly { readonly code: string; readonly message: string }[]
}

function importFile(): { report: Report; exitCode: number | null } {
  const words = [bin, 'import', '--store', store, '--user', 'ada', '--json', file]
  const { stdout, status } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  return { report: JSON.parse(stdout), exitCode: status }
}

try {
  const { report, exitCode } = importFile()
  console.log(
    `imported ${report.importedCount}, refused ${report.refused.length}: ${report.refused[0]?.message}`,
  )
  assert.equal(report.importedCount, 2)
  assert.equal(report.refused.length, 1, 'the bad line is reported, the good ones are in')
  assert.equal(exitCode, 65)

  const again = importFile().report
  console.log(`again: imported ${again.importedCount}, skipped ${again.skippedCount}`)
  assert.deepEqual([again.importedCount, again.skippedCount], [0, 2], 'nothing is doubled')

  await using memory = await openLoci({ path: store })
  for (const query of ['Which day did the market move to?', 'When is the market?']) {
    const { hits } = await memory.recall({ scope: { user: 'ada' }, query, topK: 1 })
    const found = hits.map(({ cube }) => `${cube.speaker}: ${cube.text}`)
    console.log(`${query} ${found.join()}`)
    assert.deepEqual(found, ['Ada: The market moved to Thursdays.'])
  }
} finally {
  rmSync(folder, { recursive: true })
}
