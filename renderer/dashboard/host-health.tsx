import { useQuery } from '@tanstack/react-query'
import type { EngineState, LoginState, Status } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import type { Tone } from '../format/words.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import css from './host-health.module.css'

const loginNames: Record<LoginState['id'], string> = { claude: 'Claude', github: 'GitHub' }

const loginTones: Record<LoginState['status'], Tone> = {
  worked: 'succeeded',
  present: 'succeeded',
  expired: 'attention',
  missing: 'attention',
  unknown: 'waiting',
}

const loginWords: Record<LoginState['status'], string> = {
  worked: 'worked',
  present: 'present',
  expired: 'expired',
  missing: 'missing',
  unknown: 'not known',
}

export function engineTone(engine: EngineState): Tone {
  return engine.status === 'up' ? 'succeeded' : engine.status === 'down' ? 'failed' : 'waiting'
}

function engineWords(engine: EngineState): string {
  if (engine.status === 'up') return engine.version
  return engine.status === 'down' ? 'not answering' : 'looking…'
}

function engineDetail(engine: EngineState): string {
  if (engine.status === 'up') return `${engine.endpoint}, found by ${engine.foundBy}`
  return engine.status === 'down' ? engine.reason : 'The oven has not looked yet.'
}

/** Engine and logins in a few words, always in sight. */
export function HostHealth({ row = false }: { row?: boolean }) {
  const { queries } = useOven()
  const { data } = useQuery(queries.status.show.queryOptions())
  if (data === undefined) return <div className={row ? css.row : css.health} />
  return (
    <div className={row ? css.row : css.health}>
      <ul>
        <Line tone={engineTone(data.engine)} name="Docker" detail={engineDetail(data.engine)}>
          {engineWords(data.engine)}
        </Line>
        {data.logins.map((login) => (
          <Line
            key={login.id}
            tone={data.counts.jobs === 0 && login.status === 'missing' ? 'waiting' : loginTones[login.status]}
            name={loginNames[login.id]}
            detail={login.description}
          >
            {loginWords[login.status]}
          </Line>
        ))}
      </ul>
      {!row && <p className={css.version}>{hostWords(data)}</p>}
    </div>
  )
}

function Line(props: { tone: Tone; name: string; detail: string; children: string }) {
  return (
    <li {...tip(`${props.name} ${props.children}. ${props.detail}`)}>
      <span className={css.name}>{props.name}</span>
      <span className={css.state}>{props.children}</span>
      <OutcomeMark tone={props.tone} size={12} />
    </li>
  )
}

function hostWords(status: Status): string {
  return status.hostKind === 'headless' ? `Version ${status.version}, headless` : `Version ${status.version}`
}
