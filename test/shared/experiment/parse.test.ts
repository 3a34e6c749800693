import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultText } from '../../../src/shared/experiment/fault'
import { parseExperiment } from '../../../src/shared/experiment/parse'
import { faultsOf, SMALL, spoiled } from './small'

const CHECKS = SMALL.slice(SMALL.indexOf('checks:'), SMALL.indexOf('explanation:'))

/** What is wrong, what stands at the place that is named, what is replaced by what to make it wrong, and what is said about it. */
const MISTAKES: readonly (readonly [name: string, here: string, piece: string, by: string, fault: string])[] = [
  ['a field that is missing', 'id: small', 'question: { en: Who waits, ko: 누가 기다리나 }\n', '', 'question: this field is missing'],
  ['a field that does not exist', 'length: 3', 'seconds: 1.5', 'seconds: 1.5\nlength: 3', 'length: there is no such field here; there is: id, title, question, seconds, needs, hosts, connections, tables, literature, compare, params, derived, sockets, steps, predictions, checks, explanation, misconceptions, references'],
  ['a field of a step that does not exist', 'port: 7 }', 'do: listen, who: listener', 'do: listen, who: listener, port: 7', 'steps[0].port: there is no such field here; there is: id, title, when, who, mayFail, do, backlog'],
  ['text where a number belongs', 'soon', 'seconds: 1.5', 'seconds: soon', 'seconds: expected number, found "soon"'],
  ['a list where a mapping belongs', '[a]', 'sockets:\n  listener: { end: server, port: 7000 }\n  client: { end: client }\n  server: { end: server }', 'sockets: [a]',
    'sockets: expected mapping, found a list'],
  ['a text without Korean', '{ en: Who waits }', 'question: { en: Who waits, ko: 누가 기다리나 }', 'question: { en: Who waits }', 'question.ko: this field is missing'],
  ['an id that is no name', 'Small One', 'id: small', 'id: Small One', 'id: "Small One" is not a name (lower-case letters, digits, hyphens; a letter first)'],
  ['a need nobody knows', 'magic]', 'needs: [capture]', 'needs: [capture, magic]', 'needs[1]: "magic" is not one of: capture, sock-diag, ipv6, nft, raw-socket, tcp-repair, nc, pty'],
  ['a default that is no choice', 'nobody', 'default: client', 'default: nobody', 'params.first.default: nobody is not one of: client, server'],
  ['a default out of its range', '0 }', 'max: 1000, default: 10', 'max: 1000, default: 0', 'params.size.default: 0 is not one of: 1..1000'],
  ['a range upside down', '10, default', 'min: 1, max: 1000', 'min: 11, max: 10', 'params.size.max: 10 is out of range: must be >= 11'],
  ['a number that is no integer', '10.5 }', 'default: 10 }', 'default: 10.5 }', 'params.size.default: expected integer, found 10.5'],
  ['a parameter of an unknown kind', 'date', 'kind: boolean', 'kind: date', 'params.quick.kind: "date" is not one of: choice, number, boolean'],
  ['a derived name that leaves out a choice', '{ client: server } }', 'is: { client: server, server: client }', 'is: { client: server }', 'derived.second.is.server: this field is missing'],
  ['a derived name of something that is no choice', 'size, is', 'of: first', 'of: size', 'derived.second.of: size is not one of: first'],
  ['a derived value for a choice that is none', 'nobody: server', 'is: { client: server,', 'is: { nobody: server, client: server,',
    'derived.second.is.nobody: nobody is not one of: client, server'],
  ['a port that TCP does not have', '70000', 'port: 7000', 'port: 70000', 'sockets.listener.port: 70000 is out of range: must be <= 65535'],
  ['an end that a connection does not have', 'middle', 'client: { end: client }', 'client: { end: middle }', 'sockets.client.end: "middle" is not one of: client, server'],
  ['an address that is none', '127.0.0.256', 'port: 7000', 'port: 7000, address: 127.0.0.256',
    'sockets.listener.address: "127.0.0.256" is not an IP address (127.0.0.1, ::1)'],
  ['a step nobody knows', 'dance', 'do: pause, for: 100ms', 'do: dance', 'steps[5].do: "dance" is not one of: listen, connect, accept, send, recv, shutdown, error, close, reset, pause, wait-until, sysctl, drop, hold, duplicate, corrupt, release, inject, destroy, restore, run, type, many, close-many'],
  ['a length of time without its unit', '100, when', 'for: 100ms', 'for: 100', 'steps[5].for: expected text, found 100'],
  ['a length of time that is none', 'a while', 'for: 100ms', 'for: a while',
    'steps[5].for: "a while" is not a length of time (60ms, 1.5s, time-wait, wheel(60s), joined by +; at most an hour)'],
  ['two payloads in one step', '{ id: send', 'bytes: "${size}"', 'bytes: 3, text: abc', 'steps[3]: give exactly one of: text, bytes'],
  ['no payload at all', '{ id: send', ', bytes: "${size}"', '', 'steps[3]: give exactly one of: text, bytes'],
  ['an error that has no such name', 'refused]', 'do: close, who: "${second}"', 'do: close, who: "${second}", mayFail: [refused]',
    'steps[6].mayFail[0]: "refused" is not an error name (ECONNREFUSED)'],
  ['a socket that is not declared', 'guest', 'do: accept, who: listener, as: server', 'do: accept, who: listener, as: guest',
    'steps[2].as: guest is not one of: listener, client, server'],
  ['a parameter that does not exist', '"${third}"', 'who: "${second}"', 'who: "${third}"', 'steps[6].who: ${third} names no parameter; there is: first, size, quick, second'],
  ['a parameter within a text that does not exist', '"닫는 쪽: ${last}"', 'ko: "닫는 쪽: ${first}"', 'ko: "닫는 쪽: ${last}"',
    'steps[4].title.ko: ${last} names no parameter; there is: first, size, quick, second'],
  ['a condition on a parameter that does not exist', 'slow: false', 'when: { quick: false }', 'when: { slow: false }',
    'steps[5].when.slow: ${slow} names no parameter; there is: first, size, quick'],
  ['a condition on a value that the parameter never has', '1 }', 'when: { quick: false }', 'when: { quick: 1 }', 'steps[5].when.quick: 1 is not one of: true, false'],
  ['two steps of one id', 'close, title: Rest', 'id: rest', 'id: close', 'steps[5].id: close is used twice'],
  ['a prediction about a step that does not exist', 'never } }', 'after: close-too', 'after: never',
    'predictions[0].of.after: never is not one of: listen, connect, accept, send, close, rest, close-too'],
  ['a check nobody knows', 'seems', 'that: reached', 'that: seems',
    'checks[0].that: "seems" is not one of: reached, never, path, lasted, segment, answered, order, timer, entered, owner, counter, population, met, read, printed, unprinted, exit, call, bytes, agreed, lossless'],
  ['a state that TCP does not have', 'TIME_WAIT', 'state: TIME-WAIT }', 'state: TIME_WAIT }',
    'checks[0].state: "TIME_WAIT" is not one of: CLOSED, LISTEN, SYN-SENT, SYN-RECEIVED, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT; did you mean TIME-WAIT?'],
  ['a length of time from more to less', '1s] }', 'between: [time-wait, time-wait + wheel(60s)]', 'between: [time-wait, 1s]', 'checks[1].between[1]: 1s is out of range: must be >= time-wait'],
  ['a section number that lost its quotes', '3.6, about', 'section: "3.6"', 'section: 3.6', 'references[0].section: expected text, found 3.6'],
  ['no checks at all', '[]', CHECKS, 'checks: []\n', 'checks: has 0 entries or characters; must be >= 1'],
  ['the same field twice', 'seconds: 2', 'seconds: 1.5', 'seconds: 1.5\nseconds: 2', 'seconds is used twice'],
  ['an anchor', 'Small', 'title: Small', 'title: &name Small', '&name is not part of the experiment language'],
  ['an alias', '*name', 'title: Small', 'title: *name', '*name is not part of the experiment language'],
  ['a tag', 'Small', 'title: Small', 'title: !js/function Small', '!js/function is not part of the experiment language']
]

describe('a fault in an experiment\'s file', () => {
  it.each(MISTAKES)('%s: the field is named, and the line and column where it stands', (_name, here, piece, by, fault) => {
    const source = spoiled(piece, by)
    const found = faultsOf(source).map((line) => /^small\.yaml:(\d+):(\d+): (.*)$/.exec(line)).find((match) => match?.[3] === fault)
    expect(faultsOf(source).join('\n')).toContain(fault)
    expect(source.split('\n')[Number(found?.[1]) - 1]?.slice(Number(found?.[2]) - 1)).toSatisfy((text: string) => text.startsWith(here))
  })

  it.each([['a quote that is never closed', 'title: Small', 'title: "Small'], ['a tab as indentation', '  quick: {', '\tquick: {']])(
    '%s is the parser\'s to explain, at its line', (_name, piece, by) => {
      expect(faultsOf(spoiled(piece, by))[0]).toMatch(/^small\.yaml:\d+:\d+: not valid YAML: ./)
    }
  )

  it('that only another choice of parameters brings out names that choice', () => {
    expect(faultsOf(spoiled('who: "${first}"', 'who: client'))).toEqual([
      'small.yaml:27:52: steps[6].who: socket client is not open at this step (first=server)'
    ])
  })

  it('that only the greatest number brings out names that number', () => {
    expect(faultsOf(spoiled('max: 1000', 'max: 99999999'))).toEqual([
      'small.yaml:24:60: steps[3].bytes: 99999999 is out of range: must be <= 16777216 (size=99999999)'
    ])
  })

  it.each([
    ['not open', 'id: send, title: Send, do: send, who: client', 'id: send, title: Send, do: send, who: spare', 'socket spare is not open at this step'],
    ['already open', 'id: send, title: Send, do: send, who: client, bytes: "${size}"', 'id: send, title: Send, do: connect, who: client, to: listener', 'socket client is open already at this step'],
    ['not listening', 'do: accept, who: listener', 'do: accept, who: client', 'socket client does not listen at this step'],
    ['not connected', 'do: send, who: client', 'do: send, who: listener', 'socket listener is not connected at this step'],
    ['without a port', 'listener: { end: server, port: 7000 }', 'listener: { end: server }', 'socket listener needs a port to listen on'],
    ['neither a socket nor an endpoint', 'to: listener', 'to: elsewhere', 'elsewhere is not a listening socket or an endpoint (127.0.0.1:12345, [::1]:12345)']
  ])('tells a socket that is %s', (_name, piece, by, sentence) => {
    const source = spoiled(piece, by).replace('  client: { end: client }', '  client: { end: client }\n  spare: { end: client }')
    expect(faultsOf(source).some((fault) => fault.includes(sentence))).toBe(true)
  })

  it('comes with all the others, in the order of the file', () => {
    expect(faultsOf(spoiled('seconds: 1.5', 'seconds: soon').replace('id: small', 'id: S').replace('"3.6"', '3.6')).map((fault) => fault.split(':')[1])).toEqual(['1', '4', '35'])
  })

  it('is told in Korean, too', () => {
    const parsed = parseExperiment(spoiled('seconds: 1.5', 'seconds: soon'), 'small.yaml')
    expect(parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'ko'))).toEqual(['small.yaml:4:10: seconds: number 형식이어야 하는데 "soon"이(가) 있습니다'])
  })
})

describe('hostile text', () => {
  it.each([
    ['nested lists', '['.repeat(100_000)], ['nested maps', '{a: '.repeat(40_000)], ['nested items', '- '.repeat(90_000)], ['nested keys', '? '.repeat(90_000)],
    ['indentation', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')]
  ])('%s is refused before it is parsed', (_name, text) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^small\.yaml:\d+:\d+: nested too deeply$/)])
  })

  it('larger than any experiment is refused', () => {
    expect(faultsOf(`# ${'x'.repeat(200_000)}\n${SMALL}`)).toEqual(['small.yaml:1:1: the file is larger than 200000 characters'])
  })

  it('that is no mapping at all is a fault of the first line', () => {
    for (const text of ['', 'just a text', '- 1\n- 2', '42']) expect(faultsOf(text)).toEqual([expect.stringMatching(/^small\.yaml:1:1: expected mapping, found /)])
  })

  it('of any kind gives faults and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '[', '{', '}', ']', '"', '?', '|', '>', '&x', '*x', '!', '#', '${first}', '1', '\t'), maxLength: 200 }), (text) => {
      expect(faultsOf(text).length).toBeGreaterThan(0)
    }), { numRuns: 300 })
  })

  it('in one field of a good file gives faults or is accepted, and never throws', () => {
    const lines = SMALL.split('\n')
    fc.assert(fc.property(fc.nat(lines.length - 1), fc.string({ maxLength: 30 }), fc.nat(60), (line, text, column) => {
      const spoiledLine = (lines[line] ?? '').slice(0, column) + text + (lines[line] ?? '').slice(column)
      parseExperiment(lines.with(line, spoiledLine).join('\n'), 'small.yaml')
    }), { numRuns: 80 })
  })
})

describe('a file without fault', () => {
  it('gives the experiment with its parameters in the order of the file', () => {
    const parsed = parseExperiment(SMALL, 'small.yaml')
    expect(parsed.ok && parsed.value.params.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['first: choice', 'size: number', 'quick: boolean'])
    expect(parsed.ok && parsed.value.title).toEqual({ en: 'Small', ko: 'Small' })
  })

  it('may be written with carriage returns and a byte order mark', () => {
    expect(faultsOf(`\uFEFF${SMALL.replaceAll('\n', '\r\n')}`)).toEqual([])
  })
})
