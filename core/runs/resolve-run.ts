import type { Run } from '../../contract/index.ts'
import { notFound, OvenError } from '../errors.ts'
import type { RunStore } from '../ports/run-store.ts'

/** Finds a run by id, unique beginning of an id, or `job#number`. Throws `not-found` or `run-ambiguous`. */
export function resolveRun(runs: RunStore, name: string): Run {
  const numbered = /^(.+)#(\d+)$/.exec(name)
  const run = numbered ? runs.findByNumber(numbered[1]!, Number(numbered[2])) : runs.find(name)
  if (run) return run
  const [first, second] = numbered || name.length < 4 ? [] : runs.findByPrefix(name)
  if (first && !second) return runs.find(first)!
  if (second) {
    throw new OvenError('run-ambiguous', `Several runs begin with "${name}".`, {
      kind: 'INPUT_INVALID',
      hint: 'Give more of the id.',
    })
  }
  throw notFound(
    `There is no run "${name}".`,
    'See `oven runs list`; a run is named by its id or as job#number.',
  )
}
