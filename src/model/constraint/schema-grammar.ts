/**
 * From a JSON Schema to a grammar of which every text is JSON that fits it.
 *
 * Properties come in the order in which the schema names them, optional ones may be left out, others follow. Strings with a pattern, keys and
 * constants have one spelling. What the grammar leaves out is only ever fewer texts than the schema allows, never more: a number has
 * at most 15 digits, white space at most one line's end and its indentation, nesting a bound.
 */

import type { AutomatonOutcome } from './byte-automaton.ts'
import {
  anyChar,
  asJsonText,
  type CharPattern,
  charSet,
  choice,
  complement,
  literal,
  repeat,
  sequence,
} from './char-pattern.ts'
import {
  type ConstraintVocabulary,
  combineOutcomes,
  type TerminalOutcome,
} from './constraint-vocabulary.ts'
import { type FlatSchema, flatten, type SchemaSource } from './flat-schema.ts'
import { type GrammarBuilder, RULES_MAX, type Rule } from './grammar.ts'
import { literals, patternTerminal, punctuation } from './json-terminals.ts'
import { anyNumber, integerPattern, numberPattern } from './number-patterns.ts'
import {
  checkNode,
  refuseKeyword,
  resolveReference,
  type SchemaNode,
  type SchemaReading,
  type TypeName,
  unsupportedSchema,
} from './schema-node.ts'
import { schemasApart } from './schemas-apart.ts'
import { valueFits } from './value-fits.ts'

const anyNode: SchemaNode = { schema: true, path: '#' }
const quoted = (inside: CharPattern): CharPattern => sequence(literal('"'), inside, literal('"'))

/** Characters of a key that is not declared: those that have one spelling, so that it cannot be a declared one in disguise. */
const plainKeyChar = charSet(
  complement([
    [0, 0x1f],
    [0x22, 0x22],
    [0x5c, 0x5c],
  ]),
)

/** Of one object. */
export const PROPERTIES_MAX = 1_000

export interface SchemaGrammarOptions {
  readonly vocabulary: ConstraintVocabulary
  readonly builder: GrammarBuilder
  readonly reading: SchemaReading
}

export class SchemaGrammar implements SchemaSource {
  readonly reading: SchemaReading
  readonly #root: SchemaNode
  readonly #vocabulary: ConstraintVocabulary
  readonly #builder: GrammarBuilder
  readonly #rules = new Map<string, Rule>()
  readonly #ids = new Map<object | boolean, number>()
  readonly #checked = new Set<number>()
  readonly #apart = new Set<string>()

  /** `root`: the whole schema, that references are looked up in. */
  constructor(root: SchemaNode, { vocabulary, builder, reading }: SchemaGrammarOptions) {
    this.reading = reading
    this.#root = root
    this.#vocabulary = vocabulary
    this.#builder = builder
  }

  rootRule(): Rule {
    return this.#ruleOf([this.#root])
  }

  check(node: SchemaNode): void {
    const id = this.idOf(node)
    if (this.#checked.has(id)) return
    this.#checked.add(id)
    checkNode(node, this.reading)
  }

  resolve({ path }: SchemaNode, reference: string): SchemaNode {
    return resolveReference(this.#root, reference, path)
  }

  idOf({ schema }: SchemaNode): number {
    const known = this.#ids.get(schema)
    if (known !== undefined) return known
    this.#ids.set(schema, this.#ids.size)
    return this.#ids.size - 1
  }

  demandApart(branches: readonly SchemaNode[], path: string): void {
    if (branches.length < 2 || this.#apart.has(path)) return
    this.#apart.add(path)
    const flat = (nodes: readonly SchemaNode[]): FlatSchema[] => flatten(this, nodes)
    for (const [index, branch] of branches.entries()) {
      for (const other of branches.slice(0, index)) {
        if (schemasApart([branch], [other], flat)) continue
        const says = 'a value could fit two of its branches; write anyOf if that may be'
        refuseKeyword(this.reading, { keyword: 'oneOf', path, says })
      }
    }
  }

  /** The rule of schemas that hold at once; the same schemas have the same rule, so circles close. */
  #ruleOf(nodes: readonly SchemaNode[]): Rule {
    const given = nodes.length === 0 ? [anyNode] : nodes
    const ids = [...new Set(given.map((node) => this.idOf(node)))].sort((a, b) => a - b)
    const key = ids.join()
    const known = this.#rules.get(key)
    if (known !== undefined) return known
    const rule = this.#newRule(given[0]!)
    this.#rules.set(key, rule)
    for (const flat of flatten(this, given)) this.#addFlat(rule, flat)
    return rule
  }

  #newRule({ path }: Pick<SchemaNode, 'path'>, isNesting = false): Rule {
    if (this.#builder.ruleCount < RULES_MAX) return this.#builder.newRule(isNesting)
    throw unsupportedSchema('the schema', path, `it needs more than ${RULES_MAX} rules`)
  }

  #addFlat(rule: Rule, flat: FlatSchema): void {
    if (flat.values !== null) {
      const fitting = flat.values.filter((value) => valueFits(value, flat))
      const texts = fitting.map((value) => JSON.stringify(value))
      this.#addTerminal(rule, flat, 'enum', literals(this.#vocabulary, texts))
      return
    }
    for (const type of flat.types) this.#addType(rule, flat, type)
  }

  #addType(rule: Rule, flat: FlatSchema, type: TypeName): void {
    switch (type) {
      case 'object':
        this.#builder.add(rule, this.#objectRule(flat))
        return
      case 'array':
        this.#builder.add(rule, this.#arrayRule(flat))
        return
      case 'string':
        this.#addTerminal(rule, flat, 'pattern', this.#string(flat))
        return
      case 'number':
      case 'integer':
        this.#addTerminal(rule, flat, 'minimum', this.#number(flat, type))
        return
      case 'boolean':
        this.#addTerminal(rule, flat, 'type', literals(this.#vocabulary, ['true', 'false']))
        return
      case 'null':
        this.#addTerminal(rule, flat, 'type', literals(this.#vocabulary, ['null']))
        return
      default:
        throw unsupportedSchema('type', flat.path, type satisfies never)
    }
  }

  /** Nothing is added where no text fits; whoever needs the rule then has no end either. */
  #addTerminal(rule: Rule, { path }: FlatSchema, keyword: string, terminal: TerminalOutcome): void {
    if (terminal === 'too-large') throw unsupportedSchema(keyword, path, 'it needs too many states')
    if (terminal !== 'empty') this.#builder.add(rule, terminal)
  }

  #string(flat: FlatSchema): TerminalOutcome {
    const { patterns, patternTexts, lengthMin, lengthMax } = flat
    if (lengthMax !== null && lengthMax < lengthMin) return 'empty'
    if (patterns.length === 0) return this.#vocabulary.string({ min: lengthMin, max: lengthMax })
    const key = JSON.stringify([patternTexts, lengthMin, lengthMax])
    return this.#vocabulary.terminal(`strings ${key}`, () => this.#patterned(flat))
  }

  /** Strings of a pattern, of a length, or out of a list, between their quotes. */
  #patterned({ values, patterns, lengthMin, lengthMax }: FlatSchema): AutomatonOutcome {
    const all = [...patterns, repeat(anyChar, lengthMin, lengthMax)]
    const texts = (values ?? []).filter((value) => typeof value === 'string')
    if (values !== null) all.push(choice(...texts.map(literal)))
    return all
      .map((pattern) => this.#vocabulary.compile(quoted(asJsonText(pattern))))
      .reduce((a, b) => combineOutcomes(a, b, 'and'))
  }

  #number(flat: FlatSchema, type: 'number' | 'integer'): TerminalOutcome {
    const { min, max, isMinExcluded, isMaxExcluded, path } = flat
    const bounds = { min, max, isMinExcluded, isMaxExcluded }
    const key = `${type} ${JSON.stringify(bounds)}`
    const pattern = type === 'integer' ? integerPattern(bounds) : numberPattern(bounds)
    if (pattern !== null) return patternTerminal(this.#vocabulary, key, pattern)
    const says = 'its digits are too many to be counted'
    refuseKeyword(this.reading, { keyword: 'minimum', path, says })
    return patternTerminal(this.#vocabulary, 'number', anyNumber)
  }

  #key(name: string): TerminalOutcome {
    return literals(this.#vocabulary, [JSON.stringify(name)])
  }

  /** Keys beside the declared ones; of several forms that names may have, the first. */
  #otherKey({ properties, names }: FlatSchema): TerminalOutcome {
    const declared = [...properties.keys()].sort()
    const isAny = declared.length === 0 && names.length === 0
    if (isAny) return this.#vocabulary.string({ min: 0, max: null })
    const form =
      names.length === 0 ? null : flatten(this, names).find((one) => one.types.has('string'))
    if (form === undefined) return 'empty'
    const key = form && [form.values, form.patternTexts, form.lengthMin, form.lengthMax]
    return this.#vocabulary.terminal(`keys ${JSON.stringify([declared, key])}`, () => {
      const plain = this.#vocabulary.compile(quoted(repeat(plainKeyChar, 0, null)))
      const wanted = form === null ? plain : combineOutcomes(plain, this.#patterned(form), 'and')
      const taken = choice(...declared.map((name) => literal(JSON.stringify(name))))
      return combineOutcomes(wanted, this.#vocabulary.compile(taken), 'and-not')
    })
  }

  #objectRule(flat: FlatSchema): Rule {
    const object = this.#newRule(flat, true)
    const names = [...flat.properties.keys()]
    if (names.length > PROPERTIES_MAX) {
      const says = `it has ${names.length} of them; ${PROPERTIES_MAX} can be`
      throw unsupportedSchema('properties', flat.path, says)
    }
    const firsts = names.map(() => this.#newRule(flat))
    const rests = names.map(() => this.#newRule(flat))
    firsts.push(this.#newRule(flat))
    rests.push(this.#newRule(flat))
    this.#builder.add(object, punctuation(this.#vocabulary, 'openObject'), firsts[0]!)
    for (const [index, name] of names.entries()) {
      const key = this.#key(name)
      const value = this.#ruleOf(flat.properties.get(name)!)
      const [first, rest, next] = [firsts[index]!, rests[index]!, rests[index + 1]!]
      if (typeof key !== 'string') {
        const pair = [key, punctuation(this.#vocabulary, 'colon'), value, next]
        this.#builder.add(first, ...pair)
        this.#builder.add(rest, punctuation(this.#vocabulary, 'comma'), ...pair)
      }
      if (flat.required.has(name)) continue
      this.#builder.add(first, firsts[index + 1]!)
      this.#builder.add(rest, next)
    }
    this.#addOthers(flat, firsts.at(-1)!, rests.at(-1)!)
    return object
  }

  /** What follows the declared properties. */
  #addOthers(flat: FlatSchema, first: Rule, rest: Rule): void {
    this.#builder.add(first, punctuation(this.#vocabulary, 'closeObject'))
    this.#builder.add(rest, punctuation(this.#vocabulary, 'closeObject'))
    if (flat.additional === null) return
    const key = this.#otherKey(flat)
    if (key === 'too-large') {
      throw unsupportedSchema('additionalProperties', flat.path, 'its keys need too many states')
    }
    if (key === 'empty') return
    const pair = [key, punctuation(this.#vocabulary, 'colon'), this.#ruleOf(flat.additional), rest]
    this.#builder.add(first, ...pair)
    this.#builder.add(rest, punctuation(this.#vocabulary, 'comma'), ...pair)
  }

  #arrayRule(flat: FlatSchema): Rule {
    const { prefix, rest, itemsMin, itemsMax, path } = flat
    const array = this.#newRule(flat, true)
    const last = Math.min(
      itemsMax ?? Number.POSITIVE_INFINITY,
      rest === null ? prefix.length : Number.POSITIVE_INFINITY,
    )
    // From here on every place is like the one before, unless there is a last one.
    const same = Math.max(prefix.length, itemsMin, 1)
    const placeCount = Number.isFinite(last) ? last : same
    if (placeCount > RULES_MAX) {
      throw unsupportedSchema('maxItems', path, `lists of ${placeCount} items need too many rules`)
    }
    const places = Array.from({ length: placeCount + 1 }, () => this.#newRule(flat))
    this.#builder.add(array, punctuation(this.#vocabulary, 'openArray'), places[0]!)
    for (const [index, place] of places.entries()) {
      if (index >= itemsMin) this.#builder.add(place, punctuation(this.#vocabulary, 'closeArray'))
      const isEnd = index === placeCount
      if (isEnd && Number.isFinite(last)) continue
      const nodes = prefix[index] ?? rest!
      const next = isEnd ? place : places[index + 1]!
      const comma = index === 0 ? [] : [punctuation(this.#vocabulary, 'comma')]
      this.#builder.add(place, ...comma, this.#ruleOf(nodes), next)
    }
    return array
  }
}
