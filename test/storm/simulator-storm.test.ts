/** Random workloads under every combination of registered policies: time runs forward, nothing is lost, work is conserved, the cache holds. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EngineSettings, engineDefaults } from '../../src/engine/engine-settings.ts'
import { admissionPolicies } from '../../src/policy/admission/registry.ts'
import { evictionPolicies } from '../../src/policy/eviction/registry.ts'
import { orderingPolicies } from '../../src/policy/ordering/registry.ts'
import { turnPolicies } from '../../src/policy/retention/registry.ts'
import { routingPolicies } from '../../src/policy/routing/registry.ts'
import { openSimulatedEngine } from '../../src/sim/open-simulated-engine.ts'
import type { SimulatedRequest } from '../../src/sim/simulated-request.ts'
import { type SimulatedEngine, Simulation } from '../../src/sim/simulation.ts'
import { reportOf } from '../../src/sim/simulation-report.ts'
import type { PricedStep } from '../../src/sim/step-cost.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'

type Names = Pick<EngineSettings, 'admission' | 'ordering' | 'eviction' | 'retention'>

interface Combination {
  readonly names: Names
  readonly routing: keyof typeof routingPolicies
}

const combinations: readonly Combination[] = Object.keys(admissionPolicies).flatMap((admission) =>
  Object.keys(orderingPolicies).flatMap((ordering) =>
    Object.keys(evictionPolicies).flatMap((eviction) =>
      Object.keys(turnPolicies).flatMap((retention) =>
        (Object.keys(routingPolicies) as (keyof typeof routingPolicies)[]).map((routing) => ({
          names: { admission, ordering, eviction, retention },
          routing,
        })),
      ),
    ),
  ),
)

function drawRequests(prng: Prng): SimulatedRequest[] {
  let arrivalMs = 0
  return Array.from({ length: 8 + prng.below(14) }, () => {
    arrivalMs += prng.chance(0.3) ? 0 : prng.below(60)
    const outputTokens = 1 + prng.below(30)
    const session = prng.chance(0.5) ? `session-${prng.below(4)}` : undefined
    return {
      arrivalMs,
      promptTokens: 1 + prng.below(60),
      outputTokens,
      ...(prng.chance(0.5) ? { tokensMax: outputTokens + prng.below(30) } : {}),
      ...(prng.chance(0.3) ? { predictedTokens: 1 + prng.below(40) } : {}),
      ...(prng.chance(0.1) ? { deadlineMs: prng.below(200) } : {}),
      ...(prng.chance(0.3) ? { keys: [prng.below(3), prng.below(3), prng.below(3)] } : {}),
      ...(session === undefined ? {} : { session, tool: `tool-${prng.below(2)}` }),
      ...(session !== undefined && prng.chance(0.7) ? { gapMs: prng.below(100) } : {}),
    }
  })
}

/** 1 ms a step and 50 us a token: a prompt is worth some steps. */
function stepSeconds({ prefill, decodeCount }: PricedStep): number {
  const tokens = prefill.reduce((sum, { tokenCount }) => sum + tokenCount, decodeCount)
  return 0.001 + 0.00005 * tokens
}

function openEngines(prng: Prng, names: Names): SimulatedEngine[] {
  const settings: EngineSettings = {
    ...engineDefaults,
    ...names,
    contextLength: 100,
    layout: {
      kind: 'paged',
      blockCount: 14 + prng.below(20),
      blockTokenCount: 8,
      prefixCache: 'keys',
    },
    stepTokensMax: 20 + prng.below(30),
    stepSequencesMax: 2 + prng.below(8),
  }
  const open = (): SimulatedEngine =>
    openSimulatedEngine({ settings, cost: { stepSeconds }, knowsFuture: true })
  return Array.from({ length: 1 + prng.below(3) }, open)
}

function drawSimulation(seed: number, { names, routing }: Combination): Simulation {
  const prng = createPrng(seed)
  const requests = drawRequests(prng)
  const engines = openEngines(prng, names)
  const isSplit = prng.chance(0.25)
  const isCold = !isSplit && prng.chance(0.25)
  let beforeMs = 0
  return new Simulation({
    requests,
    engines,
    routing: routingPolicies[routing],
    knowsFuture: true,
    ...(isSplit
      ? {
          decoders: {
            engines: openEngines(prng, names),
            link: { bytesPerToken: 1000, bytesPerSecond: 1e6, latencyMs: 1 },
          },
        }
      : {}),
    ...(isCold
      ? { coldStarts: { upCount: prng.below(2), startMs: 50, keepAliveMs: 20, startsAtWaiting: 2 } }
      : {}),
    onMoment: (simulation) => {
      assert(simulation.nowMs >= beforeMs, 'time runs forward')
      beforeMs = simulation.nowMs
      checkMoment(simulation, isSplit)
    },
  })
}

function checkMoment({ replicas }: Simulation, isSplit: boolean): void {
  for (const replica of replicas) {
    const { layout, settings } = replica.engine
    const { freeBlockCount, cachedBlockCount, blockCount } = layout.stats()
    assert(freeBlockCount + cachedBlockCount <= blockCount)
    assert(replica.heldTokens >= 0 && replica.heldTokens <= layout.capacityTokens)
    assert(replica.runningCount <= settings.stepSequencesMax)
    // While keys and values travel, their blocks can be what a request waits for.
    if (!isSplit && !replica.isBusy) assert.equal(replica.waitingCount + replica.runningCount, 0)
  }
}

function checkEnd(simulation: Simulation): void {
  const { ledger, requests, replicas } = simulation
  let expected = 0
  for (const [row, { outputTokens }] of requests.entries()) {
    const ending = ledger.endingOf(row)
    assert.notEqual(ending, null, 'every request ends')
    if (ending !== 'finished') continue
    assert.equal(ledger.tokenCount[row], outputTokens)
    const times = [
      ledger.arrivalMs[row]!,
      ledger.admittedMs[row]!,
      ledger.firstTokenMs[row]!,
      ledger.lastTokenMs[row]!,
    ]
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    )
    assert.equal(ledger.endMs[row], ledger.lastTokenMs[row])
    expected += outputTokens
  }
  const report = reportOf(simulation)
  const endings = Object.values(report.endings).reduce((sum, count) => sum + count, 0)
  assert.equal(endings, requests.length)
  assert(ledger.tokenCount.reduce((sum, count) => sum + count, 0) >= expected)
  for (const replica of replicas) {
    const { computedTokens } = replica.engine.stats()
    const lost = replica.figures().computedTokens - computedTokens
    // What was cut off by its deadline while a step ran was computed for nobody.
    assert(lost >= 0 && (lost === 0 || report.endings['deadline-passed'] > 0), 'work is conserved')
    assert(replica.held.peak <= replica.engine.layout.capacityTokens)
    assert(replica.figures().busyMs <= simulation.nowMs + 1e-6)
  }
}

test('every combination of policies ends every request, in order, within the cache', (context) => {
  for (const [at, combination] of combinations.entries()) {
    const seed = 1000 + at
    try {
      checkEnd(drawSimulation(seed, combination).run())
    } catch (cause) {
      const says = JSON.stringify(combination)
      throw new assert.AssertionError({ message: `seed ${seed}, ${says}: ${String(cause)}` })
    }
  }
  context.diagnostic(`${combinations.length} combinations`)
})

test('the same seed gives the same decisions and the same times', () => {
  for (let at = 0; at < combinations.length; at += 97) {
    const runs = [1, 2].map(() => drawSimulation(at, combinations[at]!).run())
    const facts = runs.map(({ replicas, ledger, nowMs }) => ({
      hashes: replicas.map(({ engine }) => engine.decisionHash),
      endMs: [...ledger.endMs],
      nowMs,
    }))
    assert.deepEqual(facts[0], facts[1])
  }
})
