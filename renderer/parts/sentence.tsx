import { Fragment } from 'react'
import { formatAbsolute, formatNear } from '../format/time.ts'
import { tip } from './tooltip-layer.tsx'

const INSTANT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/

/** A sentence of the host, in which `backquotes` mark what is to be typed or read literally, and instants are in UTC. */
export function Sentence({ text }: { text: string }) {
  return text.split('`').map(
    (part, index) =>
      // biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of a sentence do not move
      index % 2 === 1 ? <code key={index}>{part}</code> : <Plain key={index} text={part} />,
    // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
  )
}

/** Text in which instants stand as this machine's clock shows them. */
function Plain({ text }: { text: string }) {
  return text.split(INSTANT).map(
    (part, index) =>
      // biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of a sentence do not move
      index % 2 === 1 ? (
        <time key={index} dateTime={part} {...tip(formatAbsolute(part))}>
          {formatNear(part, Date.now())}
        </time>
      ) : (
        <Fragment key={index}>{part}</Fragment>
      ),
    // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
  )
}
