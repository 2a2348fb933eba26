/** A bar on standard error for whoever sits at a terminal: it begins with what is first told, and clears itself. */

import { SingleBar } from 'cli-progress'

export interface ProgressBar {
  /** `words` are what the format names beside cli-progress's own. */
  tell(done: number, total: number, words?: Readonly<Record<string, string>>): void
  close(): void
}

export function openProgressBar(format: string): ProgressBar {
  const bar = new SingleBar({
    format,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  })
  let isStarted = false
  return {
    tell(done, total, words = {}) {
      if (!isStarted) bar.start(total, done, words)
      isStarted = true
      bar.setTotal(total)
      bar.update(Math.min(done, total), words)
    },
    close: () => bar.stop(),
  }
}
