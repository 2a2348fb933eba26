/** All recall channels, in the order in which they run: `neighbours` reads what `words` filled. */

import type { Channel } from './channel.ts'
import { derived } from './derived.ts'
import { encoder } from './encoder.ts'
import { entities } from './entities.ts'
import { hop } from './hop.ts'
import { late } from './late.ts'
import { meaning } from './meaning.ts'
import { neighbours } from './neighbours.ts'
import { recency } from './recency.ts'
import { session } from './session.ts'
import { shape } from './shape.ts'
import { soft } from './soft.ts'
import { speaker } from './speaker.ts'
import { time } from './time.ts'
import { words } from './words.ts'

export const channels = [
  words,
  neighbours,
  session,
  speaker,
  entities,
  time,
  shape,
  recency,
  derived,
  soft,
  meaning,
  encoder,
  hop,
  late,
] as const satisfies readonly Channel[]

/** Every feature column, in the order of the channels. */
export const featureNames: readonly string[] = channels.flatMap((channel) => channel.features)
