/** Claims of the row `category-caching`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const caching = 'Category-aware semantic caching (arXiv 2510.26835)'
const vcache = 'vCache (verified semantic prompt caching), the idea of a user-given error bound'

export const categoryCachingClaims: readonly Claim[] = [
  {
    id: 'CATCACHE-CAT-1',
    row: 'category-caching',
    source: caching,
    says: 'Each category has a life and a maximum staleness of its own, kept by a clock that may be set back.',
  },
  {
    id: 'CATCACHE-CAT-2',
    row: 'category-caching',
    source: caching,
    says: 'Quotas: however much the head asks, a category of the tail keeps its entries.',
  },
  {
    id: 'CATCACHE-CAT-3',
    row: 'category-caching',
    source: caching,
    says: 'A category that is not allowed is neither stored nor served; what is uncertain matches by its words only.',
  },
  {
    id: 'CATCACHE-LOAD-1',
    row: 'category-caching',
    source: caching,
    says: 'As the upstream grows busy, thresholds fall and lives stretch, each within the bound of its category.',
  },
  {
    id: 'CATCACHE-EVEN-1',
    row: 'category-caching',
    source: caching,
    says: 'A category below its break-even hit rate switches its search off, says so, and comes back when it surely pays.',
  },
  {
    id: 'CATCACHE-GATE-1',
    row: 'category-caching',
    source:
      'Semantic caches that served the opposite: vllm-project/semantic-router #2691, zilliztech/GPTCache #694',
    says: 'Of opposites (negation, antonym, number, unit, entity, date, comparative, direction, role, language) none is served.',
  },
  {
    id: 'CATCACHE-GATE-2',
    row: 'category-caching',
    source: 'Loci: what a gate must not cost',
    says: 'Harmless rewordings (politeness, contraction, case, punctuation, a typing error, stock phrases) are served.',
  },
  {
    id: 'CATCACHE-VERIFY-1',
    row: 'category-caching',
    source: vcache,
    says: 'With an error bound, wrong answers over requests stay below it, whatever closeness says of rightness.',
  },
  {
    id: 'CATCACHE-ID-1',
    row: 'category-caching',
    source: 'Loci: seam 7, memory is per scope',
    says: 'No identity is ever served the answer of another, hash collisions included.',
  },
  {
    id: 'CATCACHE-MEM-1',
    row: 'category-caching',
    source: 'Loci: an answer rests on the memories that it was made with',
    says: 'No answer is served that cites a memory version which is not current, whatever two processes did to the memories.',
  },
  {
    id: 'CATCACHE-FLIGHT-1',
    row: 'category-caching',
    source: 'Loci: concurrent equal requests',
    says: 'A hundred concurrent equal requests make one call; a failed one is not kept and reaches all.',
  },
  {
    id: 'CATCACHE-KEEP-1',
    row: 'category-caching',
    source: 'Loci: cached answers outlive their process',
    says: 'Killed while it writes, a process leaves no answer half-written, none wrong, and loses none that it acknowledged.',
  },
  {
    id: 'CATCACHE-AUDIT-1',
    row: 'category-caching',
    source: 'Loci: seam 6, every change is an event',
    says: 'The log says who invalidated what and how many, and nothing of what was asked, answered or looked for.',
  },
]
