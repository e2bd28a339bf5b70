import { defineCommand } from '../command.ts'
import { printCleanUp } from '../print/clean-up-lines.ts'

export const clean = defineCommand({
  summary: 'Removes old logs and artifacts, and what finished runs have left at the engine.',
  notes:
    'Only what is this oven’s own, and nothing of a run that has not finished. What is kept is set under "retention" in the settings. A host does this by itself once a day.',
  options: { 'dry-run': { summary: 'say what would be removed, and remove nothing' } },
  need: 'engine',
  examples: [
    ['oven clean --dry-run', 'see what would go, and why'],
    ['oven clean', 'remove it now'],
    ['oven clean --dry-run --json | jq .bytes', 'how much would become free'],
  ],
  async run({ options, connect }) {
    const { client } = await connect()
    const data = await (options['dry-run'] ? client.retention.preview() : client.retention.clean())
    return { data, print: (screen) => printCleanUp(screen, data) }
  },
})
