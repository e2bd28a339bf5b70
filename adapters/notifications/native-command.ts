import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import type { NativeMessage, Notifier } from '../../core/ports/notifier.ts'

/** How long a program may take to hand a message over. */
const DEADLINE_MS = 10_000

export interface NativeCommand {
  file: string
  argumentsOf: (message: Pick<NativeMessage, 'title' | 'body'>) => string[]
}

/**
 * The program of this machine that shows notifications, looked for once; `null` when there is none, or nobody to show them to:
 * `osascript` on a Mac, `notify-send` where a Linux session is at hand.
 */
export function findNativeCommand({
  platform,
  env,
  isExecutable = canExecute,
}: {
  platform: string
  env: NodeJS.ProcessEnv
  isExecutable?: (file: string) => boolean
}): NativeCommand | null {
  const find = (name: string) =>
    (env.PATH ?? '')
      .split(delimiter)
      .filter((folder) => folder.startsWith('/'))
      .map((folder) => join(folder, name))
      .find(isExecutable)
  if (platform === 'darwin') {
    const file = find('osascript')
    return file === undefined ? null : { file, argumentsOf: scriptArguments }
  }
  if (platform !== 'linux' || !(env.DISPLAY || env.WAYLAND_DISPLAY || env.DBUS_SESSION_BUS_ADDRESS))
    return null
  const file = find('notify-send')
  return file === undefined ? null : { file, argumentsOf: notifySendArguments }
}

/** Shows messages with a program of the machine, its texts as arguments and never through a shell. `onTrouble` when it cannot. */
export function createNativeCommandNotifier(
  command: NativeCommand,
  onTrouble: (sentence: string) => void,
): Notifier {
  return {
    notify(message) {
      execa(command.file, command.argumentsOf(message), {
        timeout: DEADLINE_MS,
        stdin: 'ignore',
        buffer: false,
      }).catch((error: { shortMessage?: string; exitCode?: number }) =>
        // Not its whole message: that quotes the arguments.
        onTrouble(
          `A notification could not be shown: ${command.file} ended with ${error.exitCode ?? 'an error'}.`,
        ),
      )
    },
  }
}

/** The texts are arguments of the script, not parts of it; the first one holds the place where options end. */
function scriptArguments({ title, body }: { title: string; body: string }): string[] {
  const script = [
    'on run argv',
    'display notification (item 3 of argv) with title (item 2 of argv)',
    'end run',
  ]
  return [...script.flatMap((line) => ['-e', line]), 'message', title, body]
}

/** Notification servers may read the text as markup (https://specifications.freedesktop.org/notification-spec). */
function notifySendArguments({ title, body }: { title: string; body: string }): string[] {
  const text = body.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return ['--app-name=Agent Oven', '--', title, text]
}

function canExecute(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
