import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { StringDecoder } from 'node:string_decoder'
import { Failure, wrongUse } from './failure.ts'

/** Ctrl-C and Ctrl-D as a terminal without line editing sends them. */
const INTERRUPT = '\u0003'
const END_OF_INPUT = '\u0004'

/** Reads a secret's value from a file, from a terminal that does not show it, or from standard input. */
export async function readSecret(name: string, file: string | undefined): Promise<string> {
  const value = await read(name, file)
  if (value === '') throw wrongUse('The value is empty.', 'Nothing was changed.')
  return value
}

async function read(name: string, file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') {
    try {
      return withoutLineEnd(readFileSync(file, 'utf8'))
    } catch (error) {
      throw wrongUse(
        `${file} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}.`,
        'Nothing was changed.',
      )
    }
  }
  if (file === undefined && process.stdin.isTTY) return await askHidden(`Value of ${name} (not shown): `)
  return withoutLineEnd(await text(process.stdin))
}

/** `echo` and editors end a line that is not part of the value; a key of several lines needs its last one. */
export function withoutLineEnd(value: string): string {
  const first = value.search(/\r?\n/)
  return first === -1 || value.slice(first).replace(/^\r?\n/, '') !== '' ? value : value.slice(0, first)
}

/** What a key does to a line: characters, the key that takes back, the one that clears. */
function edited(value: string, character: string): string {
  if (character === '\u007f' || character === '\b') return [...value].slice(0, -1).join('')
  if (character === '\u0015') return ''
  return character >= ' ' || character === '\t' ? value + character : value
}

/** Asks on the terminal without echo. Throws when several lines are pasted, and with exit code 130 at Ctrl-C. */
function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process
  const decoder = new StringDecoder('utf8')
  return new Promise((resolve, reject) => {
    let value = ''

    function end(settle: () => void): void {
      stdin.off('data', take)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
      settle()
    }

    function take(bytes: Buffer): void {
      const typed = decoder.write(bytes)
      const lineEnd = typed.search(/[\r\n]/)
      const isPasted = lineEnd !== -1 && typed.slice(lineEnd).trim() !== ''
      for (const character of lineEnd === -1 ? typed : typed.slice(0, lineEnd)) {
        if (character === INTERRUPT) {
          end(() => reject(interrupted()))
          return
        }
        value = edited(value, character)
      }
      if (isPasted) end(() => reject(severalLines()))
      else if (lineEnd !== -1 || typed.includes(END_OF_INPUT)) end(() => resolve(value))
    }

    // Before the question, since what answers it at once must not be shown either.
    stdin.setRawMode(true)
    stderr.write(question)
    stdin.on('data', take)
    stdin.resume()
  })
}

function severalLines(): Failure {
  return wrongUse('That has several lines.', 'Give it with --from-file. Nothing was changed.')
}

function interrupted(): Failure {
  return new Failure({ exitCode: 130, code: 'INTERRUPTED', message: 'Nothing was changed.' })
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it'
  return code === 'EISDIR' ? 'it is a folder' : message
}
