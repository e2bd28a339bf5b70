import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/**
 * Where the stages work: with a `git` section in a worktree on a branch of its own, as agent-pipeline has it; without
 * one in the clone itself, and nothing is committed.
 */
export class Workplace {
  path
  branch = null
  base
  #pipeline
  #runId

  constructor({ pipeline, folder, runId }) {
    this.#pipeline = pipeline
    this.#runId = runId
    this.path = folder
    this.base = this.head()
    if (pipeline.git) this.#open(folder)
  }

  head() {
    return this.#git('rev-parse', 'HEAD')
  }

  /** Commits a stage's note; `null` when there is none, or the pipeline does not commit. Stages side by side share the
   * worktree, so each commits its own file only. */
  commit(stage) {
    const { git } = this.#pipeline
    if (!git || git.autoCommit === false) return null
    const note = join('rehearsal', `${stage.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.md`)
    if (!existsSync(join(this.path, note))) return null
    this.#git('add', '--', note)
    if (this.#git('diff', '--cached', '--name-only', '--', note) === '') return null
    const prefix = (git.commitPrefix ?? `[pipeline:${stage}]`).replaceAll('{{stage}}', stage)
    const subject = `${prefix.trimEnd()} Apply ${stage} changes`
    const trailers = `Agent-Pipeline: true\nPipeline-Run-ID: ${this.#runId}\nPipeline-Stage: ${stage}`
    this.#git('commit', '--quiet', '-m', subject, '-m', trailers, '--', note)
    return { commitSha: this.head(), commitMessage: subject }
  }

  #open(folder) {
    const { name, git } = this.#pipeline
    const short = this.#runId.slice(0, 8)
    const isReused = (git.branchStrategy ?? 'reusable') === 'reusable'
    this.branch = [git.branchPrefix ?? 'pipeline', name, ...(isReused ? [] : [short])].join('/')
    const worktrees = git.worktree?.directory ?? join('.agent-pipeline', 'worktrees')
    const parent = isAbsolute(worktrees) ? worktrees : join(folder, worktrees)
    const path = join(parent, isReused ? name : `${name}-${short}`)
    const base = git.baseBranch ?? 'main'
    if (existsSync(path)) {
      console.log(`Using existing worktree: ${path}`)
      this.path = path
      this.#merge(base)
      return
    }
    console.log(`Creating worktree: ${path}`)
    mkdirSync(parent, { recursive: true })
    const start = this.#exists(base) ? base : `origin/${base}`
    const branch = this.#exists(this.branch) ? [path, this.branch] : ['-b', this.branch, path, start]
    this.#git('worktree', 'add', '--quiet', ...branch)
    this.path = path
  }

  #merge(base) {
    try {
      this.#git('merge', '--quiet', this.#exists(`origin/${base}`) ? `origin/${base}` : base)
      console.log(`Updated worktree from origin/${base}`)
    } catch (error) {
      console.log(`⚠  Could not update worktree from ${base}: ${error.message}`)
    }
  }

  #exists(ref) {
    try {
      this.#git('rev-parse', '--verify', '--quiet', ref)
      return true
    } catch {
      return false
    }
  }

  #git(...args) {
    return execFileSync('git', args, {
      cwd: this.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  }
}
