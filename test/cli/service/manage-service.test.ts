import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  installService,
  isCurrent,
  type RunProgram,
  readState,
  runProgram,
  uninstallService,
} from '../../../cli/service/manage-service.ts'
import { planService } from '../../../cli/service/service-plan.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oven-service-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const planOn = (platform: string, port = '0') =>
  planService({
    platform,
    homeFolder: folder,
    userId: 501,
    oven: { folder: join(folder, 'oven'), isUsual: true },
    host: { command: ['/usr/bin/oven', 'serve', '--port', port], environment: {}, logFile: '/dev/null' },
  })!

/** A service manager that knows whether the one service runs. `refuses` makes a word of a command fail. */
function manager(refuses: string | null = null) {
  const ran: string[] = []
  let runs = false
  const run: RunProgram = async (command) => {
    const line = command.join(' ')
    if (/ (print|is-active) /.test(line)) return { code: runs ? 0 : 3, output: '' }
    ran.push(line.replace(folder, '~'))
    if (refuses !== null && line.includes(refuses)) return { code: 5, output: 'Input/output error' }
    if (/bootstrap|enable/.test(line)) runs = true
    if (/bootout|disable/.test(line)) runs = false
    return { code: 0, output: '' }
  }
  return { run, ran }
}

test.each(['darwin', 'linux'])('on %s it is installed, told, replaced and removed', async (platform) => {
  const plan = planOn(platform)
  const { run, ran } = manager()
  expect(await readState(plan, run)).toBe('absent')
  await installService(plan, run)
  expect(readFileSync(plan.file, 'utf8')).toBe(plan.content)
  expect(await readState(plan, run)).toBe('running')

  const other = planOn(platform, '8080')
  expect(await isCurrent(other)).toBe(false)
  await installService(other, run)
  expect(await isCurrent(other)).toBe(true)

  expect(await uninstallService(other, run)).toBe(true)
  expect(existsSync(plan.file)).toBe(false)
  expect(await uninstallService(other, run)).toBe(false)
  const lines = (commands: readonly (readonly string[])[]) =>
    commands.map((command) => command.join(' ').replace(folder, '~'))
  expect(ran).toEqual([
    ...lines(plan.install),
    ...lines(plan.uninstall),
    ...lines(plan.install),
    ...lines(plan.uninstall),
  ])
})

test('a manager that refuses is told with its own words and what to do', async () => {
  const { run } = manager('bootstrap')
  await expect(installService(planOn('darwin'), run)).rejects.toMatchObject({
    code: 'service-failed',
    message: expect.stringMatching(
      /could not be started: `launchctl bootstrap .*` ended with 5: Input\/output error/,
    ),
    hint: expect.stringContaining('desktop'),
  })
})

test('programs are run as they are, and one that is not there is told', async () => {
  expect(await runProgram([process.execPath, '-e', 'console.log(1); process.exit(4)'])).toEqual({
    code: 4,
    output: '1',
  })
  expect(await runProgram(['/does/not/exist'])).toMatchObject({ code: null })
})
