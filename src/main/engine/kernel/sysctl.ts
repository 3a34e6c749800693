import { readFileSync, writeFileSync } from 'node:fs'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'

/** A setting that was changed: enough to show it, to type it, and to take it back. */
export interface SysctlChange {
  readonly name: string
  readonly before: string
  readonly after: string
  /** What one types for the same. */
  readonly command: string
}

/** `net.ipv4.tcp_fin_timeout`: words of lower-case letters, digits, `_` and `-`, and interface names; nothing that could leave /proc/sys/net. */
const NAME = /^net(\.[A-Za-z0-9_-]+)+$/
/** Numbers with spaces between, or a word (`bbr`). */
const VALUE = /^[A-Za-z0-9_-]+( [A-Za-z0-9_-]+)*$/
const LONGEST_VALUE = 256

const pathOf = (name: string): string => `/proc/sys/${name.replaceAll('.', '/')}`
/** Tabs between numbers, as the kernel prints them, become spaces. */
const normal = (text: string): string => text.trim().replace(/\s+/g, ' ')

export const sysctlCommand = (name: string, value: string): string => `sysctl -w ${name}=${value.includes(' ') ? `"${value}"` : value}`

/** Reads a `net.…` setting of this network namespace. */
export function readSysctl(name: string): Result<string> {
  if (!NAME.test(name)) return fail('bad-parameter', { reason: { kind: 'no-setting-name', name } })
  try {
    return ok(normal(readFileSync(pathOf(name), 'utf8')))
  } catch (error) {
    return fail('bad-parameter', { reason: { kind: 'setting-unreadable', name }, said: codeOf(error) })
  }
}

/**
 * Sets a `net.…` setting of this network namespace.
 * @returns what it was before, for the way back; on failure the kernel's word (EINVAL: out of its range; EACCES, EPERM: not in a laboratory of one's own)
 */
export function writeSysctl(name: string, value: string): Result<SysctlChange> {
  const after = normal(value)
  const command = sysctlCommand(name, after)
  if (!VALUE.test(after) || after.length > LONGEST_VALUE) return fail('bad-parameter', { reason: { kind: 'no-setting-value', name: value } })
  const before = readSysctl(name)
  if (!before.ok) return before
  try {
    writeFileSync(pathOf(name), after)
  } catch (error) {
    const code = codeOf(error)
    return fail('bad-parameter', { of: command, said: code, ...(code === 'EACCES' || code === 'EPERM' ? { remedy: `sudo ${command}` } : {}) })
  }
  return ok({ name, before: before.value, after, command })
}

const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}
