import { classifyGit, tellingLine } from '../../core/credentials/classify-git.ts'
import type { GitRemote, RemoteLook } from '../../core/ports/git-remote.ts'
import { withGitAccess } from './git-access.ts'
import { runGit } from './git-process.ts'

export interface RemoteInspectorOptions {
  env?: NodeJS.ProcessEnv
  /** The public keys of well-known servers, as a known_hosts file. */
  knownHostsFile: string
  deadlineMs?: number
  /** What git may speak; tests have servers on loopback without TLS. */
  protocols?: string
}

/** `git ls-remote` from this machine, with the run's own credential and nothing of the user's git settings. */
export function createRemoteInspector(options: RemoteInspectorOptions): GitRemote {
  const { deadlineMs = 20_000, protocols = 'https:ssh', knownHostsFile, env = process.env } = options

  return {
    async look(look) {
      try {
        const seen = await withGitAccess(look, { env, knownHostsFile, protocols }, async (access) => {
          const ref = `refs/heads/${look.branch}`
          const end = await runGit({
            args: ['ls-remote', '--quiet', '--', access.address, ref],
            env: access.env,
            deadlineMs,
          })
          if (end.isLate) return unknown(`git did not answer within ${deadlineMs / 1000} s`)
          if (end.isMissing) return unknown('git is not installed on this machine')
          if (end.exitCode !== 0) return refusedBy(end.stderr)
          return end.stdout.trim() === ''
            ? ({ kind: 'refused', code: 'branch-missing', words: `it has no ${ref}` } as const)
            : ({ kind: 'seen' } as const)
        })
        return seen === 'key-invalid'
          ? { kind: 'refused', code: 'key-invalid', words: 'ssh-add cannot read it' }
          : seen
      } catch (error) {
        return unknown((error as Error).message)
      }
    },
  }
}

const unknown = (words: string): RemoteLook => ({ kind: 'unknown', words })

function refusedBy(stderr: string): RemoteLook {
  const words = tellingLine(stderr)
  // A redirect is not followed with a token in hand; where it leads, a run will find out.
  if (/redirect|returned error: 30[1278]/i.test(stderr)) return unknown(`it has moved: ${words}`)
  const code = classifyGit(stderr)
  if (code === 'repo-denied' || code === 'repo-missing') return { kind: 'refused', code, words }
  return unknown(words)
}
