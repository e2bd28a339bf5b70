import { expect, test } from 'vitest'
import { repoLinks } from '../../../renderer/runs/header/repo-links.ts'

test.each([
  [
    'https://github.com/owner/repo.git',
    'https://github.com/owner/repo/commit/abc',
    'https://github.com/owner/repo/tree/pipeline/a%20b',
  ],
  [
    'git@github.com:owner/repo',
    'https://github.com/owner/repo/commit/abc',
    'https://github.com/owner/repo/tree/pipeline/a%20b',
  ],
  [
    'ssh://git@gitlab.com:22/group/sub/repo.git',
    'https://gitlab.com/group/sub/repo/-/commit/abc',
    'https://gitlab.com/group/sub/repo/-/tree/pipeline/a%20b',
  ],
  [
    'https://bitbucket.org/owner/repo/',
    'https://bitbucket.org/owner/repo/commits/abc',
    'https://bitbucket.org/owner/repo/branch/pipeline/a%20b',
  ],
])('%s has pages for commits and branches', (repo, commit, branch) => {
  const links = repoLinks(repo)
  expect([links?.commit('abc'), links?.branch('pipeline/a b')]).toEqual([commit, branch])
})

test.each([
  '/home/me/repo',
  '~/repo',
  'https://git.example.com/owner/repo',
  'https://github.com.evil.example/owner/repo',
  'https://github.com/owner',
  'javascript:alert(1)//github.com/a/b',
  'git@github.com:owner/re po',
])('%s has none that are known', (repo) => {
  expect(repoLinks(repo)).toBeNull()
})
