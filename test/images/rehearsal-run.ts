import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const REHEARSAL = new URL('../../images/rehearsal/', import.meta.url).pathname
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
  GIT_CONFIG_GLOBAL: '/dev/null',
}

/** A git repository with one pipeline, and the rehearsal's stand-ins on PATH as in the image, without the recorder. */
export function setUpRehearsal(pipelineYaml: string) {
  const folder = mkdtempSync(join(tmpdir(), 'oven-rehearsal-'))
  const repo = join(folder, 'repo')
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  symlinkSync(join(REHEARSAL, 'claude.js'), join(bin, 'claude'))
  symlinkSync(join(REHEARSAL, 'agent-pipeline.js'), join(bin, 'agent-pipeline'))
  const env = { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`, HOME: folder, ...IDENTITY }
  write(join(repo, 'README.md'), 'A sample.\n')
  write(join(repo, '.agent-pipeline/agents/agent.md'), '# An agent\n')
  write(join(repo, '.agent-pipeline/pipelines/p.yml'), pipelineYaml)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repo, env, encoding: 'utf8' }).trim()
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message=first')

  return {
    repo,
    git,
    /** `onLine` sees each line of output while the run goes on. */
    async run(onLine?: (line: string, child: { kill(signal: NodeJS.Signals): void }) => void) {
      const child = spawn('agent-pipeline', ['run', 'p', '--quiet', '--no-notifications'], { cwd: repo, env })
      let output = ''
      let rest = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
          const lines = (rest + text).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) onLine?.(line, child)
        })
      }
      const { promise, resolve } = Promise.withResolvers<number | null>()
      child.on('close', resolve)
      return { code: await promise, output }
    },
    state() {
      const runs = join(repo, '.agent-pipeline/state/runs')
      const [file, ...others] = readdirSync(runs)
      if (!file || others.length > 0) throw new Error('Not exactly one run has left a state file.')
      return JSON.parse(readFileSync(join(runs, file), 'utf8'))
    },
  }
}

function write(file: string, text: string) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
