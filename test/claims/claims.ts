/**
 * What we claim of each paper, as data: one id a behaviour that a test can check against an oracle of its own. One file a row in rows/.
 *
 * A test cites a claim by its id in brackets in the test's name. The gate (gate.test.ts) fails on a claim without a citing test, on
 * a cited id that is not here, and on a row whose page in docs/papers does not list exactly its ids.
 */

import type { Claim } from './claim.ts'
import { aMemClaims } from './rows/a-mem.ts'
import { ageOfAgentMemoryClaims } from './rows/age-of-agent-memory.ts'
import { apexClaims } from './rows/apex.ts'
import { batchllmClaims } from './rows/batchllm.ts'
import { burstgptClaims } from './rows/burstgpt.ts'
import { castilloClaims } from './rows/castillo.ts'
import { categoryCachingClaims } from './rows/category-caching.ts'
import { continuumClaims } from './rows/continuum.ts'
import { dmmGovClaims } from './rows/dmm-gov.ts'
import { gpperfClaims } from './rows/gpperf.ts'
import { idealizedRuntimeClaims } from './rows/idealized-runtime.ts'
import { kvSurveyClaims } from './rows/kv-survey.ts'
import { llmViewerClaims } from './rows/llm-viewer.ts'
import { mem0Claims } from './rows/mem0.ts'
import { memosClaims } from './rows/memos.ts'
import { pastFutureClaims } from './rows/past-future.ts'
import { streamClaims } from './rows/stream.ts'
import { vattentionClaims } from './rows/vattention.ts'

export const claims: readonly Claim[] = [
  ...aMemClaims,
  ...ageOfAgentMemoryClaims,
  ...categoryCachingClaims,
  ...idealizedRuntimeClaims,
  ...llmViewerClaims,
  ...apexClaims,
  ...burstgptClaims,
  ...castilloClaims,
  ...gpperfClaims,
  ...dmmGovClaims,
  ...kvSurveyClaims,
  ...mem0Claims,
  ...memosClaims,
  ...pastFutureClaims,
  ...batchllmClaims,
  ...continuumClaims,
  ...streamClaims,
  ...vattentionClaims,
]
