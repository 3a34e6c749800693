import * as v from 'valibot'
import type { Located } from './issue'
import { mappingOf } from './name'
import type { SocketPlan } from './step'

/** Addresses that the laboratory gets beside 127.0.0.0/8 and ::1, by name: they are added to its loopback. */
export const hostsSchema = mappingOf(v.pipe(v.string(), v.check(isPrivate, 'form:private-address')))

/** RFC 1918's blocks: nothing outside the laboratory is mistaken for one of its hosts. */
function isPrivate(text: string): boolean {
  const [a = -1, b = -1, ...rest] = text.split('.').map((octet) => (/^(?:0|[1-9][0-9]{0,2})$/.test(octet) ? Number(octet) : -1))
  return rest.length === 2 && [a, b, ...rest].every((octet) => octet >= 0 && octet <= 255) && (a === 10 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b <= 31))
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || address === '::'

/** Sockets whose address nobody has. */
export function hostProblems(hosts: Readonly<Record<string, string>>, sockets: Readonly<Record<string, SocketPlan>>): Located[] {
  return Object.entries(sockets).flatMap(([name, { address }]): Located[] => {
    if (address === undefined || isLoopback(address) || Object.values(hosts).includes(address)) return []
    return [{ path: ['sockets', name, 'address'], problem: { kind: 'no-host', given: address } }]
  })
}
