import type { Run } from '../../contract/index.ts'
import { formatBytes } from '../format/quantities.ts'
import { Card } from '../parts/card.tsx'
import { type Tab, Tabs } from '../parts/tabs.tsx'
import { ArtifactsPanel } from './artifacts/artifacts-panel.tsx'
import { ChangesPanel } from './changes/changes-panel.tsx'
import { LogPanel } from './log/log-panel.tsx'
import { ReceiptPanel } from './receipt/receipt-panel.tsx'
import css from './run-page.module.css'
import { TranscriptPanel } from './transcript/transcript-panel.tsx'

export type RunTab = 'transcript' | 'log' | 'changes' | 'artifacts' | 'receipt'

/** Everything a run left behind, one view at a time. */
export function RunTabs(props: {
  run: Run
  tab: RunTab
  onTab: (tab: RunTab) => void
  /** Only what this stage said is shown. */
  stage: string | null
  onStage: (stage: string | null) => void
}) {
  const { run, tab, onTab, stage, onStage } = props
  const ended = run.state === 'finished'
  const isPipeline = run.jobType === 'agent-pipeline'
  const transcript: Tab<RunTab> = {
    value: 'transcript',
    label: 'Transcript',
    content: () => (
      <TranscriptPanel
        runId={run.id}
        begun={run.startedAt !== null || ended}
        ended={ended}
        stages={run.stages.map(({ name }) => name).join('\n')}
        stage={stage}
        onStage={onStage}
      />
    ),
  }
  const changes: Tab<RunTab> = {
    value: 'changes',
    label: 'Changes',
    aside: run.changes && run.changes.filesChanged > 0 ? run.changes.filesChanged : undefined,
    content: () => <ChangesPanel runId={run.id} ended={ended} />,
  }
  const tabs: Tab<RunTab>[] = [
    ...(isPipeline ? [transcript] : []),
    {
      value: 'log',
      label: 'Log',
      aside: run.logBytes > 0 ? formatBytes(run.logBytes) : undefined,
      content: () => (
        <LogPanel
          runId={run.id}
          begun={run.startedAt !== null || ended}
          name={`${run.jobId}-${run.number}.log`}
        />
      ),
    },
    ...(isPipeline ? [changes] : []),
    {
      value: 'artifacts',
      label: 'Artifacts',
      content: () => <ArtifactsPanel runId={run.id} ended={ended} />,
    },
    { value: 'receipt', label: 'Receipt', content: () => <ReceiptPanel run={run} /> },
  ]
  return (
    <Card className={css.output}>
      <h2 className={css.hidden}>What the run left</h2>
      <Tabs
        label="What the run left"
        value={tab}
        tabs={tabs}
        onChange={onTab}
        className={css.tabs}
        panelClassName={css.panel}
      />
    </Card>
  )
}
