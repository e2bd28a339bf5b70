import { OvenError } from '../../errors.ts'
import type { ContainerSpec, Engine, EngineImage } from '../../ports/engine.ts'

const SHELL = '/bin/sh'

/** With which the last line says that everything came; without it the host was gone in the middle. */
const COMPLETE = ': agent-oven complete'

/**
 * Reads assignments from standard input with what every POSIX shell has built in, then becomes the job's own command,
 * with nothing left of itself: no variable, no standard input, no process.
 */
const TAKE_OVER = `
__oven_text=
__oven_line=
while IFS= read -r __oven_line; do __oven_text="$__oven_text$__oven_line
"; done
case $__oven_text in
*'${COMPLETE}
') ;;
*) echo 'agent-oven: The secrets of this job did not arrive: the oven went away while it handed them over.' >&2; exit 78 ;;
esac
eval "$__oven_text"
unset __oven_text __oven_line
exec "$@" </dev/null
`

/**
 * A docker job that is handed secrets: its image's shell takes them over standard input, so that they stand in no
 * configuration, argument or file (docs/decisions/0081). Throws `command-unknown` when neither job nor image says what to run.
 */
export function withSecrets(
  spec: ContainerSpec,
  image: Pick<EngineImage, 'entrypoint' | 'command'>,
  secrets: Record<string, string>,
): { spec: ContainerSpec; stdin: Buffer } {
  const command = [...(image.entrypoint ?? []), ...(spec.command ?? image.command ?? [])]
  if (command.length === 0) {
    throw new OvenError('command-unknown', 'Neither the job nor its image says what to run.', {
      hint: 'Give the job a "command".',
    })
  }
  const lines = Object.entries(secrets).map(([name, value]) => `export ${name}=${quoted(value)}`)
  return {
    spec: { ...spec, stdin: true, entrypoint: [SHELL], command: ['-c', TAKE_OVER, 'agent-oven', ...command] },
    stdin: Buffer.from(`${[...lines, COMPLETE].join('\n')}\n`),
  }
}

/** Throws `shell-missing` when a container's image has no shell to take secrets with. */
export async function requireShell(engine: Engine, containerId: string, reference: string): Promise<void> {
  if (await engine.hasFile(containerId, SHELL)) return
  throw new OvenError(
    'shell-missing',
    `The image "${reference}" has no ${SHELL}, through which a docker job takes its secrets over standard input.`,
    {
      hint: 'Use an image with a shell, or take the names out of "secrets". What need not be secret can stand in "env".',
    },
  )
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`
}
