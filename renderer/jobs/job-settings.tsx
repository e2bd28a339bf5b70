import { type ReactNode, useState } from 'react'
import type { Job } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { formatDuration } from '../format/duration.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { hideValues } from './hide-values.ts'
import css from './job-settings.module.css'
import { joinWords } from './shell-words.ts'

/** A job's settings to read, in words or as JSON. Values of the environment are not shown: some of them are keys. */
export function JobSettings({ job }: { job: Job }) {
  const [view, setView] = useState<'words' | 'json'>('words')
  return (
    <div className={css.page}>
      <div className={css.bar}>
        <SegmentedControl
          label="Shown as"
          value={view}
          options={[
            { value: 'words', label: 'In words' },
            { value: 'json', label: 'JSON' },
          ]}
          onChange={setView}
        />
        <ButtonLink href={addresses.editJob(job.id)}>Edit</ButtonLink>
      </div>
      {view === 'words' ? (
        <SettingList job={job} />
      ) : (
        <Card>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <pre className={css.json} tabIndex={0}>
            {JSON.stringify(hideValues(job), null, 2)}
          </pre>
        </Card>
      )}
    </div>
  )
}

function SettingList({ job }: { job: Job }) {
  return (
    <Card>
      <dl className={css.settings}>
        {job.type === 'agent-pipeline' ? (
          <>
            <Row name="Repository">{job.source.repo}</Row>
            <Row name="Branch">{job.source.branch}</Row>
            <Row name="Pipeline">{job.pipeline}</Row>
            <Row name="Login">{job.auth ?? 'host-login'}</Row>
            <Row name="Image">{job.image}</Row>
            <Row name="Push">
              {job.push === false ? 'No, commits are kept with the run' : 'Branches it creates'}
            </Row>
          </>
        ) : (
          <>
            <Row name="Image">{job.image}</Row>
            <Row name="Command">{job.command.length > 0 ? <code>{joinWords(job.command)}</code> : null}</Row>
            <Row name="Volumes">{job.volumes?.join(', ')}</Row>
          </>
        )}
        <Row name="Environment">{Object.keys(job.env ?? {}).join(', ')}</Row>
        <Row name="Secrets">{(job.secrets ?? []).join(', ')}</Row>
        <Row name="Time limit">{job.resources?.timeout && formatDuration(job.resources.timeout * 1000)}</Row>
        <Row name="Memory">{job.resources?.memory}</Row>
        <Row name="Processors">{job.resources?.cpus}</Row>
        <Row name="When it still bakes">{job.overlap}</Row>
        <Row name="After a missed time">{job.catchUp}</Row>
        <Row name="Network">{job.network}</Row>
      </dl>
    </Card>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === null || children === '' || children === 0) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
