/**
 * LoCoMo as a recall corpus: the `locomo` bench's own loader, rows and dates. A turn is the unit; categories 1-4 are fitted.
 *
 * Looks where the name hints and in the folder itself, like the other corpora.
 */

import { LociError } from '../../errors.ts'
import type { Disk } from '../../host/disk.ts'
import {
  categoryNames,
  type LocomoConversation,
  type LocomoData,
  loadLocomo,
} from '../locomo/load-locomo.ts'
import { askedAtMs, rowsOf } from '../locomo/locomo-rows.ts'
import { likelyFolders } from './corpus-files.ts'
import type { CorpusConversation, RecallCorpus } from './recall-corpus.ts'

const ADVERSARIAL = 5

function conversationOf(conversation: LocomoConversation): CorpusConversation {
  const questions = conversation.questions.map(({ question, category, evidence }) => ({
    question,
    evidence,
    category: categoryNames[category] ?? `category ${category}`,
    isFitted: category !== ADVERSARIAL,
  }))
  const rows = rowsOf(conversation)
  return { id: conversation.id, rows, askedAtMs: askedAtMs(conversation), questions }
}

export function locomoCorpus(
  conversations: readonly LocomoConversation[],
  sha256: string | null,
): RecallCorpus {
  const questions = conversations.reduce((sum, one) => sum + one.skippedCount, 0)
  return {
    name: 'locomo',
    conversations: conversations.map(conversationOf),
    sha256,
    skipped: { questions, evidence: 0, files: 0 },
  }
}

/** Null when the folder holds none. */
export async function loadLocomoCorpus(disk: Disk, folder: string): Promise<RecallCorpus | null> {
  for (const place of await likelyFolders(disk, folder, /locomo/i)) {
    const data = await tryLoad(disk, place)
    if (data !== null) return locomoCorpus(data.conversations, data.sha256)
  }
  return null
}

async function tryLoad(disk: Disk, folder: string): Promise<LocomoData | null> {
  try {
    return await loadLocomo(disk, folder)
  } catch (error) {
    if (LociError.is(error, 'BENCH_DATA_MISSING')) return null
    throw error
  }
}
