import type { Failure } from '../../../shared/base/result'

/** What the engine's file prints, as one line of JSON, when it is started with `--probe`: can this Node talk to libpcap and to the kernel? */
export interface EngineProbe {
  /** `pcap_lib_version()`; null when the library cannot be loaded. */
  readonly libpcap: string | null
  /** A dump of TCP sockets over NETLINK_SOCK_DIAG was answered. */
  readonly sockDiag: boolean
  /** Pseudoterminals can be had. */
  readonly pty: boolean
  /** Why one of them failed. */
  readonly error?: string
}

/** What was seen inside namespaces made for the purpose. */
export interface SandboxSeen {
  /** Whose rights made them: see Starter. */
  readonly starter: 'user' | 'root'
  /** `lo` could be brought up; undefined when there is no ip(8) to try it with. */
  readonly loopback: boolean | undefined
  /** What nft(8) said when a table was added: empty when it was, undefined when there is no nft. */
  readonly nft: string | undefined
  /** Those of WANTED_SYSCTLS that can be set in there. */
  readonly sysctls: readonly string[]
}

/** Everything the doctor judges by, as it was found. */
export interface Observations {
  readonly root: string
  readonly platform: string
  readonly release: string
  readonly node: string
  readonly sandbox: { readonly seen: SandboxSeen } | { readonly refused: Failure }
  /** Ubuntu's restriction of user namespaces is on: they can be made, but without capabilities, unless a profile says otherwise. */
  readonly apparmorRestricts: boolean
  /** Undefined when the engine could not be started for it (no build, another system). */
  readonly engine: EngineProbe | undefined
  /** Where programs are; undefined when they are not in the search path. `nc` is followed through links (/etc/alternatives). */
  readonly programs: Readonly<Record<'ss' | 'nc' | 'tshark', string | undefined>>
  readonly capModule: boolean
  /** CAP_NET_RAW is effective in processes we start on the host. */
  readonly captureOnHost: boolean
  readonly electron: string | undefined
  readonly display: string | undefined
  readonly browserShell: boolean
}

/** Settings (net.ipv4) that experiments change. Which of them a network namespace has depends on the kernel's version. */
export const WANTED_SYSCTLS = [
  'tcp_tw_reuse', 'tcp_tw_reuse_delay', 'tcp_max_tw_buckets', 'tcp_fin_timeout', 'tcp_rfc1337', 'tcp_timestamps', 'ip_local_port_range', 'tcp_orphan_retries',
  'tcp_rto_min_us', 'tcp_early_retrans', 'conf/lo/route_localnet', 'conf/lo/accept_local'
] as const
