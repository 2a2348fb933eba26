/**
 * The grammar of an answer that may call tools: free text until a call begins, then the call, its name offered, its arguments by the schema.
 *
 * With a free choice a call begins where its mark is complete: a token of the vocabulary, a text like `<tool_call>`, or, for models that
 * write bare JSON, an answer that starts as a call does. From there on nothing else can come. Where a call is demanded, the answer
 * begins with it. Invariant: every call in a whole answer is JSON with an offered name and arguments that fit.
 */

import { charSet, literal, repeat, sequence } from '../constraint/char-pattern.ts'
import type { ConstraintVocabulary } from '../constraint/constraint-vocabulary.ts'
import type { GrammarBuilder, GrammarSymbol, Rule } from '../constraint/grammar.ts'
import { schemaRule } from '../constraint/json-grammar.ts'
import {
  demandTerminal,
  literals,
  patternTerminal,
  punctuation,
} from '../constraint/json-terminals.ts'
import { invalidSchema } from '../constraint/schema-node.ts'
import type { JsonSchema } from '../model.ts'
import type { ControlTexts } from '../template/control-texts.ts'
import type { CallField, CallFormat } from './call-format.ts'
import { loosely, markOf, spaces } from './call-mark.ts'
import { textUnless, textUntil } from './free-text.ts'

export const PARALLEL_CALLS_MAX = 16

export interface OfferedTool {
  readonly name: string
  readonly parameters: JsonSchema
  readonly isStrict: boolean
}

export interface AnswerGrammarOptions {
  readonly vocabulary: ConstraintVocabulary
  readonly controls: ControlTexts
  readonly format: CallFormat
  readonly tools: readonly OfferedTool[]
  readonly isCallRequired: boolean
  readonly callCountMax: number
  /** What a text must be; null: anything. */
  readonly schema: JsonSchema | null
}

/** A text of a template as symbols: its control tokens by id, the rest by bytes. */
function symbolsOf({ vocabulary, controls }: AnswerGrammarOptions, text: string): GrammarSymbol[] {
  return controls.split(text).map((part) => {
    if (typeof part === 'number') return vocabulary.token(part)
    const outcome = patternTerminal(vocabulary, `loosely ${part}`, loosely(part))
    return demandTerminal(outcome)
  })
}

const identifier = sequence(
  literal('"'),
  repeat(
    charSet([
      [0x30, 0x39],
      [0x41, 0x5a],
      [0x61, 0x7a],
    ]),
    9,
    9,
  ),
  literal('"'),
)

function parametersRule(
  { vocabulary }: AnswerGrammarOptions,
  builder: GrammarBuilder,
  tool: OfferedTool,
  notes: Set<string>,
): Rule {
  const { parameters, isStrict, name } = tool
  const { type = 'object' } = parameters
  if (type !== 'object') throw invalidSchema('#/type', `parameters of ${name} are an object`)
  const own = new Set<string>()
  const schema = { ...parameters, type }
  const rule = schemaRule(vocabulary, builder, schema, { isLoose: !isStrict, notes: own })
  for (const note of own) notes.add(`tool ${name}: ${note}`)
  return rule
}

function fieldSymbols(
  options: AnswerGrammarOptions,
  field: CallField,
  { tool, parameters }: { tool: OfferedTool; parameters: Rule },
): GrammarSymbol[] {
  const { vocabulary } = options
  const text = (json: string): GrammarSymbol => demandTerminal(literals(vocabulary, [json]))
  const key = [text(JSON.stringify(field.key)), punctuation(vocabulary, 'colon')]
  switch (field.kind) {
    case 'name':
      return [...key, text(JSON.stringify(tool.name))]
    case 'arguments':
      return [...key, parameters]
    case 'id':
      return [...key, demandTerminal(patternTerminal(vocabulary, 'call id', identifier))]
    case 'fixed':
      return [...key, text(field.json)]
    default:
      return field satisfies never
  }
}

/** One call of any of the tools. */
function callRule(
  options: AnswerGrammarOptions,
  builder: GrammarBuilder,
  notes: Set<string>,
): Rule {
  const { vocabulary, format, tools } = options
  const call = builder.newRule()
  for (const tool of tools) {
    const parameters = parametersRule(options, builder, tool, notes)
    const symbols = format.fields.flatMap((field, index) => [
      ...(index === 0 ? [] : [punctuation(vocabulary, 'comma')]),
      ...fieldSymbols(options, field, { tool, parameters }),
    ])
    builder.add(
      call,
      punctuation(vocabulary, 'openObject'),
      ...symbols,
      punctuation(vocabulary, 'closeObject'),
    )
  }
  return call
}

/** Calls one after the other, and what closes them. */
function callsRule(
  options: AnswerGrammarOptions,
  builder: GrammarBuilder,
  notes: Set<string>,
): Rule {
  const { format, callCountMax } = options
  const call = callRule(options, builder, notes)
  const closing = symbolsOf(options, format.closing)
  const count = format.separator === null ? 1 : callCountMax
  let rest = builder.newRule()
  builder.add(rest, ...closing)
  for (let left = count - 1; left > 0; left -= 1) {
    const more = builder.newRule()
    builder.add(more, ...closing)
    builder.add(more, ...symbolsOf(options, format.separator!), call, rest)
    rest = more
  }
  const calls = builder.newRule()
  builder.add(calls, call, rest)
  return calls
}

function addFreeText(
  options: AnswerGrammarOptions,
  builder: GrammarBuilder,
  answer: Rule,
  calls: Rule,
): void {
  const { vocabulary, format, controls } = options
  const mark = markOf(format.opening, controls)
  const rest = symbolsOf(options, mark.rest)
  const free = builder.newRule()
  const thoughts = controls.idsOf(/^(?:<\/?think>|\[\/?THINK\])$/).map((id) => vocabulary.token(id))
  for (const thought of thoughts)
    builder.add(free, textUnless(vocabulary, mark, format), thought, free)
  builder.add(free, textUnless(vocabulary, mark, format))
  if (mark.kind === 'token') {
    builder.add(
      free,
      textUnless(vocabulary, mark, format),
      vocabulary.token(mark.token),
      ...rest,
      calls,
    )
  } else if (mark.kind === 'text') {
    builder.add(free, textUntil(vocabulary, mark.text), ...rest, calls)
  } else {
    builder.add(
      answer,
      demandTerminal(patternTerminal(vocabulary, 'spaces', spaces)),
      ...rest,
      calls,
    )
  }
  builder.add(answer, free)
}

export function answerRule(
  options: AnswerGrammarOptions,
  builder: GrammarBuilder,
  notes: Set<string>,
): Rule {
  const { vocabulary, format, schema, isCallRequired } = options
  const calls = callsRule(options, builder, notes)
  const answer = builder.newRule()
  if (!isCallRequired && schema === null) {
    addFreeText(options, builder, answer, calls)
    return answer
  }
  const before = demandTerminal(patternTerminal(vocabulary, 'spaces', spaces))
  builder.add(answer, before, ...symbolsOf(options, format.opening), calls)
  if (!isCallRequired) {
    builder.add(answer, schemaRule(vocabulary, builder, schema, { notes }))
  }
  return answer
}
