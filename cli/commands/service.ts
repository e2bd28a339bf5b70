import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Command, defineCommand } from '../command.ts'
import { exitCodes, Failure, wrongUse } from '../failure.ts'
import { findHost, ovenFolder } from '../find-host.ts'
import type { Screen } from '../print/screen.ts'
import { readNumber } from '../read-values.ts'
import {
  installService,
  isCurrent,
  readState,
  runProgram,
  uninstallService,
} from '../service/manage-service.ts'
import { planService, type ServicePlan } from '../service/service-plan.ts'

/** What the service needs of this terminal's surroundings. Secrets are not among it: the file lies open. */
const KEPT_VARIABLES = ['PATH', 'AGENT_OVEN_HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'COLIMA_HOME']

const dryRun = { 'dry-run': { summary: 'print the file and the commands, and do nothing' } } as const

export const install: Command = defineCommand({
  summary: 'Starts `oven serve` with every session of yours, and now.',
  notes:
    'An agent of launchd on macOS, a user unit of systemd on Linux. It finds programs by the PATH of this terminal. The vault’s key must lie in its file: AGENT_OVEN_KEY is not written down. On Linux `loginctl enable-linger` starts it at boot, before you log in.',
  options: { ...dryRun, port: { summary: 'port to listen on (3847); 0 takes a free one', value: 'port' } },
  need: 'none',
  examples: [
    ['oven service install', 'from now on'],
    ['oven service install --dry-run', 'see what it would write and run'],
  ],
  async run({ options, env }) {
    const port = readNumber('--port', options.port)
    if (port !== undefined && (port < 0 || port > 65_535))
      throw wrongUse(`--port must be between 0 and 65535; ${port} is not.`)
    const plan = planHere(env, port ?? null)
    if (options['dry-run']) return describe(plan, plan.install)
    const host = await findHost(ovenFolder(env))
    if (host?.kind === 'desktop') {
      throw new Failure({
        exitCode: exitCodes.wrongInput,
        code: 'host-running',
        message: 'The app is the host of this oven, and a folder has one host.',
        hint: 'Let the app start at login instead (Settings, Desktop), or quit it first.',
      })
    }
    await installService(plan, runProgram)
    return {
      data: { ...summaryOf(plan), state: 'running' },
      print: (screen) => {
        screen.line(`The service ${plan.name} is installed and started (${plan.file}).`)
        if (host !== null) screen.line('It takes over when the host that runs now has ended.')
      },
    }
  },
})

export const uninstall: Command = defineCommand({
  summary: 'Stops the service and removes it. Running containers go on.',
  options: dryRun,
  need: 'none',
  examples: [['oven service uninstall', 'the oven is then started by hand']],
  async run({ options, env }) {
    const plan = planHere(env, null)
    if (options['dry-run']) return describe({ ...plan, content: '' }, plan.uninstall)
    const removed = await uninstallService(plan, runProgram)
    return {
      data: { ...summaryOf(plan), removed },
      print: (screen) =>
        screen.line(removed ? `The service ${plan.name} is stopped and removed.` : 'There was no service.'),
    }
  },
})

export const status: Command = defineCommand({
  summary: 'Says whether the service is installed and runs.',
  notes: 'Ends with 3 when it does not run.',
  need: 'none',
  examples: [['oven service status', 'is it there?']],
  async run({ env }) {
    const plan = planHere(env, null)
    const state = await readState(plan, runProgram)
    const sentences = {
      running: `The service ${plan.name} runs.`,
      installed: `The service ${plan.name} is installed (${plan.file}), but does not run.`,
      absent: 'The service is not installed. `oven service install` does that.',
    }
    return {
      data: { ...summaryOf(plan), state, current: state === 'absent' ? null : await isCurrent(plan) },
      exitCode: state === 'running' ? exitCodes.done : exitCodes.noHost,
      print: (screen) => screen.line(sentences[state]),
    }
  },
})

function planHere(env: NodeJS.ProcessEnv, port: number | null): ServicePlan {
  const folder = ovenFolder(env)
  const kept = KEPT_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))
  const plan = planService({
    platform: process.platform,
    homeFolder: homedir(),
    userId: process.getuid?.() ?? 0,
    oven: { folder, isUsual: folder === ovenFolder({}) },
    host: {
      command: [...ownCommand(env), 'serve', ...(port === null ? [] : ['--port', String(port)])],
      environment: Object.fromEntries(kept),
      logFile: join(folder, 'logs', 'service.log'),
    },
  })
  if (plan === null)
    throw new Failure({
      exitCode: exitCodes.wrongInput,
      code: 'service-unsupported',
      message: `There are no services of users on ${process.platform} that the oven knows.`,
      hint: 'Let `oven serve` be started by what this system has.',
    })
  return plan
}

/** How this very command is started: by the script that the app carries, else by Node. */
function ownCommand(env: NodeJS.ProcessEnv): string[] {
  if (env.OVEN_LAUNCHER) return [env.OVEN_LAUNCHER]
  return [process.execPath, realpathSync(process.argv[1] ?? '')]
}

function summaryOf({ manager, name, file }: ServicePlan) {
  return { manager, name, file }
}

function describe(plan: ServicePlan, commands: ServicePlan['install']) {
  const lines = commands.map((command) => command.join(' '))
  return {
    data: { ...summaryOf(plan), content: plan.content, commands },
    print(screen: Screen) {
      screen.line(plan.content === '' ? `Would remove ${plan.file} after` : `Would write ${plan.file}:\n`)
      if (plan.content !== '') screen.line(`${plan.content}\nand run`)
      for (const line of lines) screen.line(`  ${line}`)
    },
  }
}
