/**
 * `loci bench golden`: is the arithmetic right?
 *
 * With `--data`: every model that has a golden file beside it, against greedy ids, text, encodings and logits that another program
 * computed. Without: tiny random models of every architecture, against a second forward pass of this folder. Both: the same
 * models requantised by our writer, and how often their likeliest token is that of the original. Everything is run by the plain
 * reference and by what serves; figures are those of the worse.
 */

import { LociError } from '../errors.ts'
import { createBytesFile } from '../host/bytes-file.ts'
import { sha256Hex } from '../host/digest.ts'
import { loadWeights } from '../model/architecture/load-weights.ts'
import { type GgufFile, readGguf } from '../model/gguf/open-gguf.ts'
import { openModelFile } from '../model/gguf/open-model-file.ts'
import { tensorTypeNamed } from '../model/gguf/tensor-types.ts'
import { likeliest } from '../model/sampling/choose-token.ts'
import { createPrng } from '../stdx/prng.ts'
import { type Bench, type BenchContext, type BenchResult, check } from './bench.ts'
import { checkGolden, type GoldenOutcome } from './golden/check-golden.ts'
import { findPairs, type GoldenPair } from './golden/find-pairs.ts'
import { type Agreement, agreementOf } from './golden/forced-choices.ts'
import { createReferenceForward, openComputeForward } from './golden/forward.ts'
import { parseGolden } from './golden/golden-file.ts'
import { type RandomModelShape, randomModel, randomShapes } from './golden/random-model.ts'
import { wholeTextForward } from './golden/whole-text-forward.ts'

const LOGITS_MAX_ABS_DIFF = 1e-3
const REQUANTISED = ['Q8_0', 'Q4_0'] as const
/** Tokens of a random model's text; each costs the second forward pass all earlier ones. */
const RANDOM_TOKENS = 48
const RANDOM_TOKENS_QUICK = 12

interface Checked {
  readonly name: string
  readonly outcome: GoldenOutcome
  readonly agreements: readonly Agreement[]
}

async function agreementsOf(
  file: GgufFile,
  texts: GoldenOutcome['texts'],
  { disk }: BenchContext['host'],
): Promise<Agreement[]> {
  const agreements: Agreement[] = []
  for (const name of REQUANTISED) {
    agreements.push(await agreementOf({ file, type: tensorTypeNamed(name)!, texts, disk }))
  }
  return agreements
}

interface CheckedPair extends Checked {
  readonly unread: readonly string[]
  readonly sha256: string
}

async function checkPair(context: BenchContext, pair: GoldenPair): Promise<CheckedPair[]> {
  const { disk } = context.host
  const { name, modelPath, goldenPaths } = pair
  await using file = await openModelFile(disk, modelPath)
  const modelSha256 = sha256Hex(await disk.readBytes(modelPath))
  const checked: CheckedPair[] = []
  for (const path of goldenPaths) {
    context.log(`golden: ${path}`)
    const text = await disk.readText(path)
    const golden = parseGolden(text, path)
    await using computed = await openComputeForward(file, disk)
    const outcome = await checkGolden(file, golden, [await createReferenceForward(file), computed])
    const agreements = await agreementsOf(file, outcome.texts, context.host)
    const sha256 = sha256Hex(modelSha256 + sha256Hex(text))
    checked.push({ name, outcome, agreements, unread: golden.unread, sha256 })
  }
  return checked
}

/** Greedy ids of the passes and all logits along them. */
async function checkRandom(
  shape: RandomModelShape,
  seed: number,
  { host, isQuick }: BenchContext,
): Promise<Checked> {
  const tokenCount = isQuick ? RANDOM_TOKENS_QUICK : RANDOM_TOKENS
  const file = await readGguf(createBytesFile(randomModel(shape, seed)))
  await using computed = await openComputeForward(file, host.disk)
  const reference = await createReferenceForward(file)
  const prng = createPrng(seed)
  const first = prng.below(shape.vocabularySize)
  const ids = [first, ...(await reference.greedy([first], tokenCount))]
  const expected = wholeTextForward(await loadWeights(file), ids.slice(0, -1))
  const wanted = expected.map(likeliest)
  let most = 0
  let isEqual = wanted.every((id, at) => id === ids[at + 1])
  for (const forward of [reference, computed]) {
    const rows = await forward.logits(ids.slice(0, -1))
    isEqual &&= rows.every((row, at) => likeliest(row) === wanted[at])
    for (const [position, row] of expected.entries()) {
      for (const [id, logit] of row.entries()) {
        most = Math.max(most, Math.abs(logit - rows[position]![id]!))
      }
    }
  }
  const outcome: GoldenOutcome = {
    encodingsTried: 0,
    encodingsEqual: 0,
    continuationsTried: 1,
    continuationsEqual: Number(isEqual),
    tokensGenerated: tokenCount,
    logitsCompared: 2 * tokenCount * shape.vocabularySize,
    logitsMaxAbsDiff: most,
    differences: isEqual ? [] : ['greedy: the forward passes differ'],
    // Greedy text of random weights soon repeats itself; drawn ids do not.
    texts: [Array.from({ length: tokenCount }, () => prng.below(shape.vocabularySize))],
  }
  const agreements = await agreementsOf(file, outcome.texts, host)
  return { name: shape.architecture, outcome, agreements }
}

function sumOf(all: readonly Checked[], field: keyof GoldenOutcome & string): number {
  return all.reduce((sum, { outcome }) => sum + Number(outcome[field]), 0)
}

function reportOf(all: readonly Checked[], modelCount: number): Omit<BenchResult, 'dataSha256'> {
  const isEqual =
    sumOf(all, 'encodingsEqual') === sumOf(all, 'encodingsTried') &&
    sumOf(all, 'continuationsEqual') === sumOf(all, 'continuationsTried')
  const figures: Record<string, number> = {
    models: modelCount,
    'tokens.equal': Number(isEqual),
    'encodings.tried': sumOf(all, 'encodingsTried'),
    'encodings.equal': sumOf(all, 'encodingsEqual'),
    'continuations.tried': sumOf(all, 'continuationsTried'),
    'continuations.equal': sumOf(all, 'continuationsEqual'),
    'tokens.generated': sumOf(all, 'tokensGenerated'),
  }
  const checks = [check('tokens.equal', figures['tokens.equal']!, '>=', 1)]
  const logitsCompared = sumOf(all, 'logitsCompared')
  if (logitsCompared > 0) {
    const most = Math.max(...all.map(({ outcome }) => outcome.logitsMaxAbsDiff))
    figures['logits.compared'] = logitsCompared
    figures['logits.maxAbsDiff'] = most
    checks.push(check('logits.maxAbsDiff', most, '<=', LOGITS_MAX_ABS_DIFF))
  }
  for (const [at, name] of REQUANTISED.entries()) {
    const agreements = all.map((one) => one.agreements[at]!)
    const positions = agreements.reduce((sum, { positionCount }) => sum + positionCount, 0)
    const equal = agreements.reduce((sum, { equalCount }) => sum + equalCount, 0)
    if (positions === 0) continue
    figures[`${name.toLowerCase()}.top1`] = equal / positions
    figures[`${name.toLowerCase()}.positions`] = positions
  }
  const rows = all.map(({ name, outcome, agreements }) => [
    name,
    `${outcome.continuationsEqual}/${outcome.continuationsTried}`,
    `${outcome.encodingsEqual}/${outcome.encodingsTried}`,
    outcome.logitsCompared === 0 ? '-' : outcome.logitsMaxAbsDiff.toExponential(1),
    ...agreements.map(({ equalCount, positionCount }) => `${equalCount}/${positionCount}`),
  ])
  const columns = ['model', 'continuations', 'encodings', 'logits off by', ...REQUANTISED]
  const notes = all.flatMap(({ name, outcome }) =>
    outcome.differences.map((difference) => `${name}: ${difference}.`),
  )
  return { figures, checks, notes, tables: [{ title: 'Equal of tried', columns, rows }] }
}

async function runData(context: BenchContext, folder: string): Promise<BenchResult> {
  const { pairs, alone } = await findPairs(context.host.disk, folder)
  if (pairs.length === 0) {
    throw new LociError(
      'BENCH_DATA_MISSING',
      `${folder} has no NAME.gguf[.gz] with a golden_NAME_*.json[.gz] beside it`,
    )
  }
  const checked: CheckedPair[] = []
  for (const pair of pairs) checked.push(...(await checkPair(context, pair)))
  const { notes, ...report } = reportOf(checked, pairs.length)
  const unread = checked
    .filter((one) => one.unread.length > 0)
    .map((one) => `${one.name}: not compared, for want of their texts: ${one.unread.join(', ')}.`)
  const skipped =
    alone.length === 0 ? [] : [`${alone.length} model files have no golden file beside them.`]
  const dataSha256 = sha256Hex(checked.map(({ sha256 }) => sha256).join(''))
  return { ...report, notes: [...notes, ...unread, ...skipped], dataSha256 }
}

async function runRandom(context: BenchContext): Promise<BenchResult> {
  const checked: Checked[] = []
  for (const [index, shape] of randomShapes.entries()) {
    context.log(`golden: random ${shape.architecture}`)
    checked.push(await checkRandom(shape, 61 + index, context))
  }
  const { notes, ...report } = reportOf(checked, checked.length)
  const note =
    'Random models against a second forward pass: says that both compute the same, not that a trained model speaks.'
  return { ...report, notes: [...notes, note], dataSha256: null }
}

export const goldenBench: Bench = {
  name: 'golden',
  summary: 'greedy tokens, logits and encodings against what another program computed',
  rows: [],
  options: [],
  run: (context) =>
    context.dataFolder === null ? runRandom(context) : runData(context, context.dataFolder),
}
