import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptRun, RunFiles } from '../../core/ports/run-files.ts'
import { diskError } from './disk-error.ts'

/** As `runLogPaths` names them; `.torn` is what a power cut left of a log. */
const LOG_NAME = /^\d{8}T\d{6}Z-([A-Za-z0-9_][A-Za-z0-9._-]*?)\.(?:log|transcript\.ndjson|journal|log\.torn)$/

/** Which files of the oven's folder belong to which run. A file that is not named as a run's is left alone. */
export class FileRunFiles implements RunFiles {
  readonly #jobsFolder: string
  readonly #artifactsFolder: string

  constructor(options: { logsFolder: string; artifactsFolder: string }) {
    this.#jobsFolder = join(options.logsFolder, 'jobs')
    this.#artifactsFolder = options.artifactsFolder
  }

  async list(): Promise<KeptRun[]> {
    const kept = new Map<string, KeptRun>()
    for (const jobId of await foldersIn(this.#jobsFolder)) {
      for (const { name, runId } of await this.#logsOf(jobId)) {
        const file = await stat(join(this.#jobsFolder, jobId, name)).catch(() => null)
        if (!file) continue
        const run = entryOf(kept, runId)
        run.jobId = jobId
        run.logBytes += file.size
        note(run, file.mtimeMs)
      }
    }
    for (const runId of await foldersIn(this.#artifactsFolder)) {
      const run = entryOf(kept, runId)
      const folder = await stat(join(this.#artifactsFolder, runId)).catch(() => null)
      if (folder) note(run, folder.mtimeMs)
      run.artifactBytes = await bytesBelow(join(this.#artifactsFolder, runId))
    }
    return [...kept.values()]
  }

  async remove(run: KeptRun, kind: 'log' | 'artifacts'): Promise<void> {
    const paths =
      kind === 'artifacts'
        ? [join(this.#artifactsFolder, run.runId)]
        : (await this.#logsOf(run.jobId!))
            .filter(({ runId }) => runId === run.runId)
            .map(({ name }) => join(this.#jobsFolder, run.jobId!, name))
    for (const path of paths) {
      try {
        await rm(path, { recursive: true, force: true })
      } catch (error) {
        throw diskError(error, path)
      }
    }
  }

  async #logsOf(jobId: string): Promise<{ name: string; runId: string }[]> {
    const names = await readdir(join(this.#jobsFolder, jobId)).catch(() => [])
    return names.flatMap((name) => {
      const runId = LOG_NAME.exec(name)?.[1]
      return runId ? [{ name, runId }] : []
    })
  }
}

function entryOf(kept: Map<string, KeptRun>, runId: string): KeptRun {
  let run = kept.get(runId)
  if (!run) {
    run = { runId, jobId: null, logBytes: 0, artifactBytes: 0, modifiedAt: new Date(0).toISOString() }
    kept.set(runId, run)
  }
  return run
}

function note(run: KeptRun, mtimeMs: number): void {
  const at = new Date(mtimeMs).toISOString()
  if (at > run.modifiedAt) run.modifiedAt = at
}

/** Links are not followed: what they lead to is not the run's. */
async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

async function bytesBelow(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
