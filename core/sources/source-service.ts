import type { SourceBranches, SourcePipelines } from '../../contract/index.ts'
import { chooseGit, type GitChoice } from '../credentials/choose-git.ts'
import type { LoginHistory } from '../credentials/login-history.ts'
import { type GitOpener, openGit } from '../credentials/open-git.ts'
import { placeOf } from '../credentials/repo-place.ts'
import { OvenError } from '../errors.ts'
import type { SourceAnswer, SourcePlace, SourceReader, SourceTree } from '../ports/source-reader.ts'
import { readPipeline } from './read-pipeline.ts'
import { credentialProblem, noPipelines, sourceProblem } from './source-problem.ts'

const FOLDER = '.agent-pipeline/pipelines'
const MAX_BRANCHES = 1000
const MAX_PIPELINES = 100
const MAX_FILE_BYTES = 256 * 1024

/** Looks into repositories for those who write a job. */
export interface SourceService {
  branches(at: { repo: string; credentials?: string | undefined }): Promise<SourceBranches>
  pipelines(at: { repo: string; branch: string; credentials?: string | undefined }): Promise<SourcePipelines>
}

export interface SourceServiceOptions extends GitOpener {
  reader: SourceReader
  history: Pick<LoginHistory, 'noteWorked' | 'noteRefused'>
}

interface Opened {
  place: SourcePlace
  choice: GitChoice | null
  hasKey: boolean
}

export function createSourceService(options: SourceServiceOptions): SourceService {
  const { reader, history, readConfig, secrets } = options

  async function open(repo: string, credentials: string | undefined): Promise<Opened> {
    if (placeOf(repo) === null) return { place: { kind: 'local', path: repo }, choice: null, hasKey: false }
    const config = readConfig()
    const source = { repo, branch: 'main', ...(credentials !== undefined && { credentials }) }
    const choice = await chooseGit({ source }, config, (name) => secrets.read(name))
    const { key } = await openGit(choice, options)
    const place: SourcePlace = { kind: 'remote', repo, key, knownHosts: config.auth.knownHosts }
    return { place, choice, hasKey: key.kind !== 'none' }
  }

  async function look<T, A>(
    at: { repo: string; branch?: string; credentials?: string | undefined },
    ask: (place: SourcePlace) => Promise<SourceAnswer<T>>,
    found: (value: T) => A,
  ): Promise<A | { state: 'refused'; problem: ReturnType<typeof sourceProblem> }> {
    const opened = await open(at.repo, at.credentials).catch((error: unknown) => error)
    if (opened instanceof OvenError) return { state: 'refused', problem: credentialProblem(opened) }
    if (opened instanceof Error) throw opened
    const { place, choice, hasKey } = opened as Opened
    const answer = await ask(place)
    if (choice !== null && hasKey) {
      if (answer.kind === 'seen') history.noteWorked(choice.id)
      else if (answer.code === 'repo-denied') history.noteRefused(choice.id, answer.code)
    }
    if (answer.kind === 'seen') return found(answer.value)
    const refusal = { refused: answer, repo: at.repo, branch: at.branch ?? null, choice, hasKey }
    return { state: 'refused', problem: sourceProblem(refusal) }
  }

  return {
    branches(at) {
      return look(
        at,
        (place) => reader.branches(place),
        ({ names, defaultBranch }) => {
          const sorted = [...names].sort(
            (a, b) => Number(b === defaultBranch) - Number(a === defaultBranch) || (a < b ? -1 : 1),
          )
          const branches = sorted
            .slice(0, MAX_BRANCHES)
            .map((name) => ({ name, isDefault: name === defaultBranch }))
          return { state: 'found' as const, branches, truncated: sorted.length > branches.length }
        },
      )
    },
    pipelines(at) {
      return look(
        at,
        (place) => reader.withTree(place, at.branch, readAll),
        (read) =>
          read.pipelines.length > 0
            ? { state: 'found' as const, ...read }
            : { state: 'refused' as const, problem: noPipelines(at.repo, at.branch) },
      )
    },
  }
}

/** By `agent-pipeline list`'s rule: the files of one folder that end in `.yml` or `.yaml`, of which the first alone run. */
async function readAll(tree: SourceTree) {
  const files = (await tree.list(FOLDER)).filter((path) => /\.ya?ml$/.test(path)).slice(0, MAX_PIPELINES)
  const texts = await tree.read(files, { maxBytes: MAX_FILE_BYTES })
  const read = files.map((file) => readPipeline(file, texts.get(file) ?? null))
  const agents = await tree.existing([...new Set(read.flatMap(({ agentFiles }) => agentFiles))])
  return { commit: tree.commit, pipelines: read.map(({ finish }) => finish((path) => agents.has(path))) }
}
