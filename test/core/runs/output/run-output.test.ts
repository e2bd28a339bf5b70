import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMasker } from '../../../../core/runs/output/masker.ts'
import { createOutputReader } from '../../../../core/runs/output/output-reader.ts'
import { createRunOutput } from '../../../../core/runs/output/run-output.ts'
import { newLogStore, run } from '../../../adapters/files/log-fixture.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

const newLine = '\n'

/** One host's life with a log: what it hears of the container's output from where the log ends, and notes between. */
async function hear(
  store: ReturnType<typeof newLogStore>['store'],
  steps: Step[],
  options: { whole: boolean },
) {
  const writer = store.open(run)
  const from = writer.received
  const output = createRunOutput({
    reader: createOutputReader({ nonce: null, masker: createMasker([]), from }),
    tracker: null,
    writer,
    clock: new FakeClock(),
    replayFrom: from,
    onStages: () => {},
    leave: new AbortController().signal,
    onTrouble: () => {},
  })
  for (const step of steps) {
    if ('note' in step) await output.note(step.note)
    else await output.sink.write('stdout', Buffer.from(step.said))
  }
  if (options.whole) await output.flush()
  await writer.close()
}

type Step = { note: string } | { said: string }

const isNote = (line: string) => line.startsWith('[oven] ')

describe('a note of the oven', () => {
  test('waits for the end of a line that the container has begun', async () => {
    const { store, paths } = newLogStore()
    await hear(store, [{ said: 'half' }, { note: 'Stopping.' }, { said: ' a line\nmore\n' }], { whole: true })
    expect(readFileSync(paths.log, 'utf8')).toBe('half a line\n[oven] Stopping.\nmore\n')
  })

  test('stands at once between whole lines', async () => {
    const { store, paths } = newLogStore()
    await hear(store, [{ said: 'one\n' }, { note: 'Stopping.' }], { whole: false })
    expect(readFileSync(paths.log, 'utf8')).toBe('one\n[oven] Stopping.\n')
  })

  test('stands on a line of its own when the last line is never ended', async () => {
    const { store, paths } = newLogStore()
    await hear(store, [{ said: 'Password: ' }, { note: 'Stopping.' }], { whole: true })
    expect(readFileSync(paths.log, 'utf8')).toBe('Password: \n[oven] Stopping.\n')
  })

  test('of a host that takes a run up in the middle of a line tears no line', async () => {
    const { store, paths } = newLogStore()
    await hear(store, [{ said: 'line 123' }], { whole: false })
    await hear(store, [{ note: 'The oven takes it up again.' }, { said: '45\nline 12346\n' }], {
      whole: true,
    })
    expect(readFileSync(paths.log, 'utf8')).toBe(
      'line 12345\n[oven] The oven takes it up again.\nline 12346\n',
    )
  })

  test('leaves every line of the output whole, wherever it is cut and however many hosts hear it', async () => {
    const word = fc.constantFrom('a', 'bc', newLine, `d${newLine}`, `${newLine}e`, 'line 12')
    const life = fc.array(fc.oneof(fc.record({ said: word }), fc.record({ note: fc.constant('noted') })))
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const { store, paths } = newLogStore()
        for (const [index, steps] of lives.entries()) {
          await hear(store, steps, { whole: index === lives.length - 1 })
        }
        const said = lives.flat().flatMap((step) => ('said' in step ? [step.said] : []))
        const lines = readFileSync(paths.log, 'utf8').split(newLine)
        const own = lines.filter((line) => !isNote(line)).join(newLine)
        const whole = said.join('')
        // Only at the very end may a newline have been added: a note never stands behind an unfinished line.
        expect([whole, `${whole}${newLine}`]).toContain(own)
      }),
      { numRuns: 200 },
    )
  })
})
