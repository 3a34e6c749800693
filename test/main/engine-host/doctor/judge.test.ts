import { describe, expect, it } from 'vitest'
import { judge } from '../../../../src/main/engine-host/doctor/judge'
import { WANTED_SYSCTLS, type Observations, type SandboxSeen } from '../../../../src/main/engine-host/doctor/observations'
import { DOCTOR_IDS, type DoctorId } from '../../../../src/shared/ipc/doctor'

const inside: SandboxSeen = { starter: 'user', loopback: true, nft: '', sysctls: WANTED_SYSCTLS }
const complete: Observations = {
  root: '/opt/lab', platform: 'linux', release: '6.18.44', node: '20.20.2', sandbox: { seen: inside }, apparmorRestricts: false,
  engine: { libpcap: 'libpcap version 1.10.3', sockDiag: true, pty: true }, programs: { ss: '/usr/bin/ss', nc: '/usr/bin/nc.openbsd', tshark: '/usr/bin/tshark' },
  capModule: true, captureOnHost: true, electron: '/opt/electron', display: ':0', browserShell: true
}
const find = (id: DoctorId, change: Partial<Observations>) => judge({ ...complete, ...change }).find((finding) => finding.id === id)

describe('the doctor', () => {
  it('finds everything in order on a complete machine, in its fixed order', () => {
    const findings = judge(complete)
    expect(findings.map(({ id }) => id)).toEqual(DOCTOR_IDS)
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
  })

  it('a refused namespace is missing, with its reason and remedy; what could not be tried because of it is not called missing', () => {
    const refused: Partial<Observations> = {
      sandbox: { refused: { code: 'user-namespaces-zero', said: 'unshare: unshare failed: No space left on device', remedy: 'sudo sysctl -w user.max_user_namespaces=15000' } },
      engine: undefined
    }
    expect(find('namespaces', refused)).toMatchObject({ state: 'missing', values: { code: 'user-namespaces-zero' }, remedy: 'sudo sysctl -w user.max_user_namespaces=15000' })
    for (const id of ['loopback', 'nft', 'libpcap', 'sock-diag', 'sysctls'] as const) expect(find(id, refused)).toEqual({ id, state: 'degraded', reason: 'unknown' })
  })

  it('another system than Linux is named', () => {
    expect(find('namespaces', { sandbox: { refused: { code: 'no-linux', of: 'darwin' } } })).toEqual({ id: 'namespaces', state: 'missing', reason: 'refused', values: { code: 'no-linux', message: 'darwin' } })
  })

  it('root in a container without user namespaces has its lab all the same, and it is said how', () => {
    expect(find('namespaces', { sandbox: { seen: { ...inside, starter: 'root' } } })).toEqual({ id: 'namespaces', state: 'ok', reason: 'root' })
  })

  it('lo that stays down under AppArmor is mended by the profile', () => {
    const down = { sandbox: { seen: { ...inside, loopback: false } } }
    expect(find('loopback', down)).toEqual({ id: 'loopback', state: 'missing', reason: 'down' })
    expect(find('loopback', { ...down, apparmorRestricts: true })?.remedy).toContain('/etc/apparmor.d/timewait-lab')
  })

  it.each([
    [undefined, 'absent', 'sudo apt-get install -y nftables'],
    ['Error: Could not process rule: Operation not supported', 'refused', 'sudo modprobe nf_tables']
  ])('nft that says %s is %s', (said, reason, remedy) => {
    expect(find('nft', { sandbox: { seen: { ...inside, nft: said } } })).toMatchObject({ state: 'missing', reason, remedy })
  })

  it.each([['18.20.0', 'missing'], ['20.18.9', 'missing'], ['20.19.0', 'ok'], ['22.0.0', 'ok']])('Node %s is %s', (node, state) => {
    expect(find('node', { node })?.state).toBe(state)
  })

  it('names the settings this kernel does not have', () => {
    const without = { sandbox: { seen: { ...inside, sysctls: WANTED_SYSCTLS.filter((name) => name !== 'tcp_tw_reuse_delay') } } }
    expect(find('sysctls', without)).toEqual({ id: 'sysctls', state: 'degraded', reason: 'partly', values: { names: 'tcp_tw_reuse_delay' } })
  })

  it('another netcat than OpenBSD\'s is named', () => {
    expect(find('nc', { programs: { ...complete.programs, nc: '/usr/bin/nc.traditional' } })).toMatchObject({ state: 'degraded', reason: 'other', values: { path: '/usr/bin/nc.traditional' } })
  })

  it('without rights to capture on the host, says how to give them to one copy of Node', () => {
    expect(find('host-capture', { captureOnHost: false })?.remedy).toMatch(/setcap cap_net_raw\+ep .*TWLAB_NODE=/)
  })

  it('every remedy is a command, in one line', () => {
    const bare = judge({
      ...complete, sandbox: { seen: { ...inside, nft: undefined } }, engine: { libpcap: null, sockDiag: false, pty: false }, programs: { ss: undefined, nc: undefined, tshark: undefined },
      capModule: false, captureOnHost: false, electron: undefined, display: undefined, browserShell: false
    })
    const remedies = bare.flatMap(({ remedy }) => remedy ?? [])
    expect(remedies).toHaveLength(11)
    for (const remedy of remedies) expect(remedy).toMatch(/^(sudo|npm|node) [^\n]+$/)
  })
})
