/**
 * A wrapper that makes any model fail as models do: by seed, at random calls, one kind or several.
 *
 * Whole answers are taken from the inner model and spoiled, so that what arrives is always a plausible answer gone wrong: cut off, broken,
 * wrapped, thought about, repeated, with ids that nobody offered or that belong to somebody else. Invariant: the same seed and the same
 * calls give the same faults; it never waits; what was done at each call is in `injected`. It forges answers but never a store.
 */

import { LociError } from '../errors.ts'
import type { Model, ModelPart, ModelRequest } from '../model/model.ts'
import { unreachable } from '../stdx/assert.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import { breakJson, foreignIds, inventIds, wrongTypes } from './spoiled-answers.ts'

export const faultKinds = [
  'truncation',
  'invalid-json',
  'fences',
  'thinking',
  'rate-limit',
  'timeout',
  'unavailable',
  'interrupted',
  'context-overflow',
  'repeated-answer',
  'invented-ids',
  'foreign-ids',
  'wrong-types',
  'empty-answer',
] as const

export type FaultKind = (typeof faultKinds)[number]

export interface FaultyModelOptions {
  readonly seed: number
  /** Default: all. */
  readonly kinds?: readonly FaultKind[]
  /** Share of calls that fail. Default 0.5. */
  readonly rate?: number
  /** Ids of another tenant, for `foreign-ids`; without them that fault invents some. */
  readonly foreign?: readonly string[]
  /** Instead of drawing: what happens at each call, null for nothing; used up, calls are healthy. */
  readonly script?: readonly (FaultKind | null)[]
}

export interface InjectedFault {
  readonly callIndex: number
  readonly kind: FaultKind
}

export interface FaultyModel extends Model {
  readonly injected: readonly InjectedFault[]
  readonly callCount: number
}

const RATE = 0.5
const RETRY_AFTER_SECONDS = 1

interface Spoiling {
  readonly prng: Prng
  readonly foreign: readonly string[]
  /** What was said at the call before, or null at the first. */
  readonly previous: string | null
}

/** Faults that leave no answer. */
function refusalOf(kind: FaultKind): LociError | null {
  switch (kind) {
    case 'rate-limit':
      return new LociError('MODEL_RATE_LIMITED', 'the scripted limit is reached', {
        details: { retryAfterSeconds: RETRY_AFTER_SECONDS },
      })
    case 'timeout':
      return new LociError('MODEL_TIMEOUT', 'the scripted model gave no answer in time')
    case 'unavailable':
      return new LociError('MODEL_UNAVAILABLE', 'the scripted model cannot be reached')
    case 'context-overflow':
      return new LociError('MODEL_CONTEXT_OVERFLOW', 'the scripted context is too small')
    default:
      return null
  }
}

function spoiled(kind: FaultKind, text: string, { prng, foreign, previous }: Spoiling): string {
  switch (kind) {
    case 'truncation':
    case 'interrupted':
      return text.slice(0, prng.below(Math.max(1, text.length)))
    case 'invalid-json':
      return breakJson(text, prng)
    case 'fences':
      return prng.pick([
        `\`\`\`json\n${text}\n\`\`\``,
        `Here is what you asked for:\n\n\`\`\`\n${text}\n\`\`\`\nI hope {this} helps!`,
        `\`\`\`json\n${text}`,
      ])
    case 'thinking':
      return prng.pick([
        `<think>The {user} said a lot; [perhaps] {"none": true}.</think>\n${text}`,
        `First I look at the turns.\n</think>\n\n${text}`,
        `<think>I wonder what {to} say.\n${text}`,
      ])
    case 'repeated-answer':
      return previous ?? `${text}\n${text}`
    case 'invented-ids':
      return inventIds(text, prng)
    case 'foreign-ids':
      return foreign.length === 0 ? inventIds(text, prng) : foreignIds(text, foreign, prng)
    case 'wrong-types':
      return wrongTypes(text, prng)
    case 'empty-answer':
      return prng.pick(['', '  \n', '{}', '[]', 'null', '""'])
    case 'rate-limit':
    case 'timeout':
    case 'unavailable':
    case 'context-overflow':
      return text
    default:
      return unreachable(kind, 'no such fault')
  }
}

/** The parts of an answer with its text in one piece and changed. */
function retold(
  parts: readonly ModelPart[],
  kind: FaultKind,
  change: (text: string) => string,
): ModelPart[] {
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
  const rest = parts.filter((part) => part.kind !== 'text')
  const told = rest.map((part) =>
    part.kind === 'tool-call'
      ? { ...part, call: { ...part.call, arguments: change(part.call.arguments) } }
      : part.kind === 'end' && kind === 'truncation'
        ? ({ kind: 'end', reason: 'length' } as const)
        : part,
  )
  const hasCall = rest.some((part) => part.kind === 'tool-call')
  return text === '' && hasCall ? told : [{ kind: 'text', text: change(text) }, ...told]
}

export function faultyModel(inner: Model, options: FaultyModelOptions): FaultyModel {
  const { seed, kinds = faultKinds, rate = RATE, foreign = [], script } = options
  const prng = createPrng(seed)
  const injected: InjectedFault[] = []
  let callCount = 0
  let previous: string | null = null

  function draw(callIndex: number): FaultKind | null {
    if (script !== undefined) return script[callIndex] ?? null
    return prng.chance(rate) ? prng.pick(kinds) : null
  }

  async function* complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    const callIndex = callCount
    callCount += 1
    const kind = draw(callIndex)
    if (kind !== null) injected.push({ callIndex, kind })
    const refusal = kind === null ? null : refusalOf(kind)
    if (refusal !== null) throw refusal
    const parts: ModelPart[] = []
    for await (const part of inner.complete(request)) parts.push(part)
    const spoiling = { prng, foreign, previous }
    const told =
      kind === null ? parts : retold(parts, kind, (text) => spoiled(kind, text, spoiling))
    previous = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
    for (const part of told) {
      if (kind === 'interrupted' && part.kind !== 'text') {
        throw new LociError('MODEL_UNAVAILABLE', 'the scripted stream broke off')
      }
      yield part
    }
  }

  return {
    name: inner.name,
    contextTokensMax: inner.contextTokensMax,
    injected,
    get callCount() {
      return callCount
    },
    complete,
    close: () => inner.close(),
    [Symbol.asyncDispose]: () => inner.close(),
  }
}
