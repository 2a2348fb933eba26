/**
 * T1: a step out of measured operators of the device: products and attention by table, collectives by table, rows by bandwidth.
 *
 * What no table holds is said in `origin`: a layout of heads that stood in, collectives and rows taken from the roofline. A mixture's
 * experts are a hole unless their products are near a measured one. The band is that of the tier until the deployment is measured.
 */

import { LociError } from '../../../errors.ts'
import { peakFor } from '../../hardware/device.ts'
import { numberFormats } from '../../model-shape/number-format.ts'
import { type CostModel, tierBands } from '../cost-model.ts'
import type { Deployment } from '../deployment.ts'
import { shippedConstants } from '../roofline-model.ts'
import { sequencesOf, tokensOf } from '../step-batch.ts'
import { touchedShare, workOf } from '../step-work.ts'
import type { AicTables, CollectiveRow } from './aic-tables.ts'
import { openAttentionTable } from './attention-table.ts'
import { type GemmTable, type GemmTimes, openGemmTable } from './gemm-table.ts'
import { type Curve, logCurve } from './log-curve.ts'

const gemmFormats: Readonly<Record<string, readonly string[]>> = {
  bf16: ['bfloat16', 'float16'],
  fp16: ['float16', 'bfloat16'],
  fp8: ['fp8'],
  'fp8-block': ['fp8_block', 'fp8'],
  nvfp4: ['nvfp4'],
  int8: ['int8'],
}
const kvFormats: Readonly<Record<string, string>> = {
  bf16: 'bfloat16',
  fp16: 'float16',
  fp8: 'fp8',
}
/** Share of bandwidth that row-wise kernels reach; their tables are not published. */
const ROWWISE_SHARE = 0.7
const ROWWISE_KERNELS_PER_LAYER = 4
const ROWWISE_START_SECONDS = 2e-6

function gemmTableOf(tables: AicTables, { weightFormat, device }: Deployment): GemmTable {
  const names = gemmFormats[weightFormat] ?? []
  const format = names.find((name) => tables.gemm.some((row) => row.format === name))
  if (format === undefined) {
    const says = `no products in ${weightFormat} were measured on ${device.id}`
    throw new LociError('COST_TABLE_HOLE', says)
  }
  const { bytesPerElement, peak } = numberFormats[weightFormat]
  return openGemmTable(
    tables.gemm.filter((row) => row.format === format),
    {
      opsPerSecond: peakFor(device, peak)!.figure.value,
      bytesPerSecond: device.memoryBandwidth.value,
      bytesPerElement,
    },
  )
}

/** All-reduce by size: captured kernels below, NCCL beyond, whichever is quicker; null without any. */
function allReduceOf(rows: readonly CollectiveRow[], deviceCount: number): Curve | null {
  const fit = rows.filter(
    (row) =>
      row.operation === 'all_reduce' && row.deviceCount === deviceCount && row.kind !== 'eager',
  )
  if (fit.length === 0) return null
  const curves = [...new Set(fit.map(({ kind }) => kind))].map((kind) =>
    // Bytes a second: constant beyond the largest message.
    logCurve(
      fit.filter((row) => row.kind === kind).map((row) => [row.bytes, row.bytes / row.seconds]),
    ),
  )
  return (bytes) => Math.min(...curves.map((curve) => bytes / curve(bytes)))
}

/** Products of a layer: weight rows n, weight columns k, on one device. */
function layerProducts({ shape, tensorParallel: tp }: Deployment): [number, number][] {
  const { hiddenSize: h, headCount, kvHeadCount, headSize, ffnSize } = shape
  const heads = headCount / tp
  const kvHeads = Math.max(1, kvHeadCount / tp)
  const attention: [number, number][] = [
    [Math.ceil((heads + 2 * kvHeads) * headSize), h],
    [h, Math.ceil(heads * headSize)],
  ]
  if (shape.moe !== null) return attention
  return [...attention, [Math.ceil((2 * ffnSize) / tp), h], [h, Math.ceil(ffnSize / tp)]]
}

/** Experts one after another: the ones that are touched, each with its share of the rows. */
function expertSeconds(deployment: Deployment, gemm: GemmTable): (tokens: number) => number {
  const { shape, tensorParallel, expertParallel } = deployment
  const { moe, hiddenSize } = shape
  if (moe === null) return () => 0
  const cut = expertParallel > 1 ? 1 : tensorParallel
  const up = gemm.get(Math.ceil((2 * moe.expertFfnSize) / cut), hiddenSize)
  const down = gemm.get(hiddenSize, Math.ceil(moe.expertFfnSize / cut))
  return (tokens) => {
    const share = touchedShare(moe.expertCount, moe.expertsPerToken, tokens)
    const touched = (moe.expertCount * share) / expertParallel
    const rows = Math.max(1, (tokens * moe.expertsPerToken) / expertParallel / touched)
    return touched * (up(rows) + down(rows))
  }
}

/** Throws COST_TABLE_HOLE where the tables do not hold an operator of the deployment. */
export function measuredModel(deployment: Deployment, tables: AicTables): CostModel {
  const { shape, device, tensorParallel: tp, kvFormat } = deployment
  const gemm = gemmTableOf(tables, deployment)
  const products: GemmTimes[] = layerProducts(deployment).map(([n, k]) => gemm.get(n, k))
  const output = gemm.get(Math.ceil(shape.vocabularySize / tp), shape.hiddenSize)
  const experts = expertSeconds(deployment, gemm)
  const layout = {
    headCount: Math.ceil(shape.headCount / tp),
    kvHeadCount: Math.max(1, Math.ceil(shape.kvHeadCount / tp)),
    headSize: shape.headSize,
    kvFormat: kvFormats[kvFormat] ?? 'bfloat16',
  }
  const roof = {
    opsPerSecond: peakFor(device, 'bf16')!.figure.value,
    bytesPerSecond: device.memoryBandwidth.value,
  }
  const attention = openAttentionTable(tables.attention, layout, roof)
  const allReduce = tp === 1 ? null : allReduceOf(tables.collectives, tp)
  const work = workOf(deployment)
  const said = ['rows by bandwidth']
  if (tp > 1 && allReduce === null) said.push('collectives by roofline')
  if (attention.standsIn !== null) said.push('attention of another layout')
  return {
    tier: 'T1',
    origin: `operators of ${device.id} (${said.join(', ')})`,
    band80: tierBands.T1,
    stepSeconds(batch) {
      const tokens = tokensOf(batch)
      if (tokens === 0) return 0
      let layer = products.reduce((sum, seconds) => sum + seconds(tokens), experts(tokens))
      for (const { tokenCount, contextBefore } of batch.prefill) {
        layer += attention.prefillSeconds(tokenCount, contextBefore)
      }
      if (batch.decodeCount > 0) {
        const context = batch.decodeContextTokens / batch.decodeCount
        layer += attention.decodeSeconds(batch.decodeCount, context)
      }
      if (tp > 1) {
        const bytes = tokens * shape.hiddenSize * 2
        const link = (device.linkBandwidth?.value ?? 1e9) / shippedConstants.collectiveBytes
        layer += 2 * (allReduce === null ? (2 * bytes) / link : allReduce(bytes))
      }
      const rows = work(batch).activationBytes / (ROWWISE_SHARE * device.memoryBandwidth.value)
      const starts = shape.layerCount * ROWWISE_KERNELS_PER_LAYER * ROWWISE_START_SECONDS
      return shape.layerCount * layer + output(sequencesOf(batch)) + rows + starts
    },
  }
}
