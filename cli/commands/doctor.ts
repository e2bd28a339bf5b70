import type { CheckResult } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { printFixes } from '../print/credential-lines.ts'
import type { Screen } from '../print/screen.ts'

export const doctor = defineCommand({
  summary: 'Checks everything a run needs, and says how to mend what is wrong.',
  notes: 'Exit code 0 when every check that applies passed, 3 when no container engine answers, else 1.',
  need: 'engine',
  examples: [
    ['oven doctor', 'check everything'],
    ["oven doctor --json | jq '.checks[] | select(.passed == false)'", 'only what failed, for a program'],
  ],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.doctor.check()
    const engine = (await client.status.show()).engine
    const exitCode =
      engine.status === 'down' ? exitCodes.noHost : data.passed ? exitCodes.done : exitCodes.failed
    return {
      data,
      exitCode,
      print(screen) {
        for (const check of data.checks) printCheck(screen, check)
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
