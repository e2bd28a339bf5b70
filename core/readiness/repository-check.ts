import type { Fix, PipelineJob } from '../../contract/index.ts'
import { chooseGit, type GitChoice } from '../credentials/choose-git.ts'
import type { LoginHistory } from '../credentials/login-history.ts'
import { type GitOpener, openGit } from '../credentials/open-git.ts'
import { serverOf } from '../credentials/repo-place.ts'
import { OvenError } from '../errors.ts'
import type { GitRemote, RemoteLook } from '../ports/git-remote.ts'
import type { Finding } from './checks.ts'

export interface RepositoryLookers extends GitOpener {
  remote: GitRemote
  history: LoginHistory
}

/** Tries what a run will do first: whether this job's credential may read its repository, and the branch is there. */
export async function lookAtRepository(job: PipelineJob, lookers: RepositoryLookers): Promise<Finding> {
  const config = lookers.readConfig()
  const choice = await chooseGit(job, config, (name) => lookers.secrets.read(name))
  const opened = await openGit(choice, lookers).catch((error: unknown) => error)
  if (opened instanceof OvenError) return refusedBy(opened)
  if (opened instanceof Error) throw opened
  const { key } = opened as Awaited<ReturnType<typeof openGit>>
  if (key.kind === 'deploy-key' && job.network === 'allowlist') {
    return {
      passed: false,
      code: 'repo-denied',
      description:
        'The job uses a deploy key, and its network lets https alone through: ssh does not get out.',
      fixes: [
        { description: 'Name a token in "source.credentials", or set "network" to "open".', command: null },
      ],
    }
  }
  const { repo, branch } = job.source
  const seen = await lookers.remote.look({ repo, branch, key, knownHosts: config.auth.knownHosts })
  if (key.kind !== 'none') {
    if (seen.kind === 'seen') lookers.history.noteWorked(choice.id)
    else if (seen.kind === 'refused' && seen.code === 'repo-denied')
      lookers.history.noteRefused(choice.id, seen.code)
  }
  return findingOf(seen, job, choice, key.kind !== 'none')
}

function refusedBy({ code, message, hint }: OvenError): Finding {
  const fixes = hint === null ? [] : [{ description: hint, command: null }]
  return { passed: code === 'network' ? null : false, code, description: message, fixes }
}

function findingOf(seen: RemoteLook, { source }: PipelineJob, choice: GitChoice, hasKey: boolean): Finding {
  const { repo, branch } = source
  if (seen.kind === 'seen') {
    const how = hasKey ? `with ${nameOf(choice)}` : 'without any login'
    return { passed: true, description: `Branch "${branch}" of ${repo} can be read ${how}.`, fixes: [] }
  }
  if (seen.kind === 'unknown') {
    return { passed: null, description: `${repo} could not be looked at: ${seen.words}.`, fixes: [] }
  }
  const { code, words } = seen
  if (code === 'branch-missing') {
    return {
      passed: false,
      code,
      description: `The repository ${repo} has no branch "${branch}".`,
      fixes: [{ description: 'Correct "source.branch" of the job, or push that branch.', command: null }],
    }
  }
  if (isHostKey(words)) return unknownServer(repo, words)
  const who = hasKey ? nameOf(choice) : 'anybody without a login'
  const what =
    code === 'repo-missing'
      ? `There is no repository at ${repo}, or ${who} may not see it`
      : code === 'key-invalid'
        ? `The deploy key in the secret "${source.credentials}" is not one that ssh can read`
        : `The repository ${repo} refuses ${who}`
  return { passed: false, code, description: `${what}: ${words}`, fixes: fixesOf(choice) }
}

/** ssh's words about a server whose key is not the known one, or that none is known of (OpenSSH 9). */
const isHostKey = (words: string) => /host key|host identification has changed/i.test(words)

function unknownServer(repo: string, words: string): Finding {
  const { host, port } = serverOf(repo)
  const scan = `ssh-keyscan ${port === null ? '' : `-p ${port} `}${host}`
  return {
    passed: false,
    code: 'repo-denied',
    description: `The host key of ${host} is not one that the oven knows, so nothing was said to it: ${words}`,
    fixes: [
      {
        description:
          'Compare what it shows with the key that its owner has published, and add that line to "auth.knownHosts" of the settings. If it was known before, ask why it has changed first.',
        command: scan,
      },
    ],
  }
}

export function nameOf(choice: GitChoice): string {
  switch (choice.kind) {
    case 'github-login':
      return `gh's login for ${choice.host}`
    case 'github-app':
      return `the GitHub App "${choice.name}"`
    case 'deploy-key':
      return `the deploy key "${choice.name}"`
    default:
      return `the token "${choice.name}"`
  }
}

export function fixesOf(choice: GitChoice): Fix[] {
  if (choice.kind === 'github-login') {
    const command = choice.host === 'github.com' ? 'gh auth login' : `gh auth login --hostname ${choice.host}`
    return [
      { description: 'Sign in with the GitHub CLI on the host.', command },
      {
        description: 'Or name a secret that holds a token or a deploy key in "source.credentials".',
        command: null,
      },
    ]
  }
  if (choice.kind === 'github-app') {
    return [
      {
        description: 'Let the App be installed for this repository, with contents: read and write.',
        command: null,
      },
    ]
  }
  if (choice.kind === 'deploy-key') {
    return [
      {
        description: "Add its public part to the repository's deploy keys, with write access.",
        command: null,
      },
      { description: 'Or set another key.', command: `oven secrets set ${choice.name}` },
    ]
  }
  return [
    {
      description: 'Set a token that may read and write this repository.',
      command: `oven secrets set ${choice.name}`,
    },
  ]
}
