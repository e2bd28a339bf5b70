import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { SqliteGithubStore } from '../../../../adapters/sqlite/sqlite-github-store.ts'
import { Job } from '../../../../contract/index.ts'
import type { GithubApi, GithubPermission } from '../../../../core/ports/github-api.ts'
import { createCallKeeper } from '../../../../core/triggers/call-keeper.ts'
import { createGithubService, type GithubService } from '../../../../core/triggers/github/github-service.ts'
import { openTriggerFixture } from '../trigger-fixture.ts'

// biome-ignore lint/suspicious/noExplicitAny: examples of what GitHub sends, of every shape
export type Payload = any

/** What GitHub really sent, by the name of the event (https://github.com/octokit/webhooks). */
export const examples: ReadonlyMap<string, Payload[]> = new Map(
  (
    JSON.parse(
      readFileSync(createRequire(import.meta.url).resolve('@octokit/webhooks-examples'), 'utf8'),
    ) as { name: string; examples: Payload[] }[]
  ).map(({ name, examples: all }) => [name, all]),
)

/** A copy of one of them, to be changed. */
export function exampleOf(event: string, action: string | null = null, index = 0): Payload {
  const found = examples.get(event)!.filter((each) => action === null || each.action === action)[index]
  if (!found) throw new Error(`There is no example ${event} ${action} ${index}.`)
  return structuredClone(found)
}

/** Events of GitHub on a real database, with a GitHub that answers what the test says. */
export function openGithubFixture() {
  const fixture = openTriggerFixture()
  const { clock, payloads, calls, deps } = fixture
  const store = new SqliteGithubStore({ database: fixture.database })
  const github = {
    permissions: new Map<string, GithubPermission>(),
    files: null as string[] | null,
    /** Thrown at every question. */
    fault: null as unknown,
    /** Held back until it resolves. */
    gate: null as Promise<void> | null,
    asked: [] as string[],
  }
  async function ask(question: string): Promise<void> {
    github.asked.push(question)
    await github.gate
    if (github.fault) throw github.fault
  }
  const api: Pick<GithubApi, 'permissionOf' | 'changedFiles'> = {
    async permissionOf(_access, repo, login) {
      await ask(`permission ${repo} ${login}`)
      return github.permissions.get(login.toLowerCase()) ?? 'read'
    },
    async changedFiles(_access, repo, of) {
      await ask(`files ${repo} ${JSON.stringify(of)}`)
      return github.files
    },
  }
  const warnings: string[] = []
  const now = () => new Date(clock.now()).toISOString()
  const openService = (): GithubService =>
    createGithubService({
      store,
      api,
      accessOf: async () => ({ apiUrl: 'https://api.github.com', token: null }),
      jobs: () => [...fixture.jobs.values()],
      runs: fixture.runs,
      runService: fixture.service,
      payloads,
      keeper: createCallKeeper({ calls, payloads, changes: deps.changes, clock, now }),
      clock,
      onWarning: (sentence) => void warnings.push(sentence),
    })
  const service = openService()

  function addJob(github: Record<string, unknown>, more: Record<string, unknown> = {}) {
    const job = Job.parse({
      ...(more.type === 'agent-pipeline' ? {} : { type: 'docker', image: 'alpine', command: ['true'] }),
      id: 'bake',
      name: 'bake',
      enabled: true,
      overlap: 'allow',
      schedule: { type: 'manual' },
      github: { repo: 'codertocat/hello-world', by: 'anyone', ...github },
      ...more,
    })
    fixture.jobs.set(job.id, job)
    return job
  }

  return {
    ...fixture,
    store,
    github,
    service,
    openService,
    warnings,
    addJob,
    /** Tells an event, and waits until it is decided on. */
    async tell(name: string, payload: Payload, more: { via?: 'webhook' | 'poll'; deliveryId?: string } = {}) {
      const { via = 'webhook', deliveryId = null } = more
      const taken = await service.take({ name, payload, via, deliveryId, from: '127.0.0.1' })
      await service.settled()
      return taken
    },
    deliveries: (jobId = 'bake') => calls.list({ jobId }, { limit: 100 }).deliveries,
    runsOf: (jobId = 'bake') => fixture.runs.list({ jobId }, { limit: 200 }).runs,
    payloadOf(runId: string): Payload {
      return JSON.parse(Buffer.from(payloads.ofRun(runId)!.body!).toString())
    },
  }
}
