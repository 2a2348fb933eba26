/**
 * LoCoMo conversations from a folder, recognised by content: any `.json` or `.json.gz` that holds one, or a list of them.
 *
 * Evidence ids come as people typed them ("D8:6; D9:17", "D:11:26", "D30:05"): split, normalised, and dropped when no turn has them.
 * The generator's `query` field and all summaries are never read; the published observations only by the `formation` bench. Neither names nor counts of files matter.
 */

import { LociError } from '../../errors.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Disk } from '../../host/disk.ts'
import { parseConversation } from './parse-conversation.ts'

export interface LocomoTurn {
  /** `D3:12`: session 3, turn 12. */
  readonly dialogId: string
  readonly speaker: string
  readonly text: string
  readonly caption: string | null
}

export interface LocomoSession {
  /** `session_3`. */
  readonly name: string
  readonly atMs: number
  readonly turns: readonly LocomoTurn[]
}

export interface LocomoQuestion {
  readonly question: string
  /** 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop, 5 adversarial. */
  readonly category: number
  /** Dialog ids that exist in the conversation, each once. */
  readonly evidence: readonly string[]
}

/** What a model wrote down of a session, and the turns that it names for it. */
export interface LocomoObservation {
  readonly speaker: string
  readonly text: string
  /** Dialog ids that exist in the conversation, each once; at least one. */
  readonly evidence: readonly string[]
}

export interface LocomoConversation {
  readonly id: string
  readonly sessions: readonly LocomoSession[]
  readonly questions: readonly LocomoQuestion[]
  /** In the order of sessions; empty where none were published. */
  readonly observations: readonly LocomoObservation[]
  /** Questions left out because none of their evidence ids resolves. */
  readonly skippedCount: number
}

export interface LocomoData {
  readonly conversations: readonly LocomoConversation[]
  readonly sha256: string
}

export const categoryNames: Readonly<Record<number, string>> = {
  1: 'multi-hop',
  2: 'temporal',
  3: 'open-domain',
  4: 'single-hop',
  5: 'adversarial',
}

/** Throws BENCH_DATA_MISSING when the folder holds no LoCoMo conversation. */
export async function loadLocomo(disk: Disk, folder: string): Promise<LocomoData> {
  const here = await readFolder(disk, folder)
  if (here !== null) return here
  const below = (await disk.exists(`${folder}/locomo`))
    ? await readFolder(disk, `${folder}/locomo`)
    : null
  if (below !== null) return below
  throw new LociError('BENCH_DATA_MISSING', `no LoCoMo conversation in ${folder}`)
}

async function readFolder(disk: Disk, folder: string): Promise<LocomoData | null> {
  if (!(await disk.exists(folder))) {
    throw new LociError('BENCH_DATA_MISSING', `there is no folder ${folder}`)
  }
  const names = (await disk.list(folder)).filter((name) => /\.json(?:\.gz)?$/.test(name))
  const byId = new Map<string, LocomoConversation>()
  const digests: string[] = []
  for (const name of names) {
    const text = await disk.readText(`${folder}/${name}`)
    const found = conversationsIn(text, name)
    if (found.length > 0) digests.push(sha256Hex(text))
    // The same conversation in two files (the whole set beside its parts) counts once.
    for (const conversation of found) byId.set(conversation.id, conversation)
  }
  if (byId.size === 0) return null
  const conversations = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return { conversations, sha256: sha256Hex(digests.sort().join('\n')) }
}

function conversationsIn(text: string, name: string): LocomoConversation[] {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    // Not JSON although named so: it cannot be a conversation, and other files may be.
    return []
  }
  const candidates: unknown[] = Array.isArray(content) ? content : [content]
  return candidates.flatMap((candidate, index) => {
    const conversation = parseConversation(candidate, `${name}#${index}`)
    return conversation === null ? [] : [conversation]
  })
}
