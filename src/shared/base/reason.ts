import type { Bytes, Mebibytes, Milliseconds, Seconds } from './brand'
import type { Language } from './language'

/** What a failure tells beside its code: of what, why, and what the system or another program said. All of it data: `toldText` makes words of it where it is shown. */
export interface Told {
  /** What it is said of, as it is in every language: a file, a folder, a device, a command. */
  readonly of?: string
  /** What exactly is the matter, where the code leaves that open. */
  readonly reason?: Reason
  /** What the operating system or another program said, in its own words, or what the shell says in its reader's. */
  readonly said?: string
  /** A command to paste that mends it. */
  readonly remedy?: string
}

/** What a reason may have in it. A name means the same in every reason. */
export interface ReasonValues {
  readonly call: string
  readonly count: number
  readonly device: string
  readonly done: number
  readonly file: string
  readonly folder: string
  readonly host: string
  /** Of a step's time. */
  readonly limit: Milliseconds
  readonly mebibytes: Mebibytes
  readonly most: number
  readonly ms: Milliseconds
  readonly name: string
  readonly note: string
  /** Of a file, by now. */
  readonly now: Bytes
  readonly number: number
  readonly offset: Bytes
  /** Of a file, when it was opened. */
  readonly opened: Bytes
  readonly packet: number
  readonly port: number
  readonly program: string
  readonly read: Bytes
  readonly seconds: Seconds
  readonly session: string
  readonly signal: string
  readonly status: string
  readonly step: string
  readonly title: Readonly<Record<Language, string>>
  readonly type: string
  readonly wanted: Bytes
  /** What another one tells, inside of this one. */
  readonly why: Told
}

/** Every reason that we give ourselves, with the values in its sentence. The catalogue `reasons` has a sentence for each. */
export const REASONS = {
  // Captures that are read.
  'not-regular': [], empty: [], text: [], 'not-pcapng': [], 'cut-short': [], compressed: ['program'], 'no-capture': [], 'classic-pcap': ['file'],
  'changed-since-opened': [], 'changed-since-shown': ['file'], 'reading-stopped': [], grown: ['opened', 'now', 'read'], 'lost-while-followed': ['read'],
  'later-session': ['number', 'session', 'offset'], 'session-of': ['number', 'count'], 'packet-of': ['packet', 'count'], 'packet-absent': ['packet'],
  // Notes, recordings and exports that are written.
  'section-comment-changed': ['note'], 'section-comment-removed': ['note'], 'no-file-there': [], 'no-folder-in': ['folder'], 'recording-ends': ['why', 'read'],
  'the-file-itself': [], 'not-recorded': [], 'no-recordings-in': ['folder', 'why'], 'recordings-of-this-second': ['folder', 'count'], 'vanished-as-kept': ['file'],
  'recording-gone': [],
  // What a window asks its shell for.
  'no-recording': ['name'], 'no-sample': ['name'], 'no-experiment': ['name'], 'not-there-any-more': ['file'], 'choose-again': [], 'rubric-has-faults': [],
  'still-reading': [], 'another-export': [], 'no-session-shown': [], 'not-connected': [], 'cannot-print': [], 'upload-instead': [], 'upload-refused': [],
  'upload-not-arrived': [], 'upload-ended-early': [], 'upload-too-large': ['mebibytes'], 'no-room': ['mebibytes', 'folder'], 'port-in-use': ['port', 'host'],
  'port-of': ['port', 'host'],
  // What a session is asked for, and its programs.
  'no-session-open': [], 'no-file-open': [], 'no-file-for-summary': [], 'no-live-session': [], 'no-experiment-named': [], 'session-taken': [], 'session-ended': [],
  'terminals-of-laboratory': [], 'most-terminals': ['most'], 'not-found': [], 'not-found-or-no-folder': [], 'no-directory': [], 'too-long-command': [],
  'zero-byte': [], 'no-program-given': [], 'not-installed': ['program'], 'no-loss-without-nft': [], 'no-counter': [],
  // How a process ended.
  'exit-status': ['status'], killed: ['signal'], 'killed-somehow': [], 'no-answer-ms': ['ms'], 'no-answer': ['seconds'], 'no-answer-for': ['seconds'],
  'not-closed': ['seconds'], 'ended-by-us': [], 'no-frame': [],
  // Capture and kernel.
  'capture-ended': ['device'], 'link-type': ['type'], 'no-nanoseconds': [], 'in-own-folder': [], 'other-cap-module': [], 'no-socket-table': [],
  'no-sockets-listed': [], 'no-setting-name': ['name'], 'no-setting-value': ['name'], 'setting-unreadable': ['name'], 'no-loopback': [], 'not-sent-raw': [],
  'not-captured-whole': [],
  // Steps of an experiment.
  step: ['step', 'title', 'why'], 'experiment-stopped': [], 'not-reached': ['limit'], 'connection-unseen': ['number'], 'nobody-to-meet': [], 'nothing-to-copy': [],
  'no-number-yet': [], 'program-ended': ['program'], 'still-running': ['limit'], 'not-listening': ['name'], 'too-few': ['done', 'count'],
  'of-connection': ['number', 'why'], 'call-failed': ['call'], 'call-timeout': ['call', 'limit'], 'stream-ended': ['read', 'wanted']
} as const satisfies Readonly<Record<string, readonly (keyof ReasonValues)[]>>

export type ReasonKind = keyof typeof REASONS
/** A sentence for each of them, in one language: a reason without one does not compile. */
export type ReasonTexts = Readonly<Record<ReasonKind, string>>
/** A reason as data. */
export type Reason = { readonly [Kind in ReasonKind]: { readonly kind: Kind } & Pick<ReasonValues, (typeof REASONS)[Kind][number]> }[ReasonKind]
