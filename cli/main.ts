import { type CommandEntry, commandTable } from './command-table.ts'
import { exitCodes } from './failure.ts'

/** Runs `oven` with the words after its name, writes what there is to say, and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', leaveQuietly)
  const exitCode = await dispatch(argv)
  await new Promise((resolve) => process.stdout.write('', resolve))
  process.exit(exitCode)
}

/** Whoever read our output has read enough (`oven runs list | head`). */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}

async function dispatch(argv: readonly string[]): Promise<number> {
  if (argv[0] === '--version' || argv[0] === '-V') {
    const { default: packageFile } = await import('../package.json', { with: { type: 'json' } })
    process.stdout.write(`${packageFile.version}\n`)
    return exitCodes.done
  }
  // `oven --json jobs list` is as good as `oven jobs list --json`.
  const leading = argv.findIndex((word) => !word.startsWith('-'))
  const words = leading === -1 ? [] : argv.slice(leading)
  const before = leading === -1 ? argv : argv.slice(0, leading)
  const entry = findEntry(words)
  if (entry) {
    const { runCommand } = await import('./run-command.ts')
    return runCommand(entry, [...before, ...words.slice(entry.words.length)])
  }
  const { explainWords } = await import('./explain-words.ts')
  return explainWords(before, words)
}

function findEntry(words: readonly string[]): CommandEntry | undefined {
  return commandTable.find((entry) => entry.words.every((word, index) => words[index] === word))
}
