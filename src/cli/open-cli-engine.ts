/** A model file opened by the options of a command, with what is to be said about it; heavy parts are loaded here. */

import type { EngineKernels } from '../engine/engine-plan.ts'
import type { LoadedEngine, LocalEngine, LocalEngineFacts } from '../engine/local-engine.ts'
import { LociError } from '../errors.ts'
import type { CliContext } from './cli-command.ts'
import { engineLines } from './engine-lines.ts'
import { type LocalModelOptions, policiesOf, wishesOf } from './local-model-options.ts'

export interface CliEngine extends AsyncDisposable {
  readonly facts: LocalEngineFacts
  readonly loaded: LoadedEngine
  readonly lines: readonly string[]
}

/** `LOCI_KERNELS` where the option says nothing; what it may be is checked where it is read. */
function kernelsOf({ kernels }: LocalModelOptions, { settings }: CliContext): EngineKernels {
  return kernels ?? ((settings.LOCI_KERNELS ?? 'auto') as EngineKernels)
}

/** Header read, weights loading: what is wrong with the file is thrown here. */
export async function startCliEngine(
  context: CliContext,
  path: string,
  options: LocalModelOptions,
): Promise<LocalEngine> {
  const { openLocalEngine } = await import('../engine/open-local-engine.ts')
  return openLocalEngine({
    host: context.host,
    path,
    wishes: { ...wishesOf(options), kernels: kernelsOf(options, context) },
    queueMax: options.queueMax,
    policies: policiesOf(options),
    recordPath: options.record,
  })
}

/** Waits for the weights; a signal meanwhile gives up. */
export async function openCliEngine(
  context: CliContext,
  path: string,
  options: LocalModelOptions,
): Promise<CliEngine> {
  const engine = await startCliEngine(context, path, options)
  const stopped = Promise.withResolvers<never>()
  const stopListening = context.terminal.onStop((signal) =>
    stopped.reject(new LociError('MODEL_UNAVAILABLE', `${signal}: stopped while loading`)),
  )
  try {
    const loaded = await Promise.race([engine.loaded, stopped.promise])
    const { facts } = engine
    return {
      facts,
      loaded,
      lines: engineLines(facts, loaded),
      [Symbol.asyncDispose]: () => engine.close(),
    }
  } catch (error) {
    await engine.close()
    throw error
  } finally {
    stopListening()
  }
}
