import { describe, expect, it } from 'vitest'
import { readSysctl, sysctlCommand, writeSysctl } from '../../../../src/main/engine/kernel/sysctl'

describe('a setting of the kernel', () => {
  it.each(['kernel.panic', 'net', 'net..ipv4', 'net.ipv4/../../kernel.panic', 'net.ipv4.tcp_fin_timeout\n', 'net.ipv4. '])('is never %j', (name) => {
    expect(readSysctl(name)).toMatchObject({ ok: false, error: { code: 'bad-parameter' } })
    expect(writeSysctl(name, '1')).toMatchObject({ ok: false, error: { code: 'bad-parameter' } })
  })

  it.each(['', '1; reboot', '1\n2', '$(id)', 'a'.repeat(300)])('never gets the value %j', (value) => {
    expect(writeSysctl('net.ipv4.no_such_setting', value)).toMatchObject({ ok: false, error: { code: 'bad-parameter' } })
  })

  it('can be read by everyone', () => {
    expect(readSysctl('net.ipv4.ip_local_port_range')).toEqual({ ok: true, value: expect.stringMatching(/^\d+ \d+$/) })
    expect(readSysctl('net.ipv4.no_such_setting')).toMatchObject({ ok: false, error: { reason: { kind: 'setting-unreadable', name: 'net.ipv4.no_such_setting' }, said: 'ENOENT' } })
  })

  it('comes with the command to type', () => {
    expect(sysctlCommand('net.ipv4.tcp_fin_timeout', '3')).toBe('sysctl -w net.ipv4.tcp_fin_timeout=3')
    expect(sysctlCommand('net.ipv4.ip_local_port_range', '40000 40009')).toBe('sysctl -w net.ipv4.ip_local_port_range="40000 40009"')
  })
})
