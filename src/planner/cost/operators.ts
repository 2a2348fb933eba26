/**
 * The operators of a decoder as LLM-Viewer tabulates them (Yuan et al., arXiv 2402.16363): operations, bytes, intensity, bound.
 *
 * Two sets of rules. `published` is what the program prints, which its table is checked against; `corrected` is what we compute with,
 * each correction named in `corrections` and switched alone by a test. Attention is unfused here, as in the table: the cost models
 * use step-work.ts, where scores never leave the chip.
 */

import type { ModelShape } from '../model-shape/model-shape.ts'

export interface Operator {
  readonly name: string
  /** How many of them a model has. */
  readonly count: number
  readonly ops: number
  readonly bytes: number
}

export interface OperatorBytes {
  readonly weight: number
  readonly activation: number
  readonly kv: number
}

export interface OperatorRules {
  /** Decode and prefill read as many key-value heads as there are, not one a query head. */
  readonly groupsHeads: boolean
  /** Half of a prompt's scores are masked. */
  readonly halvesCausal: boolean
  /** A multiplication and an addition for each weight of the output matrix. */
  readonly countsOutputTwice: boolean
  /** A fused kernel stores head-size values a row, not as many as the prompt is long. */
  readonly storesHeadSize: boolean
}

export const published: OperatorRules = {
  groupsHeads: false,
  halvesCausal: false,
  countsOutputTwice: false,
  storesHeadSize: false,
}

export const corrected: OperatorRules = {
  groupsHeads: true,
  halvesCausal: true,
  countsOutputTwice: true,
  storesHeadSize: true,
}

/** What was wrong and what is done instead; the last four are of the model around the operators. */
export const corrections: readonly { readonly id: string; readonly says: string }[] = [
  { id: 'grouped-heads', says: 'The cache is read once a key-value head, not once a query head.' },
  { id: 'causal-half', says: 'A prompt computes half of its score matrix: the rest is masked.' },
  { id: 'output-twice', says: 'The output matrix costs two operations a weight, not one.' },
  {
    id: 'fused-store',
    says: 'A fused kernel stores one row of the head size, not of the prompt length.',
  },
  { id: 'bandwidth', says: 'The H100 SXM moves 3,350 GB/s; the table has 3,072.' },
  {
    id: 'capacity',
    says: 'A plan is checked against memory by the rule of the engine (kv-budget.ts).',
  },
  { id: 'collectives', says: 'Tensor parallelism pays two all-reduces a layer.' },
  {
    id: 'efficiency',
    says: 'Peaks are multiplied with constants that were fitted on deployments, with a band.',
  },
]

export interface Stage {
  readonly stage: 'prefill' | 'decode'
  readonly batch: number
  /** Prompt tokens, or the context that a decoded token looks at. */
  readonly tokens: number
}

/** Rows that each operator of a layer sees. */
interface Sizes {
  readonly shape: ModelShape
  readonly rows: number
  readonly bytes: OperatorBytes
  readonly rules: OperatorRules
  readonly stage: Stage
}

function linear(name: string, width: [number, number], { shape, rows, bytes }: Sizes): Operator {
  const [from, to] = width
  const isKv = name === 'k_proj' || name === 'v_proj'
  return {
    name,
    count: shape.layerCount,
    ops: 2 * from * to * rows,
    bytes:
      from * to * bytes.weight +
      from * rows * bytes.activation +
      to * rows * (isKv ? bytes.kv : bytes.activation),
  }
}

function rowwise(name: string, opsPerElement: number, elements: number, sizes: Sizes): Operator {
  const bytes = 2 * elements * sizes.bytes.activation
  return { name, count: sizes.shape.layerCount, ops: opsPerElement * elements, bytes }
}

function attention({ shape, rows, bytes, rules, stage }: Sizes): Operator[] {
  const { headCount, kvHeadCount, headSize, layerCount } = shape
  const { batch, tokens } = stage
  const queryRows = rows / batch
  const causal = rules.halvesCausal && stage.stage === 'prefill' ? 0.5 : 1
  const scores = causal * batch * headCount * queryRows * tokens
  const kvHeads = rules.groupsHeads ? kvHeadCount : headCount
  const kvBytes =
    batch * tokens * kvHeads * headSize * (stage.stage === 'prefill' ? bytes.activation : bytes.kv)
  const queries = batch * queryRows * headCount * headSize * bytes.activation
  const one = { count: layerCount, ops: 2 * scores * headSize }
  return [
    { name: 'qk_matmul', ...one, bytes: queries + kvBytes + scores * bytes.activation },
    { name: 'sv_matmul', ...one, bytes: scores * bytes.activation + kvBytes + queries },
    { name: 'softmax', count: layerCount, ops: 5 * scores, bytes: 2 * scores * bytes.activation },
  ]
}

export function operatorsOf(
  shape: ModelShape,
  stage: Stage,
  bytes: OperatorBytes,
  rules: OperatorRules = corrected,
): Operator[] {
  const rows = stage.batch * (stage.stage === 'prefill' ? stage.tokens : 1)
  const sizes: Sizes = { shape, rows, bytes, rules, stage }
  const { hiddenSize: h, headCount, kvHeadCount, headSize, ffnSize, vocabularySize } = shape
  const query = headCount * headSize
  const keyValue = kvHeadCount * headSize
  return [
    linear('q_proj', [h, query], sizes),
    linear('k_proj', [h, keyValue], sizes),
    linear('v_proj', [h, keyValue], sizes),
    linear('out_proj', [query, h], sizes),
    linear('gate_proj', [h, ffnSize], sizes),
    linear('up_proj', [h, ffnSize], sizes),
    linear('down_proj', [ffnSize, h], sizes),
    ...attention(sizes),
    rowwise('norm', 7, rows * h, sizes),
    rowwise('add', 1, rows * h, sizes),
    {
      name: 'lm_head',
      count: 1,
      ops: (rules.countsOutputTwice ? 2 : 1) * stage.batch * h * vocabularySize,
      bytes:
        h * vocabularySize * bytes.weight + stage.batch * (h + vocabularySize) * bytes.activation,
    },
  ]
}

/** All of attention as one kernel: the cache is read once for each block of rows that fits on the chip. */
export function fusedAttention(
  shape: ModelShape,
  stage: Stage,
  bytes: OperatorBytes,
  options: { readonly rules: OperatorRules; readonly onChipBytes: number },
): Operator {
  const { rules, onChipBytes } = options
  const { headCount, headSize, layerCount } = shape
  const rows = stage.batch * (stage.stage === 'prefill' ? stage.tokens : 1)
  const parts = attention({ shape, rows, bytes, rules, stage })
  const queryRows = rows / stage.batch
  const blockRows = Math.min(Math.ceil(onChipBytes / (bytes.kv * headSize)), headSize)
  const blocks = Math.ceil(queryRows / blockRows)
  const kvHeads = rules.groupsHeads ? shape.kvHeadCount : headCount
  const kvBytes = 2 * stage.batch * stage.tokens * kvHeads * headSize * bytes.kv
  const stored = rules.storesHeadSize ? headSize : stage.tokens
  return {
    name: 'fused_attention',
    count: layerCount,
    ops: parts.reduce((sum, { ops }) => sum + ops, 0),
    bytes:
      rows * headCount * headSize * bytes.activation +
      blocks * kvBytes +
      rows * headCount * stored * bytes.activation,
  }
}

export interface RooflinePoint {
  readonly intensity: number
  /** Operations a second. */
  readonly performance: number
  readonly seconds: number
  readonly bound: 'memory' | 'compute'
}

/** Where an operator stands under the roof of a device, at its peaks. */
export function underRoof(
  { ops, bytes }: Pick<Operator, 'ops' | 'bytes'>,
  roof: { readonly opsPerSecond: number; readonly bytesPerSecond: number },
): RooflinePoint {
  const intensity = ops / bytes
  const isMemory = intensity < roof.opsPerSecond / roof.bytesPerSecond
  const performance = isMemory ? intensity * roof.bytesPerSecond : roof.opsPerSecond
  return {
    intensity,
    performance,
    seconds: ops / performance,
    bound: isMemory ? 'memory' : 'compute',
  }
}
