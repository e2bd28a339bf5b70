import { exitCodes, wrongUse } from './failure.ts'
import { commandsBelow, listHelp } from './help.ts'
import { reportFailure } from './report-failure.ts'
import { closest } from './suggest.ts'

/** Answers words that name no command: with help when it was asked for, else with what is wrong. */
export function explainWords(before: readonly string[], words: readonly string[]): number {
  const given = [...before, ...words]
  const wantsHelp = given.some((word) => word === '--help' || word === '-h' || word === 'help')
  const plain = words.filter((word) => !word.startsWith('-') && word !== 'help')
  const known = knownBeginning(plain)
  const next = plain[known.length]
  if (plain.length === 0 && (wantsHelp || given.length === 0)) {
    process.stdout.write(listHelp())
    return exitCodes.done
  }
  if (known.length > 0 && wantsHelp && next === undefined) {
    process.stdout.write(listHelp(known))
    return exitCodes.done
  }
  return reportFailure(wrongUse(complaint(known, next, given), helpFor(known)), given.includes('--json'))
}

/** As many of the words as some commands begin with. */
function knownBeginning(words: readonly string[]): string[] {
  const known: string[] = []
  for (const word of words) {
    if (commandsBelow([...known, word]).length === 0) break
    known.push(word)
  }
  return known
}

function complaint(known: readonly string[], next: string | undefined, given: readonly string[]): string {
  const verbs = [...new Set(commandsBelow(known).map(({ words }) => words[known.length]!))]
  if (next !== undefined) {
    return withNear(`There is no command "${[...known, next].join(' ')}"`, closest(next, verbs))
  }
  if (known.length > 0) return `\`oven ${known.join(' ')}\` needs a verb: ${verbs.join(', ')}.`
  return `There is no command in "${given.join(' ')}".`
}

function withNear(sentence: string, near: string | null): string {
  return near ? `${sentence}; did you mean "${near}"?` : `${sentence}.`
}

function helpFor(known: readonly string[]): string {
  return `\`oven ${[...known, ''].join(' ')}--help\` lists the commands.`
}
