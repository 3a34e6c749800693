import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog } from 'electron'
import { findInstallation } from './engine-host'
import { Desktop } from './shell/electron/desktop'
import { lockPages, lockSession } from './shell/electron/lockdown'
import { registerPageScheme, servePage } from './shell/electron/page-protocol'

async function boot(): Promise<void> {
  // 1. One instance; another one's start only brings this one's window to the front.
  if (!app.requestSingleInstanceLock()) return app.quit()
  // 2. What must be said before the app is ready: the page's scheme, and that no page ever leaves its window.
  registerPageScheme()
  lockPages()
  await app.whenReady()
  // 3. No permissions, and exactly the built page.
  lockSession()
  const installation = findInstallation(fileURLToPath(import.meta.url))
  await servePage(join(installation.root, 'out/renderer'))
  // 4. The window; the app ends with it.
  await Desktop.open(installation, app.getLocale().startsWith('ko') ? 'ko' : 'en')
}

boot().catch((error: unknown) => {
  dialog.showErrorBox('TIME_WAIT Lab', String(error))
  app.exit(1)
})
