import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { WebSocketServer } from 'ws'
import { WINDOW_PATHS } from '../../../src/shared/ipc/window'
import { contentPolicy, pageFiles } from '../../../src/main/shell/desk/page-files'
import { linkWindow } from '../../../src/main/shell/desk/window-link'
import { FakeLab, type FakeLabOptions } from '../../renderer/fake-lab'

const root = resolve(import.meta.dirname, '../../..')

export interface PlayedShell {
  readonly address: string
  close(): Promise<void>
}

/**
 * The built window under its real policy, with a shell that plays scripts: every state of the window at will, without an engine.
 * @param options asked for by each window that connects
 */
export async function playShell(options: () => FakeLabOptions): Promise<PlayedShell> {
  const files = await pageFiles(resolve(root, 'out/renderer'))
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (file === undefined) return void response.writeHead(404).end()
    const policy = contentPolicy([`ws://${request.headers.host}`])
    void readFile(file.path).then((bytes) => response.writeHead(200, { 'content-type': file.type, 'content-security-policy': policy }).end(bytes))
  })
  const sockets = new WebSocketServer({ server, path: WINDOW_PATHS.socket })
  sockets.on('connection', (socket) => {
    const link = linkWindow((text) => socket.send(text), (window) => new FakeLab(window, options()))
    socket.on('message', (data) => link.receive(String(data)))
    socket.on('close', () => {
      link.lab.dispose()
      link.close()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
}
