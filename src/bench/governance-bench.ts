/**
 * `loci bench governance`: whether what governance promises holds on this machine.
 *
 * A part a promise; each brings its own control, because a check that cannot fail proves nothing.
 */

import type { Bench, BenchContext, BenchResult } from './bench.ts'
import { forgetPart } from './governance/forget-part.ts'
import type { GovernancePart, RunGovernancePart } from './governance/governance-part.ts'
import { personalDataPart } from './governance/personal-data-part.ts'

const runParts: readonly RunGovernancePart[] = [forgetPart, personalDataPart]

async function run(context: BenchContext): Promise<BenchResult> {
  const { host } = context
  const parent = context.options.folder ?? '.loci'
  const folder = `${parent}/bench-governance-${Math.trunc(host.clock.nowMs())}`
  await host.disk.makeFolder(folder)
  const parts: GovernancePart[] = []
  try {
    for (const runPart of runParts) parts.push(await runPart(context, folder))
  } finally {
    await host.disk.remove(folder)
  }
  return {
    figures: Object.assign({}, ...parts.map((part) => part.figures)),
    checks: parts.flatMap((part) => part.checks),
    notes: [
      ...parts.flatMap((part) => part.notes),
      `Files were written under ${parent}, removed afterwards.`,
    ],
    dataSha256: null,
  }
}

export const governanceBench: Bench = {
  name: 'governance',
  summary: 'forgetting a person, and finding personal data: what is left, missed or flagged',
  rows: ['dmm-gov'],
  options: [{ name: 'folder', values: 'DIR', summary: 'where to write (default .loci)' }],
  run,
}
