/** What a message offers to do about it: open the run or the job, run the job again, sign in again. */
export type NotifyAct = 'show' | 'run-again' | 'sign-in'

export interface NativeMessage {
  title: string
  body: string
  runId: string | null
  jobId: string | null
  /** In the order of their use; what cannot show buttons goes by the first one when it is clicked. */
  acts?: NotifyAct[]
}

/** Tells the user something on this machine, outside the window. Implemented by the desktop; headless hosts log it. */
export interface Notifier {
  notify(message: NativeMessage): void
}
