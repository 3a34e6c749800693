import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

export interface Display {
  /** For the environment variable DISPLAY. */
  readonly name: string
  close(): Promise<void>
}

/** An X server of our own, on a free number, without a screen. It ends with this process, however that ends. */
export async function openDisplay(): Promise<Display> {
  const server = spawn('setpriv', ['--pdeathsig', 'TERM', 'Xvfb', '-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const exited = once(server, 'exit')
  const number = await Promise.race([
    once(server.stdio[3] as Readable, 'data').then(([data]) => String(data).trim()),
    exited.then(() => {
      throw new Error('Xvfb did not start: is the package xvfb installed?')
    })
  ])
  return {
    name: `:${number}`,
    close: async () => {
      server.kill()
      await exited
    }
  }
}
