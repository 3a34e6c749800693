import { nearest } from '../base/nearest'
import type { Language } from '../base/language'
import type { ParamValue } from './param-value'

/** What is wrong at one place of an experiment's file. */
export type Problem =
  /** Not YAML; `detail` is the parser's sentence (English). */
  | { readonly kind: 'syntax'; readonly detail: string }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'too-deep' }
  /** Anchors, aliases and tags are not part of the language. */
  | { readonly kind: 'yaml-feature'; readonly what: string }
  | { readonly kind: 'missing' }
  /** `allowed`: the fields there may be; empty when they are not known. */
  | { readonly kind: 'unknown-field'; readonly given: string; readonly allowed: readonly string[] }
  | { readonly kind: 'wrong-type'; readonly expected: string; readonly given: string }
  | { readonly kind: 'not-one-of'; readonly given: string; readonly allowed: readonly string[] }
  /** `bound` as people write it: `>= 1`, `<= 65536`. */
  | { readonly kind: 'out-of-range'; readonly given: string; readonly bound: string }
  /** Too many or too few entries of a list or mapping, or characters of a text. */
  | { readonly kind: 'wrong-length'; readonly length: string; readonly bound: string }
  | { readonly kind: 'bad-form'; readonly form: Form; readonly given: string }
  | { readonly kind: 'exactly-one'; readonly fields: readonly string[] }
  | { readonly kind: 'duplicate'; readonly given: string }
  /** Another experiment has this id. */
  | { readonly kind: 'taken'; readonly given: string }
  /** `${name}` that no parameter and no derived name is called. */
  | { readonly kind: 'unknown-parameter'; readonly given: string; readonly allowed: readonly string[] }
  /** A socket that is not (or already) open at this step. */
  | { readonly kind: 'socket-use'; readonly socket: string; readonly reason: SocketMisuse }
  | { readonly kind: 'too-many-combinations'; readonly limit: number }
  /** `each` makes more steps, checks or predictions than this. */
  | { readonly kind: 'too-many-items'; readonly limit: number }
  /** An address that is neither the loopback's own nor one of `hosts`. */
  | { readonly kind: 'no-host'; readonly given: string }
  /** A fault, program or crowd is spoken of by a step before the step (`by`) that makes it. */
  | { readonly kind: 'not-yet'; readonly given: string; readonly by: string }
  /** A program that an earlier step (`by`) has waited for is typed to. */
  | { readonly kind: 'ended'; readonly given: string; readonly by: string }
  /** `needs` leaves out what a step, a check or a socket (`by`) cannot do without. */
  | { readonly kind: 'need-missing'; readonly need: string; readonly by: string }

export const FORMS = ['name', 'duration', 'endpoint', 'address', 'private-address', 'errno', 'flags', 'section', 'kernel-file', 'function', 'sequence', 'sysctl', 'counter', 'signal'] as const
export type Form = (typeof FORMS)[number]
export const SOCKET_MISUSES = ['not-open', 'already-open', 'not-listening', 'not-connected', 'no-port'] as const
export type SocketMisuse = (typeof SOCKET_MISUSES)[number]

export interface ExperimentFault {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** `steps[2].who`; empty for the file as a whole. */
  readonly field: string
  readonly problem: Problem
  /** The choice of parameters that brings the fault out, when the defaults do not. */
  readonly params?: Readonly<Record<string, ParamValue>>
}

/** One line: `active-close.yaml:12:5: steps[2].who: …`. */
export function faultText(fault: ExperimentFault, language: Language): string {
  const field = fault.field === '' ? '' : `${fault.field}: `
  const params = fault.params === undefined ? '' : ` (${Object.entries(fault.params).map(([name, value]) => `${name}=${value}`).join(', ')})`
  return `${fault.file}:${fault.line}:${fault.column}: ${field}${WORDS[language](fault.problem)}${params}`
}

const list = (names: readonly string[]): string => names.join(', ')

const DID_YOU_MEAN: Readonly<Record<Language, (name: string) => string>> = { en: (name) => `; did you mean ${name}?`, ko: (name) => `. ${name}을(를) 쓰려던 것인가요?` }

/** The name that was probably meant, when one is near; else what `others` makes of all that are allowed. */
function hint({ given, allowed }: { readonly given: string; readonly allowed: readonly string[] }, meant: (name: string) => string, others?: (names: string) => string): string {
  const near = nearest(given.replaceAll('"', ''), allowed)
  if (near !== undefined) return meant(near)
  return others === undefined || allowed.length === 0 ? '' : others(list(allowed))
}

const WORDS: Readonly<Record<Language, (problem: Problem) => string>> = {
  en(problem) {
    switch (problem.kind) {
      case 'syntax': return `not valid YAML: ${problem.detail}`
      case 'too-large': return `the file is larger than ${problem.limit} characters`
      case 'too-deep': return 'nested too deeply'
      case 'yaml-feature': return `${problem.what} is not part of the experiment language`
      case 'missing': return 'this field is missing'
      case 'unknown-field': return `there is no such field here${hint(problem, DID_YOU_MEAN.en, (names) => `; there is: ${names}`)}`
      case 'wrong-type': return `expected ${problem.expected}, found ${problem.given}`
      case 'not-one-of': return problem.allowed.length === 0 ? `${problem.given} names nothing: this file has none of its kind` : `${problem.given} is not one of: ${list(problem.allowed)}${hint(problem, DID_YOU_MEAN.en)}`
      case 'out-of-range': return `${problem.given} is out of range: must be ${problem.bound}`
      case 'wrong-length': return `has ${problem.length} entries or characters; must be ${problem.bound}`
      case 'bad-form': return `${problem.given} is not ${FORMS_EN[problem.form]}`
      case 'exactly-one': return `give exactly one of: ${list(problem.fields)}`
      case 'duplicate': return `${problem.given} is used twice`
      case 'taken': return `another experiment is called ${problem.given} already: choose another id`
      case 'unknown-parameter': return `\${${problem.given}} names no parameter; there is: ${list(problem.allowed) || 'none'}${hint(problem, DID_YOU_MEAN.en)}`
      case 'socket-use': return `socket ${problem.socket} ${MISUSES_EN[problem.reason]}`
      case 'too-many-combinations': return `the parameters have more than ${problem.limit} combinations`
      case 'too-many-items': return `this makes more than ${problem.limit} entries`
      case 'no-host': return `${problem.given} is not an address of the laboratory: name it in hosts`
      case 'not-yet': return `${problem.given} does not exist yet at this step: ${problem.by} makes it`
      case 'ended': return `${problem.given} has ended before this step: ${problem.by} waits for its end (wait: false lets it go on)`
      case 'need-missing': return `add ${problem.need}: ${problem.by} cannot do without it`
    }
  },
  ko(problem) {
    switch (problem.kind) {
      case 'syntax': return `올바른 YAML이 아닙니다: ${problem.detail}`
      case 'too-large': return `파일이 ${problem.limit}자보다 큽니다`
      case 'too-deep': return '너무 깊이 중첩되어 있습니다'
      case 'yaml-feature': return `${problem.what}: 실험 언어에서 쓸 수 없습니다`
      case 'missing': return '필수 항목이 빠졌습니다'
      case 'unknown-field': return `여기에 그런 항목은 없습니다${hint(problem, DID_YOU_MEAN.ko, (names) => `. 쓸 수 있는 항목: ${names}`)}`
      case 'wrong-type': return `${problem.expected} 형식이어야 하는데 ${problem.given}이(가) 있습니다`
      case 'not-one-of': return problem.allowed.length === 0 ? `${problem.given}: 가리키는 것이 없습니다. 이 파일에는 그런 종류가 하나도 없습니다` : `${problem.given}: 다음 중 하나여야 합니다: ${list(problem.allowed)}${hint(problem, DID_YOU_MEAN.ko)}`
      case 'out-of-range': return `${problem.given}: 범위를 벗어났습니다 (${problem.bound} 이어야 함)`
      case 'wrong-length': return `항목 또는 글자 수가 ${problem.length}입니다 (${problem.bound} 이어야 함)`
      case 'bad-form': return `${problem.given}: ${FORMS_KO[problem.form]} 형식이 아닙니다`
      case 'exactly-one': return `다음 중 정확히 하나만 적어야 합니다: ${list(problem.fields)}`
      case 'duplicate': return `${problem.given}: 두 번 쓰였습니다`
      case 'taken': return `${problem.given}: 이미 다른 실험이 쓰는 id입니다. 다른 id를 골라 주세요`
      case 'unknown-parameter': return `\${${problem.given}}: 그런 매개변수가 없습니다. 쓸 수 있는 이름: ${list(problem.allowed) || '없음'}${hint(problem, DID_YOU_MEAN.ko)}`
      case 'socket-use': return `소켓 ${problem.socket}: ${MISUSES_KO[problem.reason]}`
      case 'too-many-combinations': return `매개변수 조합이 ${problem.limit}개를 넘습니다`
      case 'too-many-items': return `항목이 ${problem.limit}개를 넘게 됩니다`
      case 'no-host': return `${problem.given}: 실습실에 없는 주소입니다. hosts에 적어 주세요`
      case 'not-yet': return `${problem.given}: 이 단계에서는 아직 없습니다. ${problem.by}에서 만들어집니다`
      case 'ended': return `${problem.given}: 이 단계 전에 이미 끝났습니다. ${problem.by}이(가) 끝날 때까지 기다리기 때문입니다(계속 실행하려면 wait: false)`
      case 'need-missing': return `${problem.need}을(를) 더해 주세요. ${problem.by}에 꼭 필요합니다`
    }
  }
}

const FORMS_EN: Readonly<Record<Form, string>> = {
  name: 'a name (lower-case letters, digits, hyphens; a letter first)', duration: 'a length of time (60ms, 1.5s, time-wait, wheel(60s), joined by +; at most an hour)',
  endpoint: 'a listening socket or an endpoint (127.0.0.1:12345, [::1]:12345)', address: 'an IP address (127.0.0.1, ::1)', 'private-address': 'a private IPv4 address (10.9.0.1, 172.16.0.1, 192.168.0.1)', errno: 'an error name (ECONNREFUSED)',
  flags: 'control bits (SYN, FIN, RST, PSH, ACK, URG, ECE, CWR, joined by commas)', section: 'a section number in quotes ("3.10.7.4")',
  'kernel-file': 'a path in the kernel source (net/ipv4/tcp_minisocks.c)', function: 'a C function name',
  sequence: 'a sequence number of the connection (next, fin, first, start, each with +N or -N, or a relative number)',
  sysctl: 'a sysctl of the network (net.ipv4.tcp_fin_timeout)', counter: 'the name of a counter as nstat prints it (TcpExtTW)', signal: 'a signal name (SIGINT)'
}
const FORMS_KO: Readonly<Record<Form, string>> = {
  name: '이름(영문 소문자로 시작, 소문자·숫자·하이픈)', duration: '시간 길이(60ms, 1.5s, time-wait, wheel(60s), +로 연결, 최대 1시간)',
  endpoint: 'LISTEN 소켓 이름 또는 끝점(127.0.0.1:12345, [::1]:12345)', address: 'IP 주소(127.0.0.1, ::1)', 'private-address': '사설 IPv4 주소(10.9.0.1, 172.16.0.1, 192.168.0.1)', errno: '오류 이름(ECONNREFUSED)',
  flags: '제어 비트(SYN, FIN, RST, PSH, ACK, URG, ECE, CWR, 쉼표로 연결)', section: '따옴표로 묶은 절 번호("3.10.7.4")',
  'kernel-file': '커널 소스 경로(net/ipv4/tcp_minisocks.c)', function: 'C 함수 이름',
  sequence: '연결의 순서 번호(next, fin, first, start, 각각 +N 또는 -N, 또는 상대 번호)',
  sysctl: '네트워크 sysctl(net.ipv4.tcp_fin_timeout)', counter: 'nstat이 출력하는 카운터 이름(TcpExtTW)', signal: '시그널 이름(SIGINT)'
}
const MISUSES_EN: Readonly<Record<SocketMisuse, string>> = {
  'not-open': 'is not open at this step', 'already-open': 'is open already at this step', 'not-listening': 'does not listen at this step',
  'not-connected': 'is not connected at this step', 'no-port': 'needs a port to listen on'
}
const MISUSES_KO: Readonly<Record<SocketMisuse, string>> = {
  'not-open': '이 단계에서는 열려 있지 않습니다', 'already-open': '이 단계에서는 이미 열려 있습니다', 'not-listening': '이 단계에서는 LISTEN 상태가 아닙니다',
  'not-connected': '이 단계에서는 연결되어 있지 않습니다', 'no-port': 'LISTEN하려면 포트가 필요합니다'
}
