import { createObservable, type Observable } from './observable.ts'

/** A hidden window is left alone for this long before its streams are closed: a glance at another tab costs nothing. */
const HIDDEN_GRACE_MS = 15_000

/** Whether the window is being looked at. Always true where hidden windows need no sparing. */
export function watchVisibility(document: Document, sparesHidden: boolean): Observable<boolean> {
  const visible = createObservable(true)
  if (!sparesHidden) return visible
  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') visible.set(true)
    else timer = setTimeout(() => visible.set(false), HIDDEN_GRACE_MS)
  })
  return visible
}
