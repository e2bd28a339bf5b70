import type { Readiness } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { printFixes } from '../print/credential-lines.ts'
import { plainLine } from '../print/plain-text.ts'
import type { Colour, Screen } from '../print/screen.ts'
import { instant } from '../print/words.ts'

const marks: Record<Readiness['state'], [Colour, string]> = {
  ready: ['green', '✓'],
  'at-risk': ['yellow', '!'],
  blocked: ['red', '✗'],
}

export const readiness = defineCommand({
  summary: 'Says whether jobs will run when they are due next, and what is in the way.',
  notes: 'Exit code 0 when no job is blocked, else 1. Without a job it answers for all that are enabled.',
  arguments: [{ name: 'job', summary: 'the id of a job' }],
  options: { fresh: { summary: 'look again, whatever was seen in the last minute' } },
  need: 'engine',
  examples: [
    ['oven readiness', 'will everything run tonight?'],
    ['oven readiness nightly-review --fresh', 'one job, looked at anew'],
  ],
  async run({ arguments: [jobId], options, connect }) {
    const { client } = await connect()
    const data = await client.readiness.show({ jobId, fresh: options.fresh ?? false })
    return {
      data,
      exitCode: data.some(({ state }) => state === 'blocked') ? exitCodes.failed : exitCodes.done,
      print: (screen) => print(screen, data),
    }
  },
})

function print(screen: Screen, all: readonly Readiness[]): void {
  if (all.length === 0) screen.line('No job is enabled.')
  for (const { jobId, state, nextDueAt, reasons } of all) {
    const [colour, mark] = marks[state]
    const due = nextDueAt === null ? 'not due by itself' : `due ${instant(nextDueAt)}`
    screen.line(`${screen.paint(colour, mark)} ${screen.paint('bold', jobId)}: ${state}, ${due}`)
    for (const { description, fixes } of reasons) {
      screen.line(`    ${plainLine(description)}`)
      printFixes(screen, fixes, '      ')
    }
  }
}
