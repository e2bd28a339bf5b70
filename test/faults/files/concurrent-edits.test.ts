import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
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

/**
 * As a program does it that knows nothing of the oven: opens the file, reads it, writes it in place. When another file
 * has taken its place meanwhile, it looks whether its edit is in that one, and makes it again if not.
 */
async function addByHand(id: string, home: string): Promise<'at once' | 'taken in' | 'again'> {
  const path = join(home, 'jobs.json')
  const isThere = () => readFileSync(path, 'utf8').includes(`"${id}"`)
  for (let attempt = 1; ; attempt += 1) {
    const file = openSync(path, 'r+')
    try {
      const { jobs } = JSON.parse(readFileSync(file, 'utf8')) as { jobs: unknown[] }
      const text = Buffer.from(JSON.stringify({ jobs: [...jobs, jobNamed(id)] }))
      ftruncateSync(file)
      writeSync(file, text, 0, text.length, 0)
      if (fstatSync(file).ino === statSync(path).ino) return attempt === 1 ? 'at once' : 'again'
    } finally {
      closeSync(file)
    }
    await pause(1_500)
    if (isThere()) return 'taken in'
  }
}

const names = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}-${index}`)
const idsInFile = (home: string) => {
  const { jobs } = JSON.parse(readFileSync(join(home, 'jobs.json'), 'utf8')) as { jobs: { id: string }[] }
  return jobs.map(({ id }) => id).sort()
}

test(`${apiEdits + cliEdits} edits at once, by API and commands: all survive`, async () => {
  const { home, client } = host
  const from = performance.now()
  const byApi = Promise.all(names('api', apiEdits).map((id) => client.jobs.add({ job: jobNamed(id) })))
  const byCommand = (async () => {
    const ids = names('cli', cliEdits)
    while (ids.length > 0) {
      await Promise.all(ids.splice(0, commandsAtOnce).map((id) => addByCommand(id, home)))
    }
  })()
  await Promise.all([byApi, byCommand])
  const tookMs = performance.now() - from
  const expected = [...names('api', apiEdits), ...names('cli', cliEdits)].sort()
  expect((await client.jobs.list()).map(({ job }) => job.id).sort()).toEqual(expected)
  expect(idsInFile(home)).toEqual(expected)
  keepFigures('edits', {
    title: '`jobs.json` edited at once by API and by commands',
    figures: { 'by API': apiEdits, 'by command': cliEdits, lost: 0, 'took, s': Math.round(tookMs / 1000) },
  })
})

test(`another program that edits the file ${otherEdits} times while the oven writes it: every edit survives`, async () => {
  const { home, client } = host
  await client.jobs.add({ job: jobNamed('first') })
  let editing = true
  const added: string[] = ['first']
  const ways: Record<string, number> = {}
  const byApi = (async () => {
    for (let count = 0; editing; count += 1) {
      await client.jobs.add({ job: jobNamed(`api-${count}`) })
      added.push(`api-${count}`)
    }
  })()
  for (const id of names('hand', otherEdits)) {
    const how = await addByHand(id, home)
    ways[how] = (ways[how] ?? 0) + 1
    added.push(id)
    await pause(20)
  }
  editing = false
  await byApi
  expect((await client.jobs.list()).map(({ job }) => job.id).sort()).toEqual([...added].sort())
  expect(idsInFile(home)).toEqual([...added].sort())
  expect(readdirSync(home).filter((name) => /broken|held|draft/.test(name))).toEqual([])
  keepFigures('edits-by-others', {
    title: '`jobs.json` edited in place by another program while the oven writes it',
    figures: {
      'by the other program': otherEdits,
      'into the file that was just replaced, and taken in': ways['taken in'] ?? 0,
      'too late, and made again by the program': ways.again ?? 0,
      'by API meanwhile': added.length - otherEdits,
      lost: 0,
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
