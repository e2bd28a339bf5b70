import { defineCommand } from '../command.ts'
import { exitCodeOf, followRun } from '../follow-run.ts'
import { runName } from '../print/run-lines.ts'
import { printRunSummary } from '../print/run-summary.ts'

export const retry = defineCommand({
  summary: 'Runs a finished run’s job again, as its next attempt.',
  notes: 'A retry that waits for its time begins at once.',
  arguments: [{ name: 'run', summary: 'its id, the beginning of it, or job#number', required: true }],
  options: {
    wait: { summary: 'wait for the end, showing stages as they go; exit code 0 only when the run succeeded' },
    force: { summary: 'also when the budget of the day is spent' },
  },
  need: 'stays',
  examples: [
    ['oven runs retry nightly-review#47', 'try a failed run again'],
    ['oven runs retry nightly-review#47 --wait', 'and watch it to its end'],
  ],
  async run({ arguments: [runId], options, out, err, connect }) {
    const connection = await connect()
    const { client, host } = connection
    const attempt = await client.runs.retry({ runId: runId!, force: options.force ?? false })
    if (options.wait || host === null) {
      const finished = await followRun(connection, attempt.id, { out, err })
      return {
        data: finished,
        exitCode: exitCodeOf(finished),
        print: (screen) => printRunSummary(screen, finished),
      }
    }
    return {
      data: attempt,
      print: (screen) =>
        screen.line(
          `${screen.paint('bold', runName(attempt))} is attempt ${attempt.attempt} (${attempt.id})`,
        ),
    }
  },
})
