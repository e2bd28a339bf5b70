/** An image the oven builds itself, from a folder below `images/`. */
export interface ImageDefinition {
  /** `agent-oven/<name>`, without a tag. */
  name: string
  /** Folder below `images/` that is the build's context. */
  folder: string
  dockerfile: string
  /** The stage of the Dockerfile to stop at; the last one when left out. */
  target?: string
  /** The image it stands on, passed as the build argument `BASE_IMAGE`: one of these, or one to be pulled. */
  base: string
  /** Whether the build trusts extra certificates placed into `extra-ca/`. */
  trustsExtraCa: boolean
  /** Build arguments with the values they have when nothing else is asked for. */
  buildArgs: Record<string, string>
  purpose: string
  /** Folder kept for the job's own files, writable in the cage. */
  scratch?: string
  /** Parts of other images are not shown in lists. */
  isPart?: boolean
}

/** The base of all images; anything Debian-based with Node ≥ 20 and npm does. */
export const DEFAULT_BASE_IMAGE = 'node:24-trixie-slim'

export const CATALOGUE: ImageDefinition[] = [
  {
    name: 'agent-oven/pipeline-runner',
    folder: 'pipeline-runner',
    dockerfile: 'Dockerfile',
    base: DEFAULT_BASE_IMAGE,
    trustsExtraCa: true,
    buildArgs: { AGENT_PIPELINE: 'agent-pipeline@0.1.5', CLAUDE_CODE: '2.1.329' },
    purpose: 'Bakes agent pipelines: agent-pipeline, Claude Code, git and gh.',
  },
  {
    name: 'agent-oven/rehearsal',
    folder: 'rehearsal',
    dockerfile: 'Dockerfile',
    base: 'agent-oven/runner-tools',
    trustsExtraCa: false,
    buildArgs: {},
    purpose: 'Rehearses agent pipelines: plays their stages without calling a model.',
  },
  {
    name: 'agent-oven/base-tasks',
    folder: 'base-tasks',
    dockerfile: 'Dockerfile',
    base: DEFAULT_BASE_IMAGE,
    trustsExtraCa: true,
    buildArgs: {},
    scratch: '/workdir',
    purpose: 'Container jobs in shell: bash, curl, jq, git, rsync, zip, ssh.',
  },
  {
    name: 'agent-oven/node-tasks',
    folder: 'node-tasks',
    dockerfile: 'Dockerfile',
    base: 'agent-oven/base-tasks',
    trustsExtraCa: false,
    buildArgs: {},
    scratch: '/workdir',
    purpose: 'Container jobs in JavaScript: Node, npm, TypeScript, tsx, zx.',
  },
  {
    name: 'agent-oven/python-tasks',
    folder: 'python-tasks',
    dockerfile: 'Dockerfile',
    base: 'agent-oven/base-tasks',
    trustsExtraCa: false,
    buildArgs: {},
    scratch: '/workdir',
    purpose: 'Container jobs in Python: Python 3, pip, venv, requests, httpx.',
  },
  {
    name: 'agent-oven/egress-proxy',
    folder: 'egress-proxy',
    dockerfile: 'Dockerfile',
    base: DEFAULT_BASE_IMAGE,
    trustsExtraCa: false,
    buildArgs: {},
    purpose:
      'The way out of runs with a network allow-list: lets listed names through and writes down the rest.',
  },
  {
    name: 'agent-oven/runner-tools',
    folder: 'pipeline-runner',
    dockerfile: 'Dockerfile',
    target: 'tools',
    base: DEFAULT_BASE_IMAGE,
    trustsExtraCa: true,
    buildArgs: {},
    purpose: "The runner's entrypoint and recorder, on which the rehearsal image stands.",
    isPart: true,
  },
  {
    name: 'agent-oven/runner-claude',
    folder: 'pipeline-runner',
    dockerfile: 'Dockerfile',
    target: 'signed',
    base: DEFAULT_BASE_IMAGE,
    trustsExtraCa: true,
    buildArgs: { CLAUDE_CODE: '2.1.329' },
    purpose: "Claude Code behind the runner's entrypoint, without agent-pipeline: what signing in needs.",
    isPart: true,
  },
]

/**
 * Finds the definition of one of the oven's own images, by `agent-oven/<name>`, `agent-oven/<name>:latest` or `<name>`
 * alone; `null` for any other image.
 */
export function findDefinition(reference: string): ImageDefinition | null {
  const name = reference.replace(/:latest$/, '').replace(/^agent-oven\//, '')
  return CATALOGUE.find((definition) => definition.name === `agent-oven/${name}`) ?? null
}
