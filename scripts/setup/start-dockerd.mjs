// @ts-check
import { spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { pingEngine } from './engine-endpoints.mjs'
import { lastLines, runCommand } from './run-command.mjs'
import { SetupError } from './step.mjs'

const SOCKET = 'unix:///var/run/docker.sock'
const PID_FILE = '/var/run/docker.pid'
const LOG_FILE = '/var/log/agent-oven-dockerd.log'
const PATIENCE_MS = 60_000

/**
 * Starts the Docker daemon of a Linux machine and waits until it answers: through systemd where that runs, else as a
 * process of its own session that outlives us. Throws a SetupError with the reason out of the daemon's own log.
 */
export async function startDockerd() {
  if (existsSync('/run/systemd/system')) {
    const { code, output } = await runCommand('systemctl', ['enable', '--now', 'docker'])
    if (code === 0 && (await answers())) return
    throw new SetupError(`systemctl could not start docker:\n${lastLines(output)}`, {
      hint: 'See why: journalctl -u docker -n 50',
      exitCode: 3,
    })
  }
  if (!dockerdRuns()) {
    rmSync(PID_FILE, { force: true })
    await mountCgroups()
    launchDetached()
  }
  if (await answers()) return
  const log = existsSync(LOG_FILE) ? readFileSync(LOG_FILE, 'utf8') : ''
  throw new SetupError(`dockerd did not come up: ${explain(log)}\n${lastWords(log)}`, {
    hint: `Its log is ${LOG_FILE}.`,
    exitCode: 3,
  })
}

function launchDetached() {
  const log = openSync(LOG_FILE, 'w', 0o600)
  const child = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log], cwd: '/' })
  child.on('error', () => {})
  child.unref()
}

/** The pid file of a daemon that was killed may name a process that is something else by now. */
function dockerdRuns() {
  try {
    const pid = readFileSync(PID_FILE, 'utf8').trim()
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'dockerd'
  } catch {
    return false
  }
}

/** Without systemd nobody may have mounted the control groups; Debian's cgroupfs-mount does it as docker expects. */
async function mountCgroups() {
  if (/ cgroup2? /.test(readFileSync('/proc/mounts', 'utf8'))) return
  const { code, output } = await runCommand('cgroupfs-mount', [])
  if (code !== 0)
    throw new SetupError(
      `This machine has no control groups mounted, and they could not be: ${output.trim()}`,
      {
        hint: 'Containers need them. In a container, run it with --privileged.',
        exitCode: 3,
      },
    )
}

/** @returns {Promise<boolean>} */
async function answers() {
  const giveUpAt = Date.now() + PATIENCE_MS
  const startedAt = Date.now()
  while (Date.now() < giveUpAt) {
    if ((await pingEngine(SOCKET)) === null) return true
    // A daemon that cannot start says so within seconds; no need to wait the whole minute for it.
    if (Date.now() - startedAt > 5000 && !existsSync('/run/systemd/system') && !dockerdRuns()) return false
    await wait(200)
  }
  return false
}

/** @param {string} log */
function lastWords(log) {
  return /^failed to start daemon[\s\S]*/m.exec(log)?.[0].trim() ?? lastLines(log, 8)
}

/**
 * The reason, in words, out of the log of a daemon that would not start.
 *
 * @param {string} log
 */
export function explain(log) {
  if (/iptables|nf_tables|NAT chain|firewall/i.test(log))
    return 'it could not set up its network rules (iptables). The machine needs the rights and kernel modules for iptables; in a container, --privileged.'
  if (/cgroup/i.test(log))
    return 'it could not use the control groups (cgroups) of this machine. In a container, run it with --privileged.'
  if (/overlay|graphdriver|storage-driver|storage driver/i.test(log))
    return 'it found no storage driver that works here. /var/lib/docker must not lie on an overlay file system; mount a volume there.'
  if (/permission denied|operation not permitted/i.test(log))
    return 'it lacks rights. It must run as root, in a container with --privileged.'
  return 'the end of its log says why.'
}
