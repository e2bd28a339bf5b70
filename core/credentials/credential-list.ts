import type { Credential, Job } from '../../contract/index.ts'
import type { HostCredentials } from '../ports/credentials.ts'
import type { Finding } from '../readiness/checks.ts'
import { type ClaudeLookers, lookAtClaude } from '../readiness/claude-check.ts'
import { lookAtRepository, nameOf, type RepositoryLookers } from '../readiness/repository-check.ts'
import { chooseClaude } from './choose-claude.ts'
import { chooseGit, type GitChoice } from './choose-git.ts'

type PipelineJob = Extract<Job, { type: 'agent-pipeline' }>
type Looked = Pick<Credential, 'id' | 'service' | 'kind' | 'title' | 'livesIn'> & { finding: Finding }

/** Every login and key that jobs use, the host's own two in any case, and what can be said of each. */
export function createCredentialList(deps: {
  jobs: () => Job[]
  claude: ClaudeLookers
  repository: RepositoryLookers
  host: HostCredentials
  /** Wall clock, ms since 1970. */
  now: () => number
}): { list(options: { id?: string; deep: boolean }): Promise<Credential[]> } {
  const { jobs, claude, repository, host, now } = deps
  const read = (name: string) => claude.secrets.read(name)

  async function looks(deep: boolean): Promise<{ looked: Looked; job: PipelineJob | null }[]> {
    const pipelines = jobs().filter((job) => job.type === 'agent-pipeline')
    const own = { auth: 'host-login', source: { repo: '/', branch: 'main' } } as PipelineJob
    const always = [
      { looked: await lookClaude(own), job: null },
      { looked: await lookClaude({ ...own, auth: 'container-login' }), job: null },
      { looked: await lookGit(own, false), job: null },
    ]
    const used = await Promise.all(
      pipelines.map(async (job) => [
        { looked: await lookClaude(job), job },
        { looked: await lookGit(job, deep && job.source.repo.includes(':')), job },
      ]),
    )
    return [...used.flat(), ...always]
  }

  async function lookClaude(job: PipelineJob): Promise<Looked> {
    const choice = await chooseClaude(job, claude.readConfig(), read)
    const { choice: _, ...finding } = await lookAtClaude(job, claude)
    const common = { id: choice.id, service: 'claude', kind: choice.kind, finding } as const
    switch (choice.kind) {
      case 'host-login':
        return {
          ...common,
          title: 'Claude login of this machine',
          livesIn:
            'Claude Code keeps it, in the folder of the user whom the oven runs as; on a Mac in the Keychain.',
        }
      case 'container-login':
        return {
          ...common,
          title: 'Claude login inside containers',
          livesIn: `In the volume "${claude.readConfig().auth.claudeVolume}" of the container engine; all runs share it, and it renews itself.`,
        }
      case 'api-key':
        return {
          ...common,
          title: `Claude key ${choice.variable}`,
          livesIn: choice.from === 'env' ? 'In the "env" of the job.' : "Among the oven's secrets.",
        }
    }
  }

  async function lookGit(job: PipelineJob, deep: boolean): Promise<Looked> {
    const choice = await chooseGit(job, repository.readConfig(), read)
    const finding = deep ? await lookAtRepository(job, repository) : await lookShallow(choice)
    return { ...describe(choice), id: choice.id, service: 'git', finding }
  }

  async function lookShallow(choice: GitChoice): Promise<Finding> {
    if (choice.kind === 'github-login') {
      const { status, description, fixes } = await host.lookGithub(choice.host)
      const passed = status === 'unknown' ? null : status === 'present' || status === 'worked'
      return { passed, description, fixes, code: passed === false ? 'login-missing' : null }
    }
    if (choice.kind === 'unknown') {
      const fixes = [{ description: 'Set it.', command: `oven secrets set ${choice.name}` }]
      return {
        passed: false,
        code: 'credential-missing',
        description: `There is no secret named "${choice.name}".`,
        fixes,
      }
    }
    return { passed: true, description: 'It is there.', fixes: [] }
  }

  return {
    async list({ id, deep }) {
      const byId = new Map<string, { looked: Looked[]; usedBy: string[] }>()
      for (const { looked, job } of await looks(deep)) {
        const entry = byId.get(looked.id) ?? { looked: [], usedBy: [] }
        entry.looked.push(looked)
        if (job && !entry.usedBy.includes(job.id)) entry.usedBy.push(job.id)
        byId.set(looked.id, entry)
      }
      return [...byId.values()]
        .filter(({ looked }) => id === undefined || looked[0]!.id === id)
        .map(({ looked, usedBy }) => toCredential(worst(looked), usedBy))
    },
  }

  function toCredential({ finding, ...rest }: Looked, usedBy: string[]): Credential {
    const known = claude.history.find(rest.id)
    return {
      ...rest,
      status: statusOf(finding, known),
      description: finding.description,
      expiresAt: finding.endsAt ?? finding.expiresAt ?? null,
      lastWorkedAt: known?.lastWorkedAt ?? null,
      lastRefusedAt: known?.lastRefusedAt ?? null,
      checkedAt: new Date(now()).toISOString(),
      usedBy,
      fixes: finding.fixes,
    }
  }
}

function statusOf(
  { passed, code }: Finding,
  known: { lastWorkedAt: string | null; refusedAs: string | null } | null,
): Credential['status'] {
  if (code === 'login-expired') return 'expired'
  if (passed === false)
    return /missing$/.test(code ?? '') && !code?.startsWith('repo') ? 'missing' : 'refused'
  if (passed === null) return 'unknown'
  if (known?.refusedAs) return 'refused'
  return known?.lastWorkedAt ? 'worked' : 'present'
}

/** One login may read one repository and not another: what is wrong is shown. */
function worst(looked: Looked[]): Looked {
  return (
    looked.find(({ finding }) => finding.passed === false) ??
    looked.find(({ finding }) => finding.passed === null) ??
    looked[0]!
  )
}

function describe(choice: GitChoice): Pick<Looked, 'kind' | 'title' | 'livesIn'> {
  const name = nameOf(choice).replace(/^the /, '')
  const title =
    choice.kind === 'github-login'
      ? `GitHub login of this machine${choice.host === 'github.com' ? '' : `, ${choice.host}`}`
      : name.charAt(0).toUpperCase() + name.slice(1)
  switch (choice.kind) {
    case 'github-login':
      return {
        kind: choice.kind,
        title,
        livesIn: 'The GitHub CLI keeps it on this machine; it is asked as each run starts.',
      }
    case 'github-app':
      return {
        kind: choice.kind,
        title,
        livesIn:
          "Its private key is among the oven's secrets; a token for one repository is minted as each run starts.",
      }
    case 'unknown':
      return {
        kind: choice.kind,
        title: `Credential "${choice.name}"`,
        livesIn: 'Nowhere: no secret has that name.',
      }
    default:
      return { kind: choice.kind, title, livesIn: "Among the oven's secrets." }
  }
}
