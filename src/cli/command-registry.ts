/** The commands, in the order of `loci --help`. */

import type { CliCommand } from './cli-command.ts'
import { askCommand } from './commands/ask-command.ts'
import { benchCommand } from './commands/bench-command.ts'
import { blockCommand } from './commands/block-command.ts'
import { cacheCommand } from './commands/cache-command.ts'
import { calibrateCommand } from './commands/calibrate-command.ts'
import { contextCommand } from './commands/context-command.ts'
import { doctorCommand } from './commands/doctor-command.ts'
import { embedCommand } from './commands/embed-command.ts'
import { evolveCommand } from './commands/evolve-command.ts'
import { exportCommand } from './commands/export-command.ts'
import { factsCommand } from './commands/facts-command.ts'
import { forgetCommand } from './commands/forget-command.ts'
import { formCommand } from './commands/form-command.ts'
import { getCommand } from './commands/get-command.ts'
import { governCommand } from './commands/govern-command.ts'
import { historyCommand } from './commands/history-command.ts'
import { importCommand } from './commands/import-command.ts'
import { keysCommand } from './commands/keys-command.ts'
import { listCommand } from './commands/list-command.ts'
import { mcpCommand } from './commands/mcp-command.ts'
import { modelsCommand } from './commands/models-command.ts'
import { planCommand } from './commands/plan-command.ts'
import { pullCommand } from './commands/pull-command.ts'
import { purgeCommand } from './commands/purge-command.ts'
import { recallCommand } from './commands/recall-command.ts'
import { rememberCommand } from './commands/remember-command.ts'
import { replayCommand } from './commands/replay-command.ts'
import { runCommand } from './commands/run-command.ts'
import { scopesCommand } from './commands/scopes-command.ts'
import { serveCommand } from './commands/serve-command.ts'
import { settingsCommand } from './commands/settings-command.ts'
import { simulateCommand } from './commands/simulate-command.ts'
import { storeCommand } from './commands/store-command.ts'
import { undoCommand } from './commands/undo-command.ts'
import { updateCommand } from './commands/update-command.ts'

export const commands = [
  serveCommand,
  runCommand,
  mcpCommand,
  rememberCommand,
  recallCommand,
  contextCommand,
  askCommand,
  listCommand,
  getCommand,
  updateCommand,
  historyCommand,
  undoCommand,
  forgetCommand,
  purgeCommand,
  factsCommand,
  evolveCommand,
  scopesCommand,
  blockCommand,
  formCommand,
  settingsCommand,
  importCommand,
  exportCommand,
  storeCommand,
  cacheCommand,
  embedCommand,
  modelsCommand,
  pullCommand,
  keysCommand,
  governCommand,
  planCommand,
  calibrateCommand,
  simulateCommand,
  replayCommand,
  benchCommand,
  doctorCommand,
] as const satisfies readonly CliCommand[]
