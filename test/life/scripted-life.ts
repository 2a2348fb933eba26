/**
 * A life as a list of dated changes, from a seed, and the naive model that says what was true and what was known.
 *
 * The model keeps what was stated, word for word, a copy a step. At a moment, of the statements about one subject and relation (and
 * object, where several stand side by side) that begin by then, the one that begins last holds, of equal ones that which was told last;
 * it holds unless its stated end is past. It shares no code with what it judges.
 */

import { createPrng, type Prng } from '../../src/stdx/prng.ts'

export interface Statement {
  readonly relation: string
  readonly object: string
  readonly isMultiValued: boolean
  readonly fromMs: number
  readonly toMs: number | null
  readonly isRetracted: boolean
}

export type LifeChange =
  | {
      readonly kind: 'state'
      readonly relation: string
      readonly object: string
      readonly isMultiValued: boolean
      /** Undefined: it is so now. */
      readonly fromMs: number | undefined
      readonly toMs: number | null
      /** Index of the statement that it puts right. */
      readonly corrects: number | null
    }
  | { readonly kind: 'close'; readonly index: number; readonly toMs: number }
  | { readonly kind: 'retract'; readonly index: number }
  | { readonly kind: 'undo' }

export interface LifeStep {
  /** When it is told. */
  readonly nowMs: number
  readonly change: LifeChange
}

const dayMs = 86_400_000
export const birthMs = Date.UTC(1990, 0, 1)
const single = { 'lives in': 'city', 'works at': 'firm', 'is married to': 'spouse' } as const
const several = { likes: 'thing', 'has pet': 'pet', 'friend of': 'friend' } as const

export const relations = [...Object.keys(single), ...Object.keys(several)]

export class NaiveLife {
  #statements: Statement[] = []
  /** What was stated after each step. */
  readonly known: (readonly Statement[])[] = []
  #before: Statement[] = []

  get statements(): readonly Statement[] {
    return this.#statements
  }

  /** The statement that a change makes, or null when it says what holds already. */
  tell({ nowMs, change }: LifeStep): void {
    const before = this.#statements
    if (change.kind === 'undo') this.#statements = this.#before
    else this.#statements = told(before, change, nowMs)
    this.#before = before
    this.known.push(this.#statements)
  }

  static holding(statements: readonly Statement[], atMs: number): string[] {
    const holders = new Map<string, Statement>()
    for (const one of statements) {
      if (one.isRetracted || one.fromMs > atMs) continue
      const key = one.isMultiValued ? `${one.relation}|${one.object}` : one.relation
      const holder = holders.get(key)
      if (holder === undefined || one.fromMs >= holder.fromMs) holders.set(key, one)
    }
    return [...holders.values()]
      .filter(({ toMs }) => toMs === null || atMs < toMs)
      .map(({ relation, object }) => `${relation} ${object}`)
      .sort()
  }
}

function told(
  statements: readonly Statement[],
  change: Exclude<LifeChange, { kind: 'undo' }>,
  nowMs: number,
): Statement[] {
  const at = (index: number, parts: Partial<Statement>): Statement[] =>
    statements.map((one, place) => (place === index ? { ...one, ...parts } : one))
  if (change.kind === 'retract') return at(change.index, { isRetracted: true })
  if (change.kind === 'close') return at(change.index, { toMs: change.toMs })
  const { relation, object, isMultiValued, fromMs, toMs, corrects } = change
  const says = `${relation} ${object}`
  const isKnown = fromMs === undefined && NaiveLife.holding(statements, nowMs).includes(says)
  if (isKnown) return [...statements]
  const rest = corrects === null ? [...statements] : at(corrects, { isRetracted: true })
  const one = { relation, object, isMultiValued, fromMs: fromMs ?? nowMs, toMs }
  return [...rest, { ...one, isRetracted: false }]
}

function pick<T>(prng: Prng, list: readonly T[]): T {
  return list[Math.floor(prng.next() * list.length)]!
}

/** The next change, given what was stated so far. */
function nextChange(prng: Prng, life: NaiveLife, nowMs: number, mayUndo: boolean): LifeChange {
  const roll = prng.next()
  const open = [...life.statements.entries()].filter(([, one]) => !one.isRetracted)
  if (mayUndo && roll < 0.08) return { kind: 'undo' }
  if (open.length > 0 && roll < 0.2) {
    const [index, one] = pick(prng, open)
    const lastMs = Math.max(one.fromMs + 2 * dayMs, nowMs)
    const toMs = one.fromMs + 1 + Math.floor(prng.next() * (lastMs - one.fromMs))
    return one.toMs === toMs ? { kind: 'retract', index } : { kind: 'close', index, toMs }
  }
  if (open.length > 0 && roll < 0.27) return { kind: 'retract', index: pick(prng, open)[0] }
  const isMultiValued = prng.next() < 0.45
  const kinds: Readonly<Record<string, string>> = isMultiValued ? several : single
  let relation = pick(prng, Object.keys(kinds))
  let object = `${kinds[relation]} ${Math.floor(prng.next() * 9)}`
  const pastMs = birthMs + Math.floor(prng.next() * (nowMs - birthMs))
  if (open.length > 0 && roll < 0.37) {
    const [index, one] = pick(prng, open)
    const isSameDay = prng.next() < 0.5
    // Told of the very moment at which another began, without a word that this was wrong.
    const isSilent = prng.next() < 0.4
    relation = one.relation
    object = `${object.split(' ')[0]} of day ${Math.floor(nowMs / dayMs)}`
    const fromMs = isSameDay || isSilent ? one.fromMs : pastMs
    const parts = { relation, object, isMultiValued: one.isMultiValued, fromMs, toMs: null }
    return { kind: 'state', ...parts, corrects: isSilent ? null : index }
  }
  const parts = { kind: 'state', relation, object, isMultiValued, corrects: null } as const
  if (roll < 0.6) return { ...parts, fromMs: undefined, toMs: null }
  if (roll < 0.85) return { ...parts, fromMs: pastMs, toMs: null }
  return { ...parts, fromMs: pastMs, toMs: pastMs + 1 + Math.floor(prng.next() * 900 * dayMs) }
}

/** `count` changes, a few days apart; the model has been told all of them. */
export function scriptedLife(seed: number, count: number): { steps: LifeStep[]; life: NaiveLife } {
  const prng = createPrng(seed)
  const life = new NaiveLife()
  const steps: LifeStep[] = []
  let nowMs = Date.UTC(2015, 0, 1)
  for (let index = 0; index < count; index += 1) {
    nowMs += dayMs + Math.floor(prng.next() * 12 * dayMs)
    const mayUndo = index > 0 && steps[index - 1]!.change.kind !== 'undo'
    const step = { nowMs, change: nextChange(prng, life, nowMs, mayUndo) }
    life.tell(step)
    steps.push(step)
  }
  return { steps, life }
}
