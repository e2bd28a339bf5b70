import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exitCodes, Failure } from '../failure.ts'
import type { ServicePlan } from './service-plan.ts'

/** Runs a program to its end. `code` is null when there is no such program. */
export type RunProgram = (command: readonly string[]) => Promise<{ code: number | null; output: string }>

export const runProgram: RunProgram = ([program = '', ...words]) =>
  new Promise((resolve) => {
    execFile(program, words, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim()
      if (error === null) return resolve({ code: 0, output })
      resolve(
        typeof error.code === 'number' ? { code: error.code, output } : { code: null, output: error.message },
      )
    })
  })

export type ServiceState = 'running' | 'installed' | 'absent'

/** Writes the service's file and starts it; one that is there already is replaced. Throws `service-failed`. */
export async function installService(plan: ServicePlan, run: RunProgram): Promise<void> {
  // A service that is loaded keeps what it was started with.
  if ((await readState(plan, run)) !== 'absent') for (const command of plan.uninstall) await run(command)
  await mkdir(dirname(plan.file), { recursive: true })
  await writeFile(plan.file, plan.content)
  await runAll(plan.install, run, 'The service could not be started')
}

/** Stops the service and removes its file. Answers whether there was one. Throws `service-failed`. */
export async function uninstallService(plan: ServicePlan, run: RunProgram): Promise<boolean> {
  const state = await readState(plan, run)
  if (state === 'absent') return false
  if (state === 'running' || plan.manager === 'systemd')
    await runAll(plan.uninstall, run, 'The service could not be stopped')
  await rm(plan.file, { force: true })
  return true
}

export async function readState(plan: ServicePlan, run: RunProgram): Promise<ServiceState> {
  const { code } = await run(plan.status)
  if (code === 0) return 'running'
  return (await isWritten(plan)) ? 'installed' : 'absent'
}

/** Whether the file says what would be written today: a moved app, or another PATH, makes it stale. */
export async function isCurrent(plan: ServicePlan): Promise<boolean> {
  return (await readFile(plan.file, 'utf8').catch(() => null)) === plan.content
}

async function isWritten(plan: ServicePlan): Promise<boolean> {
  return (await readFile(plan.file, 'utf8').catch(() => null)) !== null
}

async function runAll(commands: ServicePlan['install'], run: RunProgram, what: string): Promise<void> {
  for (const command of commands) {
    const { code, output } = await run(command)
    if (code === 0) continue
    throw new Failure({
      exitCode: exitCodes.failed,
      code: 'service-failed',
      message: `${what}: \`${command.join(' ')}\` ${code === null ? 'is not there' : `ended with ${code}`}${output === '' ? '' : `: ${output}`}`,
      hint:
        command[0] === 'systemctl'
          ? 'A user unit needs a session of systemd: log in directly (not with su), or start `oven serve` by what this system has.'
          : 'Log in to this Mac’s desktop with the same user, then try again.',
    })
  }
}
