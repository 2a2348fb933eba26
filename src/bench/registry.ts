/** The benchmarks, in the order of `loci bench list`. Each is a file of this folder; a test runs the tiny version of all. */

import type { Bench } from './bench.ts'
import { cacheBench } from './cache-bench.ts'
import { calibrationBench } from './calibration-bench.ts'
import { conflictBench } from './conflict-bench.ts'
import { engineBench } from './engine-bench.ts'
import { formationBench } from './formation-bench.ts'
import { goldenBench } from './golden-bench.ts'
import { governanceBench } from './governance-bench.ts'
import { locomoBench } from './locomo-bench.ts'
import { nearestBench } from './nearest-bench.ts'
import { pagingBench } from './paging-bench.ts'
import { papersBench } from './papers-bench.ts'
import { plannerBench } from './planner-bench.ts'
import { prefixBench } from './prefix-bench.ts'
import { recallScaleBench } from './recall-scale-bench.ts'
import { recallTransferBench } from './recall-transfer-bench.ts'
import { schedulersBench } from './schedulers-bench.ts'
import { simfitBench } from './simfit-bench.ts'
import { storeBench } from './store-bench.ts'
import { streamBench } from './stream-bench.ts'
import { tokenizersBench } from './tokenizers-bench.ts'

export const benches: readonly Bench[] = [
  cacheBench,
  calibrationBench,
  conflictBench,
  engineBench,
  formationBench,
  goldenBench,
  governanceBench,
  locomoBench,
  nearestBench,
  pagingBench,
  papersBench,
  plannerBench,
  prefixBench,
  recallScaleBench,
  recallTransferBench,
  simfitBench,
  schedulersBench,
  storeBench,
  streamBench,
  tokenizersBench,
]
