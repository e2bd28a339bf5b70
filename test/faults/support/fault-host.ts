import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { OvenClient } from '../../../cli/connect.ts'
import { createHostClient } from '../../../cli/host-client.ts'
import type { Run, RunSummary } from '../../../contract/index.ts'
import { type HostFixtureOptions, startHost } from '../../support/host-fixture.ts'

/** A real `oven serve` process, and the contract's client of it. */
export async function startFaultHost(options: HostFixtureOptions = {}) {
  const host = await startHost(options)
  const client: OvenClient = createHostClient(host)
  return {
    ...host,
    client,
    add: (job: Record<string, unknown>) =>
      client.jobs.add({
        job: { type: 'docker', schedule: { type: 'manual' }, overlap: 'allow', ...job },
      }),
    finished: (runId: string, withinMs = 120_000) =>
      runWhen(client, runId, (run) => run.state === 'finished', withinMs),
    runWhen: (runId: string, enough: (run: Run) => boolean, withinMs = 120_000) =>
      runWhen(client, runId, enough, withinMs),
  }
}

export type FaultHost = Awaited<ReturnType<typeof startFaultHost>>

async function runWhen(
  client: OvenClient,
  runId: string,
  enough: (run: Run) => boolean,
  withinMs: number,
): Promise<Run> {
  const until = Date.now() + withinMs
  for (;;) {
    const run = await client.runs.show({ runId })
    if (enough(run)) return run
    if (Date.now() > until) {
      throw new Error(`${run.jobId}#${run.number} did not get there: ${JSON.stringify(run)}`)
    }
    await pause(100)
  }
}

/** Every run in the history. */
export async function allRuns(client: OvenClient): Promise<RunSummary[]> {
  const runs: RunSummary[] = []
  let cursor: string | undefined
  do {
    const page = await client.runs.list({ limit: 500, cursor })
    runs.push(...page.runs)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return runs
}

/** What stands in a run's log file. */
export function readLog(home: string, run: { id: string; jobId: string }): Buffer {
  const folder = join(home, 'logs/jobs', run.jobId)
  const name = readdirSync(folder).find((each) => each.endsWith(`${run.id}.log`))
  if (!name) throw new Error(`There is no log of ${run.id} in ${folder}.`)
  return readFileSync(join(folder, name))
}

/** Names of all that an install has on the engine. */
export function leftovers(home: string, env: NodeJS.ProcessEnv = {}): string[] {
  const install = readFileSync(join(home, 'install-id'), 'utf8').trim()
  const filter = ['--filter', `label=agent-oven.install=${install}`, '--format']
  const found = [
    ['ps', '--all', ...filter, 'container {{.Names}} ({{.Status}})'],
    ['volume', 'ls', ...filter, 'volume {{.Name}}'],
    ['network', 'ls', ...filter, 'network {{.Name}}'],
  ].map((words) => execFileSync('docker', words, { encoding: 'utf8', env: { ...process.env, ...env } }))
  return found.join('').split('\n').filter(Boolean)
}

/** Memory of a process (MiB, from Linux's `/proc`): now, and the most it ever had. */
export function memoryOf(pid: number): { nowMib: number; peakMib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  return { nowMib: Math.round(read('VmRSS') / 1024), peakMib: Math.round(read('VmHWM') / 1024) }
}

/** Waits until `look` answers something, asking every 100 ms. Throws `what` with a sentence when it never does. */
export async function waitFor<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  withinMs = 120_000,
): Promise<T> {
  for (const until = Date.now() + withinMs; ; await pause(100)) {
    const found = await look()
    if (found) return found
    if (Date.now() > until) throw new Error(`Waited ${withinMs / 1000} s in vain for ${what}.`)
  }
}
