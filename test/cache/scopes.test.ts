/**
 * No two scopes ever share an entry.
 *
 * Goal: find two different identities of which one is served the other's answer. Method: identities drawn from small alphabets, so that
 * they are nearly equal most of the time, with separators and empty texts among the letters, under hashes that collide; every identity
 * stores its own answer to the same question, and asks for it in three ways. The oracle compares identities by structure.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { type IdentityParts, identityOf } from '../../src/cache/identity.ts'
import { newAnswer, openTestCache, putAnswer, wordVector } from '../../src/testing/test-cache.ts'

const CASES = 100_000
const PAIRS = 20_000
const IDENTITIES_A_CACHE = 500
const seed = 20_261

const letters = fc.constantFrom('', 'a', 'b', 'ab', '"', ',', '[', 'null', '\u0000', 'user')
const scope = fc.oneof(
  fc.record({ kind: fc.constant('shared' as const), tenant: letters }),
  fc.record({
    kind: fc.constant('own' as const),
    tenant: letters,
    scope: fc.record({ user: letters, agent: letters, run: letters }, { requiredKeys: [] }),
  }),
)
const json = fc.oneof(
  fc.constant(null),
  letters,
  fc.constantFrom(0, 1, true),
  fc.dictionary(letters, letters, { maxKeys: 2 }),
  fc.array(letters, { maxLength: 2 }),
)
const identity: fc.Arbitrary<IdentityParts> = fc.record({
  scope,
  model: letters,
  system: letters,
  history: fc.array(fc.record({ role: letters, content: letters }), { maxLength: 2 }),
  tools: json,
  responseFormat: json,
  sampling: fc.dictionary(fc.constantFrom('seed', 'top_p', 'stop'), json, { maxKeys: 2 }),
})

/** Without prototypes and absent members, so that equality is that of the values. */
const plain = (parts: IdentityParts): unknown => JSON.parse(JSON.stringify(parts))

/** Objects as lists of their members in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return { object: members.map(([name, member]) => [name, sorted(member)]) }
}

test(`${PAIRS} pairs of identities: equal texts exactly for equal identities`, (context) => {
  context.diagnostic(`seed ${seed}`)
  let equalCount = 0
  fc.assert(
    fc.property(identity, identity, fc.boolean(), (one, drawn, isCopy) => {
      const other = isCopy ? { ...one, model: drawn.model } : drawn
      const isSame = isDeepStrictEqual(plain(one), plain(other))
      if (isSame) equalCount += 1
      assert.equal(identityOf(one).text === identityOf(other).text, isSame)
    }),
    { numRuns: PAIRS, seed },
  )
  assert.ok(equalCount > 200, `${equalCount} equal pairs`)
})

test('[CATCACHE-ID-1] no identity is ever served the answer of another, hash collisions included', async (context) => {
  context.diagnostic(`seed ${seed}`)
  const question = 'How deep?'
  const rewordings = [question, `${question.toUpperCase()} Thanks!`, 'Please tell me how deep']
  // A handful of texts, a hundred thousand times.
  const vectors = new Map(rewordings.map((text) => [text, wordVector(text)]))
  const vectorOf = (text: string): Float32Array | null => {
    if (!vectors.has(text)) vectors.set(text, wordVector(text))
    return vectors.get(text)!
  }
  let askedCount = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(identity, { minLength: IDENTITIES_A_CACHE, maxLength: IDENTITIES_A_CACHE }),
      fc.constantFrom(1, 4, 64),
      // Where matching by meaning is allowed, every stage is passed; elsewhere two, which is quicker.
      fc.constantFrom('other', 'other', 'other', 'facts'),
      async (identities, buckets, category) => {
        // Every text falls into one of a few hashes: shelves of strangers lie side by side.
        const hash = (text: string): string => String(text.length % buckets)
        const { cache } = await openTestCache({ hash, vectorOf, limits: { entriesMax: 10_000 } })
        const askers = identities.map((parts) => ({
          identity: cache.identify(parts),
          // The oracle: structure as text, without the code under test.
          owner: JSON.stringify(sorted(parts)),
        }))
        const answers = new Map<string, string>()
        for (const [index, { identity, owner }] of askers.entries()) {
          await putAnswer(cache, { identity, question, category }, newAnswer(`answer ${index}`))
          answers.set(owner, `answer ${index}`)
        }
        for (const [index, { identity, owner }] of askers.entries()) {
          const asked = rewordings[index % rewordings.length]!
          const found = await cache.lookup({ identity, question: asked, category })
          askedCount += 1
          if (found.outcome === 'hit') assert.equal(found.answer.text, answers.get(owner))
        }
        assert.equal(cache.entryCount, answers.size)
      },
    ),
    { numRuns: CASES / IDENTITIES_A_CACHE, seed },
  )
  assert.equal(askedCount, CASES)
})
