import type { Connection } from './connect.ts'
import type { Screen } from './print/screen.ts'

/** An option of a command. `value` is what stands for its value in the help; options without one are switches. */
export interface OptionSpec {
  summary: string
  value?: string
  short?: string
  multiple?: boolean
  choices?: readonly string[]
}
export type OptionSpecs = Record<string, OptionSpec>

export interface ArgumentSpec {
  name: string
  summary: string
  required?: boolean
  /** Takes all words that are left; only for the last one. */
  rest?: boolean
}

export type OptionValues<O extends OptionSpecs> = {
  [K in keyof O]: O[K] extends { value: string }
    ? O[K] extends { multiple: true }
      ? string[] | undefined
      : string | undefined
    : boolean | undefined
}

/**
 * What a command needs of an oven, in case that no host is running:
 * `files` jobs and history only · `engine` also the container engine · `stays` it may take long, so that other
 * commands must reach it meanwhile · `none` no oven at all.
 */
export type Need = 'none' | 'files' | 'engine' | 'stays'

/** What a command answers: the data for `--json`, and how to show it to a person. */
export interface CommandResult {
  data: unknown
  print?: (screen: Screen) => void
  exitCode?: number
}

export interface CommandCall<O extends OptionSpecs = OptionSpecs> {
  options: OptionValues<O>
  arguments: string[]
  json: boolean
  /** Standard output for people; silent under `--json`. */
  out: Screen
  /** Standard error: progress and questions. */
  err: Screen
  env: NodeJS.ProcessEnv
  /** Finds the running host, or opens the oven in this process. Called at most once. */
  connect(): Promise<Connection>
}

export interface Command<O extends OptionSpecs = OptionSpecs> {
  summary: string
  /** Further sentences for the help. */
  notes?: string
  arguments?: readonly ArgumentSpec[]
  options?: O
  need: Need | ((options: OptionValues<O>) => Need)
  /** Lines to type, each with what it does. */
  examples: readonly (readonly [line: string, what: string])[]
  run(call: CommandCall<O>): Promise<CommandResult>
}

/** Names a command's options to TypeScript, so that `run` sees them with their types. */
export function defineCommand<const O extends OptionSpecs>(command: Command<O>): Command {
  return command as unknown as Command
}
