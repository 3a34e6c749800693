import { existsSync } from 'node:fs'
import type { Failure } from '../../../shared/base/result'
import type { Need } from '../../../shared/experiment/experiment'
import type { Language } from '../../../shared/ipc/engine'
import { installCommand } from '../../../shared/ipc/failure'
import { AF, IPPROTO, libc, SOCK, sys, TCP } from '../native/libc'
import { setOption } from '../native/sockets'
import { loadPty } from './pseudo-terminal'
import { hasTool } from './tools'

/** The first thing an experiment needs and this machine, or this kernel, does not have. (Capture and the socket table are the session's own.) */
export async function missing(needs: readonly Need[]): Promise<Need | undefined> {
  for (const need of needs) if (!await isThere(need)) return need
  return undefined
}

async function isThere(need: Need): Promise<boolean> {
  if (need.startsWith('sysctl:')) return existsSync(`/proc/sys/${need.slice('sysctl:'.length).replaceAll('.', '/')}`)
  switch (need) {
    case 'nft': case 'nc': return hasTool(need)
    case 'ipv6': return existsSync('/proc/net/if_inet6')
    case 'raw-socket': return canOpen(SOCK.raw, IPPROTO.raw, () => true)
    case 'tcp-repair': return canOpen(SOCK.stream, 0, (fd) => setOption(fd, IPPROTO.tcp, TCP.repair, 1).errno === null)
    case 'pty': return (await loadPty()).ok
    default: return true
  }
}

function canOpen(type: number, protocol: number, use: (fd: number) => boolean): boolean {
  const { result, errno } = sys('socket', AF.inet, type | SOCK.cloexec, protocol)
  if (errno !== null) return false
  const usable = use(result)
  libc().close(result)
  return usable
}

/** What is missing, for whoever runs the experiment, with what mends it where something does. */
export function needFailure(need: Need): Failure {
  switch (need) {
    case 'nft': return { code: 'no-nft', remedy: installCommand('nftables') }
    case 'nc': return { code: 'no-nc', remedy: installCommand('netcat-openbsd') }
    case 'pty': return { code: 'no-pty', remedy: 'npm install --include=optional' }
    default: return { code: 'kernel-lacks', of: need }
  }
}

export const WANTED: Readonly<Record<Language, (need: Need) => string>> = {
  en: (need) => `this machine does not have what the experiment needs: ${need}`,
  ko: (need) => `이 컴퓨터에는 실험에 필요한 것이 없습니다: ${need}`
}
