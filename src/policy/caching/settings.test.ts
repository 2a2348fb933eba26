/** The small decisions: quotas, eviction ranks, load adaptation, break-even, what may be stored, categories. Exact values. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  breakEvenRate,
  freshBreakEven,
  isSearched,
  PROBE_EVERY,
  stepBreakEven,
} from './break-even.ts'
import { type AnswerFacts, storable } from './cacheable.ts'
import { defaultCategories, newCategory } from './categories.ts'
import { categoryRules } from './category-rules.ts'
import { classify } from './classify.ts'
import { adapted, loadOf } from './load-adaptation.ts'
import { givingCategory } from './quotas.ts'
import { evictionPolicies } from './registry.ts'

const usage = (category: string, entryCount: number, quotaShare = 0.5, priority = 1) => ({
  category,
  entryCount,
  quotaShare,
  priority,
})

test('a category at its cap gives itself; below it, the fullest for its quota and priority gives', () => {
  assert.equal(givingCategory([usage('a', 4)], 'a', 10), null)
  assert.equal(givingCategory([usage('a', 5)], 'a', 10), 'a')
  assert.equal(givingCategory([usage('a', 5), usage('b', 5)], 'c', 10), 'a')
  assert.equal(givingCategory([usage('a', 4), usage('b', 5), usage('c', 1, 0.1)], 'd', 10), 'b')
  // c is full for its quota, but its priority doubles what it may hold before it gives.
  assert.equal(givingCategory([usage('a', 4), usage('b', 4), usage('c', 2, 0.2, 2)], 'd', 10), 'a')
  assert.equal(givingCategory([], 'a', 0), null)
})

test('each policy ranks its own victim lowest', () => {
  const day = 86_400_000
  const entries = {
    old: {
      storedAtMs: 0,
      lastUsedAtMs: 0,
      hitCount: 9,
      byteCount: 100,
      latencySavedMs: 900,
      nextUseAtMs: 11,
    },
    rare: {
      storedAtMs: 0,
      lastUsedAtMs: 5,
      hitCount: 0,
      byteCount: 100,
      latencySavedMs: 9_000,
      nextUseAtMs: 12,
    },
    cheap: {
      storedAtMs: 0,
      lastUsedAtMs: 6,
      hitCount: 5,
      byteCount: 100,
      latencySavedMs: 1,
      nextUseAtMs: 13,
    },
    never: { storedAtMs: 0, lastUsedAtMs: 7, hitCount: 5, byteCount: 100, latencySavedMs: 9_000 },
  }
  const victims = Object.fromEntries(
    Object.values(evictionPolicies).map((policy) => {
      const ranked = Object.entries(entries).map(
        ([name, facts]) => [name, policy.rank(facts, 10)] as const,
      )
      return [policy.name, ranked.sort((a, b) => a[1] - b[1])[0]![0]]
    }),
  )
  assert.deepEqual(victims, {
    lru: 'old',
    lfu: 'rare',
    'cost-aware': 'cheap',
    'offline-bound': 'never',
  })
  const { lfu, 'cost-aware': costAware } = evictionPolicies
  const facts = entries.old
  assert.ok(Math.abs(lfu.rank(facts, day) - 5) < 1e-9)
  assert.ok(Math.abs(costAware.rank(facts, day) - 45) < 1e-9)
})

test('[CATCACHE-LOAD-1] load lowers the threshold to its floor and stretches the life to its maximum staleness, never beyond', () => {
  const policy = { threshold: 0.85, thresholdMin: 0.8, ttlMs: 100, staleMsMax: 300 }
  assert.deepEqual(adapted(policy, 0), { threshold: 0.85, ttlMs: 100 })
  assert.deepEqual(adapted(policy, 1), { threshold: 0.8, ttlMs: 300 })
  assert.deepEqual(adapted(policy, 9), adapted(policy, 1))
  assert.deepEqual(adapted(policy, -1), adapted(policy, 0))
  assert.ok(Math.abs(adapted(policy, 0.2).threshold - 0.83) < 1e-9)
  assert.equal(adapted(policy, 0.2).ttlMs, 160)
  assert.deepEqual(adapted({ ...policy, thresholdMin: 0.85 }, 1).threshold, 0.85)
})

test('load is the worst of latency, queue and failures, and nothing odd makes it more', () => {
  const idle = {
    latencyMs: 100,
    baselineLatencyMs: 100,
    inFlightCount: 0,
    inFlightMax: 10,
    failureShare: 0,
  }
  assert.equal(loadOf(idle), 0)
  assert.equal(loadOf({ ...idle, latencyMs: 250 }), 0.5)
  assert.equal(loadOf({ ...idle, inFlightCount: 8 }), 0.8)
  assert.equal(loadOf({ ...idle, failureShare: 0.3 }), 0.3)
  assert.equal(loadOf({ ...idle, latencyMs: 9_999 }), 1)
  assert.equal(loadOf({ ...idle, latencyMs: Number.NaN, inFlightMax: 0, baselineLatencyMs: 0 }), 0)
})

test('break-even is the search over what a hit saves, and no hit that saves nothing pays', () => {
  assert.equal(breakEvenRate({ searchMs: 2, modelMs: 1_000, hitMs: 0 }), 0.002)
  assert.equal(breakEvenRate({ searchMs: 2, modelMs: 10, hitMs: 10 }), Number.POSITIVE_INFINITY)
})

test('a category goes off only when it surely does not pay, probes, and comes back when it surely does', () => {
  const costs = { searchMs: 100, modelMs: 1_000, hitMs: 0 }
  const step = (state: typeof freshBreakEven, hitEvery: number, count: number) => {
    let next = state
    for (let index = 0; index < count; index += 1)
      next = stepBreakEven(next, index % hitEvery === 0, costs)
    return next
  }
  assert.equal(step(freshBreakEven, 8, 2_000).isOn, true)
  assert.equal(step(freshBreakEven, 1_000, 150).isOn, true)
  const off = step(freshBreakEven, 1_000, 200)
  assert.deepEqual(off, { isOn: false, searchCount: 0, hitCount: 0 })
  assert.equal(step(off, 9, 1_000).isOn, false)
  assert.equal(step(off, 3, 400).isOn, true)
  const searched = Array.from({ length: 3 * PROBE_EVERY }, (_, index) => isSearched(off, index))
  assert.equal(searched.filter(Boolean).length, 3)
})

test('only whole answers without chance and tools are stored, unless the category says so', () => {
  const rules = { allow: true, storeTruncated: false, storeToolCalls: false, storeSampled: false }
  const whole: AnswerFacts = {
    finishReason: 'stop',
    isComplete: true,
    hasToolCalls: false,
    temperature: null,
    isSeeded: false,
    choiceCount: 1,
    characterCount: 10,
  }
  const reasonOf = (facts: Partial<AnswerFacts>, more: Partial<typeof rules> = {}): string => {
    const verdict = storable({ ...whole, ...facts }, { ...rules, ...more })
    return verdict.isStorable ? 'stored' : verdict.reason
  }
  assert.equal(reasonOf({}), 'stored')
  assert.equal(reasonOf({}, { allow: false }), 'category-off')
  assert.equal(reasonOf({ finishReason: null }), 'incomplete')
  assert.equal(reasonOf({ finishReason: 'length' }), 'truncated')
  assert.equal(reasonOf({ finishReason: 'length' }, { storeTruncated: true }), 'stored')
  assert.equal(reasonOf({ finishReason: 'content_filter' }, { storeTruncated: true }), 'filtered')
  assert.equal(reasonOf({ hasToolCalls: true }), 'tool-calls')
  assert.equal(
    reasonOf({ hasToolCalls: true, characterCount: 0 }, { storeToolCalls: true }),
    'stored',
  )
  assert.equal(reasonOf({ temperature: 0.7 }), 'sampled')
  assert.equal(reasonOf({ temperature: 0.7, isSeeded: true }), 'stored')
  assert.equal(reasonOf({ temperature: 0.7 }, { storeSampled: true }), 'stored')
  assert.equal(reasonOf({ choiceCount: 2 }), 'several-choices')
  assert.equal(reasonOf({ characterCount: 0 }), 'empty')
  assert.equal(reasonOf({ characterCount: 10_000_000 }), 'too-large')
})

test('rules place what leaves little doubt, the strictest first; the rest goes to the nearest prototype or stays uncertain', () => {
  const axis = (index: number): Float32Array =>
    Float32Array.from({ length: 3 }, (_, at) => (at === index ? 1 : 0))
  const prototypes = [
    { category: 'facts', vector: axis(0) },
    { category: 'how-to', vector: axis(1) },
  ]
  const place = (text: string, vector: Float32Array | null = null) => {
    const { category, why } = classify(text, vector, categoryRules, prototypes)
    return `${category} ${why}`
  }
  assert.equal(place('How do I sort a list in Python?'), 'code rule')
  assert.equal(place('What is the dosage of aspirin today?'), 'live rule')
  assert.equal(place('Write a poem about Python'), 'creative rule')
  assert.equal(place('What does the endpoint of the git API return?'), 'other doubt')
  for (const language of ['C++', 'C#', 'Haskell', 'PostgreSQL', 'Node.js']) {
    assert.equal(place(`How do I write a loop in ${language}?`), 'code rule', language)
  }
  assert.equal(place('something else', axis(0)), 'facts prototype')
  assert.equal(place('something else', axis(2)), 'other far')
  assert.equal(place('something else', Float32Array.from([0.7, 0.7, 0])), 'other doubt')
  assert.equal(place('something else'), 'other far')
})

test('the form of a question places it only where nothing else does', () => {
  const place = (text: string): string => classify(text, null, categoryRules, []).category
  assert.equal(place('How to repot an orchid'), 'how-to')
  assert.equal(place('How can I repot an orchid?'), 'how-to')
  assert.equal(place('What is the boiling point of water?'), 'facts')
  assert.equal(place('Who discovered penicillin?'), 'facts')
  assert.equal(place('When was the Eiffel Tower built?'), 'facts')
  assert.equal(place('How to read a JSON file'), 'code')
  assert.equal(place('How to lower blood pressure'), 'medical')
  assert.equal(place('How do I write a will before my surgery?'), 'medical')
  for (const text of [
    'How do I get to my hotel?',
    'How do I fix this?',
    'How do I get there from here?',
    'How are you?',
    'What is the status of flight 12?',
    'What is the height of our ceiling?',
    'Who painted it?',
    'Translate: how to repot an orchid',
  ]) {
    assert.equal(place(text), 'other', text)
  }
})

test('the default categories are sound: floors below thresholds, lives within staleness, shares within one', () => {
  const names = defaultCategories.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const one of [...defaultCategories, newCategory('new')]) {
    assert.ok(one.thresholdMin <= one.threshold && one.threshold <= 1, one.name)
    assert.ok(one.ttlMs <= one.staleMsMax, one.name)
    assert.ok(one.quotaShare > 0 && one.quotaShare <= 1, one.name)
  }
  assert.equal(defaultCategories.find(({ name }) => name === 'other')?.semantic, false)
})
