import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run } from '../../contract/index.ts'
import type { EgressForTests } from '../../core/cage/run-egress.ts'
import { openOven } from '../../server/open-oven.ts'

/** A real oven (engine, SQLite, files) in a scratch folder inside this process. */
export async function openTestOven(
  options: { home?: string; schedule?: boolean; egressForTests?: EgressForTests } = {},
) {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'oven-test-'))
  const notifications: { title: string; body: string }[] = []
  const host = await openOven({
    home,
    hostKind: 'headless',
    schedule: options.schedule ?? true,
    egressForTests: options.egressForTests,
    notifier: { notify: (message) => notifications.push(message) },
  })
  await host.oven.start()
  const { services } = host.oven

  async function finished(runId: string): Promise<Run> {
    for await (const run of services.history.watch(runId)) if (run.state === 'finished') return run
    throw new Error('the run was not watched to its end')
  }

  return {
    home,
    installId: host.installId,
    services,
    notifications,
    finished,
    /** Adds a job; docker and started by hand unless it says otherwise. */
    add: (job: Record<string, unknown>) =>
      services.jobs.add({ type: 'docker', schedule: { type: 'manual' }, overlap: 'allow', ...job }),
    /** Runs a job to its end. */
    bake: (id: string, how: { rehearse?: boolean } = {}) => finished(services.runJob(id, how).id),
    async log(runId: string): Promise<string> {
      let text = ''
      for await (const chunk of services.history.logs(runId, { from: 0, follow: false })) text += chunk.text
      return text
    },
    /** Lets the host go; the folder stays when it was given. */
    async close(): Promise<void> {
      await host.close()
      if (!options.home) rmSync(home, { recursive: true, force: true })
    },
  }
}

export type TestOven = Awaited<ReturnType<typeof openTestOven>>
