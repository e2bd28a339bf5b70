import { VitePlugin } from '@electron-forge/plugin-vite'
import type { ForgeConfig } from '@electron-forge/shared-types'

/** What goes into the app beside `package.json`: the built parts, and the sources of the oven's container images. */
const PACKED = ['/dist/main', '/dist/preload', '/dist/renderer', '/images', '/package.json', '/LICENSE']

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
    name: 'Agent Oven',
    appBundleId: 'dev.agent-oven',
    appCategoryType: 'public.app-category.developer-tools',
    icon: 'build/icons/app/icon',
    asar: true,
    // All that is imported is bundled.
    prune: false,
    ignore: (path) => path !== '' && !isPacked(path),
    extendInfo: { LSUIElement: true, LSMinimumSystemVersion: '13.0' },
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
  ],
}

export default config
