import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes the state file, in place, where and when agent-pipeline does. */
export function writeState(folder, state) {
  const runs = join(folder, '.agent-pipeline', 'state', 'runs')
  mkdirSync(runs, { recursive: true })
  writeFileSync(join(runs, `${state.runId}.json`), JSON.stringify(state, null, 2))
}
