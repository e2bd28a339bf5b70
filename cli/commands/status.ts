import type { EngineState, RunSummary, Status } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { printActiveRuns } from '../print/run-lines.ts'
import type { Screen } from '../print/screen.ts'
import { count, instant } from '../print/words.ts'

export const status = defineCommand({
  summary: 'Shows which host is running, the engine, the logins, what bakes now and what is wrong.',
  need: 'engine',
  examples: [
    ['oven status', 'see how the oven does'],
    ['oven status --json | jq -r .engine.status', 'only whether a container engine answers'],
  ],
  async run({ connect }) {
    const { client, host } = await connect()
    const [data, active] = await Promise.all([
      client.status.show(),
      client.runs.list({ state: ['queued', 'preparing', 'running', 'collecting'], limit: 20 }),
    ])
    return { data, print: (screen) => printStatus(screen, data, active.runs, host !== null) }
  },
})

function printStatus(screen: Screen, data: Status, active: RunSummary[], hosted: boolean): void {
  const { counts } = data
  const host = hosted
    ? `${data.hostKind === 'command' ? 'a command' : `the ${data.hostKind} host`} (process ${data.pid})`
    : `none is running: schedules do not fire. Start one with \`oven serve\`, or the app.`
  screen.line(`${screen.paint('bold', 'Agent Oven')} ${data.version}, ${data.home}`)
  screen.line(`Host    ${hosted ? host : screen.paint('yellow', host)}`)
  if (data.pause !== null) {
    const end = data.pause.until === null ? 'until `oven resume`' : `until ${instant(data.pause.until)}`
    screen.line(`Paused  ${screen.paint('yellow', `schedules do not fire ${end}`)}`)
  }
  screen.line(`Engine  ${engineLine(screen, data.engine)}`)
  for (const login of data.logins) {
    const colour = login.status === 'missing' || login.status === 'expired' ? 'yellow' : 'green'
    screen.line(`Login   ${screen.paint(colour, `${login.id}: ${login.status}`)}. ${login.description}`)
    for (const fix of login.fixes)
      screen.line(`        ${fix.description}${fix.command ? ` ${fix.command}` : ''}`)
  }
  screen.line(
    `Jobs    ${count(counts.jobs, 'job')}, ${counts.enabledJobs} enabled (times in ${data.timezone})`,
  )
  screen.line(
    `Runs    ${counts.activeRuns} active; today ${counts.runsToday}, of them ${counts.failedToday} without success`,
  )
  printActiveRuns(screen, active)
  for (const warning of data.warnings) screen.line(`${screen.paint('yellow', 'warning:')} ${warning}`)
}

function engineLine(screen: Screen, engine: EngineState): string {
  if (engine.status === 'up') {
    return `${screen.paint('green', 'answers')}: ${engine.version} (API ${engine.apiVersion}) at ${engine.endpoint}, found by ${engine.foundBy}`
  }
  if (engine.status === 'unknown') return 'not looked for yet'
  return `${screen.paint('red', 'does not answer')}: ${engine.reason}${engine.hint ? ` ${engine.hint}` : ''}`
}
