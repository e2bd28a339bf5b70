import {
  CONTRACT_PACKAGES,
  EXCEPTIONS,
  layerOf,
  MAY_IMPORT,
  PACKAGE_HOMES,
  resolveImport,
  WORLD,
} from './house-rules.ts'
import { importsOf } from './imports-of.ts'
import type { SourceFile } from './source-tree.ts'

/** Every import that goes against the house's directions, as `file:line imports "x": why`. */
export function findWrongImports(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ specifier, line }) => {
      const why = refusalOf(path, specifier)
      return why ? [`${path}:${line} imports "${specifier}": ${why}`] : []
    }),
  )
}

function refusalOf(path: string, specifier: string): string | null {
  const layer = layerOf(path)
  if (!layer) return null
  const target = resolveImport(path, specifier)
  if (target === null) return packageRefusal(layer, specifier)
  const targetLayer = layerOf(target)
  if (targetLayer === layer) return null
  if (targetLayer === null)
    return target.startsWith('..') ? 'it lies outside of the project' : outsideRefusal(target)
  if (MAY_IMPORT[layer].includes(targetLayer) || EXCEPTIONS[path]?.includes(targetLayer)) return null
  return `${layer} may not import ${targetLayer}`
}

/** `package.json` holds the version; the rest of the checkout is no part of the app. */
function outsideRefusal(target: string): string | null {
  return target === 'package.json' ? null : 'it is no part of the app'
}

function packageRefusal(layer: string, specifier: string): string | null {
  if (layer === 'contract' && !CONTRACT_PACKAGES.test(specifier))
    return 'contract imports nothing but zod and @orpc/contract'
  const home = PACKAGE_HOMES.find((rule) => rule.package.test(specifier))
  if (home && !home.homes.some((one) => one === layer)) return `only ${home.homes.join(', ')} may`
  if (layer === 'core' && WORLD.test(specifier)) return 'core asks for the world through its ports'
  return null
}
