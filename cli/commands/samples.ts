import { defineCommand } from '../command.ts'

export const make = defineCommand({
  summary: 'Makes a small project with a pipeline, to try the oven with. One that is there stays as it is.',
  need: 'files',
  examples: [['oven samples make', 'have something to rehearse']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.samples.make()
    return {
      data,
      print(screen) {
        screen.line(
          `${data.repo} has the pipeline "${data.pipeline}" on branch ${data.branch}. Make a job of it:`,
        )
        screen.line(
          `  oven jobs add --id sample --repo ${data.repo} --branch ${data.branch} --pipeline ${data.pipeline}`,
        )
      },
    }
  },
})
