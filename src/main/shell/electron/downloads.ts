import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, BrowserWindow, session, type DownloadItem } from 'electron'
import { systemReason } from '../../../shared/base/system-error'
import type { Language } from '../../../shared/ipc/engine'
import { askWhereTo, copied } from './dialogs'

/**
 * Files the page makes (a chart as a picture, a table as text) leave it as in a browser, by `<a download>` on a `blob:` address; nothing else is downloaded. Each goes to a
 * private folder first, made for the first of them, so that the question where to put it, asked meanwhile, holds nothing up; then to where the person says.
 * @param languageOf that of the window it comes from
 * @returns what removes the folder
 */
export function keepDownloads(languageOf: (window: BrowserWindow) => Language): () => Promise<void> {
  let folder: string | undefined
  let number = 0
  session.defaultSession.on('will-download', (event, item, contents) => {
    const window = BrowserWindow.fromWebContents(contents)
    if (!item.getURL().startsWith('blob:') || window === null) {
      event.preventDefault()
      console.error('window: a download was refused')
      return
    }
    try {
      folder ??= mkdtempSync(join(app.getPath('temp'), 'timewait-lab-'))
    } catch (error) {
      event.preventDefault()
      console.error(`window: a download has no place: ${systemReason(error)}`)
      return
    }
    const draft = join(folder, String(++number))
    item.setSavePath(draft)
    void save(window, item, draft, languageOf(window)).catch((error: unknown) => console.error(`window: a download failed: ${String(error)}`))
  })
  return async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

async function save(window: BrowserWindow, item: DownloadItem, draft: string, language: Language): Promise<void> {
  const name = item.getFilename()
  const extension = extname(name).slice(1)
  const done = new Promise<string>((resolve) => item.once('done', (_event, state) => resolve(state)))
  try {
    const target = await askWhereTo(window, name, extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }])
    if (target === undefined) item.cancel()
    if (await done === 'completed' && target !== undefined) await copied(window, draft, target, language)
  } finally {
    await rm(draft, { force: true })
  }
}
