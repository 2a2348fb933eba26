/**
 * T1 from the profiles of LLMServingSim: times of each layer's kernels by tokens, of the head by sequences, attention as a grid.
 *
 * Files are recognised by their columns, so that a folder of them is read whole. A layer that the model needs and no file holds is
 * COST_TABLE_HOLE with its name; so are profiles of version 0, which measured attention of prompts alone. Collectives between
 * devices are not in the profiles: they come from the link, or from a curve that is handed in.
 */

import { LociError } from '../../../errors.ts'
import { type CostModel, tierBands } from '../cost-model.ts'
import type { Deployment } from '../deployment.ts'
import { headerOf, readTable } from '../read-table.ts'
import { shippedConstants } from '../roofline-model.ts'
import { type StepBatch, sequencesOf, tokensOf } from '../step-batch.ts'
import { touchedShare } from '../step-work.ts'
import { type AttentionGrid, type GridCell, openAttentionGrid } from './attention-grid.ts'
import { openSkewTable, type SkewTable, spreadOf } from './attention-skew.ts'

type Line = (at: number) => number

export interface ServingSimFile {
  readonly path: string
  readonly text: string
}

export interface ServingSimProfile {
  /** Seconds by tokens. */
  readonly dense: ReadonlyMap<string, Line>
  /** Seconds by sequences. */
  readonly perSequence: ReadonlyMap<string, Line>
  readonly attention: AttentionGrid
  /** Seconds by tokens and by experts that they take; null for a dense model. */
  readonly experts: ((tokens: number, activated: number) => number) | null
  /** Null: not measured, or the profile says that it was not fitted. */
  readonly skew: SkewTable | null
}

type FileKind = 'dense' | 'per-sequence' | 'attention' | 'moe' | 'skew' | 'v0'

const MICRO = 1e-6

const kinds: readonly (readonly [FileKind, readonly string[]])[] = [
  ['attention', ['prefill_chunk', 'kv_prefill', 'n_decode', 'kv_decode', 'time_us']],
  ['moe', ['tokens', 'activated_experts', 'time_us']],
  ['skew', ['n', 'ratio', 'pc', 'alpha', 't_skew_us']],
  ['dense', ['layer', 'tokens', 'time_us']],
  ['per-sequence', ['layer', 'sequences', 'time_us']],
  ['v0', ['layer_name', 'input', 'kv_cache', 'tp_size']],
]

/** Which table a header line begins, or null: fits of theirs are not needed. */
export function servingSimKind(head: string): FileKind | null {
  const columns = new Set(headerOf(head))
  return kinds.find(([, names]) => names.every((name) => columns.has(name)))?.[0] ?? null
}

/** Straight lines between points, the last one going on. */
function lineOf(points: ReadonlyMap<number, number>): Line {
  const at = [...points.keys()].sort((a, b) => a - b)
  const values = at.map((place) => points.get(place)!)
  return (place) => {
    let low = 0
    let high = at.length - 1
    while (low < high - 1) {
      const middle = (low + high) >>> 1
      if (at[middle]! <= place) low = middle
      else high = middle
    }
    if (high === 0 || place <= at[0]!) return values[0]!
    const share = (place - at[low]!) / (at[high]! - at[low]!)
    return values[low]! + share * (values[high]! - values[low]!)
  }
}

function linesOf(file: ServingSimFile, by: 'tokens' | 'sequences'): Map<string, Line> {
  const layers = new Map<string, Map<number, number>>()
  for (const row of readTable(file.text, file.path).rows) {
    const points = layers.get(row.text('layer')) ?? new Map<number, number>()
    layers.set(row.text('layer'), points.set(row.number(by), row.number('time_us') * MICRO))
  }
  return new Map([...layers].map(([layer, points]) => [layer, lineOf(points)]))
}

function cellsOf(file: ServingSimFile): GridCell[] {
  return readTable(file.text, file.path).rows.map((row) => ({
    chunk: row.number('prefill_chunk'),
    before: row.number('kv_prefill'),
    decodes: row.number('n_decode'),
    context: row.number('kv_decode'),
    seconds: row.number('time_us') * MICRO,
  }))
}

function expertsOf(file: ServingSimFile): (tokens: number, activated: number) => number {
  const byTokens = new Map<number, Map<number, number>>()
  for (const row of readTable(file.text, file.path).rows) {
    const points = byTokens.get(row.number('tokens')) ?? new Map<number, number>()
    const seconds = row.number('time_us') * MICRO
    byTokens.set(row.number('tokens'), points.set(row.number('activated_experts'), seconds))
  }
  const tokens = [...byTokens.keys()].sort((a, b) => a - b)
  const lines = new Map([...byTokens].map(([at, points]) => [at, lineOf(points)]))
  return (at, activated) => {
    const line = lineOf(new Map(tokens.map((place) => [place, lines.get(place)!(activated)])))
    return line(at)
  }
}

/** All tables of one device, model and degree of tensor parallelism. Throws COST_TABLE_HOLE for a missing one. */
export function readServingSimProfile(files: readonly ServingSimFile[]): ServingSimProfile {
  const byKind = new Map<FileKind, ServingSimFile>()
  const isSkewRefused = files.some(({ text }) => /^skew_fit:\s+enabled: false/m.test(text))
  for (const file of files) {
    const kind = servingSimKind(file.text.slice(0, file.text.indexOf('\n') + 1))
    if (kind !== null) byKind.set(kind, file)
  }
  const where = files[0]?.path ?? 'the profile'
  const need = (kind: FileKind): ServingSimFile => {
    const file = byKind.get(kind)
    if (file !== undefined) return file
    const old = byKind.has('v0') ? '; a profile of version 0 has no attention of decoding' : ''
    throw new LociError('COST_TABLE_HOLE', `${where}: no table of ${kind}${old}`)
  }
  const moe = byKind.get('moe')
  const skew = isSkewRefused ? undefined : byKind.get('skew')
  return {
    dense: linesOf(need('dense'), 'tokens'),
    perSequence: linesOf(need('per-sequence'), 'sequences'),
    attention: openAttentionGrid(cellsOf(need('attention')), need('attention').path),
    experts: moe === undefined ? null : expertsOf(moe),
    skew: skew === undefined ? null : openSkewTable(skew.text, skew.path),
  }
}

const oncePerStep = ['embedding', 'final_layernorm']
/** Norms come twice in a layer, and are profiled once. */
const perLayer: readonly (readonly [string, number])[] = [
  ['layernorm', 2],
  ['qkv_proj', 1],
  ['rotary_emb', 1],
  ['o_proj', 1],
]
const denseFfn = ['gate_up_proj', 'act_fn', 'down_proj']
const optional = new Set(['rotary_emb', 'qk_norm', 'act_fn'])

export interface ServingSimOptions {
  /** Seconds between steps that no kernel fills. */
  readonly hostSeconds?: number
  /** Seconds of one all-reduce of so many bytes; the link's rate by default. */
  readonly allReduce?: (bytes: number) => number
}

/** What attention of a layer takes longer because decoding sequences are not equally long. */
function skewSeconds({ skew, attention }: ServingSimProfile, batch: StepBatch): number {
  const { decodeCount, decodeContexts, decodeContextTokens } = batch
  if (skew === null || decodeContexts === undefined || decodeCount < 2) return 0
  const { maxTokens, longShare } = spreadOf(decodeContexts, decodeCount)
  const alpha = skew(decodeCount, longShare)
  const at = (tokens: number): number =>
    attention.seconds({ prefill: [], decodeCount, decodeContextTokens: tokens })
  return alpha * Math.max(0, at(decodeCount * maxTokens) - at(decodeContextTokens))
}

/** Throws COST_TABLE_HOLE with the layer that was not profiled. */
export function servingSimModel(
  profile: ServingSimProfile,
  deployment: Deployment,
  options: ServingSimOptions = {},
): CostModel {
  const { shape, device, tensorParallel: tp } = deployment
  const lineNamed = (lines: ReadonlyMap<string, Line>, name: string): Line => {
    const line = lines.get(name)
    if (line !== undefined) return line
    if (optional.has(name)) return () => 0
    throw new LociError('COST_TABLE_HOLE', `the profile of ${shape.name} has no ${name}`)
  }
  const once = oncePerStep.map((name) => lineNamed(profile.dense, name))
  const layer = perLayer.map(([name, times]) => ({ line: lineNamed(profile.dense, name), times }))
  const qkNorm = profile.dense.get('qk_norm')
  const isMixture = shape.moe !== null && profile.experts !== null
  const ffn = isMixture ? [] : denseFfn.map((name) => lineNamed(profile.dense, name))
  const head = lineNamed(profile.perSequence, 'lm_head')
  const sampler = profile.perSequence.get('sampler')
  const link = (device.linkBandwidth?.value ?? 16e9) / shippedConstants.collectiveBytes
  const reduce = options.allReduce ?? ((bytes: number) => (2 * bytes * (tp - 1)) / tp / link)
  const expertSeconds = (tokens: number): number => {
    if (!isMixture) return 0
    const { expertCount, expertsPerToken } = shape.moe!
    return profile.experts!(
      tokens,
      expertCount * touchedShare(expertCount, expertsPerToken, tokens),
    )
  }
  return {
    tier: 'T1',
    origin: `operators of ${device.id}, profiled for ${shape.name}`,
    band80: tierBands.T1,
    stepSeconds(batch) {
      const tokens = tokensOf(batch)
      if (tokens === 0) return 0
      let each = profile.attention.seconds(batch) + skewSeconds(profile, batch)
      each += expertSeconds(tokens) + (qkNorm?.(tokens) ?? 0)
      for (const { line, times } of layer) each += times * line(tokens)
      for (const line of ffn) each += line(tokens)
      if (tp > 1) each += 2 * reduce(tokens * shape.hiddenSize * 2)
      let seconds = (options.hostSeconds ?? 0) + shape.layerCount * each
      for (const line of once) seconds += line(tokens)
      const sequences = sequencesOf(batch)
      return seconds + head(sequences) + (sampler?.(sequences) ?? 0)
    },
  }
}
