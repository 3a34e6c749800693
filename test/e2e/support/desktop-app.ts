import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, vi } from 'vitest'
import { _electron, selectors, type ElectronApplication, type Page } from 'playwright-core'
import { fetchRuntime } from '../../runtime/fetch.mjs'
import { endOf, endSoon, type End } from './end'
import { LAUNCH_MS, PATIENCE_MS } from './patience'

const root = resolve(import.meta.dirname, '../../..')
/** With Electron's own binary in place the tests run on it; otherwise on the old runtime, behind its shim. */
const modern = existsSync(join(root, 'node_modules/electron/dist/version'))
const shim = modern ? [] : ['-r', join(root, 'test/e2e/electron9.cjs')]

export interface DesktopApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** The person's folder of recordings. */
  readonly recordings: string
  /** What it printed so far, both streams. */
  output(): string
  /** How the process ended. */
  readonly ended: Promise<End>
  /** The messages of the native dialogs so far. */
  asked(): Promise<string[]>
  /** What they are answered from now on: the number of the button. */
  answer(button: number): Promise<void>
  /** The next window that opens. */
  nextWindow(): Promise<Page>
  /** Clicks an item of the menu, once it can be. */
  menu(id: string): Promise<void>
  /** Quits as the menu does. */
  quit(): Promise<End>
  /** What another start of the same app is: its program and arguments. */
  readonly again: { readonly program: string; readonly args: readonly string[] }
}

/**
 * Whether the process ended by itself, in order. The old runtime crashes in 1 or 2 of 100 quits while an inspector is attached, after everything of ours is done
 * (docs/decisions/test-runtime.md): that one crash counts as an end there. What was ours to do, tests see by what is left: recordings, processes.
 */
export const endedByItself = ({ code, signal }: End): boolean => code === 0 || (!modern && signal === 'SIGSEGV')

/**
 * There is no graphics card behind the tests' display: a picture of one, computed, would be half of the work. And nothing moves that need not: a window as most people have
 * it is Spectron's.
 */
const QUIET = ['--disable-gpu', '--force-prefers-reduced-motion']

let prepared: Promise<void> | undefined
async function prepare(): Promise<void> {
  if (modern) return
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= fetchRuntime() // Playwright asks the electron package for the binary
  // Playwright needs Element.checkVisibility, which Chrome 83 lacks, in a world of its own. A selector engine is evaluated in every world it uses,
  // before anything else there; this one exists for that alone.
  await selectors.register('electron9', { content: `(() => {
    if (!('checkVisibility' in Element.prototype)) Element.prototype.checkVisibility = function () { return this.getClientRects().length > 0 }
    return { queryAll: () => [] }
  })()` })
}

/** Starts the built desktop app with a profile and a folder of recordings in `folder`. */
export async function startDesktop({ folder, display, env, args = [], files = [], executable }: {
  readonly folder: string
  readonly display: string
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Captures named at the start. */
  readonly files?: readonly string[]
  /** A packaged app, instead of the build in this checkout. */
  readonly executable?: string
}): Promise<DesktopApp> {
  prepared ??= prepare()
  await prepared
  const recordings = join(folder, 'recordings')
  const startArgs = [`--user-data-dir=${join(folder, 'profile')}`, ...QUIET, ...args, ...(executable === undefined ? [...shim, root] : ['--no-sandbox'])]
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const app = await _electron.launch({
    ...(executable === undefined ? {} : { executablePath: executable }), args: [...startArgs, ...files], cwd: root, timeout: LAUNCH_MS,
    env: { ...inherited, XDG_DATA_HOME: join(folder, 'data'), ...env, DISPLAY: display, TWLAB_RECORDINGS: recordings, TWLAB_NODE: process.execPath }
  })
  const child = app.process()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)))
  const ended = endOf(child)
  const page = await app.firstWindow({ timeout: LAUNCH_MS })
  page.setDefaultTimeout(PATIENCE_MS)
  // A native dialog is answered by nobody here: what is asked is noted, and the recording discarded (the second button), unless a test answers otherwise.
  await app.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked, response: 1 })
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args[args.length - 1] as { message: string }).message)
      return Promise.resolve({ response: (globalThis as unknown as { response: number }).response, checkboxChecked: false })
    }
  })
  return {
    app, page, recordings, ended,
    asked: () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked),
    nextWindow: async () => {
      const opened = await app.waitForEvent('window', { timeout: PATIENCE_MS })
      opened.setDefaultTimeout(PATIENCE_MS)
      return opened
    },
    answer: (button) => app.evaluate((_electron, response) => void Object.assign(globalThis, { response }), button),
    menu: (id) => vi.waitFor(async () => expect(await app.evaluate(({ Menu }, name) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById(name)
      if (item?.enabled === true) item.click()
      return item?.enabled
    }, id), id).toBe(true), { timeout: PATIENCE_MS, interval: 25 }), output: () => output, again: { program: child.spawnfile, args: ['--no-sandbox', ...startArgs] },
    // Not app.close(): it drops the inspector while the old runtime shuts down, and 1 to 2 of 100 such quits end in SIGSEGV.
    quit: async () => {
      await app.evaluate(({ app }) => {
        setTimeout(() => app.quit(), 0)
      }).catch(() => undefined)
      return endSoon(child, ended)
    }
  }
}
