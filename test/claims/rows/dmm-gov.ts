/** Claims of the row `dmm-gov`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const dmmGov = 'Memory in LLMs (arXiv 2509.18868), DMM Gov'

export const dmmGovClaims: readonly Claim[] = [
  {
    id: 'DMMGOV-FORGET-1',
    row: 'dmm-gov',
    source: `${dmmGov}: verifiable forgetting`,
    says: 'Forgetting a person leaves no byte of the content in database, write-ahead log, tables, or a backup made afterwards, stems included.',
  },
  {
    id: 'DMMGOV-FORGET-2',
    row: 'dmm-gov',
    source: `${dmmGov}: verifiable forgetting`,
    says: 'A forgetting that was killed half-way goes on, and its certificate counts all and verifies.',
  },
  {
    id: 'DMMGOV-FORGET-3',
    row: 'dmm-gov',
    source: `${dmmGov}: verifiable forgetting`,
    says: 'The verifier finds content in every form that a file may hold it in, and tells what others say too apart.',
  },
  {
    id: 'DMMGOV-CHANGE-1',
    row: 'dmm-gov',
    source: `${dmmGov}: Loop: admission`,
    says: 'A change without patch, evidence, named thresholds or a share of owners is not admitted.',
  },
  {
    id: 'DMMGOV-CHANGE-2',
    row: 'dmm-gov',
    source: `${dmmGov}: Loop: rollout, monitoring`,
    says: 'A canary reaches only the owners dealt to it, and is promoted when real counters hold.',
  },
  {
    id: 'DMMGOV-CHANGE-3',
    row: 'dmm-gov',
    source: `${dmmGov}: Loop: rollback, change audit`,
    says: 'A canary that real counters show to be worse is taken back, and each step is a version in the chained log.',
  },
  {
    id: 'DMMGOV-AUDIT-1',
    row: 'dmm-gov',
    source: `${dmmGov}: Audit: certificate`,
    says: 'Whatever column of the log is altered, or row taken out, put in or exchanged, is found, and the certificate is not valid.',
  },
  {
    id: 'DMMGOV-AUDIT-2',
    row: 'dmm-gov',
    source: `${dmmGov}: Audit: change audit`,
    says: 'The audit export names every batch, actor and operation without content, and can be checked without Loci by its first line.',
  },
  {
    id: 'DMMGOV-HOLD-1',
    row: 'dmm-gov',
    source: `${dmmGov}: controllability`,
    says: 'Under a legal hold nothing that is there is changed, forgotten, purged or undone, and the refusal names the hold.',
  },
  {
    id: 'DMMGOV-TIME-1',
    row: 'dmm-gov',
    source: `${dmmGov}: timeliness`,
    says: 'Retention moves what is past its time to the trash in one batch that undo takes back.',
  },
  {
    id: 'DMMGOV-ACCESS-1',
    row: 'dmm-gov',
    source: `${dmmGov}: controllability`,
    says: 'A private memory is seen by its owner, readers and writers only, whatever way is asked, and recall still fills what was asked for.',
  },
  {
    id: 'DMMGOV-TAX-1',
    row: 'dmm-gov',
    source: `${dmmGov}: taxonomy: location, persistence, write path, controllability`,
    says: 'Every record has its form, function and dynamic, and every kind its quadruple.',
  },
  {
    id: 'DMMGOV-PII-1',
    row: 'dmm-gov',
    source: `${dmmGov}: controllability`,
    says: 'Personal data of forty kinds is found in nine of ten texts, and at most two of a hundred clean texts are flagged.',
  },
]
