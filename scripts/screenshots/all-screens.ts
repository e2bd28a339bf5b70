import type { PictureOven } from './oven-for-pictures.ts'
import type { Screen } from './take-pictures.ts'

/** Every screen of the window, with a run that bakes meanwhile. */
export async function screensOf(oven: PictureOven): Promise<Screen[]> {
  const { client } = oven
  const active = await client.runs.list({ state: ['queued', 'preparing', 'running'] })
  if (active.runs.length === 0) await client.jobs.run({ id: 'docs-update', rehearse: true })
  const newest = async (jobId: string) => (await client.runs.list({ jobId, limit: 1 })).runs[0]!.id
  const baking = await newest('docs-update')
  await untilBaking(oven, baking)
  return [
    { name: 'dashboard', address: '/' },
    { name: 'jobs', address: '/jobs' },
    { name: 'job', address: '/jobs/nightly-review' },
    { name: 'new-pipeline-job', address: '/jobs/+new/agent-pipeline' },
    { name: 'new-docker-job', address: '/jobs/+new/docker' },
    {
      name: 'edit-job',
      address: '/jobs/nightly-review/edit',
      // The repository is asked first.
      prepare: (page) => page.getByRole('img', { name: 'summary' }).first().waitFor({ timeout: 20_000 }),
    },
    { name: 'runs', address: '/runs' },
    { name: 'run-baking', address: `/runs/${baking}` },
    { name: 'run-succeeded', address: `/runs/${await newest('nightly-review')}` },
    { name: 'run-failed', address: `/runs/${await newest('security-audit')}` },
    { name: 'run-docker', address: `/runs/${await newest('dependency-check')}` },
    { name: 'schedule', address: '/schedule' },
    { name: 'webhooks', address: '/webhooks' },
    { name: 'credentials', address: '/credentials' },
    { name: 'secrets', address: '/secrets' },
    { name: 'settings', address: '/settings' },
    { name: 'notifications', address: '/settings/notifications' },
    { name: 'welcome', address: '/welcome' },
    {
      name: 'palette',
      address: '/',
      async prepare(page) {
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox').fill('run')
        await page.waitForTimeout(300)
      },
    },
    {
      name: 'keys',
      address: '/jobs',
      async prepare(page) {
        await page.keyboard.press('?')
        await page.getByRole('heading', { name: 'Keys' }).waitFor()
      },
      sizes: ['wide'],
    },
    { name: 'popover', address: '/popover', sizes: ['popover'] },
  ]
}

async function untilBaking({ client }: PictureOven, runId: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const run = await client.runs.show({ runId })
    if (
      run.stages.some((stage) => stage.status === 'running' && stage.name === 'rewrite') ||
      run.state === 'finished'
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
