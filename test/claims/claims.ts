/**
 * What we claim of each paper, as data: one id a behaviour that a test can check against an oracle of its own.
 *
 * A test cites a claim by its id in brackets in the test's name. The gate (gate.test.ts) fails on a claim without a citing test, on
 * a cited id that is not here, and on a row whose page in docs/papers does not list exactly its ids.
 */

export interface Claim {
  readonly id: string
  /** Page in docs/papers, without `.md`. */
  readonly row: string
  /** Where the paper, or the project of the paper, says so. */
  readonly source: string
  readonly says: string
}

const memosCube = 'MemOS (arXiv 2507.03724), MemCube: payload and metadata header'
const memosLife = 'MemOS (arXiv 2507.03724), MemLifecycle'
const survey = 'Memory in the Age of AI Agents (arXiv 2512.13564), dynamics: evolution'
const mem0Server = 'mem0, open-source REST server'
const mem0Platform = 'mem0, platform API as its MemoryClient calls it'
const caching = 'Category-aware semantic caching (arXiv 2510.26835)'
const vcache = 'vCache (verified semantic prompt caching), the idea of a user-given error bound'
const mem0Paper = 'Mem0 (arXiv 2504.19413), extraction and update phase'
const mem0Graph = 'Mem0 (arXiv 2504.19413), graph memory'
const mem0Additive = 'mem0, additive extraction (python 2.0, npm mem0ai 3.1)'
const amem = 'A-MEM (arXiv 2502.12110)'
const mem0Beside =
  'Mem0 (arXiv 2504.19413): salient facts extracted from turns, searched in their stead'
const mem0Search = 'mem0, memory/index.ts (search, filters) and the paper arXiv 2504.19413'

const dmmGov = 'Memory in LLMs (arXiv 2509.18868), DMM Gov'

export const claims: readonly Claim[] = [
  {
    id: 'MEMOS-CUBE-1',
    row: 'memos',
    source: memosCube,
    says: 'A cube carries descriptive identifiers: id, level, form and function, kind, origin, times of creation and change.',
  },
  {
    id: 'MEMOS-CUBE-2',
    row: 'memos',
    source: memosCube,
    says: 'A cube carries governance attributes: owning scope, author, write protection and lifespan; protection binds automatic change.',
  },
  {
    id: 'MEMOS-CUBE-3',
    row: 'memos',
    source: memosCube,
    says: 'A cube carries behavioural indicators: how often and when it was last recalled, equal to a count kept outside.',
  },
  {
    id: 'MEMOS-CUBE-4',
    row: 'memos',
    source: memosCube,
    says: 'A cube has a version chain: every text it ever had, in order, each with the change that made it; none is overwritten.',
  },
  {
    id: 'MEMOS-CUBE-5',
    row: 'memos',
    source: memosCube,
    says: 'Provenance: every cube of a conversation leads to the raw turn as it came in, also after its text was changed.',
  },
  {
    id: 'MEMOS-LIFE-1',
    row: 'memos',
    source: memosLife,
    says: 'Generated, activated and frozen memories take part in recall; merged, archived, expired and forgotten ones do not.',
  },
  {
    id: 'MEMOS-LIFE-2',
    row: 'memos',
    source: memosLife,
    says: "A frozen memory refuses every change, a person's too, and keeps its whole history.",
  },
  {
    id: 'MEMOS-LIFE-3',
    row: 'memos',
    source: memosLife,
    says: 'Past its lifespan a memory is expired: out of recall and lists, still there for who asks for it.',
  },
  {
    id: 'MEMOS-LIFE-4',
    row: 'memos',
    source: memosLife,
    says: 'Rollback: undo of any change restores exactly the content before it, as a new version that can itself be undone.',
  },
  {
    id: 'MEMOS-LIFE-5',
    row: 'memos',
    source: memosLife,
    says: 'Time machine: the memory as of any position equals what was seen when that position was the latest.',
  },
  {
    id: 'MEMOS-LIFE-6',
    row: 'memos',
    source: memosLife,
    says: 'Traceability: every change is one row of an append-only log whose chain verifies; purged content leaves a tombstone.',
  },
  {
    id: 'MEMOS-CONFLICT-1',
    row: 'memos',
    source: 'MemOS, NodeHandler: contradictory, redundant or independent, as a model says',
    says: 'What a new memory is to a stored one is decided, here without a model; the same in other words may be merged.',
  },
  {
    id: 'MEMOS-CONFLICT-2',
    row: 'memos',
    source: 'MemOS, NodeHandler: similarity 0.92 merges',
    says: 'On held-out statements at most 2 % of automatic merges are wrong and at least 60 % of duplicates are merged; a cosine of 0.92 does neither.',
  },
  {
    id: 'MEM0-DEDUPE-1',
    row: 'mem0',
    source:
      'mem0 (arXiv 2504.19413) update phase: add, update, delete or none, as a model says; v3: equal MD5',
    says: 'Two memories that differ in a name, number, negation, unit, date, opposite, quantity, mode, direction or subject are never merged unasked.',
  },
  {
    id: 'MEMOS-LIFE-7',
    row: 'memos',
    source: memosLife,
    says: 'Merged: the survivor rests on every source of the others, which are kept with a pointer to it; undo parts them again.',
  },
  {
    id: 'MEMOS-LIFE-8',
    row: 'memos',
    source: memosLife,
    says: 'Frozen: every move is refused until a person thaws it; then it is in the state that it was in before.',
  },
  {
    id: 'MEMOS-LIFE-9',
    row: 'memos',
    source: memosLife,
    says: 'Activated: what was recalled or cited since; a run that finds nothing to do writes nothing.',
  },
  {
    id: 'MEMOS-LIFE-10',
    row: 'memos',
    source: memosLife,
    says: 'Any sequence of merges, supersessions, moves, summaries and archivings, undone in reverse, leaves every memory as it was.',
  },
  {
    id: 'AGEMEM-EVOLVE-1',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Updating: what held at any moment, by what was known at any moment, over a life of 500 dated changes, equals a naive model.',
  },
  {
    id: 'AGEMEM-EVOLVE-2',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Consolidation: related memories get one summary that cites them and their raw turns, and that grows with them.',
  },
  {
    id: 'AGEMEM-EVOLVE-3',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Forgetting by importance: beyond a budget the least valuable are archived, never deleted, never what a person wrote or froze.',
  },
  {
    id: 'AGEMEM-EVOLVE-4',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Forgetting by time and frequency: a rank factor with a floor, that falls with age and rises with use, off by default.',
  },
  {
    id: 'MEM0-API-1',
    row: 'mem0',
    source: mem0Server,
    says: 'Every method and path of the open-source REST server is served.',
  },
  {
    id: 'MEM0-API-2',
    row: 'mem0',
    source: mem0Platform,
    says: 'Every method and path that the platform client calls for add, search, get, update, history, delete is served.',
  },
  {
    id: 'MEM0-API-3',
    row: 'mem0',
    source: mem0Search,
    says: 'The filter language: eq ne gt gte lt lte in nin contains icontains, "*", AND, OR, NOT, equal to a naive evaluator.',
  },
  {
    id: 'MEM0-API-4',
    row: 'mem0',
    source: mem0Server,
    says: 'An add, a search and a get answer in the shape that callers read: results with id, memory, score, times, metadata and owner.',
  },
  {
    id: 'MEM0-API-5',
    row: 'mem0',
    source: mem0Server,
    says: 'Add and search without user_id, agent_id or run_id are refused.',
  },
  {
    id: 'MEM0-API-6',
    row: 'mem0',
    source: 'mem0 issues 6277 and 6342 (update moved a memory to another user)',
    says: 'An update whose metadata names another user never moves the memory.',
  },
  {
    id: 'MEM0-API-7',
    row: 'mem0',
    source: mem0Server,
    says: 'History lists ADD, UPDATE and DELETE with the old and the new text of each.',
  },
  {
    id: 'MEM0-API-8',
    row: 'mem0',
    source: 'npm package mem0ai, class MemoryClient',
    says: 'The published client, unchanged, adds, searches, gets, lists, updates, reads history and deletes.',
  },
  {
    id: 'MEM0-MCP-1',
    row: 'mem0',
    source: "mem0's MCP server, its list of tools",
    says: 'Every tool of its MCP server is there by name; the official MCP client calls each, over stdio and over HTTP.',
  },
  {
    id: 'MEM0-V1-1',
    row: 'mem0',
    source: mem0Paper,
    says: 'Facts are extracted by one call and added, each with the turns that say it.',
  },
  {
    id: 'MEM0-V1-2',
    row: 'mem0',
    source: mem0Paper,
    says: 'One call decides add, update, delete or none for all facts; an update is a version, a delete is soft, and undo takes both back.',
  },
  {
    id: 'MEM0-V1-3',
    row: 'mem0',
    source: 'mem0: unknown ids and empty texts of a decision are skipped',
    says: 'Ids that were not shown, empty texts and facts that the decision forgot are said, and no extracted fact is lost.',
  },
  {
    id: 'MEM0-V1-4',
    row: 'mem0',
    source: 'mem0: an answer that cannot be read counts as an empty list',
    says: 'An answer that cannot be read loses nothing: facts are added without a decision, turns stay without facts, and both is said.',
  },
  {
    id: 'MEM0-V1-5',
    row: 'mem0',
    source: 'Loci: instructions in remembered text are data',
    says: 'Where a model obeys an injected turn, no memory that the turn does not speak of is deleted, overwritten or moved.',
  },
  {
    id: 'MEM0-V3-1',
    row: 'mem0',
    source: mem0Additive,
    says: 'One call adds self-contained memories with who said them and links to what is remembered, and changes none.',
  },
  {
    id: 'MEM0-V3-2',
    row: 'mem0',
    source: mem0Additive,
    says: 'Exact duplicates are dropped, of what is remembered and within the answer.',
  },
  {
    id: 'MEM0-V3-3',
    row: 'mem0',
    source: 'Loci: instructions in remembered text are data',
    says: 'Where a model obeys an injected turn, it can add and touches nothing else.',
  },
  {
    id: 'MEM0-PROC-1',
    row: 'mem0',
    source: 'mem0, procedural memory',
    says: 'A trajectory of an agent becomes one memory with objective, steps and results, findings, errors and state.',
  },
  {
    id: 'MEM0-GRAPH-1',
    row: 'mem0',
    source: mem0Graph,
    says: 'Relations between entities are kept as facts; "I" is the name of whoever speaks.',
  },
  {
    id: 'MEM0-GRAPH-2',
    row: 'mem0',
    source: mem0Graph,
    says: 'What is outdated is invalidated softly: valid until the new fact begins, with it as successor, and undo takes it back.',
  },
  {
    id: 'MEM0-GRAPH-3',
    row: 'mem0',
    source: mem0Graph,
    says: 'Facts of a relation that takes several objects stay side by side.',
  },
  {
    id: 'MEM0-GRAPH-4',
    row: 'mem0',
    source: 'Loci: instructions in remembered text are data',
    says: 'Where a model obeys an injected turn, no fact that the turn does not name ends, is replaced or moves.',
  },
  {
    id: 'MEM0-GRAPH-5',
    row: 'mem0',
    source: 'Loci: valid time',
    says: 'Over a life of dated changes, what holds on every day equals a naive model.',
  },
  {
    id: 'AMEM-NOTE-1',
    row: 'a-mem',
    source: `${amem}, note construction`,
    says: 'A note is what was said with keywords, tags and a context, and is found by all of them.',
  },
  {
    id: 'AMEM-NOTE-2',
    row: 'a-mem',
    source: 'A-MEM library: the analysis is not asked for when a note is added',
    says: 'The analysis is asked for, and what it says is what the note is linked by.',
  },
  {
    id: 'AMEM-LINK-1',
    row: 'a-mem',
    source: `${amem}, link generation and memory evolution`,
    says: 'Links hold ids, neighbours evolve by id and not by rank, and each evolution is a version that undo takes back.',
  },
  {
    id: 'AMEM-DATA-1',
    row: 'a-mem',
    source: 'Loci: instructions in remembered text are data',
    says: 'Where a model obeys an injected turn, what a neighbour says stays as it is.',
  },
  {
    id: 'MEM0-BESIDE-1',
    row: 'mem0',
    source: mem0Beside,
    says: 'Of memories beside the turns that they were made of, the first k cover at least what the first k turns do, and so does every budget of words.',
  },
  {
    id: 'MEM0-BESIDE-2',
    row: 'mem0',
    source: mem0Beside,
    says: 'Turns that are asked without memories answer to the last bit as if there were none.',
  },
  {
    id: 'MEM0-BESIDE-3',
    row: 'mem0',
    source: mem0Beside,
    says: 'A memory leads back to the turns that it rests on, also through memories that it was made of and that are archived since.',
  },
  {
    id: 'MEM0-NOMODEL-1',
    row: 'mem0',
    source: mem0Beside,
    says: 'Without any model facts are read out of turns by rules: each with its exact span, a confidence and its turn; what is asked, quoted, supposed or denied is none.',
  },
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
]
