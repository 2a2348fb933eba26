/**
 * One run of `formation --faults`: a store in memory, two people, one pipeline, one kind of fault at random calls; then the model heals.
 *
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
import { judgeStore, type KeptTurn, missingTokens, type StoreVerdict } from './faults-verdict.ts'
import { WitnessedModel, type WitnessedQuestion } from './faults-witness.ts'
import { type Person, people, type SaidWindow, windowsOf } from './faults-world.ts'

export interface FaultRun {
  readonly fault: FaultKind
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

/** Ids of the other person's memories, which must not come up. */
type ForeignIds = ReadonlyMap<Person, readonly string[]>

/** Each person's calls through a fault wrapper of their own, until the model heals. */
class HealingModel implements Model {
  readonly name = 'scripted'
  readonly contextTokensMax = null
  readonly faulty: ReadonlyMap<Person, FaultyModel>
  person: Person = people[0]!
  isSound = false
  readonly #sound = scriptedModel({ rules: [plausible] })

  constructor({ fault, seed }: FaultRun, foreign: ForeignIds) {
    const wrapped = people.map((person, index) => {
      const options = { seed: seed * people.length + index, kinds: [fault] }
      return [
        person,
        faultyModel(this.#sound, { ...options, foreign: foreign.get(person)! }),
      ] as const
    })
    this.faulty = new Map(wrapped)
  }

  get injected(): number {
    return [...this.faulty.values()].reduce((sum, { injected }) => sum + injected.length, 0)
  }

  complete(request: ModelRequest): AsyncIterable<ModelPart> {
    const model = this.isSound ? this.#sound : this.faulty.get(this.person)!
    return model.complete(request)
  }

  close(): Promise<void> {
    return this.#sound.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** The turns of a run and the windows that they are to become. */
interface Kept {
  readonly turns: readonly KeptTurn[]
  readonly windows: readonly SaidWindow[]
  readonly windowOfTurn: ReadonlyMap<CubeId, SaidWindow>
}

class Run {
  readonly #asked: FaultRun
  readonly #host: SimulatedHost
  readonly #parts: { readonly memory: Memory; readonly store: Store }
  readonly #model: HealingModel
  readonly #witness: WitnessedModel
  readonly #tampering: Tampering
  readonly #kept: Kept
  readonly #triesOf = new Map<SaidWindow, number>()
  readonly #failedOnce = new Set<string>()
  failuresUnreported = 0
  failures = 0
  retried = 0
  refusedOperations = 0

  constructor(parts: RunParts, kept: Kept) {
    this.#asked = parts.asked
    this.#host = parts.host
    this.#parts = parts
    this.#model = parts.model
    this.#witness = parts.witness
    this.#tampering = parts.tampering
    this.#kept = kept
  }

  /** Every window of one person, until none waits for another try. */
  async form(person: Person): Promise<void> {
    const { formation } = this.#parts.memory
    const { pipeline } = this.#asked
    this.#model.person = person
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const { receipts } = await formation.form({ scope: person.scope, pipeline })
      const { receipts: tamper = (same: typeof receipts) => same } = this.#tampering
      await this.#judge(person, tamper(receipts))
      if (!receipts.some(({ state }) => state === 'pending')) return
      this.#host.moveClock(HOUR_MS)
    }
  }

  /** What failed is asked for again, with a model that is sound. */
  async heal(): Promise<{ readonly recovered: number; readonly unrecovered: number }> {
    const { formation } = this.#parts.memory
    this.#model.isSound = true
    let recovered = 0
    for (const person of people) {
      await formation.retry({ scope: person.scope })
      await this.form(person)
    }
    for (const id of this.#failedOnce) {
      if ((await formation.get(id)).state === 'done') recovered += 1
    }
    return { recovered, unrecovered: this.#failedOnce.size - recovered }
  }

  async #judge(person: Person, receipts: readonly FormationReceipt[]): Promise<void> {
    const questions = this.#witness.takeQuestions()
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
    return this.#asked.pipeline !== 'verbatim' && !this.#triesOf.has(window)
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
      const { state, code } = await this.#parts.memory.formation.get(id)
      return code === null || state === 'done'
    }
    if (questions.some(({ verdict }) => verdict === 'failed')) return true
    const isDoubtful = questions.some(({ verdict }) => verdict === 'doubtful')
    // An answer that is whole and says less is the model's word, and nobody can know better.
    const saidLess = questions.some(({ verdict, saysAll }) => verdict === 'sound' && !saysAll)
    if (!isDoubtful || saidLess || refused.length > 0) return false
    return (await missingTokens(this.#parts.store, window)) > 0
  }
}

interface RunParts {
  readonly asked: FaultRun
  readonly host: SimulatedHost
  readonly memory: Memory
  readonly store: Store
  readonly model: HealingModel
  readonly witness: WitnessedModel
  readonly tampering: Tampering
}

async function keep({ memory, host }: RunParts): Promise<Kept> {
  const turns: KeptTurn[] = []
  const windowOfTurn = new Map<CubeId, SaidWindow>()
  const windows = people.flatMap((person) => windowsOf(person, host.clock.nowMs()))
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
async function fillForeign({ store }: RunParts, foreign: Map<Person, string[]>): Promise<void> {
  for (const person of people) {
    for (const other of people.filter((one) => one !== person)) {
      const cubes = await store.scopeCubes({ scope: other.scope })
      foreign.get(person)!.push(...cubes.filter(isLive).map(({ id }) => id))
    }
  }
}

export async function runFaulted(
  storage: Pick<Host, 'disk' | 'openDatabase'>,
  asked: FaultRun,
  tampering: Tampering = {},
): Promise<RunOutcome> {
  const host = createSimulatedHost({ storage, seed: asked.seed })
  const { store: tamper = (same: Store) => same } = tampering
  const store = tamper(await openSqliteStore({ host, path: ':memory:' }))
  const foreign = new Map<Person, string[]>(people.map((person) => [person, []]))
  const model = new HealingModel(asked, foreign)
  const witness = new WitnessedModel(model)
  const forming = { isWorker: false, pauseMs: 0 }
  const memory = await openMemory({ host, store, model: witness, forming })
  try {
    const parts = { asked, host, memory, store, model, witness, tampering }
    const kept = await keep(parts)
    const run = new Run(parts, kept)
    for (const person of people) {
      await fillForeign(parts, foreign)
      await run.form(person)
    }
    const { injected } = model
    const healed = await run.heal()
    const { failuresUnreported, failures, retried, refusedOperations } = run
    const counts = { failuresUnreported, failures, retried, refusedOperations }
    const windows = kept.windows.length
    return { ...(await judgeStore(parts, kept.turns)), ...counts, ...healed, injected, windows }
  } finally {
    await memory.close()
  }
}
