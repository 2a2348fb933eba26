/**
 * LLM-Viewer's published table of Llama-2-7B on an A6000, as printed, and the corrected rows beside it.
 *
 * Published are operations, bytes, intensity and performance of each operator for a prompt of 2,048 tokens and a token after it, in
 * 16 bits. They are computed with the rules of the program (`published`), printed as it prints, and compared as text.
 */

import {
  corrected,
  corrections,
  type Operator,
  operatorsOf,
  published,
  underRoof,
} from '../../planner/cost/operators.ts'
import { openDeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { knownModel } from '../../planner/model-shape/known-models.ts'
import type { BenchTable } from '../bench.ts'
import type { PaperCase, PaperPart } from './part.ts'

interface Row {
  readonly stage: 'prefill' | 'decode'
  readonly operators: readonly string[]
  /** Operations, bytes, intensity, performance. */
  readonly printed: readonly [string, string, string, string]
}

const projections = ['q_proj', 'k_proj', 'v_proj', 'out_proj']
const feedForward = ['gate_proj', 'up_proj', 'down_proj']
const matmuls = ['qk_matmul', 'sv_matmul']

const rows: readonly Row[] = [
  { stage: 'prefill', operators: projections, printed: ['69G', '67M', '1024', '155T'] },
  { stage: 'prefill', operators: feedForward, printed: ['185G', '152M', '1215', '155T'] },
  { stage: 'prefill', operators: matmuls, printed: ['34G', '302M', '114', '87T'] },
  { stage: 'prefill', operators: ['softmax'], printed: ['671M', '537M', '1.25', '960G'] },
  { stage: 'prefill', operators: ['norm'], printed: ['59M', '34M', '1.75', '1T'] },
  { stage: 'prefill', operators: ['add'], printed: ['8M', '34M', '0.25', '192G'] },
  { stage: 'decode', operators: projections, printed: ['34M', '34M', '1', '768G'] },
  { stage: 'decode', operators: feedForward, printed: ['90M', '90M', '1', '768G'] },
  { stage: 'decode', operators: matmuls, printed: ['17M', '17M', '0.99', '762G'] },
  { stage: 'decode', operators: ['softmax'], printed: ['328K', '262K', '1.25', '960G'] },
  { stage: 'decode', operators: ['norm'], printed: ['29K', '16K', '1.75', '1T'] },
  { stage: 'decode', operators: ['add'], printed: ['4K', '16K', '0.25', '192G'] },
]
const TOKENS = 2048
const bytes = { weight: 2, activation: 2, kv: 2 }

export interface Roof {
  readonly opsPerSecond: number
  readonly bytesPerSecond: number
}

export function isLlmViewerStart(start: string): boolean {
  return start.includes('"onchip_buffer"') && start.includes('"bandwidth"')
}

type Fields = Readonly<Record<string, unknown>>

/** Roofs by name out of LLM-Viewer's table of hardware. */
export function readRoofs(text: string): Map<string, Roof> {
  const parsed = JSON.parse(text) as Fields
  const hardware = (parsed.hardware ?? parsed) as Fields
  const roofs = new Map<string, Roof>()
  for (const [name, value] of Object.entries(hardware)) {
    const { bandwidth, FP16 } = (value ?? {}) as Fields
    if (typeof bandwidth !== 'number' || typeof FP16 !== 'number') continue
    roofs.set(name, { bytesPerSecond: bandwidth, opsPerSecond: FP16 })
  }
  return roofs
}

/** `68719476736` is `69G`. */
export function printedNumber(value: number): string {
  const units = ['', 'K', 'M', 'G', 'T', 'P']
  let unit = 0
  let rest = value
  while (rest >= 1000 && unit < units.length - 1) {
    rest /= 1000
    unit += 1
  }
  return `${Math.round(rest)}${units[unit]}`
}

/** Two digits at most below a hundred, none above. */
export function printedIntensity(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(2)))
}

function operatorNamed(operators: readonly Operator[], name: string): Operator {
  return operators.find((operator) => operator.name === name)!
}

function casesOf(roof: Roof): PaperCase[] {
  const shape = knownModel('llama-2-7b')
  return rows.flatMap(({ stage, operators, printed }) => {
    const all = operatorsOf(shape, { stage, batch: 1, tokens: TOKENS }, bytes, published)
    return operators.flatMap((name) => {
      const operator = operatorNamed(all, name)
      const { intensity, performance } = underRoof(operator, roof)
      const got = [
        printedNumber(operator.ops),
        printedNumber(operator.bytes),
        printedIntensity(intensity),
        printedNumber(performance),
      ]
      const labels = ['operations', 'bytes', 'intensity', 'performance']
      return got.map((text, at) => ({
        name: `${stage} ${name}: ${labels[at]}`,
        got: text,
        expected: printed[at]!,
      }))
    })
  })
}

const A6000 = /a6000/i

export function llmViewerPart(roofs: ReadonlyMap<string, Roof>): PaperPart {
  const device = openDeviceCatalogue().get('rtx-a6000')
  const own = {
    opsPerSecond: device.peaks.fp16!.value,
    bytesPerSecond: device.memoryBandwidth.value,
  }
  const given = [...roofs].find(([name]) => A6000.test(name))?.[1]
  return {
    name: 'llm-viewer',
    cases: casesOf(given ?? own),
    notes: [
      given === undefined
        ? 'LLM-Viewer: the A6000 of the device database.'
        : 'LLM-Viewer: the A6000 of the data.',
      `Corrected beside it: ${corrections.map(({ id }) => id).join(', ')}.`,
    ],
  }
}

/** The same operators with each correction of the operators made, for a model whose heads are grouped. */
export function correctedTable(): BenchTable {
  const device = openDeviceCatalogue().get('h100-sxm')
  const roof = {
    opsPerSecond: device.peaks.bf16!.value,
    bytesPerSecond: device.memoryBandwidth.value,
  }
  const shape = knownModel('llama-3.1-8b')
  const lines = (['prefill', 'decode'] as const).flatMap((stage) => {
    const ask = { stage, batch: 1, tokens: TOKENS }
    const before = operatorsOf(shape, ask, bytes, published)
    return operatorsOf(shape, ask, bytes, corrected).flatMap((operator) => {
      const old = operatorNamed(before, operator.name)
      if (old.ops === operator.ops && old.bytes === operator.bytes) return []
      const { bound } = underRoof(operator, roof)
      const pair = (a: number, b: number): string => `${printedNumber(a)} -> ${printedNumber(b)}`
      return [
        [stage, operator.name, pair(old.ops, operator.ops), pair(old.bytes, operator.bytes), bound],
      ]
    })
  })
  return {
    title: 'Published and corrected: Llama-3.1-8B on H100 SXM, 2,048 tokens',
    columns: ['stage', 'operator', 'operations', 'bytes', 'bound'],
    rows: lines,
  }
}
