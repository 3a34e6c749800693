import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ok } from '../../../shared/base/result'
import { escapeControls } from '../../../shared/story'
import { findElectron } from '../../engine-host/electron-runtime'
import { electronInstaller, fetchElectron } from '../../engine-host/fetch-electron'
import { CAPTURE_SWITCH } from '../electron/captures-named'
import { say, tellFailure, type Context } from './context'
import { serveOn } from './commands/serve'
import { statusLine } from './commands/session-options'
import { programStatus } from './exit-status'
import { readable } from './readable'

/** Why the window cannot be a desktop window; each has its sentence in the catalogue. */
export type NoDesktop = 'no-runtime' | 'no-display' | 'no-build'

export interface DesktopParts {
  readonly electron: string | undefined
  readonly display: boolean
  readonly build: boolean
}

/** What is missing for a desktop window, if anything. */
export function whyNoDesktop({ electron, display, build }: DesktopParts): NoDesktop | undefined {
  if (electron === undefined) return 'no-runtime'
  if (!display) return 'no-display'
  return build ? undefined : 'no-build'
}

/** An Electron that ends so soon with an error never showed a window (a library or a sandbox is missing). */
const NEVER_SHOWN_MS = 10_000

/** `twlab app [FILE]` and `npm start`: the desktop window, else the same window in a browser, saying so in one line. A file is opened in it. */
export async function launch(context: Context, file?: string): Promise<number> {
  const capture = file === undefined ? ok(undefined) : await readable(file)
  if (!capture.ok) return tellFailure(context, capture.error)
  const { installation: { root }, env, terminal, words, interruption } = context
  const parts = { display: hasDisplay(env), build: existsSync(join(root, 'out/main/index.js')) }
  const notFetched = parts.display && findElectron(root, env) === undefined ? await bringElectron(context) : undefined
  if (interruption.happened) return interruption.status
  const electron = findElectron(root, env)
  const missing = whyNoDesktop({ electron, ...parts })
  if (missing === undefined && electron !== undefined) {
    const ended = await runDesktop(context, electron, capture.value)
    if (ended !== 'never-shown') return ended
  }
  await terminal.err(`twlab: ${notFetched === undefined ? words.say(`cli.app.${missing ?? 'never-shown'}`) : words.say('cli.app.not-fetched', { reason: notFetched })}\n`)
  return serveOn(context, capture.value === undefined ? {} : { capture: capture.value })
}

/** ms between two looks at how long it has taken. */
const FETCH_LOOK_MS = 1_000

/** Fetches the runtime where there is a display for it. @returns why that failed; undefined when it is there, or when nothing was tried */
async function bringElectron(context: Context): Promise<string | undefined> {
  const { installation: { root }, env, interruption, words } = context
  const installer = electronInstaller(root, env, Date.now())
  if (installer === undefined) return undefined
  say(context, 'cli.app.fetching')
  const began = performance.now()
  const status = statusLine(context)
  const showing = setInterval(() => status?.(words.say('cli.app.fetched', { seconds: Math.floor((performance.now() - began) / 1000) })), FETCH_LOOK_MS)
  const stop = new AbortController()
  void interruption.requested.then(() => stop.abort())
  const failed = await fetchElectron(root, installer, env, stop.signal)
  clearInterval(showing)
  status?.(undefined)
  return failed === undefined ? undefined : escapeControls(failed)
}

/** X11 and Wayland say where they are; elsewhere there is always one. */
const hasDisplay = (env: NodeJS.ProcessEnv): boolean =>
  process.platform !== 'linux' || [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((value) => value !== undefined && value !== '')

function runDesktop({ installation, language, env, interruption }: Context, electron: string, capture: string | undefined): Promise<number | 'never-shown'> {
  const began = performance.now()
  const { ELECTRON_RUN_AS_NODE: _asNode, ...desktopEnv } = env
  const child = spawn(electron, electronArgs(installation.root, language, capture), { stdio: ['ignore', 'inherit', 'inherit'], env: desktopEnv })
  // Ctrl-C reaches the window too, which then quits in order; we end after it.
  interruption.programHasTerminal = true
  void interruption.requested.then((signal) => child.kill(signal))
  return new Promise((resolve) => {
    child.once('error', () => resolve('never-shown'))
    child.once('exit', (code, signal) => {
      const early = performance.now() - began < NEVER_SHOWN_MS && code !== 0 && !interruption.happened
      resolve(early ? 'never-shown' : programStatus({ code, signal }))
    })
  })
}

/** Chromium refuses to run as root with its own sandbox; root has none to lose. */
const electronArgs = (root: string, language: string, capture: string | undefined): string[] =>
  [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--lang=${language}`, root, ...(capture === undefined ? [] : [`${CAPTURE_SWITCH}${capture}`])]
