import pino, { type Logger } from 'pino'
import { openRotatingFile } from './rotating-file.ts'

/**
 * The host's own log: JSON lines in `logs/host.log` (rotating, 4 × 5 MB), and short lines on standard error, coloured on
 * a terminal. Requests' headers and bodies never go in.
 */
export function openHostLog(options: {
  file: string
  stderr: { write(text: string): unknown; isTTY?: boolean } | null
  level?: string
}): { log: Logger; close(): void } {
  const file = openRotatingFile(options.file, { maxBytes: 5 * 1024 * 1024, keep: 3 })
  const { stderr } = options
  const streams: pino.StreamEntry[] = [{ level: 'debug', stream: file }]
  if (stderr) {
    streams.push({ level: 'info', stream: { write: (line: string) => void stderr.write(shortLine(line)) } })
  }
  const log = pino({ level: options.level ?? 'info', base: { pid: process.pid } }, pino.multistream(streams))
  return { log, close: () => file.close() }
}

function shortLine(json: string): string {
  const { level, time, msg, pid: _, err, ...rest } = JSON.parse(json)
  const at = new Date(time).toTimeString().slice(0, 8)
  const word = level >= 50 ? ' error:' : level >= 40 ? ' warning:' : ''
  const facts = Object.entries(rest).map(
    ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${at}${word} ${msg}${facts.join('')}${err?.message ? `: ${err.message}` : ''}\n`
}
