import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from '../../policy/recall/channel.ts'
import { createPrng } from '../../stdx/prng.ts'
import { type AblatedGroup, ablate, ablationTable } from './ablation.ts'

const channelOf = (name: string, features: readonly string[]): Channel => ({
  name,
  features,
  isEvidence: true,
  fill: () => assert.fail('an ablation fills nothing'),
  because: () => '',
})
const channels = [
  channelOf('tells', ['t1', 't2']),
  channelOf('noise', ['n']),
  channelOf('away', ['a']),
]
const names = ['t1', 't2', 'n', 't1@length']

/** Forty rows; the evidence alone has a high t1, and `n` is noise. */
function groupsOf(count: number): AblatedGroup[] {
  const prng = createPrng(3)
  return Array.from({ length: count }, (_, at) => {
    const evidence = prng.below(40)
    const rows = Array.from({ length: 40 }, (_, row) => {
      const tells = row === evidence ? 1 : 0
      return [tells, prng.next(), prng.next(), tells]
    })
    return {
      corpus: 'locomo',
      conversation: `c${at % 4}`,
      question: `q${at}`,
      length: 3,
      rowCount: 40,
      features: Float32Array.from(rows.flat()),
      evidence: [evidence],
      // One piece more than the group found.
      evidenceCount: 2,
    }
  })
}

const rows = ablate(channels, names, groupsOf(60))

test('the channel that tells is worth what is lost without it, slopes and all; noise is worth nothing', () => {
  assert.deepEqual(
    rows.map(({ channel }) => channel),
    ['none', 'tells', 'noise'],
  )
  const [whole, tells, noise] = rows
  // Evidence that the group does not hold counts as not found.
  assert.equal(whole!.recall, 0.5)
  // A quarter of the evidence lies among ten of forty rows by chance.
  assert.ok(tells!.recall > 0.05 && tells!.recall < 0.25)
  assert.ok(Math.abs(tells!.gain - (whole!.recall - tells!.recall)) < 1e-12)
  assert.ok(tells!.gainLow > 0 && tells!.gainLow <= tells!.gain && tells!.gainHigh >= tells!.gain)
  assert.deepEqual([noise!.gain, noise!.gainLow, noise!.gainHigh], [0, 0, 0])
})

test('the table has a row for each', () => {
  const table = ablationTable(rows)
  assert.deepEqual(table.rows[0], ['none', '0.500', '0.000', '0.000', '0.000'])
  assert.equal(table.rows.length, 3)
})
