import { parseArgs } from 'node:util'
import type { Command, OptionSpecs } from './command.ts'
import { wrongUse } from './failure.ts'
import { closest } from './suggest.ts'

export interface ParsedArguments {
  options: Record<string, string | string[] | boolean | undefined>
  arguments: string[]
}

/** Options that every command has. */
export const commonOptions: OptionSpecs = {
  json: { summary: 'one JSON document on standard output, nothing else; errors as {"error": {…}}' },
  help: { summary: 'this help', short: 'h' },
}

/** Reads what stands after a command's words. Throws a failure with exit code 2 that names what is wrong. */
export function parseArguments(command: Command, words: readonly string[], help: string): ParsedArguments {
  const specs: OptionSpecs = { ...command.options, ...commonOptions }
  const { tokens } = parseArgs({
    args: [...words],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => [
        name,
        {
          type: spec.value ? ('string' as const) : ('boolean' as const),
          ...(spec.short && { short: spec.short }),
        },
      ]),
    ),
  })
  const parsed: ParsedArguments = { options: {}, arguments: [] }
  for (const token of tokens) {
    if (token.kind === 'positional') parsed.arguments.push(token.value)
    if (token.kind === 'option') take(parsed.options, specs, token, help)
  }
  if (!parsed.options.help) checkCount(command, parsed.arguments, help)
  return parsed
}

function take(
  values: ParsedArguments['options'],
  specs: OptionSpecs,
  token: { name: string; rawName: string; value?: string },
  help: string,
): void {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined
  if (!spec) {
    const near = closest(token.name, Object.keys(specs))
    throw wrongUse(`There is no option ${token.rawName}${near ? `; did you mean --${near}?` : '.'}`, help)
  }
  if (!spec.value) {
    if (token.value !== undefined) throw wrongUse(`The option ${token.rawName} takes no value.`, help)
    values[token.name] = true
    return
  }
  if (token.value === undefined)
    throw wrongUse(`The option ${token.rawName} needs a value: ${spec.value}.`, help)
  if (spec.choices && !spec.choices.includes(token.value)) {
    throw wrongUse(
      `${token.rawName} must be one of ${spec.choices.join(', ')}; "${token.value}" is none of them.`,
      help,
    )
  }
  if (spec.multiple)
    values[token.name] = [...((values[token.name] as string[] | undefined) ?? []), token.value]
  else values[token.name] = token.value
}

function checkCount(command: Command, given: readonly string[], help: string): void {
  const wanted = command.arguments ?? []
  const missing = wanted.find((each, index) => each.required && index >= given.length)
  if (missing) throw wrongUse(`<${missing.name}> is missing: ${missing.summary}.`, help)
  if (given.length > wanted.length && !wanted.at(-1)?.rest) {
    throw wrongUse(`"${given[wanted.length]}" is one word too many.`, help)
  }
}
