import { X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { createObservable, type WritableObservable } from '../connection/observable.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { Sentence } from '../parts/sentence.tsx'
import css from './announcements.module.css'

export interface Announcement {
  message: string
  hint: string | null
}
export type Announcements = WritableObservable<Announcement | null>

/** The one thing to say about the last action that failed and has no place of its own on the page. */
export function createAnnouncements(): Announcements {
  return createObservable<Announcement | null>(null)
}

export function announceError(announcements: Announcements, error: unknown): void {
  const { message, hint } = toRefusal(error)
  announcements.set({ message, hint })
}

/** Shows it at the bottom of the window until it is closed, or for twelve seconds. */
export function AnnouncementArea({ announcements }: { announcements: Announcements }) {
  const current = useSyncExternalStore(announcements.subscribe, announcements.get)
  useEffect(() => {
    if (current === null) return
    const timer = setTimeout(() => announcements.set(null), 12_000)
    return () => clearTimeout(timer)
  }, [announcements, current])
  return (
    <div className={css.area} role="alert">
      {current !== null && (
        <div className={css.announcement}>
          <OutcomeMark tone="attention" size={16} />
          <div className={css.text}>
            <p>
              <Sentence text={current.message} />
            </p>
            {current.hint !== null && (
              <p className={css.hint}>
                <Sentence text={current.hint} />
              </p>
            )}
          </div>
          <Button
            kind="quiet"
            aria-label="Close"
            icon={<X size={14} />}
            onClick={() => announcements.set(null)}
          />
        </div>
      )}
    </div>
  )
}
