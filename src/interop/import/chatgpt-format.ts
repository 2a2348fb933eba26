/**
 * ChatGPT's data export, `conversations.json`: a list of conversations, each a tree of messages.
 *
 * Read is the path from the root to `current_node`, i.e. the branch that the person last saw; edited-away branches stay out.
 * Left out as well, because nobody said it: hidden messages, custom instructions, reasoning and its recaps. The session is the
 * conversation's id, its title goes into the metadata. The file does not say whose it is: `--user` does.
 */

import {
  type ImportFormat,
  type ImportStep,
  isBroken,
  type ParsedElement,
  refuse,
} from './import-format.ts'
import { parseImportTime } from './import-time.ts'
import { asList, asObject, asText, type JsonObject, type JsonValue, pick } from './json-value.ts'
import { pathText } from './parse-element.ts'

const roles = { user: 'user', assistant: 'assistant', system: 'system', tool: 'tool' } as const
/** Content types that hold no words of the conversation. */
const unsaidTypes: ReadonlySet<string> = new Set([
  'thoughts',
  'reasoning_recap',
  'user_editable_context',
  'model_editable_context',
])
const partNames = ['text', 'result', 'content', 'transcript']

/** Node ids from the root to the current node; a damaged tree (loop, missing parent) ends the way up. */
function currentPath(mapping: JsonObject, currentNode: string | undefined): string[] {
  const path: string[] = []
  const seen = new Set<string>()
  let id = currentNode ?? lastLeaf(mapping)
  while (id !== undefined && !seen.has(id)) {
    const node = asObject(mapping[id])
    if (node === undefined) break
    seen.add(id)
    path.push(id)
    id = asText(node.parent)
  }
  return path.reverse()
}

/** The leaf written last, for exports without `current_node`. */
function lastLeaf(mapping: JsonObject): string | undefined {
  let best: string | undefined
  let bestTime = Number.NEGATIVE_INFINITY
  for (const [id, value] of Object.entries(mapping)) {
    const node = asObject(value)
    if (node === undefined || (asList(node.children) ?? []).length > 0) continue
    const time = parseImportTime(asObject(node.message)?.create_time) ?? 0
    if (time >= bestTime) {
      best = id
      bestTime = time
    }
  }
  return best
}

function partText(part: JsonValue): string {
  if (typeof part === 'string') return part
  const object = asObject(part)
  return object === undefined ? '' : (asText(pick(object, partNames)) ?? '')
}

/** The words of a message, whatever its content type; empty when it has none. */
function textOf(content: JsonObject): string {
  const parts = asList(content.parts)
  const text = parts === undefined ? partText(content) : parts.map(partText).join('\n')
  return text.trim()
}

function isUnsaid(message: JsonObject, content: JsonObject): boolean {
  const metadata = asObject(message.metadata)
  return (
    metadata?.is_visually_hidden_from_conversation === true ||
    unsaidTypes.has(asText(content.content_type) ?? '')
  )
}

function messageStep(
  message: JsonObject,
  conversation: { readonly id: string; readonly title: string | undefined },
  place: { readonly at: string; readonly line: number; readonly nodeId: string },
): ImportStep | null {
  const content = asObject(message.content)
  if (content === undefined || isUnsaid(message, content)) return null
  const text = textOf(content)
  if (text === '') return null
  const author = asText(asObject(message.author)?.role) ?? 'user'
  const role = Object.hasOwn(roles, author) ? roles[author as keyof typeof roles] : undefined
  if (role === undefined) {
    return refuse(place, 'INPUT_INVALID', `unknown author role ${JSON.stringify(author)}`)
  }
  return {
    type: 'record',
    at: place.at,
    line: place.line,
    scope: {},
    group: conversation.id,
    position: place.nodeId,
    content: {
      kind: 'turn',
      turn: {
        text,
        role,
        speaker: role === 'tool' ? asText(asObject(message.author)?.name) : undefined,
        at: parseImportTime(message.create_time),
        session: conversation.id,
        metadata: conversation.title === undefined ? undefined : { title: conversation.title },
        extra: {
          message_id: asText(message.id) ?? place.nodeId,
          content_type: asText(content.content_type) ?? 'text',
        },
      },
    },
  }
}

export const chatgptFormat: ImportFormat = {
  name: 'chatgpt',
  summary: "ChatGPT's data export (conversations.json): the branch last seen of each conversation",
  readsBrokenValues: true,
  recognises: (value) => asObject(asObject(value)?.mapping) !== undefined,
  *read(element: ParsedElement): Iterable<ImportStep> {
    const whole = asObject(element.value)
    const mapping = asObject(whole?.mapping)
    if (whole === undefined || mapping === undefined) {
      yield refuse(element, 'INPUT_INVALID', 'a conversation without its mapping of messages')
      return
    }
    const id = asText(pick(whole, ['conversation_id', 'id'])) ?? element.at
    const conversation = { id, title: asText(whole.title) }
    for (const nodeId of currentPath(mapping, asText(whole.current_node))) {
      const path = ['mapping', nodeId]
      if (isBroken(element, path)) continue
      const message = asObject(asObject(mapping[nodeId])?.message)
      const place = { at: pathText(element.at, path), line: element.line, nodeId }
      const step = message === undefined ? null : messageStep(message, conversation, place)
      if (step !== null) yield step
    }
  },
}
