/**
 * MemBench as a recall corpus: each trajectory is a small scope with one question that names the steps that it rests on.
 *
 * A step is the unit: what the user said with the assistant's answer (first person), or one observed message (third person). The time
 * string is part of a step's text, because questions ask "around '2024-10-01 08:04'"; every method sees the same text. Never
 * fitted on. `target_step_id` is `[[mid, list], ...]`: `list` is the ordinal of the message list.
 */

import type { Disk } from '../../host/disk.ts'
import type { IndexRow } from '../../memory/scope-index.ts'
import type { CubeId } from '../../store/cube.ts'
import {
  type CorpusFile,
  digestOf,
  type Fields,
  filesBelow,
  isFields,
  likelyFolders,
  objectsIn,
  type Unread,
} from './corpus-files.ts'
import type { CorpusConversation, RecallCorpus } from './recall-corpus.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const timePattern = /(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})/

/** `'2024-10-01 08:04' Tuesday` as UTC; null when it reads otherwise. */
export function parseStepTime(value: unknown): number | null {
  const found = typeof value === 'string' ? timePattern.exec(value) : null
  if (found === null) return null
  const [year, month, day, hour, minute] = found.slice(1).map(Number)
  return Date.UTC(year!, month! - 1, day, hour, minute)
}

function textOf({ time, user, assistant, message }: Fields): string | null {
  const parts = [user, assistant, message].filter(
    (part): part is string => typeof part === 'string' && part.trim() !== '',
  )
  if (parts.length === 0) return null
  return [...(typeof time === 'string' ? [time] : []), ...parts].join('\n')
}

interface Steps {
  readonly rows: IndexRow[]
  readonly rowOf: ReadonlyMap<string, string>
}

/** Lists of messages, or one list that is not nested. */
function stepsIn(list: readonly unknown[]): Steps {
  const lists = list.every(Array.isArray) ? (list as unknown[][]) : [[...list]]
  const rows: IndexRow[] = []
  const rowOf = new Map<string, string>()
  let atMs = 0
  lists.forEach((steps, at) => {
    steps.forEach((step, index) => {
      const text = isFields(step) ? textOf(step) : null
      if (!isFields(step) || text === null) return
      const key = `${Number(step.mid ?? index)}/${at}`
      if (rowOf.has(key)) return
      rowOf.set(key, key)
      atMs = parseStepTime(step.time) ?? atMs + MINUTE_MS
      const row = { id: key as CubeId, text, caption: null, role: 'user', speaker: null }
      const session = `list-${at + 1}`
      rows.push({ ...row, session, saidAtMs: atMs, kind: 'turn', createdSeq: rows.length + 1 })
    })
  })
  return { rows, rowOf }
}

/** Step keys of `[[mid, list], ...]`, of `[mid, ...]` and of `mid`. */
function targetsIn(value: unknown): string[] {
  const targets: unknown[] = Array.isArray(value) ? value : [value]
  return targets.flatMap((target) => {
    const [mid, list]: unknown[] = Array.isArray(target) ? target : [target, 0]
    return mid === null || mid === undefined || mid === ''
      ? []
      : [`${Number(mid)}/${Number(list ?? 0)}`]
  })
}

interface Found {
  readonly conversation: CorpusConversation | null
  readonly missedEvidence: number
}

/** Undefined for anything that is no trajectory; no conversation when its evidence does not resolve. */
export function trajectoryIn(value: Fields, id: string): Found | undefined {
  const { message_list: list, QA: asked } = value
  if (!Array.isArray(list) || !isFields(asked) || typeof asked.question !== 'string') {
    return undefined
  }
  const { rows, rowOf } = stepsIn(list)
  const targets = targetsIn(asked.target_step_id)
  const evidence = [...new Set(targets.flatMap((key) => rowOf.get(key) ?? []))]
  if (evidence.length === 0) return { conversation: null, missedEvidence: 0 }
  const isFirst = list.flat().some((step) => isFields(step) && typeof step.user === 'string')
  const category = isFirst ? 'first person' : 'third person'
  const { question } = asked
  const lastMs = rows.reduce((latest, row) => Math.max(latest, row.saidAtMs), 0)
  const askedAtMs = parseStepTime(asked.time) ?? lastMs + DAY_MS
  const questions = [{ question, category, evidence, isFitted: true }]
  const missedEvidence = targets.filter((key) => !rowOf.has(key)).length
  return { conversation: { id, rows, askedAtMs, questions }, missedEvidence }
}

/** Null when the folder holds none. */
export async function loadMembenchCorpus(disk: Disk, folder: string): Promise<RecallCorpus | null> {
  for (const place of await likelyFolders(disk, folder, /mem-?bench/i)) {
    const unread: Unread = { count: 0 }
    const skipped = { questions: 0, evidence: 0 }
    const conversations: CorpusConversation[] = []
    const files: CorpusFile[] = []
    for await (const file of filesBelow(disk, place, unread)) {
      const name = file.path.slice(place.length + 1)
      const found = objectsIn(file.content).flatMap(
        (value, at) => trajectoryIn(value, `${name}#${at}`) ?? [],
      )
      if (found.length > 0) files.push(file)
      for (const { conversation, missedEvidence } of found) {
        skipped.evidence += missedEvidence
        if (conversation === null) skipped.questions += 1
        else conversations.push(conversation)
      }
    }
    if (conversations.length === 0) continue
    const all = { ...skipped, files: unread.count }
    return { name: 'membench', conversations, sha256: digestOf(files), skipped: all }
  }
  return null
}
