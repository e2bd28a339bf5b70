import type { OvenClient } from './connect.ts'
import { harmlessOutput } from './print/plain-text.ts'
import type { Screen } from './print/screen.ts'

/** Lines beyond so many are only counted. */
const MOST_LINES = 1000
/** A line is shown up to so many characters. */
const LONGEST_LINE = 4000

export interface FoundLine {
  /** The byte at which the line begins: `oven runs logs --from <byte>` goes on from there. */
  offset: number
  text: string
}

/** Prints the lines of a run's log that hold a text, as they are found, and answers them with how often it was found. */
export async function searchLog(
  client: OvenClient,
  query: { runId: string; text: string; matchCase: boolean },
  out: Screen,
): Promise<{ count: number; lines: FoundLine[]; isCut: boolean }> {
  const lines: FoundLine[] = []
  let count = 0
  let isCut = false
  for await (const news of await client.runs.searchLog({ ...query, limit: 100_000 })) {
    count = news.count
    for (const { line } of news.matches) {
      if (lines.at(-1)?.offset === line) continue
      if (lines.length >= MOST_LINES) {
        isCut = true
        break
      }
      const text = await lineAt(client, query.runId, line)
      lines.push({ offset: line, text })
      const shown = out.isTerminal ? harmlessOutput(text) : text
      out.line(`${out.paint('dim', `${line}:`)}${shown}`)
    }
  }
  return { count, lines, isCut }
}

async function lineAt(client: OvenClient, runId: string, from: number): Promise<string> {
  let text = ''
  for await (const chunk of await client.runs.logs({ runId, from, follow: false })) {
    text += chunk.text
    const end = text.indexOf('\n')
    if (end !== -1) return text.slice(0, Math.min(end, LONGEST_LINE))
    if (text.length > LONGEST_LINE) return text.slice(0, LONGEST_LINE)
  }
  return text
}
