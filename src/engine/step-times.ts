/**
 * What steps took, by what was in them: the measured table that a profile exports and waiting times are estimated from.
 *
 * A step falls into a cell by three facts, each rounded up to a power of two: tokens of prompts, sequences that decode, positions
 * that are read in all. Cells are few whatever runs. The mean of a cell is what the simulator wants; the least is what the
 * machine can do when nothing disturbs it.
 */

import type { StepPlan } from './step.ts'

export interface StepFacts {
  /** Tokens taken in by sequences with more than one in this step. */
  readonly prefillTokens: number
  /** Sequences with one token in this step. */
  readonly decodeSequences: number
  /** Positions over all sequences after the step. */
  readonly contextTokens: number
}

export interface StepCell {
  /** Sums over the steps of the cell, so that means of the facts can be told. */
  readonly prefillTokens: number
  readonly decodeSequences: number
  readonly contextTokens: number
  readonly stepCount: number
  readonly computeMsTotal: number
  readonly computeMsMin: number
  /** Whole iteration less the computing: planning, messages, committing, handing tokens out. */
  readonly hostMsTotal: number
  readonly hostMsMin: number
}

export function factsOf(plan: StepPlan): StepFacts {
  let [prefillTokens, decodeSequences, contextTokens] = [0, 0, 0]
  for (const { tokens, start } of plan.sequences) {
    contextTokens += start + tokens.length
    if (tokens.length === 1) decodeSequences += 1
    else prefillTokens += tokens.length
  }
  return { prefillTokens, decodeSequences, contextTokens }
}

/** 0 for 0, else 1 + ceil(log2): 1 -> 1, 2 -> 2, 3..4 -> 3, 5..8 -> 4. */
function bucketOf(count: number): number {
  return count === 0 ? 0 : 1 + Math.ceil(Math.log2(count))
}

/** Weight of the newest step in the running mean. */
const NEWEST_SHARE = 0.1

type Cell = { -readonly [Name in keyof StepCell]: StepCell[Name] }

export class StepTimes {
  readonly #cells = new Map<string, Cell>()
  #recentMs: number | null = null

  put(facts: StepFacts, computeMs: number, hostMs: number): void {
    const { prefillTokens, decodeSequences, contextTokens } = facts
    const key = [prefillTokens, decodeSequences, contextTokens].map(bucketOf).join(' ')
    const cell = this.#cells.get(key) ?? emptyCell()
    cell.prefillTokens += prefillTokens
    cell.decodeSequences += decodeSequences
    cell.contextTokens += contextTokens
    cell.stepCount += 1
    cell.computeMsTotal += computeMs
    cell.computeMsMin = Math.min(cell.computeMsMin, computeMs)
    cell.hostMsTotal += hostMs
    cell.hostMsMin = Math.min(cell.hostMsMin, hostMs)
    this.#cells.set(key, cell)
    const wholeMs = computeMs + hostMs
    const before = this.#recentMs ?? wholeMs
    this.#recentMs = before + NEWEST_SHARE * (wholeMs - before)
  }

  /** Running mean of whole iterations; null before the first. */
  get recentMs(): number | null {
    return this.#recentMs
  }

  /** Sorted by what was in the steps. */
  cells(): readonly StepCell[] {
    return [...this.#cells.values()]
      .map((cell) => ({ ...cell }))
      .sort((a, b) => mean(a, 'prefillTokens') - mean(b, 'prefillTokens') || order(a, b))
  }
}

function mean(cell: StepCell, fact: keyof StepFacts): number {
  return cell[fact] / cell.stepCount
}

function order(a: StepCell, b: StepCell): number {
  const sequences = mean(a, 'decodeSequences') - mean(b, 'decodeSequences')
  return sequences || mean(a, 'contextTokens') - mean(b, 'contextTokens')
}

function emptyCell(): Cell {
  return {
    prefillTokens: 0,
    decodeSequences: 0,
    contextTokens: 0,
    stepCount: 0,
    computeMsTotal: 0,
    computeMsMin: Number.POSITIVE_INFINITY,
    hostMsTotal: 0,
    hostMsMin: Number.POSITIVE_INFINITY,
  }
}
