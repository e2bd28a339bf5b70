import type { CheckResult } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { ovenFolder } from '../find-host.ts'
import { printFixes } from '../print/credential-lines.ts'
import type { Screen } from '../print/screen.ts'

export const doctor = defineCommand({
  summary: 'Checks everything a run needs, and says how to mend what is wrong.',
  notes: 'Exit code 0 when every check that applies passed, 3 when no container engine answers, else 1.',
  options: {
    bundle: {
      summary:
        'also write what helps to find a fault into this file, secrets masked, to look through and send',
      value: 'file',
    },
  },
  need: 'engine',
  examples: [
    ['oven doctor', 'check everything'],
    ['oven doctor --bundle report.txt', 'for a report of a fault; nothing is sent'],
    ["oven doctor --json | jq '.checks[] | select(.passed == false)'", 'only what failed, for a program'],
  ],
  async run({ options, connect, env }) {
    const { client } = await connect()
    const data = await client.doctor.check()
    const engine = (await client.status.show()).engine
    const exitCode =
      engine.status === 'down' ? exitCodes.noHost : data.passed ? exitCodes.done : exitCodes.failed
    if (options.bundle !== undefined) {
      const { writeBundle } = await import('../write-bundle.ts')
      await writeBundle({ file: options.bundle, folder: ovenFolder(env), client, checks: data.checks })
    }
    return {
      data,
      exitCode,
      print(screen) {
        for (const check of data.checks) printCheck(screen, check)
        if (options.bundle !== undefined)
          screen.line(`\n${options.bundle} is written. Look through it before you send it to anybody.`)
      },
    }
  },
})

function printCheck(screen: Screen, check: CheckResult): void {
  const mark =
    check.passed === null
      ? screen.paint('yellow', '?')
      : check.passed
        ? screen.paint('green', '✓')
        : screen.paint('red', '✗')
  screen.line(`${mark} ${screen.paint('bold', check.title)}: ${check.description}`)
  if (check.passed) return
  printFixes(screen, check.fixes, '    ')
}
