import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog } from 'electron'
import { findInstallation } from './engine-host'
import { capturesNamed } from './shell/electron/captures-named'
import { Desktop } from './shell/electron/desktop'
import { lockPages, lockSession } from './shell/electron/lockdown'
import { registerPageScheme, servePage } from './shell/electron/page-protocol'

async function boot(): Promise<void> {
  // 1. One instance: another start only shows its files, or the window, in the first one.
  if (!app.requestSingleInstanceLock()) return app.quit()
  const wanted: string[] = [...capturesNamed(process.argv, process.cwd())]
  let show = (files: readonly string[]): void => void wanted.push(...files)
  app.on('second-instance', (_event, argv, folder) => show(capturesNamed(argv, folder)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    show([path])
  })
  // 2. What must be said before the app is ready: the page's scheme, and that no page ever leaves its window.
  registerPageScheme()
  lockPages()
  await app.whenReady()
  // 3. No permissions, no network, and exactly the built page.
  lockSession()
  const installation = findInstallation(fileURLToPath(import.meta.url))
  await servePage(join(installation.root, 'out/renderer'))
  // 4. The window; the app ends with its last one.
  const desktop = await Desktop.open(installation, app.getLocale().startsWith('ko') ? 'ko' : 'en', wanted)
  show = (files) => desktop.show(files)
}

boot().catch((error: unknown) => {
  dialog.showErrorBox('TIME_WAIT Lab', String(error))
  app.exit(1)
})
