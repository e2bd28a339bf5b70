import type { Command } from './command.ts'
import { type CommandEntry, commandTable } from './command-table.ts'
import { commonOptions } from './parse-arguments.ts'

/** The commands that begin with these words and have more. */
export function commandsBelow(beginning: readonly string[]): readonly CommandEntry[] {
  return commandTable.filter(
    ({ words }) => words.length > beginning.length && beginning.every((word, index) => words[index] === word),
  )
}

/** The list of commands: all of them, or those that begin with some words. */
export function listHelp(beginning: readonly string[] = []): string {
  const entries = commandsBelow(beginning)
  const width = Math.max(...entries.map((entry) => entry.words.join(' ').length))
  const lines = entries.map((entry) => `  ${entry.words.join(' ').padEnd(width)}  ${entry.summary}`)
  const noun = beginning.join(' ')
  const usage = `Usage: oven ${noun || '<command>'} ${noun && '<verb> '}[options]`
  const ends = noun
    ? [`\`oven ${noun} <verb> --help\` shows one with examples.`]
    : [
        'Every command has --help with examples, and --json.',
        'Exit codes: 0 done, 1 the run (or the command) did not succeed, 2 wrong input, 3 no engine or no host, 4 not found.',
        'The oven’s folder is $AGENT_OVEN_HOME, by default ~/.config/agent-oven.',
      ]
  return [usage, '', ...lines, '', ...ends, ''].join('\n')
}

/** The help of one command. */
export function commandHelp(entry: CommandEntry, command: Command): string {
  const args = command.arguments ?? []
  const usage = args.map((each) => {
    const name = each.rest ? `${each.name}…` : each.name
    return each.required ? `<${name}>` : `[${name}]`
  })
  const options = Object.entries({ ...command.options, ...commonOptions }).map(([name, spec]) => {
    const flag = `${spec.short ? `-${spec.short}, ` : ''}--${name}${spec.value ? ` <${spec.value}>` : ''}`
    const choices = spec.choices ? `: ${spec.choices.join(', ')}` : ''
    return [flag, `${spec.summary}${choices}${spec.multiple ? '; may be given several times' : ''}`] as const
  })
  return [
    `Usage: oven ${[...entry.words, ...usage].join(' ')} [options]`,
    '',
    command.summary,
    ...(command.notes ? ['', command.notes] : []),
    ...section(
      'Arguments',
      args.map((each) => [each.name, each.summary] as const),
    ),
    ...section('Options', options),
    '',
    'Examples:',
    ...command.examples.flatMap(([line, what]) => [`  # ${what}`, `  ${line}`]),
    '',
  ].join('\n')
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([name]) => name.length))
  return ['', `${title}:`, ...rows.map(([name, what]) => `  ${name.padEnd(width)}  ${what}`)]
}
