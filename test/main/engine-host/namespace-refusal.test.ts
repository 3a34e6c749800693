import { describe, expect, it } from 'vitest'
import { namespaceRefusal, type NamespaceSysctls } from '../../../src/main/engine-host/namespace-refusal'

const open: NamespaceSysctls = { userNamespaceClone: undefined, apparmorRestricts: undefined, maxima: { user: '95000', net: '95000', pid: '95000', mnt: '95000' } }
const why = (errors: string, sysctls: Partial<NamespaceSysctls> = {}) => namespaceRefusal(errors, { ...open, ...sysctls }, '/opt/lab')

// The words are those of util-linux 2.38 and of dash, each measured by bringing the refusal about; AppArmor's is quoted from reports.
describe('why the kernel refuses the namespaces', () => {
  it('the number of user namespaces is limited to none', () => {
    expect(why('unshare: unshare failed: No space left on device\n', { maxima: { ...open.maxima, user: '0' } })).toEqual({
      code: 'user-namespaces-zero', said: 'unshare: unshare failed: No space left on device', remedy: 'sudo sysctl -w user.max_user_namespaces=15000'
    })
  })

  it('the number of network namespaces is: names that one', () => {
    expect(why('unshare: unshare failed: No space left on device', { maxima: { ...open.maxima, net: '0' } })?.remedy).toBe('sudo sysctl -w user.max_net_namespaces=15000')
  })

  it("Debian's switch is off", () => {
    expect(why('unshare: unshare failed: Operation not permitted', { userNamespaceClone: '0' })).toMatchObject({
      code: 'no-user-namespaces', remedy: 'sudo sysctl -w kernel.unprivileged_userns_clone=1'
    })
  })

  it("Ubuntu's AppArmor restriction: the namespace is made, but its uid_map may not be written", () => {
    const failure = why('unshare: write failed /proc/self/uid_map: Operation not permitted', { apparmorRestricts: '1' })
    expect(failure?.code).toBe('apparmor-restricts')
    expect(failure?.remedy).toContain('/opt/lab/resources/apparmor/timewait-lab')
    expect(failure?.remedy).toContain('apparmor_parser -r /etc/apparmor.d/timewait-lab')
  })

  it.each(['unshare: unshare failed: Operation not permitted', 'unshare: mount /proc failed: Operation not permitted'])("a container's seccomp filter or masked /proc: %s", (errors) => {
    expect(why(errors)).toEqual({ code: 'seccomp-forbids', said: errors })
  })

  it('a kernel without user namespaces', () => {
    expect(why('unshare: unshare failed: Invalid argument')?.code).toBe('no-user-namespaces')
  })

  it.each(['/opt/lab/bin/lab-namespace: 28: exec: setpriv: not found', 'setpriv: failed to execute unshare: No such file or directory',
    "setpriv: unrecognized option: pdeathsig"])('util-linux is missing, or another one is installed: %s', (errors) => {
    expect(why(errors)).toMatchObject({ code: 'no-unshare', remedy: 'sudo apt-get install -y util-linux' })
  })

  it('words about something else are not taken for a refusal', () => {
    expect(why("exit status 1: Error: Cannot find module '/opt/lab/bin/engine.cjs'")).toBeUndefined()
    expect(why('unshare: failed to execute /opt/other/node: No such file or directory')).toBeUndefined()
    expect(why('')).toBeUndefined()
  })
})
