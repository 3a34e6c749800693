import type { OpenRequest } from '../../shared/ipc/engine'
import type { AddressBook } from '../../shared/model/address'
import type { SocketFilter } from './kernel/socket-table'

/**
 * Which sockets belong to what is watched: in a sandbox all; on a machine, those whose both ends are here, and whose port was asked for; never our own browser shell's. A listener has no other end,
 * and says who is the server of a connection that was open before.
 * @param here the machine's own addresses
 */
export function socketFilter({ port, ignorePorts = [], mode }: Pick<OpenRequest, 'port' | 'ignorePorts' | 'mode'>, book: AddressBook, here: readonly string[]): SocketFilter | undefined {
  if (mode === 'sandbox' && port === undefined) return undefined
  const ignored = new Set(ignorePorts)
  const ours = mode === 'sandbox' ? undefined : new Set(here.map((address) => book.fromText(address)))
  return (local, localPort, remote, remotePort) => {
    if (port !== undefined && localPort !== port && remotePort !== port) return false
    if (ignored.has(localPort) || ignored.has(remotePort)) return false
    return ours === undefined || remotePort === 0 || remote === local || ours.has(remote) || book.text(remote).startsWith('127.')
  }
}
