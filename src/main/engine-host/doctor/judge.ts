import { shellWord } from '../../../shared/base/quoted'
import { CAPTURE_REMEDY, installCommand } from '../../../shared/ipc/failure'
import type { Finding } from '../../../shared/ipc/doctor'
import { apparmorRemedy } from '../namespace-refusal'
import { WANTED_SYSCTLS, type Observations, type SandboxSeen } from './observations'

/** The judgement over what was observed, in the order of DOCTOR_IDS. Pure: the same observations, the same findings. */
export function judge(seen: Observations): Finding[] {
  const sandbox = 'seen' in seen.sandbox ? seen.sandbox.seen : undefined
  return [
    seen.platform === 'linux'
      ? { id: 'platform', state: 'ok', reason: 'linux', values: { release: seen.release } }
      : { id: 'platform', state: 'degraded', reason: 'other', values: { platform: seen.platform } },
    node(seen.node), namespaces(seen), loopback(seen, sandbox), nft(sandbox), libpcap(seen), sockDiag(seen), pty(seen), sysctls(sandbox),
    seen.programs.ss === undefined
      ? { id: 'ss', state: 'degraded', reason: 'absent', remedy: installCommand('iproute2') }
      : { id: 'ss', state: 'ok', reason: 'found', values: { path: seen.programs.ss } },
    nc(seen.programs.nc),
    seen.programs.tshark === undefined
      ? { id: 'tshark', state: 'degraded', reason: 'absent', remedy: installCommand('tshark') }
      : { id: 'tshark', state: 'ok', reason: 'found', values: { path: seen.programs.tshark } },
    seen.capModule
      ? { id: 'cap-module', state: 'ok', reason: 'built' }
      : { id: 'cap-module', state: 'degraded', reason: 'absent', remedy: `${installCommand('libpcap-dev g++ make')} && npm run install --prefix ${shellWord(`${seen.root}/node_modules/cap`)}` },
    seen.captureOnHost ? { id: 'host-capture', state: 'ok', reason: 'allowed' } : { id: 'host-capture', state: 'degraded', reason: 'denied', remedy: CAPTURE_REMEDY },
    seen.electron === undefined
      ? { id: 'electron', state: 'degraded', reason: 'absent', remedy: `node ${shellWord(`${seen.root}/node_modules/electron/install.js`)}` }
      : { id: 'electron', state: 'ok', reason: 'found', values: { path: seen.electron } },
    seen.display === undefined ? { id: 'display', state: 'degraded', reason: 'absent' } : { id: 'display', state: 'ok', reason: 'found', values: { display: seen.display } },
    seen.browserShell
      ? { id: 'browser', state: 'ok', reason: 'built' }
      : { id: 'browser', state: 'missing', reason: 'absent', remedy: `npm run build --prefix ${shellWord(seen.root)}` }
  ]
}

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const current = major > 20 || (major === 20 && minor >= 19)
  return { id: 'node', state: current ? 'ok' : 'missing', reason: current ? 'current' : 'old', values: { version } }
}

function namespaces({ sandbox }: Observations): Finding {
  if ('seen' in sandbox) return { id: 'namespaces', state: 'ok', reason: sandbox.seen.starter }
  const { of = '', said: message = of, code, remedy } = sandbox.refused
  return { id: 'namespaces', state: 'missing', reason: 'refused', values: { code, message }, ...(remedy === undefined ? {} : { remedy }) }
}

function loopback({ apparmorRestricts, root }: Observations, sandbox: SandboxSeen | undefined): Finding {
  if (sandbox?.loopback === undefined) return { id: 'loopback', state: 'degraded', reason: 'unknown', ...(sandbox === undefined ? {} : { remedy: installCommand('iproute2') }) }
  if (sandbox.loopback) return { id: 'loopback', state: 'ok', reason: 'up' }
  return { id: 'loopback', state: 'missing', reason: 'down', ...(apparmorRestricts ? { remedy: apparmorRemedy(root) } : {}) }
}

function nft(sandbox: SandboxSeen | undefined): Finding {
  if (sandbox === undefined) return { id: 'nft', state: 'degraded', reason: 'unknown' }
  if (sandbox.nft === undefined) return { id: 'nft', state: 'missing', reason: 'absent', remedy: installCommand('nftables') }
  if (sandbox.nft === '') return { id: 'nft', state: 'ok', reason: 'works' }
  return { id: 'nft', state: 'missing', reason: 'refused', values: { message: sandbox.nft }, remedy: 'sudo modprobe nf_tables' }
}

function libpcap({ engine }: Observations): Finding {
  if (engine === undefined) return { id: 'libpcap', state: 'degraded', reason: 'unknown' }
  if (engine.libpcap !== null) return { id: 'libpcap', state: 'ok', reason: 'loads', values: { version: engine.libpcap } }
  return { id: 'libpcap', state: 'missing', reason: 'absent', values: { message: engine.error ?? '' }, remedy: installCommand('libpcap0.8') }
}

function sockDiag({ engine }: Observations): Finding {
  if (engine === undefined) return { id: 'sock-diag', state: 'degraded', reason: 'unknown' }
  if (engine.sockDiag) return { id: 'sock-diag', state: 'ok', reason: 'answers' }
  return { id: 'sock-diag', state: 'missing', reason: 'silent', values: { message: engine.error ?? '' }, remedy: 'sudo modprobe -a inet_diag tcp_diag' }
}

/** Without it only the window's terminals are missing, and experiments that type. */
function pty({ engine, root }: Observations): Finding {
  if (engine === undefined) return { id: 'pty', state: 'degraded', reason: 'unknown' }
  return engine.pty ? { id: 'pty', state: 'ok', reason: 'loads' } : { id: 'pty', state: 'degraded', reason: 'absent', remedy: `npm install --include=optional --prefix ${shellWord(root)}` }
}

function sysctls(sandbox: SandboxSeen | undefined): Finding {
  if (sandbox === undefined) return { id: 'sysctls', state: 'degraded', reason: 'unknown' }
  const absent = WANTED_SYSCTLS.filter((name) => !sandbox.sysctls.includes(name))
  return absent.length === 0
    ? { id: 'sysctls', state: 'ok', reason: 'present', values: { count: String(WANTED_SYSCTLS.length) } }
    : { id: 'sysctls', state: 'degraded', reason: 'partly', values: { names: absent.join(', ') } }
}

/** The course text's commands are netcat-openbsd's; traditional and ncat understand other options. */
function nc(path: string | undefined): Finding {
  if (path === undefined) return { id: 'nc', state: 'degraded', reason: 'absent', remedy: installCommand('netcat-openbsd') }
  if (!path.endsWith('nc.openbsd')) return { id: 'nc', state: 'degraded', reason: 'other', values: { path }, remedy: installCommand('netcat-openbsd') }
  return { id: 'nc', state: 'ok', reason: 'found', values: { path } }
}
