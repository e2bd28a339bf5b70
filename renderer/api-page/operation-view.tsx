import { Disclosure } from '../parts/disclosure.tsx'
import { Sentence } from '../parts/sentence.tsx'
import css from './api-page.module.css'
import type { ApiOperation } from './description.ts'
import { TryOperation } from './try-operation.tsx'

/** One operation: a line, and behind it what it takes, what it answers, and a way to try it. */
export function OperationView({ operation, token }: { operation: ApiOperation; token: string }) {
  const { method, path, summary, description, body, responses } = operation
  return (
    <li className={css.operation}>
      <Disclosure
        label={
          <span className={css.line}>
            <span className={css.method}>{method}</span>
            <code>/api{path}</code>
            <span className={css.muted}>{summary ?? operation.id}</span>
          </span>
        }
      >
        <div className={css.detail}>
          {description !== null && (
            <p>
              <Sentence text={description} />
            </p>
          )}
          {body !== null && Object.keys(body as object).length > 0 && <Schema title="Takes" schema={body} />}
          {responses.map(({ status, description, schema }) => (
            <Schema key={status} title={`Answers ${status}: ${description}`} schema={schema} />
          ))}
          <h3>Try it</h3>
          <TryOperation operation={operation} token={token} />
        </div>
      </Disclosure>
    </li>
  )
}

function Schema({ title, schema }: { title: string; schema: unknown }) {
  if (schema === null) return <p className={css.muted}>{title}</p>
  return (
    <Disclosure label={title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre className={css.code} tabIndex={0}>
        {JSON.stringify(schema, null, 2)}
      </pre>
    </Disclosure>
  )
}
