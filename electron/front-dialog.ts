import type { App, Dialog, MessageBoxOptions, MessageBoxReturnValue } from 'electron'

/** Message boxes that belong to no window. */
export interface QuestionDialog {
  showMessageBox(options: MessageBoxOptions): Promise<MessageBoxReturnValue>
}

/** An app without a Dock icon is behind the others when its menu is used, and so would be its questions. */
export function createFrontDialog(options: {
  app: Pick<App, 'focus'>
  dialog: Pick<Dialog, 'showMessageBox'>
}): QuestionDialog {
  const { app, dialog } = options
  return {
    showMessageBox(question) {
      app.focus({ steal: true })
      return dialog.showMessageBox(question)
    },
  }
}
