import { type FieldError, Settings } from '../../contract/index.ts'
import { issueSentences } from '../jobs/issue-sentence.ts'
import { isRecord } from '../jobs/known-fields.ts'

/** Reads `config.json`: takes away every value that the schema refuses until what is left is valid; says which. */
export function readConfig(file: unknown): { config: Settings; problems: FieldError[] } {
  const problems: FieldError[] = []
  const left: unknown = structuredClone(isRecord(file) ? file : {})
  for (;;) {
    const result = Settings.safeParse(left)
    if (result.success) return { config: result.data, problems }
    const { issues } = result.error
    problems.push(...issueSentences(issues, Settings, left))
    // From the end, so that the places of a list's other entries hold.
    for (const { path } of [...issues].reverse()) remove(left, path)
  }
}

/** Takes away what stands at a path; where nothing stands there and something should, what it is missing from. */
function remove(root: unknown, path: readonly PropertyKey[]): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], root)
  const key = path.at(-1)
  if (key === undefined) return
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else if (isRecord(parent) && Object.hasOwn(parent, key)) delete parent[key as string]
  else remove(root, path.slice(0, -1))
}
