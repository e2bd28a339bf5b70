import { commandTable } from './command-table.ts'
import { exitCodes, wrongUse } from './failure.ts'
import { listHelp } from './help.ts'
import { reportFailure } from './report-failure.ts'
import { closest } from './suggest.ts'

/** Answers words that name no command: with help when it was asked for, else with what is wrong. */
export function explainWords(before: readonly string[], words: readonly string[]): number {
  const given = [...before, ...words]
  const wantsHelp = given.some((word) => word === '--help' || word === '-h' || word === 'help')
  const [noun, verb] = words.filter((word) => !word.startsWith('-') && word !== 'help')
  const isNoun = commandTable.some((entry) => entry.words.length > 1 && entry.words[0] === noun)
  if (noun === undefined && (wantsHelp || given.length === 0)) {
    process.stdout.write(listHelp())
    return exitCodes.done
  }
  if (isNoun && wantsHelp && verb === undefined) {
    process.stdout.write(listHelp(noun))
    return exitCodes.done
  }
  return reportFailure(
    wrongUse(complaint(noun, verb, isNoun, given), helpFor(isNoun ? noun : undefined)),
    given.includes('--json'),
  )
}

function complaint(
  noun: string | undefined,
  verb: string | undefined,
  isNoun: boolean,
  given: readonly string[],
): string {
  if (noun === undefined) return `There is no command in "${given.join(' ')}".`
  if (!isNoun)
    return withNear(
      `There is no command "${noun}"`,
      closest(
        noun,
        commandTable.map((entry) => entry.words[0]!),
      ),
    )
  const verbs = commandTable.filter((entry) => entry.words[0] === noun).map((entry) => entry.words[1]!)
  if (verb === undefined) return `\`oven ${noun}\` needs a verb: ${verbs.join(', ')}.`
  return withNear(`There is no command "${noun} ${verb}"`, closest(verb, verbs))
}

function withNear(sentence: string, near: string | null): string {
  return near ? `${sentence}; did you mean "${near}"?` : `${sentence}.`
}

function helpFor(noun: string | undefined): string {
  return `\`oven ${noun ? `${noun} ` : ''}--help\` lists the commands.`
}
