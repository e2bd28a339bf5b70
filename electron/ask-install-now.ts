import type { MessageBoxOptions } from 'electron'
import type { QuestionDialog } from './front-dialog.ts'

/** Asks whether an update shall not wait for the runs at work. Closing the question leaves it waiting. */
export async function askInstallNow(options: {
  dialog: QuestionDialog
  version: string
  runs: readonly string[]
}): Promise<boolean> {
  const { response } = await options.dialog.showMessageBox(installQuestion(options))
  return response === 0
}

export function installQuestion({
  version,
  runs,
}: {
  version: string
  runs: readonly string[]
}): MessageBoxOptions {
  const [only] = runs
  const one = runs.length === 1
  return {
    type: 'question',
    message: `${one ? `${only} is` : `${runs.length} runs are`} baking. Install version ${version} now?`,
    detail: `${one ? 'It goes' : 'They go'} on in the background while Agent Oven is replaced, and the new version takes ${one ? 'it' : 'them'} up again. Schedules do not fire meanwhile.`,
    buttons: ['Install Now', one ? 'When It Has Ended' : 'When They Have Ended'],
    // The one that changes nothing.
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
}
