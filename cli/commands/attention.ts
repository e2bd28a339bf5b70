import { defineCommand } from '../command.ts'
import { instant } from '../print/words.ts'

export const list = defineCommand({
  summary: 'Lists what needs you: failures nobody has seen, logins that end, jobs that will be blocked.',
  notes: 'Exit code 0 also when there is something.',
  need: 'files',
  examples: [
    ['oven attention list', 'what happened since you last looked'],
    ['oven attention list --json | jq length', 'how much that is'],
  ],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.attention.list()
    return {
      data,
      print(screen) {
        if (data.length === 0) screen.line('Nothing needs you.')
        for (const item of data) {
          const mark = item.tone === 'failed' ? screen.paint('red', '✗') : screen.paint('yellow', '!')
          screen.line(
            `${mark} ${item.title}${item.since === null ? '' : screen.paint('dim', `  ${instant(item.since)}`)}`,
          )
          if (item.detail !== null) screen.line(`  ${item.detail}`)
          for (const fix of item.fixes)
            screen.line(
              `  ${fix.description}${fix.command === null ? '' : ` ${screen.paint('cyan', fix.command)}`}`,
            )
        }
      },
    }
  },
})

export const seen = defineCommand({
  summary: 'Says that what needs you was seen. What has to be mended stays.',
  need: 'files',
  examples: [['oven attention seen', 'clear the list and the menu bar’s mark']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.attention.seen({ all: true })
    return {
      data,
      print: (screen) =>
        screen.line(
          data.seen.length === 0 ? 'There was nothing to mark.' : `Marked as seen: ${data.seen.length}.`,
        ),
    }
  },
})
