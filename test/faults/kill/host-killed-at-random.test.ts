import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunSummary, Slot } from '../../../contract/index.ts'
import { removeContainersOf } from '../../support/host-fixture.ts'
import { makePipelineRepo } from '../../support/pipeline-repo.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import {
  allRuns,
  type FaultHost,
  leftovers,
  readLog,
  startFaultHost,
  waitFor,
} from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { createChance, inForm } from '../support/form.ts'
import { listenFor } from './engine-events.ts'
import { drawMoment, faultOfLog, knownJobs, type Moment, scriptOf, tickingJob } from './kill-jobs.ts'

const kills = inForm({ short: 10, long: 200 })
/** In the long form the history is looked through and let go of now and then, so that a fault is near its cause. */
const settleEvery = inForm({ short: 10, long: 20 })
const tickSeconds = 3

const chance = createChance('host killed at random')
let home: string
let host: FaultHost
let installId: string
let folder: string
let evidence: string
let remote: string
const stateAtDeath: Record<string, number> = {}
const struck: Record<string, number> = {}

beforeAll(async () => {
  const image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-random-'))
  // The oven's own folder is never shared with containers.
  folder = mkdtempSync(join(tmpdir(), 'oven-random-beside-'))
  execFileSync('chmod', ['a+rx', folder])
  const repo = makePipelineRepo(folder, [
    { name: 'review', rehearse: 'sleep:1' },
    { name: 'summary', dependsOn: ['review'], rehearse: 'sleep:1' },
  ])
  remote = repo.remote
  evidence = join(folder, 'evidence')
  mkdirSync(evidence)
  execFileSync('chmod', ['a+rwx', evidence])
  writeFileSync(join(home, 'config.json'), JSON.stringify({ volumes: { allow: [evidence] } }))
  host = await startFaultHost({ home })
  installId = readFileSync(join(home, 'install-id'), 'utf8').trim()
  const shared = { image, volumes: [`${evidence}:/evidence`] }
  for (const job of knownJobs) await host.add({ ...shared, id: job.id, command: ['sh', '-c', scriptOf(job)] })
  await host.add({ id: 'nightly', type: 'agent-pipeline', source: { repo: repo.path }, pipeline: 'review' })
  // The rehearsal's image may have to be built first; that is no part of this test.
  const { id } = await host.client.jobs.run({ id: 'nightly', rehearse: true })
  await host.finished(id, 500_000)
  const schedule = { type: 'cron', cron: `*/${tickSeconds} * * * * *` }
  const command = ['sh', '-c', scriptOf(tickingJob)]
  await host.add({ ...shared, id: 'ticking', command, schedule, catchUp: 'all' })
})
afterAll(async () => {
  await host?.stop('SIGKILL')
  await removeContainersOf(home)
  for (const each of [home, folder]) rmSync(each, { recursive: true, force: true })
})

/** The states that the dead host left written down. */
function noteStates(): void {
  const database = new DatabaseSync(join(home, 'oven.db'), { readOnly: true })
  try {
    const rows = database.prepare(
      `SELECT state, count(*) AS runs FROM runs WHERE state <> 'finished' GROUP BY state`,
    )
    for (const row of rows.all()) {
      const state = row.state as string
      stateAtDeath[state] = (stateAtDeath[state] ?? 0) + (row.runs as number)
    }
  } finally {
    database.close()
  }
}

/** Asks for a run. The host may die over the question: then there is a run or there is none, both are right. */
const ask = (id: string) => host.client.jobs.run({ id, rehearse: id === 'nightly' }).catch(() => null)

async function strike(moment: Moment): Promise<void> {
  const heard = moment.kind === 'delay' ? null : await listenFor(installId, moment.kind, 4000)
  const asked = Array.from({ length: 3 }, () =>
    ask(chance.pick([...knownJobs.map(({ id }) => id), 'nightly'])),
  )
  await heard?.came
  await pause(moment.ms)
  await host.stop('SIGKILL')
  await Promise.all(asked)
  struck[moment.kind] = (struck[moment.kind] ?? 0) + 1
  noteStates()
  await pause(chance.pick([0, 0, 300, 1500]))
  host = await startFaultHost({ home })
}

const faults: string[] = []

/** Not begun, and rightly so: an engine under load may not answer for half a minute. */
const isRefused = (run: RunSummary) =>
  run.outcome === 'blocked' && run.error?.code === 'engine-down' && run.startedAt === null

function faultOfRun(run: RunSummary): string | null {
  const name = `${run.jobId}#${run.number}`
  if (run.state !== 'finished') return `${name} has not finished`
  if (isRefused(run)) return null
  if (run.jobId === 'nightly') {
    return run.outcome === 'succeeded' && run.verdict === 'worked' && run.stagesDone === 2
      ? null
      : `${name} ended as ${run.outcome}, ${run.verdict}: ${run.error?.message}`
  }
  const job = knownJobs.find(({ id }) => id === run.jobId) ?? {
    lines: 1,
    exitCode: 0,
    id: 'ticking',
    pauseMs: 0,
  }
  if (run.exitCode !== job.exitCode) return `${name} has exit code ${run.exitCode}: ${run.error?.message}`
  const outcome = job.exitCode === 0 ? 'succeeded' : 'failed'
  if (run.outcome !== outcome) return `${name} ended as ${run.outcome}`
  const fault = faultOfLog(readLog(home, run).toString(), job)
  return fault && `${name}: ${fault}`
}

function faultsOfSlots(slots: Slot[], runs: RunSummary[]): string[] {
  const due = slots.map((slot) => Date.parse(slot.dueAt)).sort((a, b) => a - b)
  const gaps = due.slice(1).filter((moment, index) => moment - due[index]! !== tickSeconds * 1000)
  const ofSlot = new Map<string, string[]>()
  for (const run of runs) {
    if (run.dueAt) ofSlot.set(run.dueAt, [...(ofSlot.get(run.dueAt) ?? []), run.id])
  }
  return [
    ...gaps.map((moment) => `the ledger has a gap before ${new Date(moment).toISOString()}`),
    ...[...ofSlot].filter(([, ids]) => ids.length > 1).map(([dueAt]) => `slot ${dueAt} has two runs`),
    ...slots.filter((slot) => slot.state === 'claimed').map((slot) => `slot ${slot.dueAt} is left claimed`),
    ...slots
      .filter(({ state, runId }) => (state === 'ran' || state === 'late') && !runId)
      .map((slot) => `slot ${slot.dueAt} is said to have run, and no run is named`),
    ...slots
      .filter(({ state, cause }) => (state === 'missed' || state === 'skipped') && !cause)
      .map((slot) => `slot ${slot.dueAt} was ${slot.state} without a cause`),
  ]
}

/** How often each job was begun, told by what its containers left behind and not by the oven. */
function faultsOfStarts(runs: RunSummary[]): string[] {
  const branches = execFileSync('git', [
    '-C',
    remote,
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
  ])
  const begunOf = (id: string) => {
    if (id === 'nightly') return branches.toString().trim().split('\n').length - 1
    const file = join(evidence, id)
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0
  }
  return [...knownJobs.map(({ id }) => id), 'ticking', 'nightly'].flatMap((id) => {
    const [wanted, begun] = [runs.filter((run) => run.jobId === id && !isRefused(run)).length, begunOf(id)]
    return wanted === begun ? [] : [`${id} has ${wanted} runs, but ${begun} were begun`]
  })
}

/** Lets everything come to its end, then looks through all of it. */
async function settle(): Promise<{ runs: RunSummary[]; slots: Slot[] }> {
  await host.client.jobs.disable({ id: 'ticking' })
  await waitFor(
    'all runs to finish',
    async () => (await host.client.status.show()).counts.activeRuns === 0,
    120_000,
  )
  const runs = await allRuns(host.client)
  const slots = await host.client.slots.list({ jobId: 'ticking', limit: 1000 })
  for (const run of runs) {
    const fault = faultOfRun(run)
    if (fault) faults.push(fault)
  }
  faults.push(...faultsOfStarts(runs))
  faults.push(...leftovers(home).map((left) => `${left} was left at the engine`))
  return { runs, slots }
}

function report(done: number, runs: RunSummary[], slots: number): void {
  const during = ['queued', 'preparing', 'running', 'collecting'].map(
    (state) => [`unfinished at a kill: ${state}`, stateAtDeath[state] ?? 0] as const,
  )
  keepFigures('host-killed', {
    title: 'SIGKILL of the host at random moments of runs',
    seed: chance.seed,
    figures: {
      kills: done,
      ...Object.fromEntries(Object.entries(struck).map(([kind, times]) => [`struck at ${kind}`, times])),
      runs: runs.length,
      slots,
      ...Object.fromEntries(during),
      'runs blocked since the engine did not answer': runs.filter(isRefused).length,
      'runs without their true end': 0,
      'runs begun twice or never': 0,
      'log lines lost or repeated': 0,
      'containers and volumes left': 0,
      'slots run twice or lost': 0,
    },
  })
}

test(
  `SIGKILL of the host at ${kills} random moments: every run reaches its true end, once and whole`,
  async () => {
    let count = { runs: 0, slots: 0 }
    for (let kill = 1; kill <= kills; kill += 1) {
      await strike(drawMoment(chance))
      if (kill % settleEvery !== 0 && kill !== kills) continue
      const { runs, slots } = await settle()
      // Each stretch between two looks is a schedule of its own, as disabling ends it.
      const stretch = slots.slice(0, slots.length - count.slots)
      faults.push(...faultsOfSlots(stretch, runs))
      count = { runs: runs.length, slots: slots.length }
      expect(faults).toEqual([])
      expect(runs.filter(isRefused).length).toBeLessThan(runs.length / 5)
      report(kill, runs, slots.length)
      if (kill < kills) await host.client.jobs.enable({ id: 'ticking' })
    }
    expect(stateAtDeath.running ?? 0).toBeGreaterThan(0)
  },
  inForm({ short: 240_000, long: 3_600_000 }),
)
