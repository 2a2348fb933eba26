/**
 * Special entries known by their text, where model files say too little: what ends a generation, what is control, what is text.
 *
 * The names are those that llama.cpp (src/llama-vocab.cpp, 2026) goes by, so that a file stops and shows the same here as there. An
 * entry that ends a generation is control whatever type the file gives it; thinking and tool marks are shown, not hidden.
 */

import { CONTROL, NORMAL, USER_DEFINED } from './entry-flags.ts'

const endNames: ReadonlySet<string> = new Set([
  '<|eot_id|>',
  '<|im_end|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|flush|>',
  '<|calls|>',
  '<end_of_turn>',
  '<|endoftext|>',
  '</s>',
  '<|eom_id|>',
  '<EOT>',
  '_<EOT>',
  '[EOT]',
  '[EOS]',
  '<|end_of_text|>',
  '<end_of_utterance>',
  '<turn|>',
  '<｜end▁of▁sentence｜>',
  // Padding, repository and file marks of models that fill in the middle.
  '<|fim_pad|>',
  '<fim-pad>',
  '<fim_pad>',
  '<|fim_repo|>',
  '<|repo_name|>',
  '<fim-repo>',
  '<REPO>',
  '<reponame>',
  '<|file_sep|>',
])

const controlNames: ReadonlySet<string> = new Set([
  '<|fim_prefix|>',
  '<fim-prefix>',
  '<fim_prefix>',
  '<｜fim▁begin｜>',
  '<PRE>',
  '▁<PRE>',
  '<|fim_suffix|>',
  '<fim-suffix>',
  '<fim_suffix>',
  '<｜fim▁hole｜>',
  '<SUF>',
  '▁<SUF>',
  '<|fim_middle|>',
  '<fim-middle>',
  '<fim_middle>',
  '<｜fim▁end｜>',
  '<MID>',
  '▁<MID>',
])

const shownNames: ReadonlySet<string> = new Set([
  '<|channel|>',
  '<|message|>',
  '<|start|>',
  '<|constrain|>',
  '[THINK]',
  '[/THINK]',
  '<think>',
  '</think>',
  '[CALL_ID]',
  '[TOOL_CONTENT]',
  '[TOOL_CALLS]',
  '[ARGS]',
])

/** Alters `flags` by the names above. */
export function refineFlags(pieces: readonly string[], flags: Uint8Array): void {
  for (const [id, piece] of pieces.entries()) {
    if (endNames.has(piece) || controlNames.has(piece)) flags[id]! |= CONTROL
    if (shownNames.has(piece)) flags[id] = USER_DEFINED
    // Runs of spaces that a file calls user-defined, spelt as merging spells them: found by merging, never in a text.
    if (flags[id] === USER_DEFINED && /^▁+$/.test(piece)) flags[id] = NORMAL
  }
}

/** `named` are ids that the file names. Where answers end in a return or a call, `<|end|>` only parts their sections. */
export function endOfGenerationIds(
  pieces: readonly string[],
  flags: Uint8Array,
  named: readonly (number | null)[],
): ReadonlySet<number> {
  const byName = new Map<string, number>()
  for (const [id, piece] of pieces.entries()) if (endNames.has(piece)) byName.set(piece, id)
  const ends = new Set([...named.filter((id) => id !== null), ...byName.values()])
  const hasCall = byName.has('<|call|>') || byName.has('<|calls|>')
  const section = byName.get('<|end|>')
  if (section !== undefined && hasCall && (byName.has('<|return|>') || byName.has('<|flush|>'))) {
    ends.delete(section)
    flags[section] = USER_DEFINED
  }
  return ends
}
