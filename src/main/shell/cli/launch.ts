import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ok } from '../../../shared/base/result'
import { findElectron } from '../../engine-host/electron-runtime'
import { CAPTURE_SWITCH } from '../electron/captures-named'
import { tellFailure, type Context } from './context'
import { serveOn } from './commands/serve'
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
  const { installation, env, terminal, words } = context
  const electron = findElectron(installation.root, env)
  const missing = whyNoDesktop({ electron, display: hasDisplay(env), build: existsSync(join(installation.root, 'out/main/index.js')) })
  if (missing === undefined && electron !== undefined) {
    const ended = await runDesktop(context, electron, capture.value)
    if (ended !== 'never-shown') return ended
  }
  await terminal.err(`twlab: ${words.say(`cli.app.${missing ?? 'never-shown'}`)}\n`)
  return serveOn(context, capture.value === undefined ? {} : { capture: capture.value })
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
