/** Tells the user something outside the window. Implemented by the desktop; headless hosts log it. */
export interface Notifier {
  notify(message: { title: string; body: string; runId: string | null; jobId: string | null }): void
}
