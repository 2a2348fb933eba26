/**
 * Counts the holders of every block anew, from who says to hold one, and compares: leaks, double owners and books that disagree.
 *
 * Independent of how the pool and the index count: it walks sequences, pins and the tree, and knows only the rules.
 */

import assert from 'node:assert/strict'
import type { Engine } from '../../src/engine/engine.ts'
import type { StepPlan } from '../../src/engine/step.ts'
import type { BlockId } from '../../src/kv/block-pool.ts'
import type { KvPin, KvSequence } from '../../src/kv/kv-layout.ts'
import { PagedLayout } from '../../src/kv/paged-layout.ts'
import { SlotsLayout } from '../../src/kv/slots-layout.ts'

export interface Holders {
  readonly sequences: readonly KvSequence[]
  readonly pins: readonly KvPin[]
}

export function recount(engine: Engine, holders: Holders): void {
  const { layout } = engine
  if (layout instanceof PagedLayout) recountPaged(layout, holders)
  else if (layout instanceof SlotsLayout) recountSlots(engine, layout, holders)
}

function recountPaged(layout: PagedLayout, { sequences, pins }: Holders): void {
  const { pool, index, blockCount, blockTokenCount } = layout
  const counts = new Array<number>(blockCount).fill(0)
  const count = (block: BlockId): void => {
    counts[block]! += 1
  }
  for (const sequence of sequences) {
    assert.equal(
      new Set(sequence.blocks).size,
      sequence.blocks.length,
      'a block twice in a sequence',
    )
    assert.equal(sequence.blocks.length, Math.ceil(sequence.tokenCount / blockTokenCount), 'room')
    sequence.blocks.forEach(count)
    sequence.copySources.forEach(count)
    sequence.blocks.forEach((block, at) => {
      const isShared = at < sequence.sharedBlockCount
      assert.equal(index.has(block), isShared, `block ${block} is ${isShared ? 'not ' : ''}shared`)
      if (isShared)
        assert.equal(index.parentOf(block), sequence.blocks[at - 1] ?? null, 'the chain')
    })
  }
  for (const { blocks } of pins) blocks.forEach(count)
  const holderCounts = [...counts]
  const free = new Set(layout.pool.freeOrder())
  assert.equal(free.size, pool.freeCount, 'a block is free twice')
  let indexedCount = 0
  let unheldCount = 0
  const childCounts = new Array<number>(blockCount).fill(0)
  for (const block of blockIds(blockCount)) {
    if (!index.has(block)) continue
    indexedCount += 1
    count(block)
    if (holderCounts[block] === 0) unheldCount += 1
    const parent = index.parentOf(block)
    if (parent === null) continue
    childCounts[parent]! += 1
    assert(index.has(parent), `block ${block} hangs on ${parent}, which is not in the tree`)
    const isHeld = holderCounts[block]! > 0
    assert(!isHeld || holderCounts[parent]! > 0, `${block} is held and ${parent} before it is not`)
  }
  for (const block of blockIds(blockCount)) {
    assert.equal(pool.referenceCount(block), counts[block], `references of block ${block}`)
    assert.equal(free.has(block), counts[block] === 0, `block ${block} leaked or is free in use`)
    assert.equal(index.childCountOf(block), childCounts[block], `children of block ${block}`)
  }
  assert.equal(index.blockCount, indexedCount)
  assert.equal(index.unheldCount, unheldCount)
  assert.equal(layout.freeTokens, (free.size + unheldCount) * blockTokenCount)
  const pinned = new Set(pins.flatMap(({ blocks }) => blocks))
  assert.equal(layout.pinnedTokens, pinned.size * blockTokenCount)
}

function blockIds(count: number): BlockId[] {
  return Array.from({ length: count }, (_, block) => block as BlockId)
}

function recountSlots(engine: Engine, layout: SlotsLayout, { sequences }: Holders): void {
  const settings = engine.settings.layout
  assert(settings.kind === 'slots')
  const { pageBytes, rowBytes, tensorCount, pageCountMax } = settings
  const active = new Map(sequences.map((sequence) => [sequence.blocks[0]!, sequence]))
  assert.equal(active.size, sequences.length, 'two sequences share a slot')
  let pageCount = 0
  for (const slot of blockIds(layout.blockCount)) {
    const sequence = active.get(slot)
    assert.equal(layout.isActive(slot), sequence !== undefined, `slot ${slot}`)
    const pages = layout.pageCountOf(slot)
    pageCount += pages
    const needed = Math.ceil(((sequence?.tokenCount ?? 0) * rowBytes) / pageBytes) * tensorCount
    assert(pages >= needed, `slot ${slot} has ${pages} of the ${needed} pages that it needs`)
  }
  assert.equal(layout.stats().pageCount, pageCount)
  assert(pageCount <= pageCountMax, `${pageCount} pages are over the budget`)
}

/** What a step writes is written by one sequence, into blocks that nobody else holds and the tree does not have. */
export function checkWrites(engine: Engine, plan: StepPlan): void {
  const { layout } = engine
  const written = new Set<BlockId>()
  for (const { tokens, tokenCount, start, blocks } of plan.sequences) {
    const count = tokenCount ?? tokens.length
    assert(count > 0, 'a sequence of a step has a token')
    const from = Math.floor(start / layout.blockTokenCount)
    const to = Math.floor((start + count - 1) / layout.blockTokenCount)
    for (let at = from; at <= to; at += 1) {
      const block = blocks[at]
      assert(block !== undefined, `position ${at * layout.blockTokenCount} has no block`)
      assert(!written.has(block), `block ${block} is written twice in step ${plan.step}`)
      written.add(block)
      if (!(layout instanceof PagedLayout)) continue
      assert.equal(layout.pool.referenceCount(block), 1, `shared block ${block} is written to`)
      assert(!layout.index.has(block), `block ${block} of the tree is written to`)
    }
  }
  for (const { from, to, tokenCount } of plan.copies) {
    assert(written.has(to) && !written.has(from), `copy ${from} -> ${to}`)
    assert(tokenCount > 0 && tokenCount < layout.blockTokenCount)
  }
}
