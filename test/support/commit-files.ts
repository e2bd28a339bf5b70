import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Commits files to a branch of a bare repository, which may have none yet. */
export function commitFiles(repo: string, branch: string, files: Record<string, string>): void {
  const work = mkdtempSync(join(tmpdir(), 'oven-commit-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      stdio: 'pipe',
    })
  try {
    git('init', '--quiet', `--initial-branch=${branch}`)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true })
      writeFileSync(join(work, path), text)
    }
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message=files')
    git('push', '--quiet', '--force', repo, branch)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
