import { readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { Failure, runProgram } from './failure.js'
import { FACTS_FOLDER, git, isLocalRemote, localBranches, REPO_FOLDER } from './git.js'
import { planStages, readPipeline } from './pipeline-file.js'
import { writeLongRecord } from './record.js'

/**
 * Says the plan, and readies the clone for what the pipeline's `git` section asks of it. Leaves the run's
 * starting point in `before.json`, and in `base-branch` what agent-pipeline must be told.
 */
await runProgram(() => {
  const [branch, name] = process.argv.slice(2)
  const pipeline = readPipeline(REPO_FOLDER, name)
  writeLongRecord({ t: 'plan', pipeline: name, stages: planStages(pipeline) })
  if (pipeline.git) {
    // agent-pipeline starts from "main" unless told; a single-branch clone has no other branch than the job's.
    if (!pipeline.git.baseBranch) writeFileSync(`${FACTS_FOLDER}/base-branch`, branch)
    else if (pipeline.git.baseBranch !== branch) fetchBase(String(pipeline.git.baseBranch))
    if ((pipeline.git.branchStrategy ?? 'reusable') === 'reusable') takeUpReusedBranch(pipeline)
  }
  writeFileSync(`${FACTS_FOLDER}/before.json`, JSON.stringify({ branches: localBranches() }))
})

function fetchBase(base) {
  const spec = `+refs/heads/${base}:refs/remotes/origin/${base}`
  const { repo } = JSON.parse(readFileSync(`${FACTS_FOLDER}/source.json`, 'utf8'))
  const places = repo.startsWith('/') ? [`file://${repo}`, 'origin'] : ['origin']
  if (places.some((place) => git(['fetch', '--quiet', '--depth', '50', place, spec]).ok)) return
  throw new Failure(
    'branch-missing',
    `The pipeline starts from the branch "${base}", which the repository does not have.`,
    "Correct git.baseBranch in the pipeline, or leave it out to start from the job's branch.",
  )
}

/**
 * A reused branch (agent-pipeline's default) goes on where the last run pushed it. On a developer's machine its
 * worktree is still there; here it is made anew, and agent-pipeline then merges the base branch into it. Without
 * this, each later run would start a second branch of the same name and its push would be refused.
 */
function takeUpReusedBranch(pipeline) {
  // A rehearsal does not push over a network, so it has left nothing there to go on with.
  const { stdout: origin } = git(['remote', 'get-url', 'origin'])
  if (process.env.OVEN_REHEARSAL && !isLocalRemote(origin)) return
  const reused = `${pipeline.git.branchPrefix ?? 'pipeline'}/${pipeline.name}`
  if (!git(['fetch', '--quiet', '--depth', '50', 'origin', `refs/heads/${reused}:refs/heads/${reused}`]).ok)
    return
  const folder = pipeline.git.worktree?.directory ?? join('.agent-pipeline', 'worktrees')
  const worktrees = isAbsolute(folder) ? folder : join(REPO_FOLDER, folder)
  git(['worktree', 'add', '--quiet', join(worktrees, pipeline.name), reused])
  process.stdout.write(`Going on with the branch ${reused} of the last run\n`)
}
