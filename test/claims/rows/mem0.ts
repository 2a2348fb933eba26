/** Claims of the row `mem0`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const mem0Server = 'mem0, open-source REST server'
const mem0Platform = 'mem0, platform API as its MemoryClient calls it'
const mem0Paper = 'Mem0 (arXiv 2504.19413), extraction and update phase'
const mem0Graph = 'Mem0 (arXiv 2504.19413), graph memory'
const mem0Additive = 'mem0, additive extraction (python 2.0, npm mem0ai 3.1)'
const mem0Beside =
  'Mem0 (arXiv 2504.19413): salient facts extracted from turns, searched in their stead'
const mem0Search = 'mem0, memory/index.ts (search, filters) and the paper arXiv 2504.19413'

export const mem0Claims: readonly Claim[] = [
  {
    id: 'MEM0-DEDUPE-1',
    row: 'mem0',
    source:
      'mem0 (arXiv 2504.19413) update phase: add, update, delete or none, as a model says; v3: equal MD5',
    says: 'Two memories that differ in a name, number, negation, unit, date, opposite, quantity, mode, direction or subject are never merged unasked.',
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
    id: 'MEM0-API-9',
    row: 'mem0',
    source: 'Python package mem0ai, class MemoryClient',
    says: 'The published Python client, unchanged, adds, searches, gets, lists, updates, reads history and deletes.',
  },
  {
    id: 'MEM0-CLASS-1',
    row: 'mem0',
    source: 'npm package mem0ai, class Memory of mem0ai/oss',
    says: 'The class of the open-source package by another import: its calls and results, with option names of today and before.',
  },
  {
    id: 'MEM0-CLASS-2',
    row: 'mem0',
    source: 'mem0 issues 1674, 3009 and 4540 (memories lost without a word)',
    says: 'An add whose model fails, or that says nothing new, answers with what was said, keeps it and says what failed.',
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
    id: 'MEM0-BESIDE-1',
    row: 'mem0',
    source: mem0Beside,
    says: 'Of memories beside the turns that they were made of, the first k cover at least what the first k turns do; and, but for memories that are longer because they say more of what is asked, so does every budget of words.',
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
    id: 'MEM0-NOMODEL-2',
    row: 'mem0',
    source: mem0Beside,
    says: 'Without any model a life told in plain English is remembered as it was at every time: what ended is retired softly, late news is put between what was before and after it.',
  },
  {
    id: 'MEM0-GRAPH-6',
    row: 'mem0',
    source: mem0Graph,
    says: 'A search answers relations beside results: the facts that were found, and those that hold about names in the question, twenty at most.',
  },
]
