import { onTestFinished } from 'vitest'
import { createGithubApi } from '../../../../../adapters/github/github-api.ts'
import { SqliteGithubPollStore } from '../../../../../adapters/sqlite/sqlite-github-poll-store.ts'
import { Job } from '../../../../../contract/index.ts'
import { createChangeHub } from '../../../../../core/changes/change-hub.ts'
import type { GithubPollStore } from '../../../../../core/ports/github-poll-store.ts'
import { createGithubPoller } from '../../../../../core/triggers/github/poll/github-poller.ts'
import type { GithubEventTold } from '../../../../../core/triggers/github/read-event.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { startGithubStandIn } from '../../../../support/github-stand-in.ts'
import { temporaryDatabase } from '../../../../support/temporary-database.ts'

export const REPO = 'acme/shop'

/** The stand-in for GitHub, and a poller on a real database that asks it. What it takes is kept in `taken`. */
export async function openPollFixture() {
  const clock = new FakeClock('2026-11-20T12:00:00Z')
  const github = await startGithubStandIn({ now: clock.now })
  onTestFinished(() => github.close())
  const store: GithubPollStore = new SqliteGithubPollStore({ database: temporaryDatabase() })
  const changes = createChangeHub()
  const jobs = new Map<string, Job>()
  const taken: GithubEventTold[] = []
  const warnings: string[] = []
  const settings = { apiUrl: github.apiUrl, pollSeconds: 60 }
  const world = {
    token: 'good-token' as string | null,
    /** By the name of a job's credential. */
    tokens: new Map<string, string>(),
    /** Thrown instead of taking. */
    fault: null as unknown,
    random: 0,
    /** How often a login was looked up. */
    opened: 0,
  }

  function openPoller(take?: (event: GithubEventTold) => Promise<unknown>) {
    const poller = createGithubPoller({
      api: createGithubApi({ now: clock.now }),
      store,
      accessOf: async (job) => {
        world.opened += 1
        const name = job.type === 'agent-pipeline' ? job.source.credentials : undefined
        return { apiUrl: settings.apiUrl, token: world.tokens.get(name ?? '') ?? world.token }
      },
      take: async (event) => {
        if (world.fault) throw world.fault
        await take?.(event)
        taken.push(event)
        return { outcome: 'taken', why: null, jobs: [...(event.jobs ?? [])] }
      },
      jobs: () => [...jobs.values()],
      readConfig: () => ({ github: settings }) as never,
      clock,
      changes,
      random: () => world.random,
      onWarning: (sentence) => void warnings.push(sentence),
    })
    onTestFinished(async () => {
      poller.stop()
      await poller.whenIdle()
    })
    return {
      ...poller,
      async start() {
        poller.start()
        await poller.whenIdle()
      },
      async wake() {
        poller.wake()
        await poller.whenIdle()
      },
      /** Lets time go by, and waits for what is asked meanwhile. */
      async pass(ms: number) {
        const endMs = clock.now() + ms
        while (clock.now() < endMs) {
          await clock.advance(Math.min(1000, endMs - clock.now()))
          await poller.whenIdle()
        }
      },
    }
  }

  return {
    clock,
    github,
    store,
    changes,
    jobs,
    taken,
    warnings,
    settings,
    world,
    openPoller,
    shop: github.repository(REPO),
    addJob(on: Record<string, unknown>[], more: Record<string, unknown> = {}) {
      const { github: how = {}, ...rest } = more
      const job = Job.parse({
        ...(rest.type === 'agent-pipeline' ? {} : { type: 'docker', image: 'alpine', command: ['true'] }),
        id: 'bake',
        name: 'bake',
        enabled: true,
        schedule: { type: 'manual' },
        github: { repo: REPO, on, ...(how as object) },
        ...rest,
      })
      jobs.set(job.id, job)
      changes.emit({ type: 'job', jobId: job.id })
      return job
    },
    removeJob(id: string) {
      jobs.delete(id)
      changes.emit({ type: 'job', jobId: id })
    },
    /** What was taken, as `issues opened #1`. */
    said: () =>
      taken.map(({ name, payload }) => {
        const { action, issue, pull_request, ref } = payload as Record<string, Record<string, unknown>>
        return [name, action ?? ref, (issue ?? pull_request)?.number].filter((part) => part != null).join(' ')
      }),
    /** Paths of what GitHub was asked, since the last time that this was called. */
    asked: () => github.requests.splice(0).map(({ path, status }) => `${status} ${path.split('?')[0]}`),
  }
}
