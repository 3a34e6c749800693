import { copyFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'
import type { Failure } from '../../../shared/base/result'
import type { Language } from '../../../shared/ipc/engine'
import type { Desk } from '../desk/desk'
import { failureText } from '../text/failure-text'
import { spoken } from '../text/spoken'
import { CAPTURE_EXTENSIONS } from './captures-named'
import { DESKTOP_TEXT } from './desktop-text'

/** What native dialogs ask and say. Each belongs to its window; none stops the app. */

/** @returns the path of the capture a person chose; undefined when they thought better of it */
export async function askForCapture(window: BrowserWindow, language: Language): Promise<string | undefined> {
  const { dialog: text } = DESKTOP_TEXT[language]
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'], filters: [{ name: text.captures, extensions: [...CAPTURE_EXTENSIONS] }, { name: text.allFiles, extensions: ['*'] }]
  })
  return canceled ? undefined : filePaths[0]
}

const ANSWERS = ['keep', 'discard', 'cancel'] as const

/** The recording has no name yet, and is about to be gone. */
export async function askWhetherToKeep(window: BrowserWindow, language: Language): Promise<(typeof ANSWERS)[number]> {
  const { dialog: text } = DESKTOP_TEXT[language]
  const { response } = await dialog.showMessageBox(window, {
    type: 'question', title: 'TIME_WAIT Lab', message: text.unkeptTitle, detail: text.unkeptText, buttons: ANSWERS.map((answer) => text[answer]),
    defaultId: ANSWERS.indexOf('keep'), cancelId: ANSWERS.indexOf('cancel'), noLink: true
  })
  return ANSWERS[response] ?? 'cancel'
}

export const tellKeepFailed = (window: BrowserWindow, language: Language, failure: Failure): Promise<void> =>
  tell(window, DESKTOP_TEXT[language].dialog.notKept, failureText(failure, spoken(language)))

/** Keeps the recording, then copies it to where the person says. @returns that path; undefined when nothing was saved */
export async function saveRecordingAs(window: BrowserWindow, desk: Pick<Desk, 'keep'>, language: Language): Promise<string | undefined> {
  const kept = await desk.keep()
  if (!kept.ok) {
    await tellKeepFailed(window, language, kept.error)
    return undefined
  }
  const { name, path } = kept.value
  const { dialog: text } = DESKTOP_TEXT[language]
  const target = await askWhereTo(window, name, [{ name: text.recordings, extensions: ['pcapng'] }])
  return target !== undefined && await copied(window, path, target, language) ? target : undefined
}

/** @returns the path a person chose for a file, `name` suggested; undefined when they thought better of it */
export async function askWhereTo(window: BrowserWindow, name: string, filters: { readonly name: string; readonly extensions: string[] }[]): Promise<string | undefined> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: join(app.getPath('documents'), basename(name)), filters })
  return canceled || filePath === undefined || filePath === '' ? undefined : filePath
}

/** Copies a whole file; its failure is told. */
export async function copied(window: BrowserWindow, from: string, to: string, language: Language): Promise<boolean> {
  try {
    await copyFile(from, to)
    return true
  } catch (error) {
    await tell(window, DESKTOP_TEXT[language].dialog.notSaved, `${basename(to)} (${dirname(to)}): ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

async function tell(window: BrowserWindow, message: string, detail: string): Promise<void> {
  await dialog.showMessageBox(window, { type: 'error', title: 'TIME_WAIT Lab', message, detail, buttons: ['OK'] })
}
