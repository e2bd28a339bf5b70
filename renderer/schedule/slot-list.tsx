import { useInfiniteQuery } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { VirtualRows } from '../parts/virtual-rows.tsx'
import css from './schedule-page.module.css'
import { type SlotFilters, toSlotFilter } from './slot-filters.ts'
import { SlotRow } from './slot-rows.tsx'

const PAGE = 200

/** The slots of the week one by one, newest first; more come as they are scrolled to. */
export function SlotList({
  filters,
  since,
  until,
  timezone,
  nameOf,
}: {
  filters: SlotFilters
  since: string
  until: string
  timezone: string
  nameOf: (jobId: string) => string
}) {
  const { queries } = useOven()
  const filter = toSlotFilter(filters)
  const list = useInfiniteQuery(
    queries.slots.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, since, until, limit: PAGE, cursor }),
      enabled: filter !== null,
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => {
        const last = page.at(-1)
        return page.length < PAGE || last === undefined ? undefined : `${last.dueAt} ${last.jobId}`
      },
    }),
  )
  const slots = list.data?.pages.flat()
  if (filter === null) return null
  return (
    <Card>
      <QueryState query={{ ...list, data: slots }} lines={4}>
        {(known) =>
          known.length === 0 ? (
            <EmptyState title="No slots">
              {filters.job === '' && filters.state === '' && filters.cause === ''
                ? 'Nothing was due in this week so far.'
                : 'Nothing of this kind was due in this week.'}
            </EmptyState>
          ) : (
            <>
              <VirtualRows
                label="Slots of the week"
                count={known.length}
                rowHeight={2.25}
                keyOf={(index) => `${known[index]!.dueAt} ${known[index]!.jobId}`}
                row={(index) => (
                  <SlotRow slot={known[index]!} name={nameOf(known[index]!.jobId)} timezone={timezone} />
                )}
                onRange={(_first, last) => {
                  if (last >= known.length - 1 && list.hasNextPage && !list.isFetchingNextPage)
                    void list.fetchNextPage()
                }}
              />
              {list.hasNextPage && (
                <div className={css.more}>
                  <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    Load more
                  </Button>
                </div>
              )}
            </>
          )
        }
      </QueryState>
    </Card>
  )
}
