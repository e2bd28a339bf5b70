import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { FileRunLogStore } from '../../../adapters/files/file-run-log-store.ts'
import { SqliteChainStore } from '../../../adapters/sqlite/sqlite-chain-store.ts'
import { SqliteOutboxStore } from '../../../adapters/sqlite/sqlite-outbox-store.ts'
import { SqlitePayloadStore } from '../../../adapters/sqlite/sqlite-payload-store.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import type { Run, RunState } from '../../../contract/index.ts'
import { Job } from '../../../contract/index.ts'
import { createChangeHub } from '../../../core/changes/change-hub.ts'
import { followersIn } from '../../../core/jobs/chain-graph.ts'
import { createAnnouncer } from '../../../core/notifications/announcer.ts'
import { Config } from '../../../core/ports/config-store.ts'
import type { RunDependencies } from '../../../core/runs/run-dependencies.ts'
import { createRunService } from '../../../core/runs/run-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { fileWorkDone } from '../../support/file-work.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'
import { createScriptedEngine } from './scripted-engine.ts'

/**
 * The run service on a real database and real log files, with a clock that the test moves and an engine in its hands.
 * `restart` is what a killed host leaves to the next: the same files and containers, nothing of what was in memory.
 */
export function openRunKitchen(settings: { config?: Record<string, unknown>; random?: () => number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'oven-kitchen-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const database = temporaryDatabase()
  const clock = new FakeClock('2026-03-10T12:00:00.000Z')
  const scripted = createScriptedEngine(clock.now)
  const runs = new SqliteRunStore({ database })
  const slots = new SqliteSlotStore({ database })
  const jobs = new Map<string, Job>()
  const notices: string[] = []
  const paused = { now: false }
  let config = Config.parse(settings.config ?? {})
  const images = {
    ensure: async () => ({ id: 'sha256:1', digest: null, sizeBytes: 1, createdAt: null, labels: {} }),
  }

  function openHost() {
    const deps = {
      clock,
      engine: scripted.engine,
      runs,
      slots,
      logs: new FileRunLogStore({
        logsFolder: join(folder, 'logs'),
        artifactsFolder: join(folder, 'artifacts'),
        isFinished: (runId) => runs.find(runId)?.state === 'finished',
      }),
      config: { read: () => config, write: () => config },
      credentials: {
        collect: async () => ({ env: {}, files: [], secrets: [] }),
        secretsAgain: async () => [],
        renewalOf: async () => null,
      },
      readiness: { require: async () => {} },
      logins: { learn() {} },
      vault: {
        read: async () => ({}),
        everything: async () => [],
        remember: async () => {},
        remembers: () => false,
        forget: async () => {},
      },
      sources: { inspectLocal: async (path: string) => ({ path, localOrigin: null }) },
      announcer: createAnnouncer({
        clock,
        store: new SqliteOutboxStore({ database }),
        outbox: { add: (_channel, { title }) => void notices.push(title), kick() {} },
        book: { toldOf: () => ['native'] },
        runs,
        settings: () => config.notifications,
        findJob: (id) => jobs.get(id),
        timezone: () => 'Europe/Berlin',
        guard: (text) => text,
        onWarning: (sentence) => void notices.push(sentence),
      }),
      changes: createChangeHub(),
      images,
      cage: { resume: async () => null },
      payloads: new SqlitePayloadStore({ database }),
      chains: new SqliteChainStore({ database }),
      followersOf: (id: string) => followersIn([...jobs.values()]).get(id) ?? [],
      isPaused: () => paused.now,
      hostPaths: { resolve: async (path: string) => ({ path, kind: 'folder' }) },
      findJob: (id: string) => jobs.get(id) ?? null,
      installId: 'kitchen',
      homeDir: '/home/cook',
      ovenHome: '/home/cook/.oven',
      platform: 'linux',
      cpus: 2,
      timezone: () => 'Europe/Berlin',
      random: settings.random ?? (() => 0),
      onWarning: (sentence: string) => void notices.push(sentence),
    }
    return { service: createRunService(deps as unknown as RunDependencies), deps }
  }

  let host = openHost()
  const known = (id: string): Run => runs.find(id)!

  return {
    database,
    clock,
    scripted,
    runs,
    slots,
    jobs,
    notices,
    paused,
    images,
    folder,
    get service() {
      return host.service
    },
    get deps() {
      return host.deps
    },
    configure(next: Record<string, unknown>) {
      config = Config.parse(next)
    },
    addJob(job: Record<string, unknown>): Job {
      const kind =
        job.type === 'agent-pipeline'
          ? { source: { repo: 'https://example.org/a/b' }, pipeline: 'review' }
          : { type: 'docker', image: 'tiny', command: ['true'] }
      const shared = { name: String(job.id), enabled: true, schedule: { type: 'manual' }, overlap: 'allow' }
      const added = Job.parse({ ...kind, ...shared, ...job })
      jobs.set(added.id, added)
      return added
    },
    removeJob(id: string): void {
      jobs.delete(id)
      host.deps.changes.emit({ type: 'job', jobId: id })
    },
    click: (id: string, how: { force?: boolean; rehearse?: boolean } = {}) =>
      host.service.start(jobs.get(id)!, { trigger: 'manual', ...how }),
    run: known,
    /** Lets what is under way go on until the run is in this state. Time stands still meanwhile. */
    async until(id: string, state: RunState): Promise<Run> {
      for (const giveUpAt = performance.now() + 30_000; performance.now() < giveUpAt; ) {
        if (known(id).state === state) return known(id)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      throw new Error(`Run ${id} is ${known(id).state}, not ${state}: ${JSON.stringify(known(id).error)}`)
    },
    /** Lets everything that can go on without time passing do so. */
    async settle(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 60))
      await fileWorkDone()
    },
    async restart(): Promise<void> {
      await host.service.leave()
      host = openHost()
      host.service.recover()
    },
  }
}

export type RunKitchen = ReturnType<typeof openRunKitchen>
