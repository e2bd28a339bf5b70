import { useCallback, useMemo, useRef, useState } from 'react'

export interface Selection {
  ids: ReadonlySet<string>
  has: (id: string) => boolean
  /** Takes one in or out; with `extend`, all from the one before to this one, in the order of `order`. */
  toggle: (id: string, how?: { extend: boolean; order: readonly string[] }) => void
  set: (ids: readonly string[]) => void
  clear: () => void
}

/** What was picked out of a list, by id: it holds while the list is sorted or filtered anew. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string | null>(null)
  const toggle = useCallback<Selection['toggle']>((id, how) => {
    const from = how?.extend && last.current !== null ? how.order.indexOf(last.current) : -1
    const to = how === undefined ? -1 : how.order.indexOf(id)
    last.current = id
    setIds((before) => {
      const after = new Set(before)
      if (from !== -1 && to !== -1) {
        for (const each of how!.order.slice(Math.min(from, to), Math.max(from, to) + 1)) after.add(each)
      } else if (!after.delete(id)) after.add(id)
      return after
    })
  }, [])
  const set = useCallback((wanted: readonly string[]) => setIds(new Set(wanted)), [])
  const clear = useCallback(() => {
    last.current = null
    setIds(new Set())
  }, [])
  return useMemo(() => ({ ids, has: (id) => ids.has(id), toggle, set, clear }), [ids, toggle, set, clear])
}
