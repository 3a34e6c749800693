import { constants } from 'node:os'
import { assert, integer, ipV4, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errnoName } from '../../../../src/main/engine/native/errno'
import { AF, libc, SO, SOCK, SOL_SOCKET, sys } from '../../../../src/main/engine/native/libc'
import { raiseDescriptorLimit } from '../../../../src/main/engine/native/process-limits'
import { decodeSockaddr, encodeSockaddr } from '../../../../src/main/engine/native/sockaddr'
import { bindTo, connectTo, getOption, setLinger, setOption } from '../../../../src/main/engine/native/sockets'

describe('a system call', () => {
  it('tells its error by name', () => {
    expect(sys('close', -1)).toEqual({ result: -1, errno: 'EBADF' })
    expect(sys('socket', 999, SOCK.stream, 0)).toEqual({ result: -1, errno: 'EAFNOSUPPORT' })
  })

  it('has no error when it succeeds', () => {
    const { result, errno } = sys('socket', AF.inet, SOCK.stream | SOCK.cloexec, 0)
    expect(errno).toBeNull()
    expect(sys('close', result)).toEqual({ result: 0, errno: null })
  })

  it('sets and reads options of a socket', () => {
    const { result: fd } = sys('socket', AF.inet, SOCK.stream | SOCK.cloexec, 0)
    expect(getOption(fd, SOL_SOCKET, SO.reuseAddr)).toEqual({ result: 0, errno: null, value: 0 })
    expect(setOption(fd, SOL_SOCKET, SO.reuseAddr, 1).errno).toBeNull()
    expect(getOption(fd, SOL_SOCKET, SO.reuseAddr).value).toBe(1)
    expect(setLinger(fd, 0).errno).toBeNull()
    expect(getOption(fd, SOL_SOCKET, 9999)).toMatchObject({ result: -1, errno: 'ENOPROTOOPT' })
    libc().close(fd)
  })

  it('does not try what is no address', () => {
    expect(connectTo(-1, { address: 'localhost', port: 1 })).toEqual({ result: -1, errno: 'EINVAL' })
    expect(bindTo(-1, { address: '1.2.3', port: 1 })).toEqual({ result: -1, errno: 'EINVAL' })
  })
})

describe('names of errors', () => {
  it('uses one name where Linux has two', () => {
    expect(errnoName(constants.errno.EWOULDBLOCK)).toBe('EAGAIN')
    expect(errnoName(constants.errno.ENOTSUP)).toBe('EOPNOTSUPP')
  })

  it('shows the number of an error without a name', () => {
    expect(errnoName(524)).toBe('E524')
  })
})

describe('socket addresses', () => {
  it('has the layout of sockaddr_in', () => {
    expect(encodeSockaddr('127.0.0.1', 12345)).toEqual(new Uint8Array([2, 0, 0x30, 0x39, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))
  })

  it('keeps any IPv4 address and port', () => {
    assert(property(ipV4(), integer({ min: 0, max: 65535 }), (address, port) => {
      const bytes = encodeSockaddr(address, port) ?? new Uint8Array()
      expect(decodeSockaddr(bytes, bytes.length)).toEqual({ address, port })
    }))
  })

  it.each(['::1', '::', 'fe80::1', '2001:db8::ff00:42:8329'])('keeps the IPv6 address %s', (address) => {
    const bytes = encodeSockaddr(address, 443) ?? new Uint8Array()
    expect(bytes).toHaveLength(28)
    expect(decodeSockaddr(bytes, 28)).toEqual({ address, port: 443 })
  })

  it('shows an IPv4-mapped address as the IPv4 address it is', () => {
    const bytes = encodeSockaddr('::ffff:127.0.0.1', 80) ?? new Uint8Array()
    expect(decodeSockaddr(bytes, 28)).toEqual({ address: '127.0.0.1', port: 80 })
  })

  it('refuses what is cut short or of another family', () => {
    const bytes = encodeSockaddr('::1', 80) ?? new Uint8Array()
    expect(decodeSockaddr(bytes, 16)).toBeUndefined()
    expect(decodeSockaddr(bytes.subarray(0, 8), 28)).toBeUndefined()
    expect(decodeSockaddr(new Uint8Array(28), 28)).toBeUndefined()
  })
})

describe('the limit of descriptors', () => {
  it('is raised to the hard limit', () => {
    expect(raiseDescriptorLimit()).toBeGreaterThanOrEqual(1024)
  })
})
