import type { ReactNode } from 'react'
import type { Job } from '../../contract/index.ts'
import { formatDuration } from '../format/duration.ts'
import { Card } from '../parts/card.tsx'
import css from './job-settings.module.css'
import { joinWords } from './shell-words.ts'

/** A job's settings to read. Values of the environment are not shown: some of them are keys. */
export function JobSettings({ job }: { job: Job }) {
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
