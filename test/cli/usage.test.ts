import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandTable } from '../../cli/command-table.ts'
import packageFile from '../../package.json' with { type: 'json' }
import { ovenCommand, ovenEnv, runOven } from '../support/run-oven.ts'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'oven-usage-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const oven = (...words: string[]) => runOven(words, { home })

test('the version, the list of commands, and the verbs of a noun', async () => {
  expect(await oven('--version')).toMatchObject({
    exitCode: 0,
    stdout: `${packageFile.version}\n`,
    stderr: '',
  })
  const help = await oven('--help')
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  for (const { words } of commandTable) expect(help.stdout).toContain(`  ${words.join(' ')}  `)
  const jobs = await oven('jobs', '--help')
  expect(jobs.stdout).toContain('jobs preview')
  expect(jobs.stdout).not.toContain('runs list')
})

describe.each(commandTable.map((entry) => [entry.words.join(' '), entry] as const))(
  'oven %s',
  (words, entry) => {
    test('has help with examples that name it, and options that are not taken twice', async () => {
      const command = await entry.load()
      const { exitCode, stdout, stderr } = await oven(...entry.words, '--help')
      expect([exitCode, stderr]).toEqual([0, ''])
      expect(stdout).toContain(`Usage: oven ${words}`)
      expect(stdout).toMatch(/\nExamples:\n( {2}# .+\n {2}(.+ \| )?oven .+\n)+$/)
      expect(stdout).toContain('--json')
      expect(command.examples.every(([line]) => line.includes(`oven ${words}`))).toBe(true)
      const shorts = Object.values(command.options ?? {}).flatMap(({ short }) => short ?? [])
      expect(new Set([...shorts, 'h']).size).toBe(shorts.length + 1)
    })
  },
)

test.each([
  [['bake'], 'There is no command "bake".'],
  [['jbs', 'list'], 'did you mean "jobs"?'],
  [['jobs'], 'needs a verb: list, show'],
  [['jobs', 'lst'], 'did you mean "list"?'],
  [['--frobnicate'], 'There is no command in "--frobnicate".'],
  [['jobs', 'list', '--jsn'], 'did you mean --json?'],
  [['jobs', 'show'], '<job> is missing'],
  [['jobs', 'show', 'a', 'b'], '"b" is one word too many.'],
  [['runs', 'list', '--limit'], '--limit needs a value'],
  [['runs', 'list', '--limit', 'ten'], '--limit must be a whole number'],
  [['runs', 'list', '--outcome', 'great'], 'must be one of succeeded, failed'],
  [['runs', 'list', '--since', 'yesterday'], '--since must be a date and time'],
  [['runs', 'list', '--json=yes'], '--json takes no value'],
  [['jobs', 'add'], 'There is no job to add.'],
  [['jobs', 'add', '--file', 'no-such.json'], 'no-such.json cannot be read'],
  [['jobs', 'update', 'x'], 'There is nothing to change.'],
  [['jobs', 'update', 'x', '--set', 'name'], 'has no "="'],
  [['jobs', 'preview'], 'Give either a job or --cron.'],
  [['serve', '--port', '99999'], '--port must be between 0 and 65535'],
])('%j is wrong input', async (words, sentence) => {
  const { exitCode, stdout, stderr } = await oven(...words)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^error: /)
  expect(stderr).toContain(sentence)
})

test('under --json a mistake is one JSON document too', async () => {
  const { exitCode, json } = await oven('runs', 'list', '--limit', 'ten', '--json')
  expect(exitCode).toBe(2)
  expect(json).toEqual({
    error: { code: 'INPUT_INVALID', message: expect.stringContaining('--limit'), hint: null, fields: [] },
  })
  expect((await oven('--json', 'nonsense')).json.error.code).toBe('INPUT_INVALID')
})

test('--json may stand first', async () => {
  expect((await oven('--json', 'jobs', 'list')).json).toEqual([])
})

test('without a host, open says how to get one: exit code 3', async () => {
  const { exitCode, stderr, json } = await oven('open', '--json')
  expect([exitCode, json.error.code]).toEqual([3, 'NO_HOST'])
  expect(stderr).toContain('oven serve')
})

test('a reader that has read enough is no error', () => {
  const script = `"${process.execPath}" "${ovenCommand}" --help | head -1; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { env: ovenEnv(home), encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout.trim().split('\n')).toEqual(['Usage: oven <command> [options]', '0'])
})
