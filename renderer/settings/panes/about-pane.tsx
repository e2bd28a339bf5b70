import { useQuery } from '@tanstack/react-query'
import type { Status } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { addresses } from '../../app/route.ts'
import { formatAbsolute } from '../../format/time.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { CopyCommand } from '../../parts/copy-command.tsx'
import { QueryState } from '../../parts/query-state.tsx'
import { PlainRow } from '../setting-group.tsx'
import { Fact } from './engine-pane.tsx'

const hosts: Record<Status['hostKind'], string> = {
  desktop: 'The app',
  headless: '`oven serve`',
  command: 'A command',
}

export function AboutPane() {
  const { queries } = useOven()
  const status = useQuery(queries.status.show.queryOptions())
  return (
    <QueryState query={status} lines={5}>
      {(data) => (
        <>
          <Card>
            <Fact name="Agent Oven">Version {data.version}</Fact>
            <Fact name="Host">
              {hosts[data.hostKind].replaceAll('`', '')}, process {data.pid}, since{' '}
              {formatAbsolute(data.startedAt)}
            </Fact>
            <Fact name="Folder">
              <code>{data.home}</code>
            </Fact>
            <Fact name="Time zone">{data.timezone}</Fact>
          </Card>
          <Card>
            <PlainRow
              title="First steps"
              about="Engine, images, logins and a first rehearsal, one after the other."
            >
              <ButtonLink href={addresses.firstRun}>Show them</ButtonLink>
            </PlainRow>
            <PlainRow title="Everything checked at once" about="In a terminal of this machine:">
              <CopyCommand command="oven doctor" />
            </PlainRow>
          </Card>
        </>
      )}
    </QueryState>
  )
}
