/**
 * A second forward pass, written apart from the engine's to check it: all positions at once, in float64, without a cache.
 *
 * Matrices are lists of rows; rotation is complex multiplication; attention is a masked square. It shares with the engine the
 * reading of files and nothing of the arithmetic.
 */

import type { ModelWeights } from '../../model/architecture/load-weights.ts'

type Row = number[]
type Matrix = Row[]

function times(rows: Matrix, weight: Float32Array, bias: Float32Array | undefined): Matrix {
  return rows.map((row) => {
    const out = weight.length / row.length
    return Array.from({ length: out }, (_, at) => {
      const column = weight.subarray(at * row.length, (at + 1) * row.length)
      return row.reduce((sum, value, index) => sum + value * column[index]!, bias?.[at] ?? 0)
    })
  })
}

function rmsNorm(row: Row, weight: Float32Array, epsilon: number): Row {
  const meanSquare = row.reduce((sum, value) => sum + value ** 2 / row.length, 0)
  return row.map((value, at) => (value / Math.sqrt(meanSquare + epsilon)) * weight[at]!)
}

function plus(a: Matrix, b: Matrix): Matrix {
  return a.map((row, at) => row.map((value, column) => value + b[at]![column]!))
}

function headsOf(row: Row, length: number): Matrix {
  return Array.from({ length: row.length / length }, (_, at) =>
    row.slice(at * length, (at + 1) * length),
  )
}

class WholeText {
  readonly #weights: ModelWeights

  constructor(weights: ModelWeights) {
    this.#weights = weights
  }

  logits(ids: readonly number[]): Matrix {
    const { model } = this.#weights
    const table = this.#get('token_embd.weight')!
    const width = model.embeddingLength
    let rows: Matrix = ids.map((id) => [...table.subarray(id * width, (id + 1) * width)])
    for (let layer = 0; layer < model.layerCount; layer += 1) {
      rows = plus(rows, this.#attention(layer, rows))
      rows = plus(rows, this.#feedForward(layer, rows))
    }
    const last = this.#normed(rows, 'output_norm')
    return times(last, this.#get('output.weight') ?? table, undefined)
  }

  #get(name: string): Float32Array | undefined {
    return this.#weights.tensors.get(name)
  }

  #normed(rows: Matrix, name: string): Matrix {
    const weight = this.#get(`${name}.weight`)!
    return rows.map((row) => rmsNorm(row, weight, this.#weights.model.normEpsilon))
  }

  #projected(rows: Matrix, name: string): Matrix {
    return times(rows, this.#get(`${name}.weight`)!, this.#get(`${name}.bias`))
  }

  /** (positions, heads, length), normed and turned where `norm` is given. */
  #turned(rows: Matrix, norm: string): Matrix[] {
    const { model } = this.#weights
    const weight = this.#get(`${norm}.weight`)
    return rows.map((row, position) =>
      headsOf(row, model.keyLength).map((head) =>
        this.#turn(
          weight === undefined ? head : rmsNorm(head, weight, model.normEpsilon),
          position,
        ),
      ),
    )
  }

  #turn(head: Row, position: number): Row {
    const { base, dimensionCount, linearFactor, pairing } = this.#weights.model.rope
    const divisors = this.#get('rope_freqs.weight')
    const turned = [...head]
    for (let pair = 0; pair < dimensionCount / 2; pair += 1) {
      const [real, imaginary] =
        pairing === 'neighbours' ? [2 * pair, 2 * pair + 1] : [pair, pair + dimensionCount / 2]
      const slowed = linearFactor * (divisors?.[pair] ?? 1)
      const angle = position / slowed / Math.exp((Math.log(base) * 2 * pair) / dimensionCount)
      turned[real] = head[real]! * Math.cos(angle) - head[imaginary]! * Math.sin(angle)
      turned[imaginary] = head[imaginary]! * Math.cos(angle) + head[real]! * Math.sin(angle)
    }
    return turned
  }

  #attention(layer: number, rows: Matrix): Matrix {
    const { headCount, kvHeadCount, keyLength, valueLength } = this.#weights.model
    const at = `blk.${layer}`
    const input = this.#normed(rows, `${at}.attn_norm`)
    const queries = this.#turned(this.#projected(input, `${at}.attn_q`), `${at}.attn_q_norm`)
    const keys = this.#turned(this.#projected(input, `${at}.attn_k`), `${at}.attn_k_norm`)
    const values = this.#projected(input, `${at}.attn_v`).map((row) => headsOf(row, valueLength))
    const mixed = queries.map((heads, position) =>
      heads.flatMap((query, head) => {
        const shared = Math.floor((head * kvHeadCount) / headCount)
        const weights = keys.map((key, earlier) => {
          const product = query.reduce((sum, value, index) => sum + value * key[shared]![index]!, 0)
          return earlier > position ? 0 : Math.exp(product / Math.sqrt(keyLength))
        })
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        return Array.from({ length: valueLength }, (_, index) =>
          values.reduce(
            (sum, row, from) => sum + (weights[from]! / total) * row[shared]![index]!,
            0,
          ),
        )
      }),
    )
    return this.#projected(mixed, `${at}.attn_output`)
  }

  #feedForward(layer: number, rows: Matrix): Matrix {
    const at = `blk.${layer}`
    const input = this.#normed(rows, `${at}.ffn_norm`)
    const gate = this.#projected(input, `${at}.ffn_gate`)
    const up = this.#projected(input, `${at}.ffn_up`)
    const gated = gate.map((row, position) =>
      row.map((value, index) => (value * up[position]![index]!) / (1 + Math.exp(-value))),
    )
    return this.#projected(gated, `${at}.ffn_down`)
  }
}

/** (ids, vocabularySize): what follows each token. */
export function wholeTextForward(weights: ModelWeights, ids: readonly number[]): Matrix {
  return new WholeText(weights).logits(ids)
}
