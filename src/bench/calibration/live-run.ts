/** Requests sent to the live engine as they are due, and what each of them saw; open loop, so that a slow engine does not slow its clients. */

import { openComputeRunner } from '../../engine/compute/open-compute-runner.ts'
import type { LiveEngine } from '../../engine/live-engine.ts'
import { openLiveEngine } from '../../engine/open-live-engine.ts'
import { isLogEntry, readRecording } from '../../engine/recording-file.ts'
import type { Host } from '../../host/host.ts'
import { startTimer } from '../../host/timers.ts'
import { openGguf } from '../../model/gguf/open-gguf.ts'
import type { LogEntry } from '../../sim/replay-recording.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { assert } from '../../stdx/assert.ts'
import { tokenOnly } from '../engine/token-only.ts'

export const STEP_TOKENS_MAX = 64
export const STEP_SEQUENCES_MAX = 16
const BLOCK_TOKENS = 16
const BLOCKS = 512

export interface LiveTimes {
  readonly ttftMs: number
  readonly e2eMs: number
  readonly tokenCount: number
}

export interface LiveTask {
  readonly host: Host
  readonly modelPath: string
  readonly recordPath: string
  readonly contextLength: number
  readonly threads: number
}

async function ask(host: Host, engine: LiveEngine, request: SimulatedRequest): Promise<LiveTimes> {
  const startMs = host.clock.monotonicMs()
  let ttftMs = 0
  let tokenCount = 0
  const parts = engine.generate({
    promptTokens: request.tokens!,
    tokensMax: request.outputTokens,
    ignoresEndOfGeneration: true,
  })
  for await (const part of parts) {
    if (part.kind !== 'token') continue
    if (tokenCount === 0) ttftMs = host.clock.monotonicMs() - startMs
    tokenCount += 1
  }
  return { ttftMs, e2eMs: host.clock.monotonicMs() - startMs, tokenCount }
}

function sendAll(
  { host }: LiveTask,
  engine: LiveEngine,
  requests: readonly SimulatedRequest[],
): Promise<LiveTimes[]> {
  const startMs = host.clock.monotonicMs()
  return Promise.all(
    requests.map(async (request) => {
      const dueInMs = request.arrivalMs - (host.clock.monotonicMs() - startMs)
      if (dueInMs >= 1) await new Promise<void>((resolve) => void startTimer(dueInMs, resolve))
      return ask(host, engine, request)
    }),
  )
}

/** One engine for several runs after one another; everything that it was told is in the log. */
export async function runLive(
  task: LiveTask,
  runs: readonly (readonly SimulatedRequest[])[],
  onRun: (run: number) => void,
): Promise<{
  readonly times: readonly (readonly LiveTimes[])[]
  readonly log: readonly LogEntry[]
}> {
  const { host, modelPath, recordPath, contextLength, threads } = task
  const times: LiveTimes[][] = []
  {
    await using file = await openGguf(host.disk, modelPath)
    const runner = await openComputeRunner({
      file,
      disk: host.disk,
      threads,
      contextLength,
      blockTokenCount: BLOCK_TOKENS,
      blockCount: BLOCKS,
      stepTokensMax: STEP_TOKENS_MAX,
      stepSequencesMax: STEP_SEQUENCES_MAX,
    })
    await using engine = await openLiveEngine({
      runner,
      tokenizer: tokenOnly,
      clock: host.clock,
      random: host.random,
      disk: host.disk,
      recordPath,
      settings: { waitingMax: 4096 },
    })
    for (const [at, requests] of runs.entries()) {
      onRun(at)
      times.push(await sendAll(task, engine, requests))
    }
  }
  for (const run of times)
    assert(
      run.every(({ tokenCount }) => tokenCount > 0),
      'all were answered',
    )
  return { times, log: (await readRecording(host.disk, recordPath)).filter(isLogEntry) }
}
