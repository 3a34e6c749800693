import { randomUUID } from 'node:crypto'
import { BrowserWindow, session } from 'electron'
import { fail, ok, type Result } from '../../../shared/base/result'

/** ms for a report to be laid out: one with a hundred thousand rows takes seconds. */
const PRINT_MS = 120_000

/**
 * A report (our own HTML file) on paper, A4, as PDF. A page of its own that nobody sees lays it out: without scripts, in a session of its own that may read files and nothing else.
 * @returns cannot-write when it cannot be laid out, or not in time
 */
export async function printReport(path: string): Promise<Result<Uint8Array>> {
  const partition = session.fromPartition(`print-${randomUUID()}`)
  partition.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith('file:') }))
  const page = new BrowserWindow({ show: false, webPreferences: { session: partition, javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false } })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the report was not laid out within ${PRINT_MS / 1000} s`)), PRINT_MS)
  })
  try {
    return ok(await Promise.race([page.loadFile(path).then(() => page.webContents.printToPDF({ pageSize: 'A4', printBackground: true })), late]))
  } catch (error) {
    return fail('cannot-write', { of: 'PDF', said: error instanceof Error ? error.message : String(error) })
  } finally {
    clearTimeout(timer)
    page.destroy()
  }
}
