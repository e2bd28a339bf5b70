import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

export interface PipelineStage {
  name: string
  dependsOn?: string[]
  model?: string
  enabled?: boolean
  /** What a rehearsal of the stage shall play (images/rehearsal/trouble.js). */
  rehearse?: string
}

/** A real git repository with one pipeline, `review`, and its bare remote, writable for the container's user. */
export function makePipelineRepo(folder: string, stages: PipelineStage[]): { path: string; remote: string } {
  const path = join(folder, 'repo')
  const remote = join(folder, 'repo.git')
  mkdirSync(join(path, '.agent-pipeline/pipelines'), { recursive: true })
  mkdirSync(join(path, '.agent-pipeline/agents'), { recursive: true })
  writeFileSync(join(path, 'README.md'), '# A repository under test\n')
  writeFileSync(join(path, '.agent-pipeline/agents/agent.md'), '# Agent\nReview the code.\n')
  const pipeline = {
    name: 'review',
    trigger: 'manual',
    git: { autoCommit: true, branchStrategy: 'unique-per-run' },
    execution: { mode: 'parallel' },
    runtime: { type: 'claude-code-headless', options: { model: 'sonnet' } },
    agents: stages.map(({ rehearse, ...stage }) => ({
      ...stage,
      agent: '.agent-pipeline/agents/agent.md',
      ...(rehearse ? { inputs: { rehearse } } : {}),
    })),
  }
  writeFileSync(join(path, '.agent-pipeline/pipelines/review.yml'), stringify(pipeline))
  const git = (where: string, ...words: string[]) =>
    execFileSync('git', ['-C', where, ...words], { stdio: 'pipe' })
  git(folder, 'init', '--bare', '--shared=0666', '--initial-branch=main', remote)
  git(path, 'init', '--initial-branch=main')
  git(path, 'add', '--all')
  git(path, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '-m', 'First')
  git(path, 'remote', 'add', 'origin', remote)
  git(path, 'push', 'origin', 'main')
  execFileSync('chmod', ['-R', 'a+rwX', folder])
  return { path, remote }
}
