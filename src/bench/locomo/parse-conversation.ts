/** One LoCoMo object to a conversation with resolved dates and evidence; null when it is something else. */

import type {
  LocomoConversation,
  LocomoObservation,
  LocomoQuestion,
  LocomoSession,
  LocomoTurn,
} from './load-locomo.ts'

type Json = Readonly<Record<string, unknown>>

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const sessionDate =
  /(\d{1,2}):(\d{2})\s*(am|pm)?\s*(?:on\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*,?\s+(\d{4})/i
const DAY_MS = 86_400_000

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** `1:56 pm on 8 May, 2023` as UTC; NaN when it reads otherwise. */
export function parseSessionDate(text: string): number {
  const found = sessionDate.exec(text)
  if (found === null) return Date.parse(text)
  const [, hour, minute, half, day, month, year] = found
  const at = Number(hour) % (half === undefined ? 24 : 12)
  const isAfternoon = half?.toLowerCase() === 'pm'
  const monthIndex = months.indexOf(month!.toLowerCase())
  return Date.UTC(
    Number(year),
    monthIndex,
    Number(day),
    at + (isAfternoon ? 12 : 0),
    Number(minute),
  )
}

/** Ids in one evidence string: `D:11:26` is D11:26, `D30:05` is D30:5, several may share a string. */
export function normaliseEvidence(text: string): string[] {
  return text.split(/[;,\s]+/).flatMap((part) => {
    const found = /^D:?0*(\d+):0*(\d+)$/i.exec(part)
    return found === null ? [] : [`D${found[1]}:${found[2]}`]
  })
}

function parseTurn(value: unknown): LocomoTurn[] {
  if (!isObject(value)) return []
  const dialogId = textOf(value.dia_id)
  const speaker = textOf(value.speaker)
  const caption = textOf(value.blip_caption)
  const text = typeof value.text === 'string' ? value.text : ''
  if (dialogId === null || speaker === null || (text.trim() === '' && caption === null)) return []
  return [{ dialogId: normaliseEvidence(dialogId)[0] ?? dialogId, speaker, text, caption }]
}

function parseSessions(conversation: Json): LocomoSession[] {
  const numbers = Object.keys(conversation)
    .flatMap((key) => /^session_(\d+)$/.exec(key)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
  let lastMs = 0
  return numbers.flatMap((number) => {
    const turns = conversation[`session_${number}`]
    if (!Array.isArray(turns)) return []
    const dated = parseSessionDate(String(conversation[`session_${number}_date_time`] ?? ''))
    const atMs = Number.isFinite(dated) ? dated : lastMs + DAY_MS
    lastMs = atMs
    return [{ name: `session_${number}`, atMs, turns: turns.flatMap(parseTurn) }]
  })
}

function parseQuestion(value: unknown, known: ReadonlySet<string>): LocomoQuestion | null {
  if (!isObject(value)) return null
  const question = textOf(value.question)
  const category = Number(value.category)
  if (question === null || !Number.isInteger(category)) return null
  const listed: unknown[] = Array.isArray(value.evidence) ? value.evidence : [value.evidence]
  const ids = listed.flatMap((one) => (typeof one === 'string' ? normaliseEvidence(one) : []))
  return { question, category, evidence: [...new Set(ids)].filter((id) => known.has(id)) }
}

/** `[text, "D1:3"]`, `[text, ["D1:3", "D1:5"]]` and what comes malformed; without a turn that exists it is left out. */
function parseObservation(
  speaker: string,
  value: unknown,
  known: ReadonlySet<string>,
): LocomoObservation[] {
  if (!Array.isArray(value)) return []
  const text = textOf(value[0])
  const named: unknown[] = value.slice(1).flat(2)
  const ids = named.flatMap((one) => (typeof one === 'string' ? normaliseEvidence(one) : []))
  const evidence = [...new Set(ids)].filter((id) => known.has(id))
  return text === null || evidence.length === 0 ? [] : [{ speaker, text, evidence }]
}

function parseObservations(value: unknown, known: ReadonlySet<string>): LocomoObservation[] {
  if (!isObject(value)) return []
  const sessions = Object.entries(value)
    .map(([key, said]) => ({ number: Number(/\d+/.exec(key)?.[0] ?? 0), said }))
    .sort((a, b) => a.number - b.number)
  return sessions.flatMap(({ said }) =>
    Object.entries(isObject(said) ? said : {}).flatMap(([speaker, list]) =>
      Array.isArray(list) ? list.flatMap((one) => parseObservation(speaker, one, known)) : [],
    ),
  )
}

/** Null when `value` has not the shape of a LoCoMo conversation. */
export function parseConversation(value: unknown, fallbackId: string): LocomoConversation | null {
  if (!isObject(value) || !isObject(value.conversation) || !Array.isArray(value.qa)) return null
  const sessions = parseSessions(value.conversation)
  if (sessions.length === 0) return null
  const known = new Set(sessions.flatMap(({ turns }) => turns.map((turn) => turn.dialogId)))
  const all = value.qa.flatMap((one) => parseQuestion(one, known) ?? [])
  const questions = all.filter((one) => one.evidence.length > 0)
  const id = textOf(value.sample_id) ?? fallbackId
  const observations = parseObservations(value.observation, known)
  return { id, sessions, questions, observations, skippedCount: all.length - questions.length }
}
