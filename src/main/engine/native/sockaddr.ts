import { AddressBook } from '../../../shared/model/address'
import { AF, libc } from './libc'

/** Bytes enough for either family: sockaddr_in6. */
export const SOCKADDR_BYTES = 28

/*
 * struct sockaddr_in  { u16 family; be16 port; u8 addr[4]; u8 zero[8] }                    16 bytes (ip(7))
 * struct sockaddr_in6 { u16 family; be16 port; be32 flowinfo; u8 addr[16]; u32 scope_id }  28 bytes (ipv6(7))
 */
const PORT = 2
const V4_ADDRESS = 4
const V4_LENGTH = 16
const V6_ADDRESS = 8

export type AddressFamily = typeof AF.inet | typeof AF.inet6

export const familyOf = (address: string): AddressFamily => (address.includes(':') ? AF.inet6 : AF.inet)

/**
 * The kernel's form of an address and port, of the exact length connect() and bind() want.
 * @param address dotted IPv4, or IPv6 without brackets and zone (`::ffff:127.0.0.1` for a mapped one)
 * @returns undefined when the text is no address
 */
export function encodeSockaddr(address: string, port: number): Uint8Array | undefined {
  const family = familyOf(address)
  const bytes = new Uint8Array(family === AF.inet ? V4_LENGTH : SOCKADDR_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, family, true)
  view.setUint16(PORT, port)
  const parsed = libc().inet_pton(family, address, bytes.subarray(family === AF.inet ? V4_ADDRESS : V6_ADDRESS))
  return parsed === 1 ? bytes : undefined
}

/**
 * Reads what accept(), getsockname() and getpeername() filled in; IPv4-mapped addresses become IPv4.
 * @param length bytes the kernel wrote
 * @returns undefined for another family or too few bytes
 */
export function decodeSockaddr(bytes: Uint8Array, length: number): { readonly address: string; readonly port: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = Math.min(length, bytes.length)
  if (whole < V4_LENGTH) return undefined
  const family = view.getUint16(0, true)
  const port = view.getUint16(PORT)
  if (family === AF.inet) return { address: bytes.subarray(V4_ADDRESS, V4_ADDRESS + 4).join('.'), port }
  if (family !== AF.inet6 || whole < SOCKADDR_BYTES) return undefined
  const book = new AddressBook()
  return { address: book.text(book.ipv6(bytes, V6_ADDRESS)), port }
}
