import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runOven } from '../../support/run-oven.ts'
import { type FaultHost, startFaultHost } from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { inForm } from '../support/form.ts'

const apiEdits = inForm({ short: 270, long: 900 })
const cliEdits = inForm({ short: 10, long: 100 })
const otherEdits = inForm({ short: 20, long: 50 })
const commandsAtOnce = 5

let host: FaultHost
beforeEach(async () => {
  host = await startFaultHost()
})
afterEach(async () => {
  await host.dispose()
})

const jobNamed = (id: string) => ({ id, type: 'docker', image: 'none', schedule: { type: 'manual' } })

async function addByCommand(id: string, home: string): Promise<void> {
  const { exitCode, stderr } = await runOven(['jobs', 'add', '--file', '-'], {
    home,
    input: JSON.stringify(jobNamed(id)),
  })
  expect(exitCode, stderr).toBe(0)
}

/** As an editor does it that knows nothing of the oven: reads the file, writes it anew. */
function addByHand(id: string, home: string): void {
  const path = join(home, 'jobs.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as { jobs: unknown[] }
  file.jobs.push(jobNamed(id))
  writeFileSync(path, JSON.stringify(file))
}

test(`${apiEdits + cliEdits + otherEdits} edits at once, by API, commands and another program: all survive`, async () => {
  const { home, client } = host
  writeFileSync(join(home, 'jobs.json'), '{ "jobs": [] }')
  const names = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${kind}-${index}`)
  const from = performance.now()
  const byApi = Promise.all(names('api', apiEdits).map((id) => client.jobs.add({ job: jobNamed(id) })))
  const byCommand = (async () => {
    const ids = names('cli', cliEdits)
    while (ids.length > 0) {
      await Promise.all(ids.splice(0, commandsAtOnce).map((id) => addByCommand(id, home)))
    }
  })()
  const byHand = (async () => {
    for (const id of names('hand', otherEdits)) {
      addByHand(id, home)
      await pause(20)
    }
  })()
  await Promise.all([byApi, byCommand, byHand])
  const tookMs = performance.now() - from
  const expected = [...names('api', apiEdits), ...names('cli', cliEdits), ...names('hand', otherEdits)].sort()
  expect((await client.jobs.list()).map(({ job }) => job.id).sort()).toEqual(expected)
  const file = JSON.parse(readFileSync(join(home, 'jobs.json'), 'utf8')) as { jobs: { id: string }[] }
  expect(file.jobs.map(({ id }) => id).sort()).toEqual(expected)
  keepFigures('edits', {
    title: '`jobs.json` edited at once by API, by commands and by another program',
    figures: {
      'by API': apiEdits,
      'by command': cliEdits,
      'by another program': otherEdits,
      lost: 0,
      'took, s': Math.round(tookMs / 1000),
    },
  })
})

test('twenty commands at once without a host: none of their edits is lost', async () => {
  const { home } = host
  await host.stop('SIGTERM')
  const count = inForm({ short: 8, long: 20 })
  const ids = Array.from({ length: count }, (_, index) => `alone-${index}`)
  await Promise.all(ids.map((id) => addByCommand(id, home)))
  const { json } = await runOven(['jobs', 'list', '--json'], { home })
  expect(json.map(({ job }: { job: { id: string } }) => job.id).sort()).toEqual([...ids].sort())
})
