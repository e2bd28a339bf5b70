import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DiskUse, SettingsView } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatBytes, formatNumberOf } from '../../format/quantities.ts'
import { Button } from '../../parts/button.tsx'
import { Card, Section } from '../../parts/card.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { CleanUpDialog } from '../clean-up-dialog.tsx'
import { PlainRow, SettingGroup } from '../setting-group.tsx'
import css from '../settings.module.css'
import { Fact } from './engine-pane.tsx'

export function RetentionPane({ view }: { view: SettingsView }) {
  const { queries } = useOven()
  const [cleaning, setCleaning] = useState(false)
  const disk = useQuery(queries.engine.disk.queryOptions({ staleTime: 60_000 }))
  return (
    <>
      <SettingGroup view={view} keys={(key) => key.startsWith('retention.')} />
      <Section title="On disk now">
        <QueryState query={disk} lines={5}>
          {(use) => <Disk use={use} />}
        </QueryState>
      </Section>
      <Card>
        <PlainRow
          title="Clean up"
          about="Removes what is older or larger than what is kept, and what finished runs left at the engine. The oven does it by itself once a day. You see what would go first."
        >
          <Button onClick={() => setCleaning(true)}>Clean up…</Button>
        </PlainRow>
      </Card>
      {cleaning && <CleanUpDialog onClose={() => setCleaning(false)} />}
    </>
  )
}

function Disk({ use }: { use: DiskUse }) {
  const { engine } = use
  return (
    <Card>
      <Fact name="Logs">
        {formatBytes(use.logs.bytes)} of {formatNumberOf(use.logs.count, 'run')}
      </Fact>
      <Fact name="Artifacts">
        {formatBytes(use.artifacts.bytes)} of {formatNumberOf(use.artifacts.count, 'run')}
      </Fact>
      <Fact name="History">{formatBytes(use.databaseBytes)}</Fact>
      {engine !== null && (
        <>
          <Fact name="Images">
            {formatBytes(engine.images.bytes)} of {formatNumberOf(engine.images.count, 'image')}, layers that
            they share counted for each
          </Fact>
          <Fact name="Containers">
            {formatBytes(engine.containers.bytes)} of {formatNumberOf(engine.containers.count, 'container')}
          </Fact>
          <Fact name="Volumes">
            {formatBytes(engine.volumes.bytes)} of {formatNumberOf(engine.volumes.count, 'volume')}
          </Fact>
        </>
      )}
      {use.freeBytes !== null && (
        <Fact name="Free">{formatBytes(use.freeBytes)} where the oven’s folder lies</Fact>
      )}
      {use.troubles.map((trouble) => (
        <p key={trouble} className={css.trouble}>
          <Sentence text={trouble} />
        </p>
      ))}
    </Card>
  )
}
