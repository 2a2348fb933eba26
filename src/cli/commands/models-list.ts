/**
 * `loci models list`: what each model file needs with the given context and sequences, and whether this machine has it.
 *
 * Headers only. A file that cannot be run is listed with its reason and does not hide the others; of a sharded model the first shard
 * stands for all.
 */

import type { Command } from 'commander'
import { type EnginePlan, type Fit, fitOf, planEngine } from '../../engine/engine-plan.ts'
import { LociError } from '../../errors.ts'
import type { Disk } from '../../host/disk.ts'
import type { MemoryFacts } from '../../host/machine.ts'
import type { ModelDescription } from '../../model/architecture/describe-model.ts'
import { type CliContext, onRun } from '../cli-command.ts'
import { countText, safeLine, sizeText, tableLines } from '../layout.ts'
import { addEngineOptions, type LocalModelOptions, wishesOf } from '../local-model-options.ts'
import type { Output } from '../output.ts'

interface Listed {
  readonly path: string
  readonly architecture: string | null
  readonly parameterCount: number
  /** The type that most bytes of weights are of. */
  readonly type: string | null
  readonly weightsByteCount: number
  /** Trained for. */
  readonly contextTokensMax: number | null
  readonly plan: EnginePlan | null
  readonly fit: Fit
}

const isLaterShard = /-(?!00001)\d{5}-of-\d{5}\.gguf$/

async function filesIn(disk: Disk, path: string): Promise<string[]> {
  const folder = path.replace(/\/+$/, '')
  const names = await disk.list(folder).catch((error: unknown) => {
    // A file is no folder; whether it can be read is found out when it is opened.
    if (LociError.is(error, 'FILE_UNREADABLE')) return null
    throw error
  })
  if (names === null) return [path]
  return names
    .filter((name) => /\.gguf(?:\.gz)?$/i.test(name) && !isLaterShard.test(name))
    .map((name) => `${folder}/${name}`)
}

function unreadable(path: string, error: LociError): Listed {
  return {
    path,
    architecture: null,
    parameterCount: 0,
    type: null,
    weightsByteCount: 0,
    contextTokensMax: null,
    plan: null,
    fit: { fits: false, reason: `${error.code}: ${error.message}` },
  }
}

function planned(
  description: ModelDescription,
  options: LocalModelOptions,
  memory: MemoryFacts,
): Pick<Listed, 'plan' | 'fit'> {
  try {
    const plan = planEngine(description, wishesOf(options), memory.coreCount)
    return { plan, fit: fitOf(plan, memory) }
  } catch (error) {
    // Why it cannot run is what is asked for here; anything but a fault of file or wishes is ours.
    if (!LociError.is(error)) throw error
    return { plan: null, fit: { fits: false, reason: `${error.code}: ${error.message}` } }
  }
}

async function listed(
  disk: Disk,
  path: string,
  options: LocalModelOptions,
  memory: MemoryFacts,
): Promise<Listed> {
  const [{ openModelFile }, { describeModel }] = await Promise.all([
    import('../../model/gguf/open-model-file.ts'),
    import('../../model/architecture/describe-model.ts'),
  ])
  try {
    await using file = await openModelFile(disk, path)
    const description = describeModel(file)
    const { architecture, weights, model, encoder } = description
    return {
      path,
      architecture,
      parameterCount: weights.elementCount,
      type: weights.byType[0]?.type ?? null,
      weightsByteCount: weights.byteCount,
      contextTokensMax: model?.contextLength ?? encoder?.contextLength ?? null,
      ...planned(description, options, memory),
    }
  } catch (error) {
    if (LociError.is(error)) return unreadable(path, error)
    throw error
  }
}

function parametersText(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`
  if (count >= 1e6) return `${(count / 1e6).toFixed(0)}M`
  return `${Math.ceil(count / 1e3)}K`
}

function rowOf({ path, plan, fit, ...model }: Listed): string[] {
  const name = safeLine(path)
  if (model.architecture === null || plan === null)
    return [name, '', '', '', '', '', '', fit.reason]
  const kv = plan.kv === null ? '-' : `${sizeText(plan.kv.bytesPerToken)} ${plan.kv.type}`
  return [
    name,
    safeLine(`${model.architecture} ${parametersText(model.parameterCount)} ${model.type ?? ''}`),
    sizeText(plan.weightsByteCount),
    kv,
    `${plan.contextTokens.toLocaleString('en')} of ${(model.contextTokensMax ?? 0).toLocaleString('en')}`,
    String(plan.parallelCount),
    sizeText(plan.totalByteCount),
    `${fit.fits ? 'fits' : 'does not fit'}: ${fit.reason}`,
  ]
}

function listLines(all: readonly Listed[], memory: MemoryFacts, { style }: Output): string[] {
  const head = ['file', 'model', 'weights', 'kv a token', 'context', 'at once', 'total', '']
  const lines = tableLines([head, ...all.map(rowOf)], { columns: Number.POSITIVE_INFINITY })
  const free = `${sizeText(memory.availableBytes)} of ${sizeText(memory.totalBytes)} free`
  return [
    style.dim(lines[0]!),
    ...lines.slice(1),
    style.dim(
      `${countText(all.length, 'file')}; this machine: ${free}, ${countText(memory.coreCount, 'core')}`,
    ),
  ]
}

export function registerList(parent: Command, context: CliContext): void {
  const command = parent
    .command('list')
    .summary('what model files need, and whether they fit')
    .description(
      'What each model file needs with the given context and sequences: weights, cache, total; and whether this machine ' +
        'has it. Reads headers only.',
    )
    .argument('[paths...]', 'folders or files (default: the current folder)')
  addEngineOptions(command)
  onRun<LocalModelOptions>(command, context, async ({ args, options, output }) => {
    const { readMemoryFacts } = await import('../../host/machine.ts')
    const memory = readMemoryFacts()
    const { disk } = context.host
    const all: Listed[] = []
    for (const path of args.length === 0 ? ['.'] : args) {
      for (const file of await filesIn(disk, path)) {
        all.push(await listed(disk, file, options, memory))
      }
    }
    output.result({ memory, models: all }, () =>
      all.length === 0
        ? ['no .gguf files there; `loci pull URL` fetches one']
        : listLines(all, memory, output),
    )
  })
}
