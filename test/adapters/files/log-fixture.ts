import { join } from 'node:path'
import { FileRunLogStore } from '../../../adapters/files/file-run-log-store.ts'
import { runLogPaths } from '../../../adapters/files/run-log-paths.ts'
import type { LogChunk } from '../../../contract/index.ts'
import type { RunLogWriter } from '../../../core/ports/run-log-store.ts'
import { tempFolder } from './temp-folder.ts'

export const run = { runId: 'r1', jobId: 'nightly', queuedAt: '2026-11-20T15:49:00.123Z' }

export function newLogStore(folder = tempFolder(), isFinished: (runId: string) => boolean = () => false) {
  const logsFolder = join(folder, 'logs')
  const store = new FileRunLogStore({ logsFolder, artifactsFolder: join(folder, 'artifacts'), isFinished })
  return { folder, store, paths: runLogPaths(logsFolder, run) }
}

export function append(writer: RunLogWriter, text: string | Buffer, notes: string[] = []): Promise<void> {
  const bytes = Buffer.from(text)
  return writer.append({
    text: [bytes],
    transcript: notes.map((note) => ({
      at: '2026-11-20T15:49:01.000Z',
      stage: note.split(' ')[0]!,
      kind: 'text',
      text: note,
      tool: null,
    })),
    received: { stdout: writer.received.stdout + bytes.length, stderr: writer.received.stderr },
  })
}

export async function collect<T>(pieces: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const piece of pieces) all.push(piece)
  return all
}

export const textOf = (chunks: LogChunk[]) => chunks.map(({ text }) => text).join('')

/** What `write-until-stopped.ts` writes as its line number `index`. */
export const lineOf = (index: number) => `line ${index} ${'x'.repeat(index % 97)}\n`
