/**
 * The loop of `loci run` at a terminal: a line in, an answer out, and the few words that are commands.
 *
 * Ctrl-C stops an answer; at the prompt it ends the conversation. What goes wrong with one answer is told and does not end it.
 */

import { LociError } from '../../errors.ts'
import type { LineReader } from '../../host/terminal.ts'
import type { Output } from '../output.ts'
import type { AnswerEnd, AnswerSink, Conversation } from './conversation.ts'

const commandHelp = [
  '/reset          begin a new conversation',
  '/system [text]  begin a new one with these instructions, or with none',
  '/exit           end (Ctrl-D does too)',
  'Ctrl-C stops an answer.',
]

export interface Talk {
  readonly conversation: Conversation
  readonly lines: LineReader
  readonly output: Output
}

/** At a terminal a model must not move the cursor; in a file its answer is as it is. */
function shown(output: Output, text: string): string {
  return Number.isFinite(output.columns) ? text.replace(/[^\P{Cc}\n\t]/gu, '\ufffd') : text
}

export function sinkTo(output: Output): AnswerSink {
  const { style } = output
  return {
    async text(text) {
      await output.chunk(shown(output, text))
    },
    async reasoning(text) {
      await output.chunk(style.dim(shown(output, text)))
    },
    note: (note) => output.note(style.dim(note)),
  }
}

export function endLine({ reason, usage, timings }: AnswerEnd): string {
  const { promptTokens, cachedTokens, completionTokens } = usage
  const seconds = timings.decodeMs / 1_000
  const speed = seconds > 0 ? `, ${(completionTokens / seconds).toFixed(1)} tokens/s` : ''
  const cached = cachedTokens > 0 ? ` (${cachedTokens} cached)` : ''
  const cut = reason === 'length' ? ', cut off by the bound on tokens' : ''
  return `${promptTokens}${cached} + ${completionTokens} tokens${speed}${cut}`
}

/** What a word that begins with / does; null: it is no command. */
function obey({ conversation, output }: Talk, line: string): 'exit' | 'done' | null {
  const [, word, rest = ''] = /^\/(\w+)(?:\s+(.*))?$/.exec(line.trim()) ?? []
  switch (word) {
    case 'exit':
    case 'quit':
    case 'bye':
      return 'exit'
    case 'reset':
      conversation.reset()
      output.note('A new conversation.')
      return 'done'
    case 'system':
      conversation.instruct(rest === '' ? null : rest)
      output.note(rest === '' ? 'No instructions.' : 'New instructions, a new conversation.')
      return 'done'
    case 'help':
      for (const one of commandHelp) output.note(one)
      return 'done'
    default:
      return null
  }
}

export async function talk(talking: Talk): Promise<void> {
  const { conversation, lines, output } = talking
  let stop: AbortController | null = null
  lines.onInterrupt(() => {
    if (stop === null) lines.close()
    else stop.abort(new LociError('MODEL_UNAVAILABLE', 'the answer was stopped'))
  })
  for (;;) {
    const line = await lines.read('> ')
    if (line === null) break
    if (line.trim() === '') continue
    const obeyed = obey(talking, line)
    if (obeyed === 'exit') break
    if (obeyed === 'done') continue
    stop = new AbortController()
    try {
      const { end } = await conversation.ask(line, sinkTo(output), stop.signal)
      await output.chunk('\n')
      output.note(output.style.dim(end === null ? 'stopped' : endLine(end)))
    } catch (error) {
      const known = LociError.from(error)
      if (known.code === 'INTERNAL') throw error
      output.error(known)
      if (known.code === 'MODEL_CONTEXT_OVERFLOW') output.note('/reset begins anew.')
    } finally {
      stop = null
    }
  }
  lines.close()
}
