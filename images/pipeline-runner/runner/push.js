import { git, isLocalRemote } from './git.js'
import { lastWords, pushHint } from './git-failure.js'
import { writeLongRecord } from './record.js'

/**
 * Hands branches to origin as far as `OVEN_PUSH` allows (`branches`: yes; `local`: only to a folder of this machine;
 * `none`) and answers those that are there now. A rehearsal never pushes over a network.
 */
export function pushBranches(names) {
  if (names.length === 0) return []
  const mode =
    process.env.OVEN_REHEARSAL && process.env.OVEN_PUSH === 'branches' ? 'local' : process.env.OVEN_PUSH
  if (mode !== 'branches' && mode !== 'local') return []
  const origin = git(['remote', 'get-url', '--push', 'origin']).stdout
  if (origin === '') {
    say('The repository has no remote to push to; the commits are kept in changes.bundle.')
    return []
  }
  if (mode === 'local' && !isLocalRemote(origin)) {
    say(`A rehearsal does not push to ${origin}; the commits are kept in changes.bundle.`)
    return []
  }
  return names.filter((name) => push(name, origin))
}

function push(name, origin) {
  const { ok, stderr } = git(['push', '--quiet', 'origin', `refs/heads/${name}:refs/heads/${name}`])
  const error = ok ? null : lastWords(stderr)
  say(ok ? `Pushed ${name} to ${origin}` : `Could not push ${name} to ${origin}: ${error}`)
  writeLongRecord({ t: 'push', branch: name, ok, error })
  if (!ok) {
    writeLongRecord({
      t: 'error',
      code: 'push-denied',
      message: `The remote ${origin} did not take the branch ${name}: ${error}`,
      hint: pushHint(stderr),
    })
  }
  return ok
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}
