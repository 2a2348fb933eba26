/** `loci get`: one memory, whole, with the raw turn it came from. */

import type { Cube } from '../../store/cube.ts'
import type { Episode } from '../../store/events.ts'
import { scopeKey } from '../../store/scope.ts'
import type { AsOf } from '../../store/store.ts'
import { type CliCommand, onRun } from '../cli-command.ts'
import { momentText, safeText, tableLines } from '../layout.ts'
import { resolveCubeId } from '../resolve-id.ts'
import { parseAsOf } from '../time-options.ts'
import { withMemory } from '../with-memory.ts'

interface GetOptions {
  readonly asOf?: AsOf
}

function facts(cube: Cube, episode: Episode | null): string[][] {
  const { kind, speaker, role, session, expiresAtMs, caption, provenance, metadata } = cube
  const optional = (name: string, value: string | null): string[][] =>
    value === null ? [] : [[name, value]]
  return [
    ['id', cube.id],
    ['scope', scopeKey(cube.scope)],
    [
      'said',
      kind === 'turn'
        ? `${momentText(cube.saidAtMs)} by ${speaker ?? role}`
        : momentText(cube.saidAtMs),
    ],
    ...optional('session', session),
    ...optional('caption', caption),
    ['version', `${cube.version} (${momentText(cube.updatedAtMs)}, by ${cube.author})`],
    ['state', cube.isProtected ? `${cube.state}, protected against automatic change` : cube.state],
    ...optional('expires', expiresAtMs === null ? null : momentText(expiresAtMs)),
    ...optional('metadata', Object.keys(metadata).length === 0 ? null : JSON.stringify(metadata)),
    ['origin', provenance.origin],
    ...optional('first said', episode !== null && episode.text !== cube.text ? episode.text : null),
  ]
}

export const getCommand: CliCommand = {
  register(program, context) {
    const command = program
      .command('get')
      .summary('show one memory')
      .description(
        'Shows one memory with its source. The id may be the end of one, as lists print it.',
      )
      .argument('<id>', 'a memory')
      .option('--as-of <time>', 'the memory as it was then (a time or a log position)', parseAsOf)
    onRun<GetOptions>(command, context, async ({ args, options, output }) => {
      const found = await withMemory(context, options, 'open', async ({ memory }) => {
        const cube = await memory.get(await resolveCubeId(memory, args[0]!), options.asOf)
        const [episodeId] = cube.provenance.episodes
        const episode = episodeId === undefined ? null : await memory.episode(episodeId)
        return { cube, episode }
      })
      output.result(found, () => [
        output.style.bold(safeText(found.cube.text)),
        '',
        ...tableLines(facts(found.cube, found.episode), { columns: Number.POSITIVE_INFINITY }),
      ])
    })
  },
}
