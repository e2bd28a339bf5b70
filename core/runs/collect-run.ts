import { maskStrings } from './output/mask-strings.ts'
import type { Masker } from './output/masker.ts'
import type { RunDependencies } from './run-dependencies.ts'
import { type FinalState, readFinalState } from './verdict/final-state.ts'

/** Where agent-pipeline keeps the state of its runs, and the runner image what it leaves for the oven. */
const STATE_FOLDER = '/workspace/repo/.agent-pipeline/state/runs'
const LEFT_FOLDER = '/workspace/.oven'
const MAX_STATE_BYTES = 32 * 1024 * 1024
const MAX_LEFT_BYTES = 256 * 1024 * 1024

/** Reads what a stopped pipeline container left behind: the final state, and files kept as the run's artifacts. */
export async function collectRun(
  deps: RunDependencies,
  runId: string,
  containerId: string,
  masker: Masker,
): Promise<FinalState | null> {
  const left = await deps.engine.readFiles(containerId, LEFT_FOLDER, { maxBytes: MAX_LEFT_BYTES })
  for (const file of left) {
    const bytes = isText(file.path) ? masker.last(file.bytes) : file.bytes
    if (bytes.length > 0) await deps.logs.keepArtifact(runId, nameOf(file.path), bytes)
  }
  const states = await deps.engine.readFiles(containerId, STATE_FOLDER, { maxBytes: MAX_STATE_BYTES })
  const state = mergeStates(states.flatMap((file) => readFinalState(file.bytes.toString()) ?? []))
  return maskStrings(state, masker)
}

/** A bundle holds commits, packed: nothing in it can be replaced. */
function isText(path: string): boolean {
  return !path.endsWith('.bundle')
}

/** A looping pipeline leaves one state for each turn: the last one's status counts, all their stages do. */
function mergeStates(states: FinalState[]): FinalState | null {
  const ordered = states.sort((a, b) => startOf(a).localeCompare(startOf(b)))
  const last = ordered.at(-1)
  if (!last) return null
  return {
    status: last.status,
    stages: ordered.flatMap((state) => state.stages),
    pullRequest: ordered.findLast((state) => state.pullRequest)?.pullRequest ?? null,
  }
}

function startOf(state: FinalState): string {
  return state.stages[0]?.startedAt ?? ''
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}
