import { defineCommand } from '../command.ts'

export const runsSetting = defineCommand({
  summary:
    'Shows what a run was started with: its job as it was then, limits and engine. Values of variables are not kept.',
  arguments: [{ name: 'run', summary: 'its id, or its job and number: nightly#47', required: true }],
  need: 'files',
  examples: [['oven runs setting nightly#47', 'see with what it was run']],
  async run({ arguments: [run], connect }) {
    const { client } = await connect()
    const { setting } = await client.runs.setting({ runId: run! })
    return {
      data: setting,
      print: (screen) =>
        screen.line(
          setting === null ? 'Nothing was kept of how it was started.' : JSON.stringify(setting, null, 2),
        ),
    }
  },
})
