import {
  type Artifact,
  type ArtifactPiece,
  type LogMatches,
  type Run,
  type RunChanges,
  RunSetting,
} from '../../../contract/index.ts'
import { OvenError } from '../../errors.ts'
import type { LogSearch, RunLogStore } from '../../ports/run-log-store.ts'
import { readDiffParts } from './diff-parts.ts'
import { SETTING_FILE } from './keep-setting.ts'

/** The artifact that the runner image leaves, and what is read of it at most: what the image itself writes at most. */
const DIFF_FILE = 'changes.diff'
const MAX_DIFF_BYTES = 5 * 1024 * 1024 + 1024
const MAX_SETTING_BYTES = 1024 * 1024

/** Looking at what a run left. Runs are named as `RunService.resolve` understands them. */
export interface KeptFiles {
  changes(name: string): Promise<RunChanges>
  artifacts(name: string): Promise<Artifact[]>
  /** Throws `not-found` when the run has no such file. */
  artifact(
    name: string,
    path: string,
    options: { limitBytes?: number; signal?: AbortSignal },
  ): AsyncGenerator<ArtifactPiece>
  /** Throws `nothing-to-search` when nothing is named to look for. */
  searchLog(name: string, search: LogSearch & { signal?: AbortSignal }): AsyncGenerator<LogMatches>
  setting(name: string): Promise<{ setting: RunSetting | null }>
}

export function createKeptFiles(options: {
  logs: RunLogStore
  resolve: (name: string) => Run
  /** Throws for a run whose log clean-up has removed. */
  refuseRemoved: (run: Run) => void
}): KeptFiles {
  const { logs, resolve, refuseRemoved } = options

  /** The file's bytes up to a limit, or `null` when it is not there. */
  async function read(runId: string, path: string, limitBytes: number) {
    const known = (await logs.listArtifacts(runId)).find((artifact) => artifact.path === path)
    if (!known) return null
    const pieces: Buffer[] = []
    for await (const { base64 } of logs.readArtifact(runId, path, { limitBytes })) {
      pieces.push(Buffer.from(base64, 'base64'))
    }
    return { bytes: Buffer.concat(pieces), cut: known.bytes > limitBytes }
  }

  return {
    async changes(name) {
      const run = resolve(name)
      const file = run.state === 'finished' ? await read(run.id, DIFF_FILE, MAX_DIFF_BYTES) : null
      if (!file) return { kept: false, parts: [], bytes: 0, cut: false }
      const { parts, cut } = readDiffParts(file.bytes.toString())
      return { kept: true, parts, bytes: file.bytes.length, cut: cut || file.cut }
    },
    artifacts: async (name) => await logs.listArtifacts(resolve(name).id),
    artifact: (name, path, how) => logs.readArtifact(resolve(name).id, path, how),
    searchLog(name, search) {
      const run = resolve(name)
      refuseRemoved(run)
      if (search.text === '' && !search.errors) {
        throw new OvenError('nothing-to-search', 'There is nothing to look for.', {
          kind: 'INPUT_INVALID',
          hint: 'Give a text, or ask for errors.',
        })
      }
      return logs.search({ runId: run.id, jobId: run.jobId, queuedAt: run.queuedAt }, search)
    },
    async setting(name) {
      const file = await read(resolve(name).id, SETTING_FILE, MAX_SETTING_BYTES)
      const parsed = file && RunSetting.safeParse(parseOrNull(file.bytes.toString()))
      return { setting: parsed?.success ? parsed.data : null }
    },
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
