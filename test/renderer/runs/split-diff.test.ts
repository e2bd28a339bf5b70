import { describe, expect, test } from 'vitest'
import { splitDiff, startsFolded } from '../../../renderer/runs/changes/split-diff.ts'

const changed = `diff --git a/src/a b.ts b/src/a b.ts
index 111..222 100644
--- a/src/a b.ts\t
+++ b/src/a b.ts\t
@@ -1,3 +1,3 @@ function
 same
-diff --git a/old b/old
+--- a/looks like a head
+more
\\ No newline at end of file
`
const renamed = `diff --git a/old.ts b/new.ts
similarity index 100%
rename from old.ts
rename to new.ts
`
const added = `diff --git a/new.md b/new.md
new file mode 100644
--- /dev/null
+++ b/new.md
@@ -0,0 +1 @@
+one
`
const deleted = `diff --git a/gone.md b/gone.md
deleted file mode 100644
--- a/gone.md
+++ /dev/null
@@ -1 +0,0 @@
-one
`
const binary = `diff --git a/logo.png b/logo.png
index 111..222 100644
Binary files a/logo.png and b/logo.png differ
`

describe('a diff', () => {
  test('is cut into its files, with how they are called and how much changed', () => {
    const files = splitDiff(changed + renamed + added + deleted + binary)
    expect(files.map(({ text, ...file }) => file)).toEqual([
      { path: 'src/a b.ts', oldPath: null, kind: 'changed', added: 2, removed: 1, isBinary: false },
      { path: 'new.ts', oldPath: 'old.ts', kind: 'renamed', added: 0, removed: 0, isBinary: false },
      { path: 'new.md', oldPath: null, kind: 'added', added: 1, removed: 0, isBinary: false },
      { path: 'gone.md', oldPath: null, kind: 'deleted', added: 0, removed: 1, isBinary: false },
      { path: 'logo.png', oldPath: null, kind: 'changed', added: 0, removed: 0, isBinary: true },
    ])
  })

  test('that ends within a line is still read', () => {
    expect(splitDiff(changed.slice(0, 150))).toMatchObject([{ path: 'src/a b.ts' }])
    expect(splitDiff('')).toEqual([])
  })

  test('folds up what is long, and what programs write', () => {
    const file = splitDiff(added)[0]!
    expect(startsFolded(file)).toBe(false)
    expect(startsFolded({ ...file, added: 401 })).toBe(true)
    expect(startsFolded({ ...file, path: 'app/package-lock.json' })).toBe(true)
    expect(startsFolded({ ...file, isBinary: true })).toBe(true)
  })
})
