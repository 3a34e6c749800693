/**
 * What `twlab doctor` and the window's page of the same name look at, in the order they show it, and what each may find.
 * Texts: `doctor.<id>.title` and `doctor.<id>.<reason>` of the catalogues.
 */
export const DOCTOR_REASONS = {
  platform: ['linux', 'other'],
  node: ['current', 'old'],
  namespaces: ['user', 'root', 'refused'],
  loopback: ['up', 'down', 'unknown'],
  nft: ['works', 'absent', 'refused', 'unknown'],
  libpcap: ['loads', 'absent', 'unknown'],
  'sock-diag': ['answers', 'silent', 'unknown'],
  pty: ['loads', 'absent', 'unknown'],
  sysctls: ['present', 'partly', 'unknown'],
  ss: ['found', 'absent'],
  nc: ['found', 'other', 'absent'],
  tshark: ['found', 'absent'],
  'cap-module': ['built', 'absent'],
  'host-capture': ['allowed', 'denied'],
  electron: ['found', 'absent'],
  display: ['found', 'absent'],
  browser: ['built', 'absent']
} as const

export type DoctorId = keyof typeof DOCTOR_REASONS
export const DOCTOR_IDS = Object.keys(DOCTOR_REASONS) as DoctorId[]

/** One thing looked at. `values` fill the placeholders of the reason's text. */
export type Finding = {
  [Id in DoctorId]: {
    readonly id: Id
    readonly state: 'ok' | 'degraded' | 'missing'
    readonly reason: (typeof DOCTOR_REASONS)[Id][number]
    readonly values?: Readonly<Record<string, string>>
    /** The exact command that mends it. */
    readonly remedy?: string
  }
}[DoctorId]
