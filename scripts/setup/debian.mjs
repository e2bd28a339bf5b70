// @ts-check
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { lastLines, runCommand } from './run-command.mjs'
import { SetupError } from './step.mjs'

/**
 * Which Linux this is, as /etc/os-release says (https://www.freedesktop.org/software/systemd/man/os-release.html):
 * `debian`, `ubuntu`, another id, or null where there is no such file.
 *
 * @returns {string | null}
 */
export function linuxId() {
  try {
    const id = /^ID="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))
    return id?.[1] ?? null
  } catch {
    return null
  }
}

export const isRoot = () => process.getuid?.() === 0

const LOCK_PATIENCE_MS = 120_000
let listsAreFresh = false

/**
 * Installs Debian packages without questions. Reads the package lists anew once per process; waits up to two minutes
 * for another program that holds apt's lock. Throws a SetupError with apt's last words.
 *
 * @param {string[]} packages
 * @param {(detail: string) => void} say
 */
export async function aptInstall(packages, say) {
  if (!listsAreFresh) await apt(['update'], say)
  listsAreFresh = true
  await apt(['install', '-y', '--no-install-recommends', ...packages], say)
}

/** @param {string[]} words @param {(detail: string) => void} say */
async function apt(words, say) {
  const args = ['-q', '-o', `DPkg::Lock::Timeout=${LOCK_PATIENCE_MS / 1000}`, '-o', 'Dpkg::Use-Pty=0']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' }
  const giveUpAt = Date.now() + LOCK_PATIENCE_MS
  for (;;) {
    const { code, output } = await runCommand('apt-get', [...args, '-o', 'Acquire::Retries=3', ...words], {
      env,
      onLine: say,
    })
    if (code === 0) return
    // DPkg::Lock::Timeout does not cover the lock of the package lists, which `update` takes.
    if (output.includes('Could not get lock') && Date.now() < giveUpAt) {
      say('waiting for another program that uses apt')
      await wait(2000)
      continue
    }
    throw new SetupError(`apt-get ${words.join(' ')} failed:\n${lastLines(output)}`, {
      hint: `Run it by hand to see more: apt-get update && apt-get ${words.join(' ')}`,
    })
  }
}
