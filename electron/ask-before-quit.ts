import type { MessageBoxOptions } from 'electron'
import type { QuestionDialog } from './front-dialog.ts'

/** What becomes of runs that are at work when the app quits. */
export type QuitAnswer = 'keep-going' | 'stop' | 'cancel'

const ANSWERS: readonly QuitAnswer[] = ['keep-going', 'stop', 'cancel']

/** Asks what shall become of the runs that are baking. Closing the question is no answer: the app stays. */
export async function askBeforeQuit(options: {
  dialog: QuestionDialog
  runs: readonly string[]
}): Promise<QuitAnswer> {
  const { response } = await options.dialog.showMessageBox(quitQuestion(options.runs))
  return ANSWERS[response] ?? 'cancel'
}

export function quitQuestion(runs: readonly string[]): MessageBoxOptions {
  const [only] = runs
  const one = runs.length === 1
  return {
    type: 'question',
    message: one ? `${only} is baking.` : `${runs.length} runs are baking.`,
    detail: one
      ? 'Kept going, it finishes in its container without Agent Oven, which takes it up again at the next start. Schedules do not fire meanwhile.'
      : 'Kept going, they finish in their containers without Agent Oven, which takes them up again at the next start. Schedules do not fire meanwhile.',
    buttons: [
      one ? 'Keep It Going in the Background' : 'Keep Them Going in the Background',
      one ? 'Stop It' : 'Stop Them',
      'Cancel',
    ],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  }
}
