/** `loci govern`: forgetting with proof, legal holds, retention, access, changes that are tried first, audit. */

import type { CliCommand } from '../cli-command.ts'
import { registerAudits } from '../govern/audit-commands.ts'
import { registerChanges } from '../govern/change-commands.ts'
import { registerForgetting } from '../govern/forgetting-commands.ts'
import { registerKeeping } from '../govern/keeping-commands.ts'

export const governCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('govern')
      .summary('forget with proof, hold, sweep, access, change, audit')
      .description(
        'Governance: forgetting that can be proven, legal holds, retention, who may see what, changes that are tried before they ' +
          'hold for all, and an audit that anybody can check.',
      )
    registerForgetting(parent, context)
    registerKeeping(parent, context)
    registerChanges(parent, context)
    registerAudits(parent, context)
  },
}
