import type { Command, OptionSpecs, OptionValues } from './command.ts'
import type { CommandEntry } from './command-table.ts'
import type { Connection } from './connect.ts'
import { exitCodes, toFailure } from './failure.ts'
import { commandHelp } from './help.ts'
import { parseArguments } from './parse-arguments.ts'
import { createScreen } from './print/screen.ts'
import { reportFailure } from './report-failure.ts'

/** Runs one command with the words after its own, and answers its exit code. */
export async function runCommand(entry: CommandEntry, words: readonly string[]): Promise<number> {
  const json = words.includes('--json')
  let connection: Connection | undefined
  try {
    const command = await entry.load()
    const parsed = parseArguments(
      command,
      words,
      `\`oven ${entry.words.join(' ')} --help\` shows how it is used.`,
    )
    const options = parsed.options as OptionValues<OptionSpecs>
    if (parsed.options.help) {
      process.stdout.write(commandHelp(entry, command))
      return exitCodes.done
    }
    const out = createScreen(process.stdout, { env: process.env, silent: json })
    const err = createScreen(process.stderr, { env: process.env })
    const result = await command.run({
      options,
      arguments: parsed.arguments,
      json,
      out,
      err,
      env: process.env,
      async connect() {
        const { connectOven } = await import('./connect.ts')
        connection = await connectOven({
          env: process.env,
          need: needOf(command, options),
          onWarning: (sentence) => err.line(`${err.paint('yellow', 'warning:')} ${sentence}`),
        })
        return connection
      },
    })
    err.progress('')
    // A command that answered line by line has no more to say.
    if (json && result.data !== undefined) process.stdout.write(`${JSON.stringify(result.data, null, 2)}\n`)
    else if (!json) result.print?.(out)
    return result.exitCode ?? exitCodes.done
  } catch (error) {
    return reportFailure(toFailure(error), json)
  } finally {
    await connection?.close()
  }
}

function needOf(command: Command, options: OptionValues<OptionSpecs>) {
  return typeof command.need === 'function' ? command.need(options) : command.need
}
