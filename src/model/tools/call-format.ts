/**
 * How a model writes calls of tools: what stands before, between and after them, and the names of a call's fields.
 *
 * Examples: `<tool_call>\n{"name": …, "arguments": …}\n</tool_call>`; `[TOOL_CALLS][{"name": …, "arguments": …, "id": …}]`; a bare
 * `{"name": …, "parameters": …}`. Read off the template itself (`probe-format.ts`) or, where it knows no tools, the plain form below with
 * instructions in words.
 */

import type { TemplateTool } from '../template/chat-template.ts'

export type CallField =
  | { readonly kind: 'name' | 'arguments' | 'id'; readonly key: string }
  /** The same in every call, as JSON. */
  | { readonly kind: 'fixed'; readonly key: string; readonly json: string }

export interface CallFormat {
  /** `generic`: the model was told the form in words. */
  readonly source: 'template' | 'generic'
  readonly opening: string
  /** Null: an answer has one call at most. */
  readonly separator: string | null
  readonly closing: string
  /** In the order in which they are written; a name and arguments are among them. */
  readonly fields: readonly CallField[]
}

export const genericFormat: CallFormat = {
  source: 'generic',
  opening: '',
  separator: '\n',
  closing: '',
  fields: [
    { kind: 'name', key: 'name' },
    { kind: 'arguments', key: 'arguments' },
  ],
}

export function keyOf({ fields }: CallFormat, kind: 'name' | 'arguments'): string {
  return fields.find((field) => field.kind === kind)!.key
}

/** What a model is told about tools where its template has no words for them. */
export function genericInstructions(tools: readonly TemplateTool[]): string {
  const lines = tools.map(({ function: tool }) => JSON.stringify(tool))
  return [
    'You can call these functions, given as JSON with the schema of their parameters:',
    ...lines,
    'To call one, answer with nothing but {"name": <its name>, "arguments": <an object with its parameters>}, one line for each call. Otherwise answer in plain words.',
  ].join('\n')
}
