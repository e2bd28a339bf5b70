import { defineCommand } from '../command.ts'
import { exitCodeOf, followRun } from '../follow-run.ts'
import { runName } from '../print/run-lines.ts'
import { printRunReports } from '../print/run-reports.ts'
import { printRunSummary } from '../print/run-summary.ts'

const runArgument = {
  name: 'run',
  summary: 'its id, the beginning of it, or job#number',
  required: true,
} as const

export const show = defineCommand({
  summary: 'Shows one run: how it ended, its stages, what it left behind.',
  arguments: [runArgument],
  need: 'files',
  examples: [
    ['oven runs show nightly-review#47', 'the 47th run of a job'],
    ['oven runs show 01k --json | jq .stages', 'for a program, by the beginning of the id'],
  ],
  async run({ arguments: [runId], connect }) {
    const { client } = await connect()
    const [run, reports] = await Promise.all([
      client.runs.show({ runId: runId! }),
      client.runs.reports({ runId: runId! }),
    ])
    return {
      data: { ...run, reports },
      print(screen) {
        printRunSummary(screen, run)
        printRunReports(screen, reports)
      },
    }
  },
})

export const watch = defineCommand({
  summary: 'Follows a run to its end, a line for every step and stage.',
  notes: 'Exit code 0 when the run succeeded, else 1. Ctrl-C twice cancels the run.',
  arguments: [runArgument],
  need: 'stays',
  examples: [['oven runs watch nightly-review#47', 'watch a run that was started elsewhere']],
  async run({ arguments: [runId], out, err, connect }) {
    const connection = await connect()
    const { id } = await connection.client.runs.show({ runId: runId! })
    const finished = await followRun(connection, id, { out, err })
    return {
      data: finished,
      exitCode: exitCodeOf(finished),
      print(screen) {
        screen.line()
        printRunSummary(screen, finished)
      },
    }
  },
})

export const cancel = defineCommand({
  summary: 'Stops a run: its container is asked to end, then made to.',
  arguments: [runArgument],
  options: { wait: { summary: 'wait until it has ended' } },
  need: 'stays',
  examples: [
    ['oven runs cancel nightly-review#47', 'ask a run to stop'],
    ['oven runs cancel nightly-review#47 --wait', 'and wait until its container is gone'],
  ],
  async run({ arguments: [runId], options, out, err, connect }) {
    const connection = await connect()
    const asked = await connection.client.runs.cancel({ runId: runId! })
    // Without a host nobody else would see the stop through.
    if (options.wait || connection.host === null) {
      const finished = await followRun(connection, asked.id, { out, err })
      return { data: finished, print: (screen) => printRunSummary(screen, finished) }
    }
    return { data: asked, print: (screen) => screen.line(`${runName(asked)} was asked to stop.`) }
  },
})
