import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DeliveryOutcome } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { Button } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { DeliveryRows } from './delivery-rows.tsx'
import css from './webhooks.module.css'

type Shown = 'all' | DeliveryOutcome

/** The history of calls, of one job or of all. */
export function Deliveries({ jobId, atOnce = 20 }: { jobId?: string; atOnce?: number }) {
  const { queries } = useOven()
  const [shown, setShown] = useState<Shown>('all')
  const pages = useInfiniteQuery(
    queries.webhooks.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        jobId,
        limit: atOnce,
        cursor,
        ...(shown !== 'all' && { outcome: [shown] }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: (before) => before,
    }),
  )
  return (
    <Section
      title="Calls"
      aside={
        <SegmentedControl
          label="Which calls"
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: 'All' },
            { value: 'accepted', label: 'Taken' },
            { value: 'duplicate', label: 'Came before' },
            { value: 'refused', label: 'Refused' },
          ]}
        />
      }
    >
      <Card>
        <QueryState query={pages} lines={4}>
          {({ pages: loaded }) => {
            const deliveries = loaded.flatMap((page) => page.deliveries)
            if (deliveries.length === 0) return <NoCalls shown={shown} />
            return (
              <>
                <DeliveryRows deliveries={deliveries} showsJob={jobId === undefined} />
                {pages.hasNextPage && (
                  <div className={css.more}>
                    <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                      Show older ones
                    </Button>
                  </div>
                )}
              </>
            )
          }}
        </QueryState>
      </Card>
    </Section>
  )
}

function NoCalls({ shown }: { shown: Shown }) {
  if (shown !== 'all') return <EmptyState title="No such calls" />
  return (
    <EmptyState title="No calls yet">
      Each call is kept here with what came of it, and why it was refused if it was.
    </EmptyState>
  )
}
