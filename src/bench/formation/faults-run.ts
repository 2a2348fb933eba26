/**
 * Runs of `formation --faults`: two people, one pipeline, one kind of fault at random calls; then the model heals.
 *
 * One store in memory holds the runs of one pipeline and seed, one after the other, so that there are others' memories to reach for.
 * First every window is formed under faults, with as many tries as the queue gives; then each person's failed windows are asked for again with a
 * sound model. Invariant: nothing here waits for real time (the clock is simulated). A model may repeat what it said to the same
 * person, never what it said to another: whose words an answer holds, no wall behind a model could tell.
 */

import type { Host } from '../../host/host.ts'
import type { FormationReceipt } from '../../memory/form/formation-desk.ts'
import { isLive } from '../../memory/lifecycle.ts'
import type { Memory } from '../../memory/memory.ts'
import { openMemory } from '../../memory/open-memory.ts'
import type { Model, ModelPart, ModelRequest } from '../../model/model.ts'
import type { CubeId } from '../../store/cube.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { type FaultKind, type FaultyModel, faultyModel } from '../../testing/faulty-model.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import { createSimulatedHost, type SimulatedHost } from '../../testing/simulated-host.ts'
import { plausible } from './faults-script.ts'
import {
  judgeStore,
  type KeptTurn,
  missingTokens,
  Owners,
  type StoreVerdict,
} from './faults-verdict.ts'
import { WitnessedModel, type WitnessedQuestion } from './faults-witness.ts'
import { type Person, peopleOf, type SaidWindow, windowsOf } from './faults-world.ts'

/** Of one store. */
export interface FaultSeries {
  readonly faults: readonly FaultKind[]
  readonly pipeline: string
  readonly seed: number
}

export interface RunOutcome extends StoreVerdict {
  /** Windows of which something failed or was dropped, and nothing says so. */
  readonly failuresUnreported: number
  /** Windows that failed and that a sound model did not bring to their end. */
  readonly unrecovered: number
  readonly injected: number
  readonly windows: number
  /** Tries with a failure. */
  readonly failures: number
  /** Tries after the first of a window. */
  readonly retried: number
  /** Windows with a failed try that were formed in the end. */
  readonly recovered: number
  readonly refusedOperations: number
}

/** For the proof that what is broken is found. */
export interface Tampering {
  readonly store?: (store: Store) => Store
  readonly receipts?: (receipts: readonly FormationReceipt[]) => readonly FormationReceipt[]
}

const ROUNDS_MAX = 5
const HOUR_MS = 3_600_000

/** Each person's calls through a fault wrapper of their own, until the model heals. */
class HealingModel implements Model {
  readonly name = 'scripted'
  readonly contextTokensMax = null
  #current: Model
  #faulty = new Map<Person, FaultyModel>()
  readonly #sound = scriptedModel({ rules: [plausible] })

  constructor() {
    this.#current = this.#sound
  }

  /** `foreign`: what each person's model tries to get at. */
  spoil(fault: FaultKind, seed: number, foreign: ReadonlyMap<Person, readonly string[]>): void {
    const wrapped = [...foreign].map(([person, ids], index) => {
      const options = { seed: seed * foreign.size + index, kinds: [fault], foreign: ids }
      return [person, faultyModel(this.#sound, options)] as const
    })
    this.#faulty = new Map(wrapped)
  }

  listenTo(person: Person): void {
    this.#current = this.#faulty.get(person)!
  }

  /** Returns how many faults there were. */
  heal(): number {
    this.#current = this.#sound
    return [...this.#faulty.values()].reduce((sum, { injected }) => sum + injected.length, 0)
  }

  complete(request: ModelRequest): AsyncIterable<ModelPart> {
    return this.#current.complete(request)
  }

  close(): Promise<void> {
    return this.#sound.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

interface World {
  readonly series: FaultSeries
  readonly host: SimulatedHost
  readonly memory: Memory
  readonly store: Store
  readonly model: HealingModel
  readonly witness: WitnessedModel
  readonly owners: Owners
  readonly tampering: Tampering
}

/** The turns of a run and the windows that they are to become. */
interface Kept {
  readonly turns: readonly KeptTurn[]
  readonly windows: readonly SaidWindow[]
  readonly windowOfTurn: ReadonlyMap<CubeId, SaidWindow>
}

class Run {
  readonly #world: World
  readonly #kept: Kept
  readonly #triesOf = new Map<SaidWindow, number>()
  readonly #failedOnce = new Set<string>()
  failuresUnreported = 0
  failures = 0
  retried = 0
  refusedOperations = 0

  constructor(world: World, kept: Kept) {
    this.#world = world
    this.#kept = kept
  }

  /** Every window of one person, until none waits for another try. */
  async form(person: Person): Promise<void> {
    const { memory, series, tampering, host } = this.#world
    const { pipeline } = series
    const { receipts: tamper = (same: readonly FormationReceipt[]) => same } = tampering
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const { receipts } = await memory.formation.form({ scope: person.scope, pipeline })
      await this.#judge(person, tamper(receipts))
      if (!receipts.some(({ state }) => state === 'pending')) return
      host.moveClock(HOUR_MS)
    }
  }

  /** What failed is asked for again; by now the model is sound. */
  async recover(people: readonly Person[]): Promise<Pick<RunOutcome, 'recovered' | 'unrecovered'>> {
    const { formation } = this.#world.memory
    for (const person of people) {
      const { ids } = await formation.retry({ scope: person.scope })
      if (ids.length > 0) await this.form(person)
    }
    let recovered = 0
    for (const id of this.#failedOnce) {
      if ((await formation.get(id)).state === 'done') recovered += 1
    }
    return { recovered, unrecovered: this.#failedOnce.size - recovered }
  }

  async #judge(person: Person, receipts: readonly FormationReceipt[]): Promise<void> {
    const questions = this.#world.witness.takeQuestions()
    const told = new Map(receipts.map((receipt) => [this.#windowOf(receipt), receipt]))
    for (const window of this.#kept.windows) {
      if (window.person !== person) continue
      const own = questions.filter((question) => question.window === window.window)
      const receipt = told.get(window)
      if (receipt === undefined) {
        const isForgotten = own.length > 0 || this.#isNeverFormed(window)
        if (isForgotten) this.failuresUnreported += 1
        continue
      }
      this.#count(window, receipt)
      if (await this.#isUnreported(window, receipt, own)) this.failuresUnreported += 1
    }
  }

  #windowOf({ sources }: FormationReceipt): SaidWindow | undefined {
    return this.#kept.windowOfTurn.get(sources[0]!)
  }

  /** `verbatim` forms nothing, and so does whatever has no windows. */
  #isNeverFormed(window: SaidWindow): boolean {
    return this.#world.series.pipeline !== 'verbatim' && !this.#triesOf.has(window)
  }

  #count(window: SaidWindow, { id, failures, refused }: FormationReceipt): void {
    const tries = this.#triesOf.get(window) ?? 0
    this.#triesOf.set(window, tries + 1)
    if (tries > 0) this.retried += 1
    this.refusedOperations += refused.length
    if (failures.length === 0) return
    this.failures += 1
    this.#failedOnce.add(id)
  }

  async #isUnreported(
    window: SaidWindow,
    receipt: FormationReceipt,
    questions: readonly WitnessedQuestion[],
  ): Promise<boolean> {
    const { id, failures, refused } = receipt
    if (failures.length > 0) {
      // What failed must also be found by whoever did not see the receipt.
      const { state, code } = await this.#world.memory.formation.get(id)
      return code === null || state === 'done'
    }
    if (questions.some(({ verdict }) => verdict === 'failed')) return true
    const isDoubtful = questions.some(({ verdict }) => verdict === 'doubtful')
    // An answer that is whole and says less is the model's word, and nobody can know better.
    const saidLess = questions.some(({ verdict, saysAll }) => verdict === 'sound' && !saysAll)
    if (!isDoubtful || saidLess || refused.length > 0) return false
    return (await missingTokens(this.#world.store, window)) > 0
  }
}

async function keep({ memory, host }: World, people: readonly Person[]): Promise<Kept> {
  const turns: KeptTurn[] = []
  const windowOfTurn = new Map<CubeId, SaidWindow>()
  const windows = people.flatMap((person, index) =>
    windowsOf(person, people[1 - index]!, host.clock.nowMs()),
  )
  for (const window of windows) {
    const { scope } = window.person
    const { ids } = await memory.remember({ scope, turns: window.turns })
    for (const [index, id] of ids.entries()) {
      turns.push({ id, scope, text: window.turns[index]!.text })
      windowOfTurn.set(id, window)
    }
  }
  return { turns, windows, windowOfTurn }
}

/** Ids that a person's model must not get anything done with: all of the other's. */
async function fillForeign({ store }: World, foreign: Map<Person, string[]>): Promise<void> {
  for (const [person, ids] of foreign) {
    for (const other of foreign.keys()) {
      if (other === person) continue
      const cubes = await store.scopeCubes({ scope: other.scope })
      ids.push(...cubes.filter(isLive).map(({ id }) => id))
    }
  }
}

async function runOne(world: World, fault: FaultKind, index: number): Promise<RunOutcome> {
  const { model, series, store } = world
  const people = peopleOf(index)
  const position = await store.position()
  const kept = await keep(world, people)
  const foreign = new Map<Person, string[]>(people.map((person) => [person, []]))
  model.spoil(fault, series.seed, foreign)
  const run = new Run(world, kept)
  for (const person of people) {
    await fillForeign(world, foreign)
    model.listenTo(person)
    await run.form(person)
  }
  const injected = model.heal()
  const healed = await run.recover(people)
  const verdict = await judgeStore({ ...world, people, turns: kept.turns, position })
  const { failuresUnreported, failures, retried, refusedOperations } = run
  const counts = { failuresUnreported, failures, retried, refusedOperations }
  return { ...verdict, ...counts, ...healed, injected, windows: kept.windows.length }
}

/** One run for each fault, in order. */
export async function* runFaulted(
  storage: Pick<Host, 'disk' | 'openDatabase'>,
  series: FaultSeries,
  tampering: Tampering = {},
): AsyncGenerator<{ readonly fault: FaultKind; readonly outcome: RunOutcome }, void> {
  const host = createSimulatedHost({ storage, seed: series.seed })
  const { store: tamper = (same: Store) => same } = tampering
  const store = tamper(await openSqliteStore({ host, path: ':memory:' }))
  const model = new HealingModel()
  const witness = new WitnessedModel(model)
  const forming = { isWorker: false, pauseMs: 0 }
  const memory = await openMemory({ host, store, model: witness, forming })
  const owners = new Owners()
  const world = { series, host, store, memory, model, witness, owners, tampering }
  try {
    for (const [index, fault] of series.faults.entries()) {
      yield { fault, outcome: await runOne(world, fault, index) }
    }
  } finally {
    await memory.close()
  }
}
