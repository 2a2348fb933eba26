/** Words of JSON as terminals, with the white space that may stand at them; shared by the grammars of a vocabulary. */

import { type CharPattern, choice, literal, repeat, sequence, whiteSpace } from './char-pattern.ts'
import type { ConstraintVocabulary, TerminalOutcome } from './constraint-vocabulary.ts'
import { unsupportedSchema } from './schema-node.ts'
import type { Terminal } from './terminal.ts'

const patterns = {
  openObject: sequence(literal('{'), whiteSpace),
  closeObject: sequence(whiteSpace, literal('}')),
  openArray: sequence(literal('['), whiteSpace),
  closeArray: sequence(whiteSpace, literal(']')),
  comma: sequence(whiteSpace, literal(','), whiteSpace),
  colon: sequence(literal(':'), repeat(literal(' '), 0, 1)),
} as const

export function patternTerminal(
  vocabulary: ConstraintVocabulary,
  key: string,
  pattern: CharPattern,
): TerminalOutcome {
  return vocabulary.terminal(key, () => vocabulary.compile(pattern))
}

/** A terminal that every vocabulary for JSON has. */
export function demandTerminal(outcome: TerminalOutcome): Terminal {
  if (typeof outcome !== 'string') return outcome
  throw unsupportedSchema('the schema', '#', 'the vocabulary cannot write it')
}

export function punctuation(
  vocabulary: ConstraintVocabulary,
  name: keyof typeof patterns,
): Terminal {
  return demandTerminal(patternTerminal(vocabulary, name, patterns[name]))
}

/** One of the texts. */
export function literals(
  vocabulary: ConstraintVocabulary,
  texts: readonly string[],
): TerminalOutcome {
  const key = `literals ${JSON.stringify(texts)}`
  return patternTerminal(vocabulary, key, choice(...texts.map(literal)))
}
