import type { WebPreferences } from 'electron'

/** Every page of the app is shut off from Node and from the preload script's own scope. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  }
}
