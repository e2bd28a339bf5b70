import { useEffect, useState } from 'react'
import { Card, PageHeader, Section } from '../parts/card.tsx'
import { Field } from '../parts/field.tsx'
import { TextInput } from '../parts/inputs.tsx'
import { Notice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import css from './api-page.module.css'
import { type ApiGroup, readDescription } from './description.ts'
import { OperationView } from './operation-view.tsx'

/** The interface to read and to try, made from the oven's own description of it. */
export function ApiPage() {
  const [groups, setGroups] = useState<ApiGroup[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [token, setToken] = useState('')
  useEffect(() => {
    fetch('/api/openapi.json', { credentials: 'omit' })
      .then(async (answer) => setGroups(readDescription(await answer.json())))
      .catch(() => setFailed(true))
  }, [])
  return (
    <main className={css.page}>
      <PageHeader
        title="Agent Oven: the interface"
        below={
          <a href="/api/openapi.json" target="_blank" rel="noreferrer">
            OpenAPI 3.1
          </a>
        }
      />
      <Card className={css.token}>
        <Field
          label="Token"
          hint="A job’s token, or the oven’s own. It stays on this page until you close it."
        >
          {(input) => (
            <TextInput
              {...input}
              mono
              className={css.hidden}
              value={token}
              onChange={(event) => setToken(event.target.value.trim())}
            />
          )}
        </Field>
      </Card>
      {failed && (
        <Notice tone="failed" title="The description could not be had. Reload the page." role="alert" />
      )}
      {groups === null && !failed && <Skeleton lines={8} />}
      {groups?.map(({ title, operations }) => (
        <Section key={title} title={title}>
          <Card>
            <ul className={css.operations}>
              {operations.map((operation) => (
                <OperationView key={operation.id} operation={operation} token={token} />
              ))}
            </ul>
          </Card>
        </Section>
      ))}
    </main>
  )
}
