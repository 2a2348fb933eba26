/** `loci pull`: a model file from an address into a folder, resumed where it was cut off, compared with its hash. */

import { InvalidArgumentError } from 'commander'
import { LociError } from '../../errors.ts'
import { type CliCommand, onRun } from '../cli-command.ts'
import { openDownloadProgress } from '../download-progress.ts'
import { sizeText } from '../layout.ts'

interface PullOptions {
  readonly to: string
  readonly sha256?: string
}

function hashOption(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('It must be 64 hex digits.')
}

/** `NAME-00001-of-00003.gguf` is of no use alone. */
function shardNote(path: string): string | null {
  const count = /-\d{5}-of-(\d{5})\.gguf$/.exec(path)?.[1]
  if (count === undefined || Number(count) < 2) return null
  return `This is one of ${Number(count)} shards: pull the others into the same folder too.`
}

export const pullCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('pull')
      .summary('fetch a model file by its address')
      .description(
        'Fetches a .gguf (or .gguf.gz) file. What was cut off goes on where it ended, by this run or the next; ' +
          'under its name there is the whole file or none. No credentials are sent.',
      )
      .argument('<url>', 'address of the file itself')
      .option('--to <folder>', 'where to put it', '.')
      .option('--sha256 <hex>', 'what the file must hash to; another one is not kept', hashOption)
    onRun<PullOptions>(command, context, async ({ args, options, output }) => {
      const { downloadFile } = await import('../../provider/download/download-file.ts')
      const { terminal, host } = context
      const progress = openDownloadProgress(terminal, host.clock)
      const stop = new AbortController()
      const stopListening = terminal.onStop((signal) => {
        stop.abort(
          new LociError('DOWNLOAD_FAILED', `${signal}: stopped`, { details: { isStopped: true } }),
        )
      })
      const began = host.clock.monotonicMs()
      try {
        const got = await downloadFile({
          disk: host.disk,
          url: args[0]!,
          folder: options.to,
          sha256: options.sha256,
          signal: stop.signal,
          onProgress: (byteCount, total) => progress.tell(byteCount, total),
          onNote: (note) => output.note(note),
        })
        progress.close()
        const note = shardNote(got.path)
        if (note !== null) output.note(note)
        const tookMs = Math.round(host.clock.monotonicMs() - began)
        output.result({ ...got, tookMs }, () => [
          `${got.path}  ${sizeText(got.byteCount)}${got.wasThere ? ', was there already' : ''}`,
          output.style.dim(`sha256 ${got.sha256}`),
        ])
      } finally {
        progress.close()
        stopListening()
      }
    })
  },
}
