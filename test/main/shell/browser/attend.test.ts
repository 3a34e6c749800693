import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { attend } from '../../../../src/main/shell/browser/attend'

/** A shell and a terminal that is not one: `inForeground` judges the real process, so only the terminal-less paths run here. */
function attended(): { readonly lines: string[]; readonly closed: () => boolean; readonly reason: Promise<string> } {
  const lines: string[] = []
  let closed = false
  let addresses = 0
  const shell = {
    port: 4711, newAddress: () => `http://127.0.0.1:4711/?token=${++addresses}`,
    close: () => {
      closed = true
      return Promise.resolve()
    }
  }
  const stdin = Object.assign(new EventEmitter(), { isTTY: false }) as unknown as NodeJS.ReadStream
  return { lines, closed: () => closed, reason: attend(shell, { language: 'en', print: (line) => lines.push(line), stdin }) }
}

it('prints the address, stays until a signal, and ends the shell before it says so', async () => {
  const { lines, closed, reason } = attended()
  expect(lines).toEqual(['Open the laboratory in a browser on this machine:', '  http://127.0.0.1:4711/?token=1'])
  expect(closed()).toBe(false)
  process.emit('SIGHUP', 'SIGHUP')
  expect(await reason).toBe('SIGHUP')
  expect(closed()).toBe(true)
  expect(lines.at(-1)).toBe('The laboratory has ended.')
})
it('leaves no signal handler behind: a second Ctrl-C ends the process at once', async () => {
  const before = process.listenerCount('SIGHUP')
  const { reason } = attended()
  expect(process.listenerCount('SIGHUP')).toBe(before + 1)
  process.emit('SIGHUP', 'SIGHUP')
  await reason
  expect(process.listenerCount('SIGHUP')).toBe(before)
})
