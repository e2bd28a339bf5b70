// @ts-check
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { aptInstall, isRoot, linuxId } from './debian.mjs'
import { findEngine } from './engine-endpoints.mjs'
import { runForeground } from './run-foreground.mjs'
import { startDockerd } from './start-dockerd.mjs'
import { SetupError, step } from './step.mjs'

/**
 * Makes sure that a container engine answers. One that does is used as it is; else Debian and Ubuntu root machines get
 * `docker.io`, Macs get Colima when agreed to. Throws a SetupError (exit code 3) that says what to do elsewhere.
 *
 * @param {{ yes?: boolean }} [options] `yes` agrees beforehand
 */
export async function ensureEngine({ yes = false } = {}) {
  const { engine, tried } = await findEngine()
  if (engine) return
  const named = tried.find(({ foundBy }) => foundBy === 'DOCKER_HOST')
  if (named)
    throw noEngine(`DOCKER_HOST names ${named.endpoint}, and no engine answers there (${named.reason}).`, {
      hint: 'Start that engine, or unset DOCKER_HOST.',
    })
  const forbidden = tried.find(({ reason }) => reason === 'EACCES' || reason === 'EPERM')
  if (forbidden)
    throw noEngine(
      `There is an engine at ${forbidden.endpoint}, but you may not use it (${forbidden.reason}).`,
      {
        hint: 'Join its group, then log in anew: sudo usermod -aG docker "$USER"',
      },
    )
  if (process.platform === 'darwin') return ensureColima({ yes })
  const id = linuxId()
  if ((id === 'debian' || id === 'ubuntu') && isRoot()) return ensureDockerIo()
  throw noEngine('No container engine answers on this machine.', {
    hint:
      id === 'debian' || id === 'ubuntu'
        ? 'Install one: sudo apt-get install docker.io && sudo usermod -aG docker "$USER", then log in anew.'
        : 'Install Docker Engine (https://docs.docker.com/engine/install/), or set DOCKER_HOST to one that runs elsewhere.',
  })
}

/** @param {string} message @param {{ hint: string }} options */
function noEngine(message, { hint }) {
  return new SetupError(message, { hint, exitCode: 3 })
}

async function ensureDockerIo() {
  const wanted = [
    ...(onPath('dockerd') ? [] : ['docker.io']),
    ...(onPath('iptables') ? [] : ['iptables']),
    ...(existsSync('/etc/ssl/certs/ca-certificates.crt') ? [] : ['ca-certificates']),
    ...(existsSync('/run/systemd/system') || onPath('cgroupfs-mount') ? [] : ['cgroupfs-mount']),
  ]
  if (wanted.length > 0)
    await step(`No container engine answers: installing ${wanted.join(', ')} from Debian's packages`, (say) =>
      aptInstall(wanted, say),
    )
  await step('Starting the container engine (dockerd)', startDockerd)
}

/** @param {{ yes: boolean }} options */
async function ensureColima({ yes }) {
  const commands = onPath('colima') ? ['colima start'] : ['brew install colima docker', 'colima start']
  const typed = commands.join(' && ')
  const hint = `Start Docker Desktop, OrbStack or Colima if you have one; or run: ${typed}`
  if (!onPath('brew') && !onPath('colima'))
    throw noEngine('No container engine answers on this Mac, and Homebrew is not installed.', {
      hint: `Install Homebrew (https://brew.sh), then: ${typed}`,
    })
  if (!yes && !(await agreed(typed))) throw noEngine('No container engine answers on this Mac.', { hint })
  for (const command of commands) {
    console.error(`> ${command}`)
    const [program = '', ...args] = command.split(' ')
    const code = await runForeground(program, args)
    if (code !== 0) throw noEngine(`"${command}" ended with code ${code}.`, { hint })
  }
  const { engine } = await findEngine()
  if (!engine) throw noEngine('Colima was started, but no engine answers.', { hint: 'See: colima status' })
}

/** @param {string} typed */
async function agreed(typed) {
  if (!process.stdin.isTTY || process.env.CI) return false
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await prompt.question(
      `No container engine answers on this Mac. Run "${typed}" now? [y/N] `,
    )
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    prompt.close()
  }
}

/** @param {string} program */
function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}
