/** The line by which agent-pipeline 0.1.5 tells an agent its stage, in the prompt it hands over. */
const STAGE_LINE = /^\*\*Current Stage:\*\* (.+?)\s*$/m
const MOST_INPUT_BYTES = 1024 * 1024

/** The stage named in a prompt among the arguments, or `null`. */
export function findStage(args) {
  for (const argument of args) {
    const found = STAGE_LINE.exec(argument)
    if (found) return found[1]
  }
  return null
}

/** Whether the agent's output is the stream of events that can be recorded. */
export function isStreaming(args) {
  const prints = args.some((argument) => argument === '-p' || argument === '--print')
  return (
    prints &&
    (args.includes('--output-format=stream-json') || followedBy(args, '--output-format', 'stream-json'))
  )
}

/** Looks for the stage in a prompt that comes over standard input. */
export class StageFromInput {
  #seen = Buffer.alloc(0)
  #found

  constructor(found) {
    this.#found = found
  }

  read(bytes) {
    if (this.#found === null) return
    this.#seen = Buffer.concat([this.#seen, bytes])
    const stage = findStage([this.#seen.toString('utf8')])
    if (stage !== null && this.#seen.includes('\n', this.#seen.indexOf('**Current Stage:**')))
      this.#stop(stage)
    else if (this.#seen.length > MOST_INPUT_BYTES) this.#stop(null)
  }

  #stop(stage) {
    if (stage !== null) this.#found(stage)
    this.#found = null
    this.#seen = Buffer.alloc(0)
  }
}

function followedBy(args, option, value) {
  return args.some((argument, index) => argument === option && args[index + 1] === value)
}
