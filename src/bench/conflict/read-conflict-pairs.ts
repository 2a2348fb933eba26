/**
 * Labelled pairs from a file of others: JSONL `{a, b, aTime, bTime, label}`, and the table of pairs written by hand.
 *
 * Times are ISO texts or milliseconds, or absent. A line that is no pair is an error with its number: a figure over what could be read would
 * flatter. Labels are those of the decision; `temporal change` is `temporal`, blanks and underscores are hyphens.
 */

import { LociError } from '../../errors.ts'
import { type RelationLabel, relationLabels } from '../../policy/consolidation/claim.ts'
import { handPairTable } from './hand-pairs.ts'
import type { ConflictPair } from './make-pairs.ts'

const otherNames = new Map<string, RelationLabel>([
  ['temporal-change', 'temporal'],
  ['temporalchange', 'temporal'],
  ['temporal-update', 'temporal'],
  ['change', 'temporal'],
  ['update', 'temporal'],
  ['same', 'duplicate'],
  ['paraphrase', 'duplicate'],
  ['duplicates', 'duplicate'],
  ['refinements', 'refinement'],
  ['refined', 'refinement'],
  ['contradictions', 'contradiction'],
  ['contradicts', 'contradiction'],
  ['conflict', 'contradiction'],
  ['multivalue', 'multi-valued'],
  ['multiple-values', 'multi-valued'],
  ['temporally-changed', 'temporal'],
  ['multi', 'multi-valued'],
  ['multivalued', 'multi-valued'],
  ['multi-value', 'multi-valued'],
  ['refine', 'refinement'],
  ['contradictory', 'contradiction'],
  ['redundant', 'duplicate'],
  ['independent', 'unrelated'],
])

export function labelNamed(value: unknown): RelationLabel | null {
  if (typeof value !== 'string') return null
  const name = value
    .trim()
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')
  return relationLabels.find((label) => label === name) ?? otherNames.get(name) ?? null
}

/** Undefined where the value is no time. */
function timeOf(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const ms = /^-?\d{9,}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(ms) ? ms : undefined
}

export function parseConflictPairs(text: string, path: string): ConflictPair[] {
  const pairs = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line, at) => (line.trim().length === 0 ? [] : [pairOf(line, `${path}:${at + 1}`)]))
  if (pairs.length > 0) return pairs
  throw new LociError('INPUT_INVALID', `${path} holds no pairs`, { hint: form })
}

const form =
  'One JSON object a line: {"a": "...", "b": "...", "aTime": "2023-05-01", "bTime": "2023-06-01", "label": "duplicate"}.'

function pairOf(line: string, place: string): ConflictPair {
  let row: Record<string, unknown>
  try {
    row = JSON.parse(line) as Record<string, unknown>
  } catch (cause) {
    throw new LociError('INPUT_INVALID', `${place} is no JSON`, { hint: form, cause })
  }
  const { a, b } = row ?? {}
  const label = labelNamed(row?.label)
  const aTimeMs = timeOf(row?.aTime)
  const bTimeMs = timeOf(row?.bTime)
  if (typeof a !== 'string' || typeof b !== 'string' || label === null) {
    throw new LociError('INPUT_INVALID', `${place} lacks a, b or a known label`, { hint: form })
  }
  if (aTimeMs === undefined || bTimeMs === undefined) {
    throw new LociError('INPUT_INVALID', `${place} has a time that cannot be read`, { hint: form })
  }
  return { a, b, aTimeMs, bTimeMs, label, source: 'file' }
}

/** The pairs written by hand. */
export function handPairs(): ConflictPair[] {
  return handPairTable
    .trim()
    .split('\n')
    .map((line) => {
      const [label, aTime, bTime, a, b] = line.split('|').map((part) => part.trim())
      const time = (text: string): number | null => (text === '-' ? null : Date.parse(text))
      return {
        a: a!,
        b: b!,
        aTimeMs: time(aTime!),
        bTimeMs: time(bTime!),
        label: labelNamed(label)!,
        source: 'hand',
      }
    })
}
