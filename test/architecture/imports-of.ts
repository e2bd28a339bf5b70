/** One import as it stands in a source file. */
export interface Import {
  specifier: string
  line: number
}

const PATTERNS = [
  // import x from '…', import { x } from '…', import type …, import '…', export … from '…'
  /(?:^|[;\n])\s*(?:import|export)\s+(?:[^'"`;()]*?\sfrom\s*)?(['"])(?<specifier>[^'"\n]+)\1/g,
  // import('…'), also as a type; require('…'), require.resolve('…')
  /\b(?:import|require|require\.resolve|import\.meta\.resolve)\s*\(\s*(['"`])(?<specifier>[^'"`\n]+)\1/g,
]

/**
 * Every import of a TypeScript or JavaScript file: static, dynamic, of types only, re-exports, `require`. Comments are
 * taken out first, so that an import talked about is none.
 */
export function importsOf(source: string): Import[] {
  const code = blankComments(source)
  const found: Import[] = []
  for (const pattern of PATTERNS)
    for (const match of code.matchAll(pattern)) {
      const specifier = match.groups?.specifier ?? ''
      const at = match.index + match[0].indexOf(specifier)
      found.push({ specifier, line: code.slice(0, at).split('\n').length })
    }
  return found.sort((a, b) => a.line - b.line)
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

/** Replaces comments by spaces, keeping lines; strings are stepped over, so that `'https://…'` stays whole. */
export function blankComments(source: string): string {
  return source.replace(TOKEN, (text) => (text.startsWith('/') ? blank(text) : text))
}

/** Replaces what stands in strings by spaces, keeping lines. Meant for source without comments. */
export function blankStrings(source: string): string {
  return source.replace(TOKEN, (text) => (text.startsWith('/') ? text : blank(text)))
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}
