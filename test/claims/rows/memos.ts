/** Claims of the row `memos`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const memosCube = 'MemOS (arXiv 2507.03724), MemCube: payload and metadata header'
const memosLife = 'MemOS (arXiv 2507.03724), MemLifecycle'

export const memosClaims: readonly Claim[] = [
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
    id: 'MEMOS-READER-1',
    row: 'memos',
    source: 'MemOS, MemReader: windows of a chat',
    says: 'Every turn is read in exactly one window, in order within its session, within bounds of tokens and turns.',
  },
  {
    id: 'MEMOS-GOV-1',
    row: 'memos',
    source: 'MemOS (arXiv 2507.03724), governance attributes: owner, readers, writers, share scope',
    says: 'Access permission of a cube binds every way of asking, over HTTP and for keys that share a scope.',
  },
  {
    id: 'MEMOS-GOV-2',
    row: 'memos',
    source: 'MemOS (arXiv 2507.03724), MemGovernance: sensitive content',
    says: 'What is secret in a scope is replaced before anything leaves for a model, and is there again in what comes of it.',
  },
]
