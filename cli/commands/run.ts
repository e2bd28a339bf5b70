import { defineCommand } from '../command.ts'
import { exitCodeOf, followRun } from '../follow-run.ts'
import { runName } from '../print/run-lines.ts'
import { printRunSummary } from '../print/run-summary.ts'

export const run = defineCommand({
  summary: 'Starts a run of a job now, whatever its schedule says.',
  notes:
    'When no host is running, this command is the host until the run has finished.\nCtrl-C twice cancels the run that is waited for.',
  arguments: [{ name: 'job', summary: 'the id of the job', required: true }],
  options: {
    wait: { summary: 'wait for the end, showing stages as they go; exit code 0 only when the run succeeded' },
    rehearse: { summary: 'play the stages without calling a model' },
    force: { summary: 'also when the budget of the day is spent' },
  },
  need: 'stays',
  examples: [
    ['oven run nightly-review', 'start a run and return'],
    ['oven run nightly-review --wait', 'start a run, watch it, and end as it ends'],
    ['oven run nightly-review --rehearse --wait', 'try the job out without spending tokens'],
  ],
  async run({ arguments: [job], options, out, err, connect }) {
    const connection = await connect()
    const { client, host } = connection
    const started = await client.jobs.run({
      id: job!,
      rehearse: options.rehearse ?? false,
      force: options.force ?? false,
    })
    if (options.wait) {
      const finished = await followRun(connection, started.id, { out, err })
      return {
        data: finished,
        exitCode: exitCodeOf(finished),
        print(screen) {
          screen.line()
          printRunSummary(screen, finished)
        },
      }
    }
    if (!host) {
      err.line(
        `No host is running: this command bakes ${runName(started)} itself and stays until it has finished.`,
      )
      const finished = await followRun(connection, started.id, { out: err, err })
      return { data: started, print: () => printRunSummary(err, finished) }
    }
    return {
      data: started,
      print(screen) {
        screen.line(`${screen.paint('bold', runName(started))} ${started.state} (${started.id})`)
        screen.line(
          `\`oven runs watch ${started.id}\` follows it, \`oven runs logs -f ${started.id}\` shows its output.`,
        )
      },
    }
  },
})
