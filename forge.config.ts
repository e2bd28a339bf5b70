import { join } from 'node:path'
import { FuseV1Options, FuseVersion } from '@electron/fuses'
import { FusesPlugin } from '@electron-forge/plugin-fuses'
import { VitePlugin } from '@electron-forge/plugin-vite'
import type { ForgeConfig } from '@electron-forge/shared-types'
import { readBuilderFile } from './scripts/pack/distribution.ts'

/** Names, fuses, Info.plist and what is packed stand in one place, for both packers. */
const shared = readBuilderFile(import.meta.dirname)
const fuses = shared.electronFuses ?? {}

const PACKED = (shared.files as string[]).filter((path) => !path.startsWith('!')).map((path) => `/${path}`)

const isPacked = (path: string) =>
  PACKED.some((kept) => path === kept || path.startsWith(`${kept}/`) || kept.startsWith(`${path}/`))

/**
 * Forge's plugin insists on outputs below `.vite/`. Ours lie in `dist/`, where the plain build and electron-builder
 * have them as well, so its check of `main` in package.json is left out.
 */
class OvenVitePlugin extends VitePlugin {
  override packageAfterCopy: VitePlugin['packageAfterCopy'] = async () => {}
}

/** Electron Forge: development with reload (`npm run dev`) and a local, unsigned app (`npm run package`). */
const config: ForgeConfig = {
  packagerConfig: {
    name: shared.productName ?? '',
    appBundleId: shared.appId ?? '',
    appCategoryType: shared.mac?.category ?? '',
    icon: 'build/icons/app/icon',
    asar: true,
    // All that is imported is bundled.
    prune: false,
    ignore: (path) => path !== '' && !isPacked(path),
    // Lies below Resources by its last name, `oven`, as electron-builder puts it.
    extraResource: (shared.extraResources as { from: string }[]).map(({ from }) =>
      join(import.meta.dirname, from),
    ),
    extendInfo: {
      ...(shared.mac?.extendInfo as Record<string, unknown>),
      LSMinimumSystemVersion: shared.mac?.minimumSystemVersion,
    },
    protocols: [{ name: 'Agent Oven', schemes: ['agent-oven'] }],
  },
  rebuildConfig: { onlyModules: [] },
  plugins: [
    new OvenVitePlugin({
      build: [
        { entry: 'electron/main.ts', config: 'vite.main.config.ts', target: 'main' },
        { entry: 'electron/preload.ts', config: 'vite.preload.config.ts', target: 'preload' },
      ],
      renderer: [{ name: 'main_window', config: 'vite.renderer.config.ts' }],
    }),
    new FusesPlugin({
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: fuses.runAsNode,
      [FuseV1Options.EnableCookieEncryption]: fuses.enableCookieEncryption,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: fuses.enableNodeOptionsEnvironmentVariable,
      [FuseV1Options.EnableNodeCliInspectArguments]: fuses.enableNodeCliInspectArguments,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: fuses.enableEmbeddedAsarIntegrityValidation,
      [FuseV1Options.OnlyLoadAppFromAsar]: fuses.onlyLoadAppFromAsar,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: fuses.loadBrowserProcessSpecificV8Snapshot,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: fuses.grantFileProtocolExtraPrivileges,
    }),
  ],
}

export default config
