import { useQuery } from '@tanstack/react-query'
import type { SettingsView } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatAbsolute } from '../../format/time.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Menu } from '../../parts/menu.tsx'
import { usePause } from '../../popover/use-pause.ts'
import { PlainRow, SettingGroup } from '../setting-group.tsx'

export function SchedulesPane({ view }: { view: SettingsView }) {
  return (
    <>
      <Card>
        <PauseRow />
      </Card>
      <SettingGroup view={view} keys={(key) => key.startsWith('schedules.')} />
    </>
  )
}

function PauseRow() {
  const { queries } = useOven()
  const { data } = useQuery(queries.status.show.queryOptions())
  const { entries, pause, resume } = usePause()
  const now = data?.pause ?? null
  if (now !== null)
    return (
      <PlainRow
        title={
          now.until === null
            ? 'All schedules are paused'
            : `All schedules are paused until ${formatAbsolute(now.until)}`
        }
        about={`Since ${formatAbsolute(now.since)}. What comes due is skipped; runs that you start yourself still bake.`}
      >
        <Button busy={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      </PlainRow>
    )
  return (
    <PlainRow
      title="Pause all schedules"
      about="What comes due meanwhile is skipped and not made up for. Runs that you start yourself still bake."
    >
      <Menu
        label="Pause all schedules"
        entries={entries}
        trigger={<Button busy={pause.isPending}>Pause all…</Button>}
      />
    </PlainRow>
  )
}
