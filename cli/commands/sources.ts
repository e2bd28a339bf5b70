import { resolve } from 'node:path'
import { type Command, defineCommand } from '../command.ts'
import type { OvenClient } from '../connect.ts'
import { exitCodes, wrongUse } from '../failure.ts'
import { plainLine } from '../print/plain-text.ts'
import { printPipelines, printProblem } from '../print/source-lines.ts'

const shared = {
  credentials: { summary: 'the secret or GitHub App to reach it with', value: 'name' },
} as const
const repository = [
  { name: 'repository', summary: 'its address, or a folder of this machine', required: true },
] as const

export const branches: Command = defineCommand({
  summary: 'Lists the branches of a repository, found out by asking it.',
  notes: 'Exit code 1 when it cannot be asked.',
  arguments: repository,
  options: shared,
  need: 'files',
  examples: [['oven sources branches git@github.com:you/project.git', 'the default branch stands first']],
  async run({ arguments: [repo = ''], options, connect }) {
    const { client } = await connect()
    const data = await client.sources.branches({ repo: placeOf(repo), credentials: options.credentials })
    return {
      data,
      exitCode: data.state === 'found' ? exitCodes.done : exitCodes.failed,
      print(screen) {
        if (data.state === 'refused') return printProblem(screen, data.problem)
        for (const { name, isDefault } of data.branches)
          screen.line(plainLine(name) + (isDefault ? screen.paint('dim', '  default') : ''))
        if (data.branches.length === 0) screen.line('It has no branches yet.')
        if (data.truncated) screen.line(screen.paint('dim', '…and more'))
      },
    }
  },
})

export const pipelines: Command = defineCommand({
  summary: 'Lists the pipelines of a repository with their stages, and what is wrong with them.',
  notes:
    'What is looked at is what is committed to the branch, as a run would clone it. Exit code 1 when it cannot be looked at, or has no pipeline that can run.',
  arguments: repository,
  options: { branch: { summary: 'the branch to look at (the default one)', value: 'name' }, ...shared },
  need: 'files',
  examples: [
    ['oven sources pipelines ~/code/project', 'a folder of this machine'],
    ['oven sources pipelines https://github.com/you/project --branch next', 'another branch'],
  ],
  async run({ arguments: [given = ''], options, connect }) {
    const repo = placeOf(given)
    const { credentials } = options
    const { client } = await connect()
    const branch = options.branch ?? (await defaultBranch(client, repo, credentials))
    const data = await client.sources.pipelines({ repo, branch, credentials })
    const runs =
      data.state === 'found' &&
      data.pipelines.some(({ problems }) => problems.every(({ level }) => level !== 'error'))
    return {
      data,
      exitCode: runs ? exitCodes.done : exitCodes.failed,
      print(screen) {
        if (data.state === 'refused') printProblem(screen, data.problem)
        else printPipelines(screen, data.pipelines, { branch, commit: data.commit })
      },
    }
  },
})

/** Without an answer `main` is looked at, and the trouble is told there. */
async function defaultBranch(
  client: OvenClient,
  repo: string,
  credentials: string | undefined,
): Promise<string> {
  const seen = await client.sources.branches({ repo, credentials })
  return (seen.state === 'found' && seen.branches.find(({ isDefault }) => isDefault)?.name) || 'main'
}

/** The oven may run in another folder than this command: a relative path is meant from here. */
function placeOf(repo: string): string {
  if (repo === '') throw wrongUse('Name a repository.', '`oven sources pipelines --help` shows how.')
  return /^\.{1,2}(?:\/|$)/.test(repo) ? resolve(repo) : repo
}
