/**
 * Answers that are JSON: any object, or what a schema says; compiled once for a schema and kept.
 *
 * Throws before an answer is begun: INPUT_INVALID for what is no schema, ENGINE_SCHEMA_UNSUPPORTED for what cannot be held to, and for a
 * schema that nothing fits. A space may come first, because some vocabularies begin every text with one.
 */

import { LruMap } from '../../stdx/lru-map.ts'
import { literal, repeat } from './char-pattern.ts'
import type { ConstraintVocabulary } from './constraint-vocabulary.ts'
import { GRAMMAR_BYTES_MAX, GrammarBuilder, NESTING_MAX, type Rule } from './grammar.ts'
import { CompiledGrammar } from './grammar-constraint.ts'
import { SchemaGrammar } from './schema-grammar.ts'
import { invalidSchema, isRecord, type SchemaNode, unsupportedSchema } from './schema-node.ts'

/** Of the automata and rules of all grammars that are kept. */
const GRAMMARS_BYTES_MAX = 128 * 1024 * 1024
const RULE_BYTES = 512
/** What one grammar's states may come to. */
const GRAMMAR_BYTES = 1024 * 1024
export const SCHEMA_UNITS_MAX = 400_000
const SCHEMA_DEPTH_MAX = 200

export interface SchemaRuleOptions {
  /** Default false: what cannot be held to is refused. */
  readonly isLoose?: boolean
  readonly notes: Set<string>
}

function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > SCHEMA_DEPTH_MAX) return depth
  return Object.values(value).reduce(
    (most, item) => Math.max(most, depthOf(item, depth + 1)),
    depth,
  )
}

/** The schema's text, as a key; throws for what cannot be a schema. */
export function schemaText(schema: unknown): string {
  if (!isRecord(schema) && typeof schema !== 'boolean') {
    throw invalidSchema('#', 'a schema is an object, or true or false')
  }
  if (depthOf(schema) > SCHEMA_DEPTH_MAX) {
    throw unsupportedSchema('the schema', '#', `it nests deeper than ${SCHEMA_DEPTH_MAX}`)
  }
  const text = JSON.stringify(schema)
  if (text.length <= SCHEMA_UNITS_MAX) return text
  throw unsupportedSchema('the schema', '#', `it has more than ${SCHEMA_UNITS_MAX} characters`)
}

/** A rule in a grammar that may have more: its texts are JSON that fits the schema. */
export function schemaRule(
  vocabulary: ConstraintVocabulary,
  builder: GrammarBuilder,
  schema: unknown,
  { isLoose = false, notes }: SchemaRuleOptions,
): Rule {
  // A copy of its own: places are told apart by identity.
  const root: SchemaNode = { schema: JSON.parse(schemaText(schema)), path: '#' }
  const reading = { isLoose, note: (note: string) => notes.add(note) }
  return new SchemaGrammar(root, { vocabulary, builder, reading }).rootRule()
}

/** Whether the rule can be followed to an end; throws where it cannot. */
export function sealGrammar(builder: GrammarBuilder, root: Rule): void {
  if (builder.byteCount > GRAMMAR_BYTES_MAX) {
    throw unsupportedSchema('the schema', '#', 'its patterns need too many states')
  }
  if (builder.seal(root)) return
  const says = Number.isFinite(root.height)
    ? `it nests deeper than ${NESTING_MAX}`
    : 'there is no value that fits it'
  throw unsupportedSchema('the schema', '#', says)
}

export class JsonGrammars {
  readonly vocabulary: ConstraintVocabulary
  readonly #grammars = new LruMap<string, CompiledGrammar>(GRAMMARS_BYTES_MAX)

  constructor(vocabulary: ConstraintVocabulary) {
    this.vocabulary = vocabulary
  }

  /** Any JSON object. */
  anyObject(): CompiledGrammar {
    return this.ofSchema({ type: 'object' })
  }

  /** `isLoose`: what cannot be held to is left out with a note instead of being refused. */
  ofSchema(schema: unknown, isLoose = false): CompiledGrammar {
    return this.kept(`schema ${isLoose} ${schemaText(schema)}`, (builder, notes) =>
      schemaRule(this.vocabulary, builder, schema, { isLoose, notes }),
    )
  }

  /** The grammar under a key, or what `build` makes: a rule that a space may come before. */
  kept(key: string, build: (builder: GrammarBuilder, notes: Set<string>) => Rule): CompiledGrammar {
    const known = this.#grammars.get(key)
    if (known !== undefined) return known
    const builder = new GrammarBuilder()
    const notes = new Set<string>()
    const root = builder.newRule()
    const space = this.vocabulary.terminal('a space', () =>
      this.vocabulary.compile(repeat(literal(' '), 0, 1)),
    )
    const inner = build(builder, notes)
    builder.add(root, ...(typeof space === 'string' ? [] : [space]), inner)
    sealGrammar(builder, root)
    const grammar = new CompiledGrammar(this.vocabulary, root, [...notes])
    const byteCount = GRAMMAR_BYTES + builder.ruleCount * RULE_BYTES + builder.byteCount
    this.#grammars.put(key, grammar, byteCount)
    return grammar
  }
}
