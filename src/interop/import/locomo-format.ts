/**
 * LoCoMo: long two-person chats as sessions `session_1`, `session_1_date_time`, ..., one conversation a value.
 *
 * What a picture shows comes in as the turn's caption; `dia_id` and picture addresses are kept beside the turn. The field
 * `query` (the search phrase that the data's makers found the picture with) is never read: no user said it. Questions,
 * summaries and event lists are not memories and stay out. Turns of one session are told one second apart, in their order.
 */

import {
  type ImportFormat,
  type ImportStep,
  isBroken,
  type ParsedElement,
  refuse,
} from './import-format.ts'
import { parseImportTime } from './import-time.ts'
import { asList, asObject, asText, type JsonObject, type JsonValue } from './json-value.ts'
import { pathText } from './parse-element.ts'

const sessionName = /^session_(\d+)$/
const TURN_GAP_MS = 1000

interface Session {
  readonly name: string
  readonly label: string
  readonly startMs: number | undefined
  readonly turns: readonly JsonValue[]
}

function conversationOf(value: JsonValue): { conversation: JsonObject; path: string[] } | null {
  const whole = asObject(value)
  if (whole === undefined) return null
  const inner = asObject(whole.conversation)
  if (inner !== undefined) return { conversation: inner, path: ['conversation'] }
  return Object.keys(whole).some((key) => sessionName.test(key))
    ? { conversation: whole, path: [] }
    : null
}

/** Sessions in number order, those with a date and no turns left out. */
function sessionsOf(conversation: JsonObject): Session[] {
  return Object.keys(conversation)
    .filter((key) => sessionName.test(key) && asList(conversation[key]) !== undefined)
    .sort((a, b) => Number(sessionName.exec(a)![1]) - Number(sessionName.exec(b)![1]))
    .map((name) => ({
      name,
      label: conversationName(conversation) + name,
      startMs: parseImportTime(conversation[`${name}_date_time`]),
      turns: asList(conversation[name])!,
    }))
}

/** Sessions of different conversations must not share a name. The sample's id stands last in the file: a cut one lacks it. */
function conversationName({ speaker_a, speaker_b }: JsonObject): string {
  const names = [asText(speaker_a), asText(speaker_b)].filter((name) => name !== undefined)
  return names.length === 0 ? '' : `${names.join(' & ')}, `
}

function turnStep(session: Session, index: number, sampleId: string | undefined, at: string) {
  const place = { at, line: 1 }
  const turn = asObject(session.turns[index])
  const caption = asText(turn?.blip_caption)
  const text = asText(turn?.text) ?? (caption === undefined ? undefined : '')
  const speaker = asText(turn?.speaker)
  if (turn === undefined || text === undefined) {
    return refuse(
      place,
      'INPUT_INVALID',
      'a turn without text',
      'A LoCoMo turn has speaker and text.',
    )
  }
  const diaId = asText(turn.dia_id)
  return {
    ...place,
    type: 'record',
    scope: sampleId === undefined ? {} : { user: sampleId },
    group: session.label,
    position: String(index),
    content: {
      kind: 'turn',
      turn: {
        text,
        role: 'user',
        speaker,
        caption,
        at: session.startMs === undefined ? undefined : session.startMs + index * TURN_GAP_MS,
        session: session.label,
        metadata: diaId === undefined ? undefined : { dia_id: diaId },
        extra: {
          ...(diaId === undefined ? {} : { dia_id: diaId }),
          ...(turn.img_url === undefined ? {} : { img_url: turn.img_url }),
        },
      },
    },
  } as const satisfies ImportStep
}

export const locomoFormat: ImportFormat = {
  name: 'locomo',
  summary: 'LoCoMo conversations: sessions with dates, speakers and captions (one, or a list)',
  readsBrokenValues: true,
  recognises(value) {
    const found = conversationOf(value)
    return found !== null && sessionsOf(found.conversation).length > 0
  },
  *read(element: ParsedElement): Iterable<ImportStep> {
    const found = conversationOf(element.value)
    if (found === null) {
      yield refuse(element, 'INPUT_INVALID', 'no conversation with sessions in it')
      return
    }
    const sampleId = asText(asObject(element.value)?.sample_id)
    for (const session of sessionsOf(found.conversation)) {
      for (let index = 0; index < session.turns.length; index += 1) {
        const path = [...found.path, session.name, index]
        if (isBroken(element, path)) return
        const step = turnStep(session, index, sampleId, pathText(element.at, path))
        yield { ...step, line: element.line }
      }
    }
  },
}
