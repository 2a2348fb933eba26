/**
 * Lengths of prompts and answers for the paging bench: a trace where one is given, else draws from the quantiles of a public one.
 *
 * A trace is a CSV file, found by its columns `ContextTokens` and `GeneratedTokens`; of several, the one with the longest answers is
 * the conversation. The quantiles are those of Azure's conversation trace of November 2023 (Azure/AzurePublicDataset,
 * AzureLLMInferenceTrace_conv.csv, 19,366 requests, CC BY 4.0). Departure: prompt and answer are drawn apart from each other.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Disk } from '../../host/disk.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'

export interface RequestLength {
  readonly promptTokens: number
  readonly answerTokens: number
}

export interface RequestLengths {
  readonly lengths: readonly RequestLength[]
  readonly source: string
  readonly dataSha256: string | null
}

const shares = [
  0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
  0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999, 1,
]
/** (shares) tokens of prompts; of answers. */
const promptQuantiles = [
  2, 181, 207, 372, 387, 396, 403, 414, 703, 984, 1020, 1045, 1071, 1097, 1130, 1189, 1315, 1876,
  2734, 4083, 4086, 4090, 4098, 4142, 4831, 6212, 14050,
]
const answerQuantiles = [
  7, 41, 54, 67, 77, 85, 91, 96, 103, 113, 129, 151, 177, 217, 384, 395, 400, 411, 424, 451, 468,
  509, 540, 601, 644, 954, 1000,
]

function drawOf(quantiles: readonly number[], prng: Prng): number {
  const share = prng.next()
  const above = shares.findIndex((one) => one > share)
  const [from, to] = [shares[above - 1]!, shares[above]!]
  const [low, high] = [quantiles[above - 1]!, quantiles[above]!]
  return Math.round(low + ((share - from) / (to - from)) * (high - low))
}

export function drawnLengths(count: number, seed: number): RequestLengths {
  const prng = createPrng(seed)
  const lengths = Array.from({ length: count }, () => ({
    promptTokens: drawOf(promptQuantiles, prng),
    answerTokens: drawOf(answerQuantiles, prng),
  }))
  return {
    lengths,
    source: 'drawn from the quantiles of the Azure conversation trace of 2023',
    dataSha256: null,
  }
}

/** Null where the text is no such table. */
export function parseTrace(text: string): readonly RequestLength[] | null {
  const [header = '', ...lines] = text.split(/\r?\n/)
  const names = header.split(',').map((name) => name.trim().toLowerCase())
  const prompt = names.indexOf('contexttokens')
  const answer = names.indexOf('generatedtokens')
  if (prompt === -1 || answer === -1) return null
  return lines.flatMap((line) => {
    const cells = line.split(',')
    const [promptTokens, answerTokens] = [Number(cells[prompt]), Number(cells[answer])]
    const isRequest = promptTokens >= 1 && answerTokens >= 1
    return isRequest ? [{ promptTokens, answerTokens }] : []
  })
}

async function csvPaths(disk: Disk, folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const name of await disk.list(folder)) {
    if (/\.csv(?:\.gz)?$/.test(name)) paths.push(`${folder}/${name}`)
    if (!name.endsWith('/')) continue
    const inner = await disk.list(`${folder}/${name.slice(0, -1)}`)
    paths.push(
      ...inner.filter((one) => /\.csv(?:\.gz)?$/.test(one)).map((one) => `${folder}/${name}${one}`),
    )
  }
  return paths
}

function meanAnswer(lengths: readonly RequestLength[]): number {
  return lengths.reduce((sum, { answerTokens }) => sum + answerTokens, 0) / lengths.length
}

/** BENCH_DATA_MISSING where the folder, and the folders in it, have no trace. */
export async function readLengths(disk: Disk, folder: string): Promise<RequestLengths> {
  let best: RequestLengths | null = null
  for (const path of await csvPaths(disk, folder)) {
    const text = new TextDecoder().decode(await disk.readBytes(path))
    const lengths = parseTrace(text)
    if (lengths === null || lengths.length === 0) continue
    if (best !== null && meanAnswer(best.lengths) >= meanAnswer(lengths)) continue
    const name = path.slice(folder.length + 1)
    best = { lengths, source: `${lengths.length} requests of ${name}`, dataSha256: sha256Hex(text) }
  }
  if (best !== null) return best
  throw new LociError(
    'BENCH_DATA_MISSING',
    `${folder} has no CSV file with the columns ContextTokens and GeneratedTokens`,
  )
}
