/**
 * BEAM as a recall corpus: chats of a user with an assistant, and probing questions that name the messages that they rest on.
 *
 * A message is the unit, its row is `role/id`; a batch is a session. A chat goes with the questions of its own folder or of folders
 * below it, or of the same object. Files are known by content: messages with role and content, questions by ability.
 * Departures from the set: questions without resolvable `source_chat_ids` (all of abstention) are left out and counted.
 */

import type { Disk } from '../../host/disk.ts'
import { beamQuestionsIn, type SourcedQuestion } from './beam-questions.ts'
import { type BeamBatch, beamBatchesIn, beamRows } from './beam-rows.ts'
import {
  type CorpusFile,
  digestOf,
  filesBelow,
  isFields,
  likelyFolders,
  objectsIn,
  type Unread,
} from './corpus-files.ts'
import { parseLiteral } from './parse-literal.ts'
import type { CorpusConversation, CorpusQuestion, RecallCorpus } from './recall-corpus.ts'

const DAY_MS = 86_400_000

interface FoundChat {
  readonly file: CorpusFile
  readonly batches: readonly BeamBatch[]
  readonly questions: SourcedQuestion[]
  readonly files: CorpusFile[]
}

interface FoundQuestions {
  readonly file: CorpusFile
  readonly questions: readonly SourcedQuestion[]
}

/** Null when the folder holds none. */
export async function loadBeamCorpus(disk: Disk, folder: string): Promise<RecallCorpus | null> {
  for (const place of await likelyFolders(disk, folder, /beam/i)) {
    const unread: Unread = { count: 0 }
    const chats = await findChats(disk, place, unread)
    if (chats.length > 0) return corpusOf(chats, { place, unreadCount: unread.count })
  }
  return null
}

/** Chats that have questions. */
async function findChats(disk: Disk, place: string, unread: Unread): Promise<FoundChat[]> {
  const chats: FoundChat[] = []
  const asked: FoundQuestions[] = []
  for await (const file of filesBelow(disk, place, unread)) {
    const whole = wholeRows(file)
    for (const { batches, questions } of whole)
      chats.push({ file, batches, questions, files: [file] })
    if (whole.length > 0) continue
    const questions = beamQuestionsIn(file.content)
    if (questions.length > 0) asked.push({ file, questions })
    const batches = questions.length > 0 ? [] : beamBatchesIn(file.content)
    if (batches.length > 0) chats.push({ file, batches, questions: [], files: [file] })
  }
  for (const { file, questions } of asked) {
    const chat = nearestChat(chats, file.folder)
    chat?.questions.push(...questions)
    chat?.files.push(file)
  }
  return chats.filter(({ questions }) => questions.length > 0)
}

/** Objects that hold a chat and its questions together, the questions perhaps as text. */
function wholeRows({
  content,
}: CorpusFile): { batches: BeamBatch[]; questions: SourcedQuestion[] }[] {
  return objectsIn(content).flatMap((row) => {
    const { chat, probing_questions: asked } = row
    if (chat === undefined || asked === undefined) return []
    const batches = beamBatchesIn(typeof chat === 'string' ? parseLiteral(chat) : chat)
    const questions = beamQuestionsIn(typeof asked === 'string' ? parseLiteral(asked) : asked)
    return batches.length === 0 || questions.length === 0 ? [] : [{ batches, questions }]
  })
}

/** The chat whose folder is the closest one above `folder`, itself included. */
function nearestChat(chats: readonly FoundChat[], folder: string): FoundChat | undefined {
  let best: FoundChat | undefined
  for (const chat of chats) {
    const above = chat.file.folder
    if (folder !== above && !folder.startsWith(`${above}/`)) continue
    if (best === undefined || above.length > best.file.folder.length) best = chat
  }
  return best
}

function corpusOf(
  chats: readonly FoundChat[],
  { place, unreadCount }: { readonly place: string; readonly unreadCount: number },
): RecallCorpus {
  const skipped = { questions: 0, evidence: 0, files: unreadCount }
  const conversations = chats.map((chat, number): CorpusConversation => {
    const { rows, rowsOfId } = beamRows(chat.batches)
    const questions: CorpusQuestion[] = []
    for (const { question, category, sourceIds } of chat.questions) {
      const found = new Set(sourceIds.flatMap((id) => rowsOfId.get(id) ?? []))
      if (found.size === 0) {
        skipped.questions += 1
        continue
      }
      skipped.evidence += sourceIds.filter((id) => !rowsOfId.has(id)).length
      questions.push({ question, category, evidence: [...found], isFitted: true })
    }
    const id = idOf(chat, place, number)
    const askedAtMs = rows.reduce((latest, row) => Math.max(latest, row.saidAtMs), 0) + DAY_MS
    return { id, rows, askedAtMs, questions }
  })
  const kept = conversations.filter(({ questions }) => questions.length > 0)
  return {
    name: 'beam',
    conversations: kept,
    sha256: digestOf(chats.flatMap(({ files }) => files)),
    skipped,
  }
}

/** `100K/3`: the folder within the set, with a number where a file holds several chats. */
function idOf({ file }: FoundChat, place: string, number: number): string {
  const within = file.folder.slice(place.length + 1)
  const isRow =
    Array.isArray(file.content) && isFields(file.content[0]) && 'chat' in file.content[0]
  return within === '' || isRow ? `${within}#${number}` : within
}
