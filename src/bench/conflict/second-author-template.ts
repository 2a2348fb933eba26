/**
 * The templates of the second author: statements written before the decision code was read, by another hand than its lexicon's.
 *
 * A template says one relation in several wordings; `law` says what another value of it is: `fixed` never changes (another value
 * contradicts), `changing` has one value at a time (another is a contradiction at the same time, a temporal change later), `many` has
 * several side by side. Every second template is held out: only its aggregate figures are ever looked at.
 * `{S}` is the subject, `{P}` its possessive, `{V}` the value; `mine` are the wordings of the user's own first person.
 */

export interface SecondTemplate {
  readonly name: string
  readonly domain: string
  readonly law: 'fixed' | 'changing' | 'many'
  /** Who or what it is told of; people (the user among them) where absent. */
  readonly of?: readonly string[]
  readonly says: readonly string[]
  readonly mine?: readonly string[]
  /** Each value with its spellings. */
  readonly values: readonly (string | readonly string[])[]
  /** Statements that tell the same and more. */
  readonly finer?: readonly string[]
  /** [general, specific] values. */
  readonly kinds?: readonly (readonly [string, string])[]
  /** Statements that the same value is not so, at the same time. */
  readonly denies?: readonly string[]
  /** Statements that the value became this one. */
  readonly changes?: readonly string[]
  /** Statements that the same value is over. */
  readonly ends?: readonly string[]
  /** Statements that share words and are about something else. */
  readonly beside: readonly string[]
}
