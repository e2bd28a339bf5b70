import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDiff } from './diff.js'
import { runProgram } from './failure.js'
import { FACTS_FOLDER, git, gitLines, localBranches, OVEN_FOLDER, REPO_FOLDER } from './git.js'
import { pushBranches } from './push.js'
import { writeLongRecord } from './record.js'

const MOST_COMMITS = 200

/** Pushes what the run made, keeps what was not pushed, and says what changed. Runs after failures, too. */
await runProgram(() => {
  const { branch, commit: baseCommit } = readJson(`${FACTS_FOLDER}/source.json`)
  const before = readJson(`${FACTS_FOLDER}/before.json`).branches
  mkdirSync(OVEN_FOLDER, { recursive: true })
  const { pullRequest, finalCommit } = madeByAgentPipeline()
  const known = [...new Set([baseCommit, ...Object.values(before)])].map((commit) => `^${commit}`)
  const changed = changedBranches(before, known, pullRequest, finalCommit)
  const pushable = changed.filter((entry) => entry.name !== branch && !entry.gone)
  const pushed = new Set(pushBranches(pushable.map((entry) => entry.name)))
  for (const entry of changed) entry.pushed = pushed.has(entry.name) || pullRequest?.branch === entry.name
  bundle(
    changed.filter((entry) => !entry.pushed && !entry.gone),
    known,
  )
  const totals = writeDiff(`${OVEN_FOLDER}/changes.diff`, changed)
  writeLongRecord({
    t: 'changes',
    baseCommit,
    branches: changed.map(({ name, commit, commits, pushed: isPushed }) => ({
      name,
      commit,
      commits: commits.length,
      pushed: isPushed,
    })),
    commits: changed
      .flatMap(({ name, commits }) => commits.map((c) => ({ ...c, branch: name })))
      .slice(0, MOST_COMMITS),
    ...totals,
    pullRequest,
  })
})

/** Branches that gained commits in this run, each with those commits, oldest first. */
function changedBranches(before, known, pullRequest, finalCommit) {
  const tips = localBranches()
  // After a pull request agent-pipeline may delete its local branch; the commits are still in the clone.
  const gone = pullRequest?.branch && !tips[pullRequest.branch] ? pullRequest.branch : null
  const all = gone ? { ...tips, [gone]: finalCommit } : tips
  return Object.entries(all)
    .filter(([name, commit]) => commit && before[name] !== commit)
    .map(([name, commit]) => ({ name, commit, commits: newCommits(commit, known), gone: name === gone }))
    .filter((entry) => entry.commits.length > 0)
}

function newCommits(tip, known) {
  return gitLines(['log', '--reverse', '--format=%H%x09%s', tip, ...known]).map((line) => {
    const [sha, ...subject] = line.split('\t')
    return { sha, subject: subject.join('\t').slice(0, 300) }
  })
}

/** The pull request that agent-pipeline wrote into its state file, if it made one, and where it ended. */
function madeByAgentPipeline() {
  const folder = join(REPO_FOLDER, '.agent-pipeline', 'state', 'runs')
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const artifacts = readJson(join(folder, file))?.artifacts
    const made = artifacts?.pullRequest
    if (typeof made?.url !== 'string') continue
    const pullRequest = { url: made.url, number: made.number ?? null, branch: made.branch ?? null }
    return { pullRequest, finalCommit: artifacts.finalCommit ?? null }
  }
  return { pullRequest: null, finalCommit: null }
}

function bundle(branches, known) {
  if (branches.length === 0) return
  const names = branches.map((entry) => `refs/heads/${entry.name}`)
  const made = git(['bundle', 'create', '--quiet', `${OVEN_FOLDER}/changes.bundle`, ...names, ...known])
  if (!made.ok) process.stderr.write(`agent-oven: The commits could not be bundled: ${made.stderr}\n`)
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
