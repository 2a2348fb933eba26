/** `loci replay`: a recorded run of the engine under other policies, beside the run as it was. */

import type { LogEntry } from '../../sim/replay-recording.ts'
import { type CliCommand, type CommandRun, onRun } from '../cli-command.ts'
import { replayLines } from '../replay-lines.ts'

interface ReplayOptions {
  readonly admission?: string
  readonly ordering?: string
  readonly eviction?: string
  readonly retention?: string
}

async function replay({
  args,
  options,
  output,
  context,
}: CommandRun<ReplayOptions>): Promise<void> {
  const [{ readRecording, isLogEntry }, { replayRun }] = await Promise.all([
    import('../../engine/recording-file.ts'),
    import('../../planner/simulate/replay-run.ts'),
  ])
  const entries = await readRecording(context.host.disk, args[0]!)
  const log: readonly LogEntry[] = entries.filter(isLogEntry)
  const { admission, ordering, eviction, retention } = options
  const run = replayRun(log, {
    ...(admission === undefined ? {} : { admission }),
    ...(ordering === undefined ? {} : { ordering }),
    ...(eviction === undefined ? {} : { eviction }),
    ...(retention === undefined ? {} : { retention }),
  })
  output.result(run, () => replayLines(run, output.style))
}

export const replayCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('replay')
      .summary('a recorded run of the engine under other policies')
      .description(
        'Replays a recording of the engine, then simulates it under the policies that are named.',
      )
      .argument('<recording>', 'a file that the engine recorded')
      .option('--admission <policy>', 'who starts')
      .option('--ordering <policy>', 'who is first')
      .option('--eviction <policy>', 'what leaves the cache')
      .option('--retention <policy>', 'what is kept between turns')
    onRun<ReplayOptions>(command, context, replay)
  },
}
