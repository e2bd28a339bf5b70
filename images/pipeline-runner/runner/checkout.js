import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure, runProgram } from './failure.js'
import { FACTS_FOLDER, git, gitLines, REPO_FOLDER } from './git.js'
import { cloneFailure } from './git-failure.js'
import { checkInputs } from './inputs.js'
import { writeLongRecord } from './record.js'

/** Clones `<repo> <branch>` into the workspace and says which commit that is. */
await runProgram(() => {
  const [repo, branch, pipeline, ...rest] = process.argv.slice(2)
  checkInputs({ repo, branch, pipeline, rest })
  if (existsSync(REPO_FOLDER) && readdirSync(REPO_FOLDER).length > 0) {
    throw new Failure(
      'runner-broken',
      `The workspace ${REPO_FOLDER} is not empty.`,
      'Each run needs a volume of its own.',
    )
  }
  const isPath = repo.startsWith('/')
  if (isPath && !existsSync(repo)) {
    throw new Failure(
      'repo-missing',
      `There is no folder ${repo} in the container.`,
      'The oven mounts local repositories at their own path; check that the path exists on the host.',
    )
  }
  process.stdout.write(`Cloning ${repo} (branch ${branch})\n`)
  // Only an address lets git make a shallow clone of a folder.
  clone(isPath ? `file://${repo}` : repo, branch, repo)
  if (!git(['symbolic-ref', '-q', 'HEAD']).ok) {
    throw new Failure('branch-missing', `"${branch}" is a tag of ${repo}, not a branch.`)
  }
  if (isPath) pointToOwnOrigin(repo)
  const commit = git(['rev-parse', 'HEAD']).stdout
  mkdirSync(FACTS_FOLDER, { recursive: true })
  writeFileSync(`${FACTS_FOLDER}/source.json`, JSON.stringify({ repo, branch, pipeline, commit }))
  writeLongRecord({ t: 'source', branch, commit })
})

function clone(address, branch, repo) {
  const args = ['clone', '--quiet', '--depth', '50', '--single-branch', '--branch', branch]
  const { ok, stderr } = git([...args, '--', address, REPO_FOLDER], { cwd: '/' })
  if (ok) return
  const heads = /Remote branch .* not found/i.test(stderr)
    ? gitLines(['ls-remote', '--heads', '--', address], { cwd: '/' })
    : []
  const branches = heads.map((line) => line.split('refs/heads/')[1])
  throw cloneFailure({ repo, branch, stderr, branches })
}

/** A local repository is only where the code is read from; what a run makes goes to that repository's own remote. */
function pointToOwnOrigin(repo) {
  const { stdout: origin } = git(['-C', repo, 'config', '--get', 'remote.origin.url'], { cwd: '/' })
  if (origin === '') {
    git(['remote', 'remove', 'origin'])
    return
  }
  git(['remote', 'set-url', 'origin', /^\.{1,2}(\/|$)/.test(origin) ? resolve(repo, origin) : origin])
}
