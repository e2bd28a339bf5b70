import { SqliteGithubReportStore } from '../../../../../adapters/sqlite/sqlite-github-report-store.ts'
import { SqliteGithubStore } from '../../../../../adapters/sqlite/sqlite-github-store.ts'
import { SqliteRunStore } from '../../../../../adapters/sqlite/sqlite-run-store.ts'
import { type GithubReport, Job, type Run } from '../../../../../contract/index.ts'
import { createChangeHub } from '../../../../../core/changes/change-hub.ts'
import { OvenError } from '../../../../../core/errors.ts'
import type { GithubAccess, GithubApi, GithubStatus } from '../../../../../core/ports/github-api.ts'
import { createRunId } from '../../../../../core/runs/run-id.ts'
import { createGithubReporter } from '../../../../../core/triggers/github/report/github-reporter.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { temporaryDatabase } from '../../../../support/temporary-database.ts'

export const SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

/** What a call does instead of what it should. `after` lets it happen all the same, as when the answer is lost. */
interface Fault {
  error: Error
  after?: boolean
}

/**
 * The reporter on a real database, with a clock that the test moves and a GitHub in its hands. `restart` is what a killed
 * host leaves to the next: the database, nothing of what was in memory.
 */
export function openReportBench(
  settings: { report?: GithubReport[]; access?: GithubAccess; api?: (now: () => number) => GithubApi } = {},
) {
  const database = temporaryDatabase()
  const clock = new FakeClock('2026-11-20T02:00:00.000Z')
  const runs = new SqliteRunStore({ database })
  const origins = new SqliteGithubStore({ database })
  const changes = createChangeHub()
  const jobs = new Map<string, Job>()
  const warnings: string[] = []
  const comments = new Map<number, { number: number; text: string }>()
  const statuses: GithubStatus[] = []
  const calls: string[] = []
  const faults: Fault[] = []
  let lastId = 100
  let held: (() => void)[] | null = null
  const access = { current: settings.access ?? { apiUrl: 'https://api.github.com', token: 'token' } }

  async function called<T>(name: string, work: () => T): Promise<T> {
    calls.push(name)
    if (held) await new Promise<void>((go) => held!.push(go))
    const fault = faults.shift()
    if (fault && !fault.after) throw fault.error
    const answer = work()
    if (fault) throw fault.error
    return answer
  }

  const api: GithubApi = {
    permissionOf: async () => 'none',
    changedFiles: async () => null,
    read: (_access, path) =>
      called(`read ${path.split('?')[0]}`, () => ({
        isChanged: true,
        body: [...comments].map(([id, { text }]) => ({ id, body: text })).reverse(),
        etag: null,
        pollSeconds: null,
        nextPath: null,
        answeredAt: null,
        remaining: null,
        resetAt: null,
      })),
    createComment: (_access, _repo, number, text) =>
      called('create', () => {
        lastId += 1
        comments.set(lastId, { number, text })
        return { id: lastId }
      }),
    updateComment: (_access, _repo, id, text) =>
      called('edit', () => {
        const comment = comments.get(id)
        if (!comment) throw refusal('github-not-found')
        comment.text = text
      }),
    createStatus: (_access, _repo, status) => called('status', () => void statuses.push(status)),
  }

  const openReporter = () => {
    const reporter = createGithubReporter({
      store: new SqliteGithubReportStore({ database }),
      origins,
      api: settings.api?.(clock.now) ?? api,
      accessOf: async () => access.current,
      runs,
      findJob: (id) => jobs.get(id) ?? null,
      changes,
      clock,
      mask: (text) => text.replaceAll('s3cret', '***'),
      random: () => 0.5,
      onWarning: (sentence) => warnings.push(sentence),
    })
    reporter.start()
    return reporter
  }
  let reporter = openReporter()

  const emit = ({ id, jobId, state }: Run) => changes.emit({ type: 'run', runId: id, jobId, state })

  const bench = {
    clock,
    runs,
    jobs,
    warnings,
    comments,
    statuses,
    calls,
    faults,
    access,
    store: new SqliteGithubReportStore({ database }),
    addJob(id: string, report: GithubReport[]) {
      const github = { on: [{ event: 'pull_request' }], report, repo: 'acme/shop' }
      jobs.set(
        id,
        Job.parse({
          type: 'docker',
          id,
          name: id,
          enabled: true,
          image: 'a',
          command: [],
          github,
          schedule: { type: 'manual' },
        }),
      )
    },
    /** A run as an event of GitHub makes it; `silent` as a host leaves it that was killed right then. */
    begin(
      how: {
        job?: string
        number?: number | null
        sha?: string | null
        repeats?: Run
        rehearsal?: boolean
        notBeforeAt?: string
        silent?: boolean
      } = {},
    ): Run {
      const jobId = how.job ?? 'review'
      const run = origins.atOnce(() => {
        const made = runs.create({
          id: createRunId(clock.now()),
          jobId,
          jobName: jobId,
          jobType: 'docker',
          trigger: how.repeats ? 'retry' : 'github',
          rehearsal: how.rehearsal ?? false,
          attempt: (how.repeats?.attempt ?? 0) + 1,
          retryOf: how.repeats?.id ?? null,
          notBeforeAt: how.notBeforeAt ?? null,
          dueAt: null,
          queuedAt: new Date(clock.now()).toISOString(),
          image: 'a',
          source: null,
        })
        // Told before the origin is written, as the run service does.
        if (!how.silent) emit(made)
        if (!how.repeats) {
          const { number = 7, sha = SHA } = how
          origins.keepRun(made.id, jobId, {
            repo: 'Acme/Shop',
            number,
            sha,
            event: 'pull_request',
            actor: 'ann',
          })
        }
        return made
      })
      return run
    },
    change(run: Run, changed: Parameters<typeof runs.update>[1], how: { silent?: boolean } = {}): Run {
      const saved = runs.update(run.id, changed)
      if (!how.silent) emit(saved)
      return saved
    },
    atWork: (run: Run) =>
      bench.change(run, {
        state: 'running',
        startedAt: new Date(clock.now()).toISOString(),
        notBeforeAt: null,
      }),
    end: (run: Run, how: Partial<Pick<Run, 'outcome' | 'verdict' | 'error'>> = {}, silent = false) =>
      bench.change(
        run,
        {
          state: 'finished',
          outcome: 'succeeded',
          verdict: 'worked',
          finishedAt: new Date(clock.now()).toISOString(),
          ...how,
        },
        { silent },
      ),
    restart() {
      reporter.stop()
      held = null
      reporter = openReporter()
    },
    stop: () => reporter.stop(),
    start: () => {
      reporter = openReporter()
    },
    /** GitHub takes what it is told and does not answer, until `answer`. */
    hold() {
      held = []
    },
    answer() {
      const waiting = held ?? []
      held = null
      for (const go of waiting) go()
    },
    said: () => [...comments.values()].map(({ text }) => text.split('\n')[2]),
  }
  bench.addJob('review', settings.report ?? ['comment'])
  return bench
}

export function refusal(code: string, more: { retryAt?: string } = {}): OvenError {
  return Object.assign(new OvenError(code, `GitHub said ${code}.`, { hint: 'Do something.' }), more)
}
