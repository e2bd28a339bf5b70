import { expect, test } from 'vitest'
import { openRunKitchen } from './run-kitchen.ts'

const missing = {
  t: 'error',
  code: 'payload-missing',
  message: 'Nothing came over standard input.',
  hint: null,
}

async function logOf(kitchen: ReturnType<typeof openRunKitchen>, id: string): Promise<string> {
  const { jobId, queuedAt } = kitchen.run(id)
  let log = ''
  const of = { runId: id, jobId, queuedAt }
  for await (const { text } of kitchen.deps.logs.read(of, { from: 0, follow: false })) log += text
  return log
}

test('a container that was not handed its payload by a killed host is begun again, once, with a whole log', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'review', type: 'agent-pipeline' })
  const { id } = kitchen.click('review')
  const first = await kitchen.scripted.nextStart()
  await kitchen.until(id, 'running')
  await first.say('agent-oven: nothing came over standard input, and this line is long.\n')
  await kitchen.service.leave()
  first.end(78)
  await kitchen.restart()

  const second = await kitchen.scripted.nextStart()
  expect(kitchen.scripted.removed).toContain(first.containerId)
  expect(second.nonce).not.toBe(first.nonce)
  await second.say('short\n')
  await second.say('Stage: review - STARTED\nStage: review - COMPLETED (1.0s)\n')
  second.end(0)
  expect(await kitchen.until(id, 'finished')).toMatchObject({
    outcome: 'succeeded',
    attempt: 1,
    stages: [{ name: 'review', status: 'succeeded' }],
  })
  const log = await logOf(kitchen, id)
  expect(log).toContain('so the run begins again.')
  expect(log).toContain('\nshort\nStage: review - STARTED\n')
  expect(log.match(/this line is long/g)).toHaveLength(1)
})

test('a second time it is a failure that says so', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'review', type: 'agent-pipeline' })
  const { id } = kitchen.click('review')
  for (let count = 0; count < 2; count += 1) {
    const container = await kitchen.scripted.nextStart()
    await kitchen.until(id, 'running')
    await container.record(missing)
    await kitchen.service.leave()
    container.end(78)
    await kitchen.restart()
  }
  expect(await kitchen.until(id, 'finished')).toMatchObject({
    outcome: 'failed',
    error: { code: 'payload-missing' },
  })
})

test('without a restart the same exit code is a failure at once', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'review', type: 'agent-pipeline' })
  const { id } = kitchen.click('review')
  const container = await kitchen.scripted.nextStart()
  await container.record(missing)
  container.end(78)
  expect(await kitchen.until(id, 'finished')).toMatchObject({
    outcome: 'failed',
    error: { code: 'payload-missing' },
  })
})
