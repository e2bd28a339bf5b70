// Run as a program of its own: writes lines to a run's log in the folder it is given, until it is killed or refused.
import { join } from 'node:path'
import { FileRunLogStore } from '../../../adapters/files/file-run-log-store.ts'

// Without a listener, a file that may not grow ends the process instead of failing the write.
process.on('SIGXFSZ', () => {})
const folder = process.argv[2]!
const store = new FileRunLogStore({
  logsFolder: join(folder, 'logs'),
  artifactsFolder: join(folder, 'artifacts'),
  isFinished: () => false,
})
const writer = store.open({ runId: 'r1', jobId: 'nightly', queuedAt: '2026-11-20T15:49:00.123Z' })
console.log('writing')
for (let index = 0, stdout = 0; ; index++) {
  const line = `line ${index} ${'x'.repeat(index % 97)}\n`
  stdout += line.length
  try {
    await writer.append({
      text: [Buffer.from(line)],
      transcript: [
        { at: '2026-11-20T15:49:01.000Z', stage: null, kind: 'text', text: `${index}`, tool: null },
      ],
      received: { stdout, stderr: index + 1 },
    })
  } catch (error) {
    console.log((error as { code?: string }).code)
    break
  }
}
