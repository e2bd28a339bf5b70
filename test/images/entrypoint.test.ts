import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RECORD_MARK, RunnerRecord } from '../../core/records/record.ts'
import { setUpRunner } from './runner-programs.ts'

const IMAGES = new URL('../../images/', import.meta.url).pathname
const PAYLOAD = JSON.stringify({ v: 1, nonce: 'n-9', env: { GREETING: 'hello' }, files: [] })

/**
 * The whole entrypoint with the rehearsal's stand-ins, outside a container. A child of Node has a socket for its standard
 * output, which cannot be opened a second time: so these runs take the FIFO.
 */
function setUp(yaml: string) {
  const runner = setUpRunner()
  const bin = join(runner.folder, 'bin')
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  for (const name of ['claude', 'agent-pipeline'])
    symlinkSync(join(IMAGES, `rehearsal/${name}.js`), join(bin, name))
  // As in the image: /opt/oven, with the recorder in a folder of its own on PATH.
  const tools = join(runner.folder, 'tools')
  mkdirSync(join(tools, 'bin'), { recursive: true })
  symlinkSync(join(IMAGES, 'pipeline-runner/runner'), join(tools, 'runner'))
  symlinkSync(join(IMAGES, 'pipeline-runner/recorder/claude.js'), join(tools, 'bin/claude'))
  const source = runner.makeSource({
    'README.md': 'A sample.\n',
    'agent.md': '# An agent\n',
    '.agent-pipeline/pipelines/p.yml': yaml,
  })
  const env = {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: runner.home,
    GIT_CONFIG_SYSTEM: join(IMAGES, 'pipeline-runner/gitconfig'),
    OVEN_TOOLS: tools,
    OVEN_REPO_FOLDER: runner.clone,
    OVEN_FOLDER: join(runner.folder, 'kept'),
    OVEN_PUSH: 'local',
  }

  function run(options: { input?: string; onOutput?: (text: string, pid: number) => void } = {}) {
    const script = join(IMAGES, 'pipeline-runner/entrypoint.sh')
    const child = spawn('bash', [script, source.path, 'main', 'p'], { env, cwd: runner.folder })
    child.stdin.end(options.input ?? PAYLOAD)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        options.onOutput?.(output, child.pid!)
      })
    }
    const { promise, resolve } = Promise.withResolvers<{
      code: number | null
      records: RunnerRecord[]
      text: string
    }>()
    child.on('close', (code) => {
      const lines = output.split('\n')
      const isRecord = (line: string) => line.startsWith(RECORD_MARK)
      const records = lines.filter(isRecord).map((line) => RunnerRecord.parse(JSON.parse(line.slice(1))))
      resolve({ code, records, text: lines.filter((line) => !isRecord(line)).join('\n') })
    })
    return promise
  }
  return { ...runner, ...source, run }
}

const pipeline = (trouble: string) => `
name: p
trigger: manual
git: { autoCommit: true, branchStrategy: unique-per-run }
agents: [{ name: only, agent: agent.md, inputs: { rehearse: "${trouble}" } }]
`

test('records arrive whole and in order by the FIFO when the output cannot be opened again', async () => {
  const { run, git, origin } = setUp(pipeline('sleep:0'))
  const { code, records, text } = await run()
  expect(text).toContain('Pipeline COMPLETED')
  expect(code).toBe(0)
  expect(records.map((record) => record.t)).toEqual([
    'source',
    'plan',
    'agent-start',
    'agent-text',
    'agent-usage',
    'agent-tool',
    'agent-tool',
    'agent-text',
    'agent-end',
    'push',
    'changes',
  ])
  expect(records.every((record) => record.nonce === 'n-9')).toBe(true)
  expect(git(origin, 'branch', '--list', 'pipeline/*')).not.toBe('')
})

test('SIGINT reaches the pipeline and is answered with 130 and the changes', async () => {
  const { run } = setUp(pipeline('silent'))
  let sent = false
  const { code, records } = await run({
    onOutput(text, pid) {
      if (sent || !text.includes('"agent-start"')) return
      sent = true
      process.kill(pid, 'SIGINT')
    },
  })
  expect(code).toBe(130)
  expect(records.slice(-2)).toMatchObject([{ t: 'agent-end', exitCode: 143 }, { t: 'changes' }])
})

test('without a payload it ends before anything else is done', async () => {
  const { code, records, text } = await setUp(pipeline('sleep:0')).run({ input: '' })
  expect(code).toBe(78)
  expect(records.map((record) => record.t)).toEqual(['error'])
  expect(text).not.toContain('Cloning')
})
