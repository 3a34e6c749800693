import { describe, expect, it } from 'vitest'
import { faultText } from '../../../src/shared/experiment/fault'
import { parseExperiment } from '../../../src/shared/experiment/parse'
import { RICH } from './rich'

const faultsOf = (source: string): readonly string[] => {
  const parsed = parseExperiment(source, 'own.yaml')
  return parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'en'))
}

function spoiled(piece: string, by: string): string {
  if (!RICH.includes(piece)) throw new Error(`not in the file: ${piece}`)
  return RICH.replace(piece, () => by)
}

/** What is wrong; what stands at the place that is named; what is replaced by what; what is said. All else in the file is right, so nothing else is said. */
const MISTAKES: readonly (readonly [name: string, here: string, piece: string, by: string, fault: string])[] = [
  ['a fault of an unknown kind', 'dorp, as', 'do: drop,', 'do: dorp,', 'steps[2].do: "dorp" is not one of: listen, connect, accept, send, recv, shutdown, error, close, reset, pause, wait-until, sysctl, drop, hold, duplicate, corrupt, release, inject, destroy, restore, run, type, many, close-many; did you mean drop?'],
  ['a fault without a name', '{ id: lose', ', as: lost,', ',', 'steps[2].as: this field is missing'],
  ['a fault that is called like another', 'lost, segments: { from: server', '  - { id: keep', '  - { id: again, title: Again, do: corrupt, as: lost, segments: { from: server } }\n  - { id: keep', 'steps[3].as: lost is used twice'],
  ['control bits that TCP does not have', 'FINE }', 'flags: FIN }, which', 'flags: FINE }, which', 'steps[2].segments.flags: "FINE" is not control bits (SYN, FIN, RST, PSH, ACK, URG, ECE, CWR, joined by commas)'],
  ['a field of segments that does not exist', 'flag: FIN', 'flags: FIN }, which', 'flag: FIN }, which', 'steps[2].segments.flag: there is no such field here; did you mean flags?'],
  ['segments counted from zero', '0 }', 'which: { first: 1 }', 'which: { first: 0 }', 'steps[2].which.first: 0 is out of range: must be >= 1'],
  ['payload from more to less', '1]', 'len: [1, 100]', 'len: [100, 1]', 'steps[3].segments.len[1]: 1 is out of range: must be >= 100'],
  ['a fault released that does not exist', 'lates,', 'what: late,', 'what: lates,', 'steps[8].what: lates is not one of: lost, late; did you mean late?'],
  ['a fault waited for before it is made', 'lost, count', 'fault: lost, count: 1,', 'fault: lost, count: 1,', 'steps[1].fault: lost does not exist yet at this step: lose makes it'],
  ['a sequence number that is none', 'nxt-1', 'seq: next-1', 'seq: nxt-1', 'steps[9].seq: "nxt-1" is not a sequence number of the connection (next, fin, first, start, each with +N or -N, or a relative number)'],
  ['timestamps of an unknown age', 'old }', 'timestamps: older', 'timestamps: old', 'steps[9].timestamps: "old" is not one of: newer, same, older, none; did you mean older?'],
  ['a setting that is not of the network', 'kernel.panic', 'name: net.ipv4.tcp_tw_reuse, value: 1', 'name: kernel.panic, value: 1', 'steps[1].name: "kernel.panic" is not a sysctl of the network (net.ipv4.tcp_fin_timeout)'],
  ['a setting without its value', '{ id: reuse', 'tcp_tw_reuse, value: 1 }', 'tcp_tw_reuse }', 'steps[1].value: this field is missing'],
  ['a command that is a text', 'nc -l 12345', 'command: [nc, -l, "12345"]', 'command: nc -l 12345', 'steps[11].command: expected list, found "nc -l 12345"'],
  ['a key that no keyboard has', 'Ctrl-X }', 'key: Ctrl-C', 'key: Ctrl-X', 'steps[12].key: "Ctrl-X" is not one of: Ctrl-C, Ctrl-D, Enter; did you mean Ctrl-C?'],
  ['a key and a text at once', '{ id: stop-nc', 'key: Ctrl-C', 'key: Ctrl-C, text: bye', 'steps[12]: give exactly one of: text, key'],
  ['typing to a program that was waited for', 'netcat, key', ', wait: false', '', 'steps[12].program: netcat has ended before this step: nc waits for its end (wait: false lets it go on)'],
  ['typing to a program that does not exist', 'necat, key', 'program: netcat, key', 'program: necat, key', 'steps[12].program: necat is not one of: netcat; did you mean netcat?'],
  ['a crowd larger than there are ports', '"${many}"', 'max: 1000, default: 10', 'max: 70000, default: 10', 'steps[14].count: 70000 is out of range: must be <= 65536 (many=70000)'],
  ['a crowd that connects to nobody', 'lissener, count', 'to: listener, count', 'to: lissener, count', 'steps[14].to: lissener is not a listening socket or an endpoint (127.0.0.1:12345, [::1]:12345)'],
  ['a crowd closed that does not exist', 'crowds }', 'what: crowd', 'what: crowds', 'steps[16].what: crowds is not one of: crowd; did you mean crowd?'],
  ['a population of something that is no state', 'TIMEWAIT', 'state: TIME-WAIT, count: [1, 10]', 'state: TIMEWAIT, count: [1, 10]', 'steps[15].state: "TIMEWAIT" is not one of: CLOSED, LISTEN, SYN-SENT, SYN-RECEIVED, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT; did you mean TIME-WAIT?'],
  ['a population from more to less', '1], at', 'count: [1, 1000], at', 'count: [1000, 1], at', 'checks[3].count[1]: 1 is out of range: must be >= 1000'],
  ['a population at a step that does not exist', 'crowed }', ', at: crowd }', ', at: crowed }', 'checks[3].at: crowed is not one of: listen, reuse, lose, keep, connect, accept, close, lost-it, let-go, ghost, remove, nc, stop-nc, nc-over, crowd, full, end-crowd, set-0, set-1; did you mean crowd?'],
  ['each without values', '[]', 'each: { n: [0, 1] }\n    steps', 'each: { n: [] }\n    steps', 'steps[17].each.n: has 0 entries or characters; must be >= 1'],
  ['each called like a parameter', 'many: [0, 1]', 'each: { n: [0, 1] }\n    steps', 'each: { many: [0, 1] }\n    steps', 'steps[17].each.many: many is used twice'],
  ['an id in each that does not hold its value', 'set, title', 'id: "set-${n}"', 'id: set', 'steps[17].steps[0].id: set is used twice'],
  ['a cell in a table that does not exist', 'reuses,', 'table: reuse,', 'table: reuses,', 'checks[4].checks[0].cell.table: reuses is not one of: reuse; did you mean reuse?'],
  ['a cell without its column', '{ table', ', column: "${n}"', '', 'checks[4].checks[0].cell.column: this field is missing'],
  ['a row of a book\'s table that is no list', 'Linux', 'rows: [[Linux, "60"]]', 'rows: [Linux]', 'literature[0].rows[0]: expected list, found "Linux"'],
  ['a counter that has no such name', 'tw,', 'name: TcpExtTW', 'name: tw', 'checks[2].name: "tw" is not the name of a counter as nstat prints it (TcpExtTW)'],
  ['a signal that has no such name', 'INT }', 'signal: SIGINT', 'signal: INT', 'checks[1].signal: "INT" is not a signal name (SIGINT)'],
  ['a prediction of what no crowd has done', 'close }', 'of: { done: crowd }', 'of: { done: close }', 'predictions[0].of.done: close is not one of: crowd'],
  ['two segments of one id in an order', 'a, text: FIN', 'id: b,', 'id: a,', 'predictions[1].segments[1].id: a is used twice'],
  ['an order of one segment', '[{ id: a', ', { id: b, text: FIN, is: { from: client, flags: FIN } }]', ']', 'predictions[1].segments: has 1 entries or characters; must be >= 2'],
  ['a fault without what it needs', '[capture', ' nft,', '', 'needs: add nft: lose (drop) cannot do without it'],
  ['a program without what it needs', '[capture', ' nc,', '', 'needs: add nc: nc (run) cannot do without it'],
  ['a need nobody knows', 'ntf,', ' nft,', ' ntf,', 'needs[2]: "ntf" is not one of: capture, sock-diag, ipv6, nft, raw-socket, tcp-repair, nc, pty; did you mean nft?'],
  ['a host that is somebody\'s', '8.8.8.8', 'near: 10.9.0.1', 'near: 8.8.8.8', 'hosts.near: "8.8.8.8" is not a private IPv4 address (10.9.0.1, 172.16.0.1, 192.168.0.1)'],
  ['a socket at an address that nobody has', '10.9.0.2', 'address: 10.9.0.1 }', 'address: 10.9.0.2 }', 'sockets.client.address: 10.9.0.2 is not an address of the laboratory: name it in hosts']
]

/** The step that waits stands before the fault it waits for. */
const earlier = (source: string): string => {
  const wait = source.split('\n').find((line) => line.includes('id: lost-it')) ?? ''
  return source.replace(`${wait}\n`, '').replace('  - { id: reuse', `${wait}\n  - { id: reuse`)
}

describe('a file without a mistake', () => {
  it('has no fault', () => expect(faultsOf(RICH)).toEqual([]))
})

describe('a mistake in faults, settings, programs, crowds, each, populations, cells, predictions, needs', () => {
  it.each(MISTAKES)('%s: is the one thing that is said, with file, line, column and field', (name, here, piece, by, fault) => {
    const source = name === 'a fault waited for before it is made' ? earlier(RICH) : spoiled(piece, by)
    const [first = '', ...others] = faultsOf(source)
    const match = /^own\.yaml:(\d+):(\d+): (.*)$/.exec(first)
    expect([match?.[3], ...others]).toEqual([fault])
    expect(source.split('\n')[Number(match?.[1]) - 1]?.slice(Number(match?.[2]) - 1)).toSatisfy((text: string) => text.startsWith(here))
  })

  it('is said in Korean, too, with the name that was meant', () => {
    const parsed = parseExperiment(spoiled('what: late,', 'what: lates,'), 'own.yaml')
    expect(parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'ko'))).toEqual([
      'own.yaml:26:49: steps[8].what: lates: 다음 중 하나여야 합니다: lost, late. late을(를) 쓰려던 것인가요?'
    ])
  })
})

describe('mistakes in several parts of a file', () => {
  it('are all said at once, in the order of the file', () => {
    const source = RICH.replace('id: rich', 'id: Rich').replace('what: late,', 'what: lates,').replace('section: "3.6"', 'section: 3.6')
    expect(faultsOf(source).map((line) => line.split(': ')[1])).toEqual(['id', 'steps[8].what', 'references[0].section'])
  })
})

describe('an each that cannot be written out', () => {
  const BROKEN = 'each: { n: [] }\n    steps'

  it.each([
    ['the same list', 'do: sysctl, name: net.ipv4.tcp_tw_reuse, value: 1 }', 'do: sysctl, name: nothing, value: 1 }', 'steps[1].name: "nothing" is not a sysctl'],
    ['another list', 'that: met, fault: lost, count: [1, 1] }', 'that: mets, fault: lost }', 'checks[0].that: "mets" is not one of'],
    ['the sockets', 'sockets:\n  listener: { end: server', 'sockets:\n  listener: { end: middle', 'sockets.listener.end: "middle" is not one of']
  ])('does not hide a fault of %s', (_where, piece, by, sentence) => {
    const found = faultsOf(spoiled('each: { n: [0, 1] }\n    steps', BROKEN).replace(piece, by)).map((line) => line.replace(/^own\.yaml:\d+:\d+: /, ''))
    expect(found).toHaveLength(2)
    expect(found.some((line) => line.startsWith('steps[17].each.n:'))).toBe(true)
    expect(found.some((line) => line.startsWith(sentence))).toBe(true)
  })

  it('too deep in the checks leaves what the steps mean to be told', () => {
    const deep = '  - each: { a: [1] }\n    checks:\n      - each: { b: [1] }\n        checks:\n          - each: { c: [1] }\n            checks:\n              - { id: deep, title: x, that: agreed }\nexplanation'
    const found = faultsOf(spoiled('explanation', deep).replace('what: late,', 'what: lates,'))
    expect(found.map((line) => line.replace(/^own\.yaml:\d+:\d+: /, ''))).toEqual([
      'steps[8].what: lates is not one of: lost, late; did you mean late?', 'checks[5].checks[0].checks[0].each: nested too deeply'
    ])
  })

  it('says nothing of what its missing steps would have made', () => {
    const made = '  - each: { n: [] }\n    steps:\n      - { id: "lose-${n}", title: x, do: drop, as: "gone-${n}", segments: { from: client } }\npredictions'
    expect(faultsOf(spoiled('predictions', made).replace('fault: lost, count: [1, 1]', 'fault: gone-1'))).toHaveLength(1)
  })

  it('and a name that nothing is called do not hide each other, nor a fault elsewhere', () => {
    const found = faultsOf(spoiled('value: 1 }', 'value: "${nobody}" }').replace('that: met,', 'that: mets,'))
    expect(found.map((line) => line.split(': ')[1])).toEqual(['steps[1].value', 'checks[0].that'])
  })
})
