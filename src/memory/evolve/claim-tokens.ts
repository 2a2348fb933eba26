/**
 * A clause to words with what their spelling tells: capitals, code, numbers; and numbers with units to quantities.
 *
 * Units are brought to one base a dimension, so that `90 minutes` and `1.5 hours` are equal and `5 km` and `5 miles` are not. A number that
 * belongs to a name (`Node 20`) is a label, one before a noun counts it. Invariant: every number of the clause is in a quantity.
 */

import { cardinalOf } from '../../policy/caching/lexicon/number-words.ts'
import { exactUnitOf, shortUnitOf, unitOf } from '../../policy/caching/lexicon/units.ts'
import type { Quantity } from '../../policy/consolidation/claim.ts'

export interface Token {
  readonly raw: string
  readonly key: string
  readonly isCapital: boolean
  /** The article before it, which is no word of its own. */
  readonly article?: string
  /** Read as this word where it was misspelt. */
  readonly isMisspelt?: boolean
}

export interface TokenQuantities {
  readonly tokens: readonly Token[]
  readonly quantities: readonly Quantity[]
}

const tokenPattern =
  /'s\b|[$€£¥%](?=\s|\d|$)|[\p{L}\p{N}_.~/@#-]*[\p{L}\p{N}_](?:[+#]+)?|[\p{L}\p{N}]|\p{Extended_Pictographic}/gu
const numberPattern = /^[-]?(\d+(?:\.\d+)?)([a-z%°]+)?$/i

/** Base unit a dimension: second, metre, gram, litre, byte, day-free month. */
const factors: Readonly<Record<string, readonly [string, number]>> = {
  second: ['time', 1],
  minute: ['time', 60],
  hour: ['time', 3_600],
  day: ['time', 86_400],
  week: ['time', 604_800],
  fortnight: ['time', 1_209_600],
  month: ['calendar', 1],
  year: ['calendar', 12],
  decade: ['calendar', 120],
  century: ['calendar', 1_200],
  millisecond: ['time', 1e-3],
  microsecond: ['time', 1e-6],
  metre: ['length', 1],
  kilometre: ['length', 1_000],
  centimetre: ['length', 0.01],
  millimetre: ['length', 1e-3],
  mile: ['length', 1_609.344],
  yard: ['length', 0.9144],
  foot: ['length', 0.3048],
  inch: ['length', 0.0254],
  gram: ['mass', 1],
  kilogram: ['mass', 1_000],
  milligram: ['mass', 1e-3],
  microgram: ['mass', 1e-6],
  ounce: ['mass', 28.3495],
  pound: ['mass', 453.592],
  tonne: ['mass', 1e6],
  litre: ['volume', 1],
  millilitre: ['volume', 1e-3],
  gallon: ['volume', 3.78541],
  pint: ['volume', 0.473176],
  cup: ['cups', 1],
  byte: ['data', 1],
  kilobyte: ['data', 1e3],
  megabyte: ['data', 1e6],
  gigabyte: ['data', 1e9],
  terabyte: ['data', 1e12],
  percent: ['percent', 1],
  '%': ['percent', 1],
  dollar: ['money:usd', 1],
  $: ['money:usd', 1],
  euro: ['money:eur', 1],
  '€': ['money:eur', 1],
  sterling: ['money:gbp', 1],
  '£': ['money:gbp', 1],
  yen: ['money:jpy', 1],
  '¥': ['money:jpy', 1],
  hertz: ['frequency', 1],
  kilohertz: ['frequency', 1e3],
  megahertz: ['frequency', 1e6],
  gigahertz: ['frequency', 1e9],
}
const scales: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  k: 1e3,
  m: 1e6,
  bn: 1e9,
  grand: 1e3,
  dozen: 12,
}
const labelNouns =
  /^(?:version|port|room|route|highway|chapter|level|flight|platform|gate|grade|floor|ticket|issue|bus|line|size|model|step|phase|sprint|unit|apartment|flat|building|number|page|season|episode|channel|error|code|status|pr|bug|case|order|zone|terminal|track|lane|class|tier|team|group|table|seat|row|http)$/

/** `correct`: the word that a misspelt one stands for, or undefined. */
export function tokensOf(
  text: string,
  keyOf: (word: string) => string,
  correct: (word: string) => string | undefined = () => undefined,
): Token[] {
  const tokens: Token[] = []
  for (const [found] of text.matchAll(tokenPattern)) {
    const trimmed = found.replace(/^[.\-/~#@]+(?=\p{L})|[.-]+$/gu, (run) =>
      run.startsWith('~') || run.startsWith('@') || run.startsWith('/') || run === '.' ? run : '',
    )
    // Hyphens bind plain words loosely: `full-time` and `full time` are one.
    const parts = /^\p{L}+(?:-\p{Ll}+)+$/u.test(trimmed) ? trimmed.split('-') : [trimmed]
    for (const part of parts) {
      if (part.length === 0) continue
      const raw = fold(part)
      const isCapital = part[0] !== part[0]!.toLowerCase()
      const meant = isCapital ? undefined : correct(raw)
      if (meant === undefined) tokens.push({ raw, key: keyOf(raw), isCapital })
      else tokens.push({ raw: meant, key: keyOf(meant), isCapital: false, isMisspelt: true })
    }
  }
  return tokens
}

function fold(word: string): string {
  const lower = word.toLowerCase()
  return /[^ -~]/.test(lower)
    ? lower
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC')
    : lower
}

interface ReadNumber {
  readonly value: number
  /** Tokens that it took. */
  readonly length: number
  readonly unit: string | null
}

/** A number at `index`: digits, words, scales ("two and a half million", "1.5k"). */
function numberAt(tokens: readonly Token[], index: number): ReadNumber | null {
  const first = tokens[index]!
  const match = numberPattern.exec(first.raw)
  const word =
    cardinalOf(first.raw) ??
    (/^(?:half)$/.test(first.raw) && /^(?:a|an)$/.test(tokens[index + 1]?.raw ?? '')
      ? 0.5
      : undefined)
  const isArticle =
    /^an?$/.test(first.raw) &&
    (tokens[index + 1]?.raw ?? '') in scales &&
    tokens[index + 1]!.raw.length > 2
  if (match === null && word === undefined && !isArticle) return null
  let value = match !== null ? Number(match[1]) : (word ?? 1)
  let length = word === 0.5 ? 2 : 1
  const suffix = match?.[2] ?? null
  if (suffix !== null && suffix in scales && suffix !== 'm')
    return { value: value * scales[suffix]!, length, unit: null }
  if (suffix !== null) {
    const unit =
      suffix === '%' ? '%' : (exactUnitOf(suffix) ?? unitOf(suffix) ?? shortUnitOf(suffix))
    return unit === undefined ? null : { value, length, unit }
  }
  for (;;) {
    const next = tokens[index + length]
    if (next === undefined) break
    const scale = next.raw.length > 1 ? scales[next.raw.replace(/s$/, '')] : undefined
    const more = cardinalOf(next.raw)
    if (scale !== undefined) value *= scale
    else if (more !== undefined && match === null && value >= 20 && value % 10 === 0 && more < 10)
      value += more
    else if (
      next.raw === 'and' &&
      tokens[index + length + 1]?.raw === 'a' &&
      tokens[index + length + 2]?.raw === 'half'
    ) {
      value += 0.5
      length += 2
    } else break
    length += 1
  }
  return { value, length, unit: null }
}

/** Articles go; the word behind keeps which one it had. */
export function withoutArticles(tokens: readonly Token[]): Token[] {
  const kept: Token[] = []
  let article: string | undefined
  for (const token of tokens) {
    // "vitamin A" keeps its letter.
    const isLetter = token.isCapital && token.raw === 'a' && kept.length > 0
    if (/^(?:a|an|the)$/.test(token.raw) && !isLetter) {
      article = token.raw
      continue
    }
    kept.push(article === undefined ? token : { ...token, article })
    article = undefined
  }
  return kept
}

const boundBehind: readonly (readonly [RegExp, string])[] = [
  [/^(?:more|newer|later|higher|above|greater|longer|older|up|over)$/, 'at least'],
  [/^(?:less|fewer|lower|earlier|under|below|shorter|younger)$/, 'at most'],
  [/^so$/, 'about'],
]

/** "3.11 or newer", "5 or more". */
function boundAfter(tokens: readonly Token[], index: number): string | null {
  if (!/^(?:or|and)$/.test(tokens[index]?.raw ?? '')) return null
  const word = tokens[index + 1]?.raw ?? ''
  return boundBehind.find(([pattern]) => pattern.test(word))?.[1] ?? null
}

/** Takes numbers, with their units and bounds, out of the tokens. `boundBefore`: the bound that ends at an index, with its length. */
export function takeQuantities(
  tokens: readonly Token[],
  boundBefore: (tokens: readonly Token[], end: number) => { bound: string; length: number } | null,
): TokenQuantities {
  const kept: Token[] = []
  const quantities: Quantity[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    const version = /^v?(\d+(?:\.\d+){1,3}|\d+\.x)$/.exec(token.raw)
    const found = numberAt(tokens, index)
    const previous = kept.at(-1)
    const isVersion =
      version !== null &&
      (/^v|\..*\./.test(token.raw) || (token.raw.includes('.') && isLabelled(previous)))
    if (found === null && !isVersion) {
      kept.push(token)
      continue
    }
    if (isVersion || found === null) {
      quantities.push({
        dimension: `version:${version![1]}`,
        value: 0,
        of: previous?.key ?? '',
        bound: boundAfter(tokens, index + 1) ?? '',
      })
      if (boundAfter(tokens, index + 1) !== null) index += 2
      continue
    }
    const symbol = previous !== undefined && /^[$€£¥]$/.test(previous.raw) ? previous.raw : null
    if (symbol !== null) kept.pop()
    const bound = boundBefore(kept, kept.length)
    if (bound !== null) kept.length -= bound.length
    index += found.length - 1
    const next = tokens[index + 1]
    let unit = found.unit ?? symbol
    if (unit === null && next !== undefined) {
      unit = (next.raw === '%' ? '%' : (unitOf(next.raw) ?? shortUnit(next.raw))) ?? null
      if (unit !== null && !(unit in factors)) unit = null
      if (unit !== null) index += 1
    }
    const behind = boundAfter(tokens, index + 1)
    if (behind !== null) index += 2
    const said = bound?.bound ?? behind ?? ''
    quantities.push(quantityOf(found.value, unit, said, [kept.at(-1), tokens[index + 1]]))
  }
  return { tokens: kept, quantities }
}

/** "Node 20", "room 12": the number belongs to the word before it. */
function isLabelled(previous: Token | undefined): boolean {
  if (previous === undefined) return false
  if (labelNouns.test(previous.raw)) return true
  return (
    previous.isCapital &&
    previous.raw.length > 1 &&
    !/^(?:i|the|user|we|he|she|they)$/.test(previous.raw)
  )
}

function shortUnit(raw: string): string | undefined {
  return /^(?:a|in|l|b|t)$/.test(raw) ? undefined : shortUnitOf(raw)
}

function quantityOf(
  value: number,
  unit: string | null,
  bound: string,
  [previous, next]: readonly [Token | undefined, Token | undefined],
): Quantity {
  if (unit !== null) {
    const [dimension, factor] = factors[unit] ?? [`unit:${unit}`, 1]
    return { dimension, value: value * factor, of: '', bound }
  }
  if (isLabelled(previous)) return { dimension: 'label', value, of: previous!.key, bound }
  const counted =
    next !== undefined &&
    /^[a-z]/.test(next.raw) &&
    !/^(?:and|or|in|on|at|for|with|to|from|of|by|per|a|when|if|because|now|but|as|than|is|are|was)$/.test(
      next.raw,
    )
  return { dimension: counted ? 'count' : 'number', value, of: counted ? next.key : '', bound }
}
