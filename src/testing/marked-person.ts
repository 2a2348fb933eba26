/** A person whose content is unmistakable words in every feature that keeps any, through the store's own doors. */

import type { Memory } from '../memory/memory.ts'
import { ownCube } from '../memory/own-cube.ts'
import type { Prng } from '../stdx/prng.ts'
import type { BatchId, CubeId, CubeKind, CubeSnapshot, EpisodeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import type { Store } from '../store/store.ts'

const namedKinds = ['block', 'setting', 'file', 'item', 'attempt'] as const

/** Words used once, remembered by whom they belong to. `Zq`: no other word of a store begins so. */
export class Words {
  readonly #byOwner = new Map<string, string[]>()
  readonly #prng: Prng
  #count = 0

  constructor(prng: Prng) {
    this.#prng = prng
  }

  next(owner: string): string {
    this.#count += 1
    const letters = Array.from({ length: 8 }, () => 'bdfgklmprstv'[this.#prng.below(12)])
    const word = `Zq${letters.join('')}${this.#count}ing`
    this.#byOwner.set(owner, [...(this.#byOwner.get(owner) ?? []), word])
    return word
  }

  of(owner: string): readonly string[] {
    return this.#byOwner.get(owner) ?? []
  }
}

export interface Marked {
  readonly memory: Memory
  readonly store: Store
  readonly words: Words
}

function snapshot(
  kind: CubeKind,
  scope: Scope,
  id: string,
  parts: Partial<CubeSnapshot>,
): CubeSnapshot {
  return ownCube({ id: id as CubeId, kind, scope, author: 'agent', saidAtMs: 1, ...parts })
}

/** What features of their own keep: derived memories with facts, named cubes of every kind. */
async function addCubes({ store, words }: Marked, scope: Scope, from: CubeId): Promise<CubeId[]> {
  const owner = scope.user!
  const word = (): string => words.next(owner)
  const derived = snapshot('derived', scope, `derived-${from}`, {
    text: `${word()} likes ${word()}`,
    speaker: word(),
    metadata: { keywords: [word(), word()], nested: { value: word() } },
    provenance: { episodes: [] as EpisodeId[], parents: [from], origin: 'form' },
    derivation: { pipeline: 'p', dynamic: 'extracted', model: 'm', confidence: 1, spans: [] },
    fact: {
      subject: word(),
      relation: word(),
      object: word(),
      validFromMs: 1,
      validToMs: null,
      isMultiValued: false,
    },
  })
  const named = namedKinds.map((kind, index) =>
    snapshot(kind, scope, `${kind}-${index}-${from}`, {
      name: `/memories/${word()}/${from}`,
      text: `${word()} in a ${kind}: {"raw": "${word()}"}`,
      metadata: { instructions: word() },
    }),
  )
  const cubes = [derived, ...named]
  await store.append({
    batch: `batch-${from}` as BatchId,
    operation: 'form',
    nowMs: 1,
    events: cubes.map((cube) => ({ kind: 'cube-changed', change: 'add', cube })),
  })
  return cubes.map(({ id }) => id)
}

async function addBeside({ store, words }: Marked, scope: Scope, ids: readonly CubeId[]) {
  const owner = scope.user!
  const [first, second] = ids
  await store.putEmbedders([{ fingerprint: 'f', role: 'serving', opened: {}, donePosition: 0 }])
  const bytes = (): Uint8Array => new TextEncoder().encode(words.next(owner).padEnd(64, '.'))
  const source = (): string => words.next(owner).padEnd(32, '.').slice(0, 32)
  await store.putVectors('f', [
    { id: first!, part: 'turn', source: source(), previous: null, next: null, bytes: bytes() },
    { id: first!, part: 'window', source: source(), previous: null, next: second!, bytes: bytes() },
  ])
  const content = JSON.stringify({ question: words.next(owner), answer: words.next(owner) })
  await store.putAnswer({ id: `uncited ${first}`, content, scope, cites: [] })
  await store.putAnswer({
    id: `citing ${first}`,
    content: `${words.next(owner)}`,
    scope,
    cites: [{ id: second!, version: 1 }],
  })
}

/** One conversation with all that hangs on it. */
export async function addMarked(marked: Marked, scope: Scope, fillers: number): Promise<void> {
  const { memory, words } = marked
  const owner = scope.user!
  const word = (): string => words.next(owner)
  const { ids } = await memory.remember({
    scope,
    turns: Array.from({ length: 3 }, () => ({
      text: `${word()} said “${word()}” ${'and so on '.repeat(fillers)}`,
      caption: word(),
      speaker: word(),
      session: word(),
      extra: { call: { path: `/${word()}` } },
      metadata: { tag: word(), list: [word()] },
    })),
    idempotencyKey: `key ${words.of(owner).length}`,
  })
  const { batch } = await memory.update({ id: ids[0]!, text: `${word()} anew` })
  await memory.undo(batch)
  await memory.remember({ scope, turns: `a note of ${word()}` })
  const entity = word()
  const related = await memory.relate({
    scope,
    entities: [{ name: entity, type: word() }],
    links: [{ source: entity, relation: word(), target: word() }],
  })
  if (fillers % 2 === 0) await memory.undo(related.batch)
  await memory.recall({ scope, query: words.of(owner)[0]! })
  await addCubes(marked, scope, ids[0]!)
  await addBeside(marked, scope, ids)
}
