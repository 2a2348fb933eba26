/** The benchmarks, in the order of `loci bench list`. */

import type { Bench } from './bench.ts'
import { storeBench } from './store-bench.ts'

export const benches: readonly Bench[] = [storeBench]
