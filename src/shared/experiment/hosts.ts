import * as v from 'valibot'
import type { Located } from './issue'
import { mappingOf } from './name'

/** Addresses that the laboratory gets beside 127.0.0.0/8 and ::1, by name: they are added to its loopback. */
export const hostsSchema = mappingOf(v.pipe(v.string(), v.regex(/^(?:10|192\.168|172\.16)(?:\.\d{1,3}){2,3}$/, 'form:address')))

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || address === '::'

/** Sockets whose address nobody has. */
export function hostProblems(hosts: Readonly<Record<string, string>>, body: Readonly<Record<string, unknown>>): Located[] {
  const { sockets } = body
  if (typeof sockets !== 'object' || sockets === null) return []
  return Object.entries(sockets).flatMap(([name, socket]: [string, unknown]): Located[] => {
    const address: unknown = typeof socket === 'object' && socket !== null && 'address' in socket ? socket.address : undefined
    if (typeof address !== 'string' || isLoopback(address) || address.includes('${') || Object.values(hosts).includes(address)) return []
    return [{ path: ['sockets', name, 'address'], problem: { kind: 'no-host', given: address } }]
  })
}
