import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makePipelineRepo } from '../support/pipeline-repo.ts'
import { runOven } from '../support/run-oven.ts'

vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'oven-cli-sources-'))
const home = join(folder, 'oven')
let path: string
beforeAll(() => {
  path = makePipelineRepo(folder, [
    { name: 'review' },
    { name: 'audit', dependsOn: ['review'], model: 'opus' },
    { name: 'report', dependsOn: ['audit'], enabled: false },
  ]).path
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('oven sources pipelines prints what is committed', async () => {
  const { exitCode, stdout } = await runOven(['sources', 'pipelines', path], { home })
  expect(stdout.replace(/at [0-9a-f]{7}/, 'at 1234567')).toBe(
    [
      'main at 1234567',
      '',
      'review',
      '  review  sonnet',
      '  audit  opus · after review',
      '  report  sonnet · after audit · switched off',
      '  ! review and audit have no "timeout": agent-pipeline ends each after 120 seconds. Give long stages one, in seconds, such as "timeout: 900".',
      '',
    ].join('\n'),
  )
  expect(exitCode).toBe(0)
})

test('oven sources branches lists them', async () => {
  const { exitCode, stdout } = await runOven(['sources', 'branches', path], { home })
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'main  default\n' })
})

test('what is in the way is said, and what to do', async () => {
  const gone = await runOven(['sources', 'pipelines', join(folder, 'gone')], { home })
  expect(gone).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('there is nothing at this path'),
  })
  const branch = await runOven(['sources', 'pipelines', path, '--branch', 'next', '--json'], { home })
  expect(branch).toMatchObject({
    exitCode: 1,
    json: { state: 'refused', problem: { code: 'branch-missing' } },
  })
  expect(await runOven(['sources', 'pipelines', path, '--branch', '--evil'], { home })).toMatchObject({
    exitCode: 2,
  })
})
