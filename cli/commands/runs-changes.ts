import { defineCommand } from '../command.ts'
import { harmlessOutput } from '../print/plain-text.ts'
import type { Screen } from '../print/screen.ts'

export const changes = defineCommand({
  summary: 'Shows what a run changed, as a diff.',
  notes:
    'Into a file or a pipe it goes as git wrote it, so that `git apply` takes it. What was left uncommitted comes last.',
  arguments: [{ name: 'run', summary: 'its id, the beginning of it, or job#number', required: true }],
  need: 'files',
  examples: [
    ['oven runs changes nightly-review#47', 'what the run changed'],
    ['oven runs changes nightly-review#47 | git apply', 'take it over by hand'],
  ],
  async run({ arguments: [runId], err, connect }) {
    const { client } = await connect()
    const data = await client.runs.changes({ runId: runId! })
    return {
      data,
      print(screen) {
        for (const part of data.parts) printPart(screen, part)
        if (data.parts.length === 0)
          err.line(data.kept ? 'The run changed nothing.' : 'No diff was kept of this run.')
        if (data.cut) err.line('The diff was longer than what is kept of it: it ends early.')
      },
    }
  },
})

function printPart(screen: Screen, part: { kind: string; name: string; diff: string }): void {
  const text = part.diff.endsWith('\n') ? part.diff : `${part.diff}\n`
  if (!screen.isTerminal) {
    screen.write(text)
    return
  }
  const title = part.kind === 'branch' ? part.name : `left uncommitted${part.name ? ` in ${part.name}` : ''}`
  if (title) screen.line(screen.paint('bold', title))
  for (const line of harmlessOutput(text).split('\n').slice(0, -1)) screen.line(coloured(screen, line))
}

function coloured(screen: Screen, line: string): string {
  if (line.startsWith('+')) return screen.paint('green', line)
  if (line.startsWith('-')) return screen.paint('red', line)
  if (line.startsWith('@@')) return screen.paint('cyan', line)
  return line.startsWith('diff --git') ? screen.paint('bold', line) : line
}
