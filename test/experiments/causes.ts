/** An experiment without its cause: steps that are left out, and what must then no longer hold. */
export interface Variant {
  readonly experiment: string
  readonly without: string
  /** Ids of steps left out. */
  readonly drop?: readonly string[]
  /** Replacements in the file's text, each of which must be there. */
  readonly edit?: readonly (readonly [from: string, to: string])[]
  /** Ids of checks that must not hold. */
  readonly fails: readonly string[]
}

/** Every protection, fault and setting that an experiment rests on is taken away once: its checks must notice. */
export const VARIANTS: readonly Variant[] = [
  {
    experiment: 'active-close', without: 'the second close()', drop: ['second-close', 'time-wait', 'gone'],
    fails: ['first-path', 'sixty-seconds']
  },
  {
    experiment: 'active-close', without: 'an orderly second close', drop: ['time-wait', 'gone'], edit: [['    do: close\n    who: ${second}', '    do: reset\n    who: ${second}']],
    fails: ['first-path', 'second-path', 'kernel-says-so', 'sixty-seconds']
  },
  {
    experiment: 'active-close', without: 'reading the request and the reply', drop: ['request-read', 'reply-read', 'end-of-stream', 'first-fin-acknowledged', 'time-wait', 'gone'],
    fails: ['ping-arrived', 'pong-arrived', 'first-path']
  },
  {
    experiment: 'active-close', without: 'the order of the closes', drop: ['end-of-stream', 'first-fin-acknowledged', 'time-wait', 'gone'],
    edit: [['    do: close\n    who: ${second}', '    do: close\n    who: client'], ['    do: close\n    who: ${first}', '    do: close\n    who: server']],
    fails: ['first-path', 'second-path', 'second-keeps-nothing', 'kernel-says-so', 'sixty-seconds']
  },
  {
    experiment: 'lost-final-ack', without: 'the loss',
    drop: ['remove', 'repeated', 'restarted', 'server-done', 'reset', 'error', 'gone'],
    edit: [['{ from: client, exactly: ACK, len: [0, 0] }', '{ from: client, exactly: RST }'], ['{ connection: 2, from: client, exactly: ACK, len: [0, 0] }', '{ connection: 2, from: client, exactly: RST }']],
    fails: ['lost', 'fin-again', 'restarts', 'longer', 'reset-without', 'error-without']
  },
  {
    experiment: 'lost-final-ack', without: 'taking TIME-WAIT away', drop: ['remove', 'reset', 'gone'], fails: ['reset-without', 'error-without']
  },
  {
    experiment: 'lost-final-ack', without: 'TIME-WAIT on the first connection', drop: ['restarted', 'server-done', 'reset', 'error', 'gone'], edit: [['    connection: 2\n    end: client', '    connection: 1\n    end: client'], ['do: wait-until, event: segment, segments: { from: server, flags: FIN }, count: 2', 'do: wait-until, event: segment, segments: { from: client, flags: RST }']],
    fails: ['answered', 'no-reset']
  },
  {
    experiment: 'lost-final-ack', without: 'an ACK that comes through', drop: ['restarted', 'server-done', 'reset', 'error', 'gone'],
    edit: [['{ from: client, exactly: ACK, len: [0, 0] }\n    which: { first: 2 }', '{ from: client, exactly: ACK, len: [0, 0] }']], fails: ['server-path']
  },
  {
    experiment: 'fin-before-data', without: 'holding the data', drop: ['fin-arrives'], edit: [['{ from: server, len: [1, 1000] }', '{ from: server, len: [1000, 1001] }']],
    fails: ['held', 'data-late', 'no-end-yet', 'stayed', 'queued']
  },
  {
    experiment: 'fin-before-data', without: 'letting the data go', drop: ['read', 'close-wait', 'client-closes', 'time-wait'], edit: [['do: release, what: late-data }', 'do: release, what: late-data, send: false }']],
    fails: ['data-late', 'all-read', 'path']
  },
  {
    experiment: 'fin-before-data', without: 'the close', drop: ['close', 'fin-arrives', 'read', 'close-wait', 'client-closes', 'time-wait'], fails: ['fin-first', 'queued', 'path']
  },
  {
    experiment: 'reset', without: 'SO_LINGER', drop: ['reset-seen', 'error'], edit: [['do: reset, who: lingering', 'do: close, who: lingering']],
    fails: ['rst-linger', 'counted-data', 'lost']
  },
  {
    experiment: 'reset', without: 'SO_LINGER, and with little data', drop: ['reset-seen'],
    edit: [
      ['do: reset, who: lingering', 'do: close, who: lingering'], ['do: send, who: lingering, bytes: 60000', 'do: send, who: lingering, bytes: 10'],
      ['  - { id: send-unread,', '  - { id: close-lingering-server, title: x, do: close, who: lingering-server }\n  - { id: send-unread,']
    ],
    fails: ['no-fin', 'lost', 'less', 'no-time-wait']
  },
  {
    experiment: 'reset', without: 'unread data', drop: ['send-unread', 'sent-unread', 'unread-seen'],
    edit: [['  - { id: close-orderly,', '  - { id: end-unread, title: x, do: recv, who: unread-server, until: end }\n  - { id: close-unread-server, title: x, do: close, who: unread-server }\n  - { id: close-orderly,']],
    fails: ['rst-unread', 'counted-close', 'no-time-wait-unread']
  },
  { experiment: 'reset', without: 'the end of the orderly close', drop: ['time-wait'], edit: [['do: close, who: orderly-server', 'do: reset, who: orderly-server']], fails: ['orderly'] },
  {
    experiment: 'half-close', without: 'tcp_fin_timeout', drop: ['fin-timeout', 'orphan-gone', 'too-late', 'refused', 'server-closes', 'time-wait'], fails: ['limit', 'no-limit', 'rst']
  },
  {
    experiment: 'half-close', without: 'shutdown()', drop: ['answer-read', 'server-closes', 'time-wait'], edit: [['do: shutdown, who: talker, how: write', 'do: close, who: talker']],
    fails: ['owned', 'data', 'no-limit', 'path']
  },
  {
    experiment: 'half-close', without: 'close()', drop: ['orphan-gone', 'too-late', 'refused'],
    edit: [
      ['do: close, who: leaver', 'do: shutdown, who: leaver, how: write'],
      ['  - { id: server-closes,', '  - { id: leaver-server-closes, title: x, do: close, who: leaver-server }\n  - { id: server-closes,'],
      ['within: 5s }\n\npredictions:', 'within: 5s }\n  - { id: leaver-waits, title: x, do: wait-until, event: state, connection: 2, end: client, state: TIME-WAIT, within: 5s }\n\npredictions:']
    ],
    fails: ['orphan', 'limit', 'rst', 'no-time-wait']
  },
  { experiment: 'assassination', without: 'the ghost', drop: ['ghost-1', 'killed'], edit: [['after: ghost-1', 'after: look'], ['after: ghost-1', 'after: look'], ['after: ghost-1', 'after: look']], fails: ['ghost', 'acked', 'rst', 'killed', 'early'] },
  { experiment: 'assassination', without: 'tcp_rfc1337=1', drop: ['protect'], fails: ['survived'] },
  { experiment: 'assassination', without: 'the second ghost', drop: ['ghost-2', 'rst-2'], fails: ['ghost-protected', 'restarted'] },
  // Not without the pause alone: a machine that takes 40 ms for the server's close() makes one.
  { experiment: 'three-or-four', without: 'a client that closes first', drop: ['close-slow', 'end-slow', 'acknowledged', 'thinking', 'slow-done'], fails: ['four', 'delayed', 'visible'] },
  {
    experiment: 'three-or-four', without: 'the quick close',
    edit: [['  - { id: close-quick-server,', '  - { id: slow-now, title: x, do: pause, for: 200ms }\n  - { id: close-quick-server,']], fails: ['three', 'merged', 'passing']
  },
  { experiment: 'three-or-four', without: 'an orderly last close', drop: ['slow-done'], edit: [['do: close, who: slow-server', 'do: reset, who: slow-server']], fails: ['same-end', 'four'] },
  {
    experiment: 'same-four-tuple', without: 'tcp_tw_reuse', edit: [['id: "reuse-${reuse}", title: { en: "tcp_tw_reuse = ${reuse}", ko: "tcp_tw_reuse = ${reuse}" }, do: sysctl, name: net.ipv4.tcp_tw_reuse, value: "${reuse}"', 'id: "reuse-${reuse}", title: x, do: sysctl, name: net.ipv4.tcp_tw_reuse, value: 0']],
    fails: ['cell-later-1', 'cell-later-2', 'cell-net-1', 'recycled']
  },
  {
    experiment: 'same-four-tuple', without: 'the delay',
    edit: [['value: 30000', 'value: 1'], ['      - { id: "soon-reuse-${reuse}",', '      - { id: "a-moment-${reuse}", title: x, do: pause, for: 50ms }\n      - { id: "soon-reuse-${reuse}",']],
    fails: ['cell-soon-1', 'cell-soon-2']
  },
  { experiment: 'same-four-tuple', without: 'turning timestamps off', drop: ['ts-off', 'ts-plain', 'ts-both-plain'], fails: ['cell-plain-1', 'cell-plain-2', 'both-plain'] },
  { experiment: 'same-four-tuple', without: 'SO_REUSEADDR on the old socket', edit: [['old-both: { end: client, port: 40064, reuseAddress: true }', 'old-both: { end: client, port: 40064 }']], fails: ['cell-both'] },
  {
    experiment: 'same-four-tuple', without: 'sockets that lack SO_REUSEADDR',
    edit: [['port: 40061, reuseAddress: false', 'port: 40061, reuseAddress: true'], ['port: 40061, reuseAddress: false', 'port: 40061, reuseAddress: true'], ['port: 40062, reuseAddress: false', 'port: 40062, reuseAddress: true'], ['port: 40063, reuseAddress: false', 'port: 40063, reuseAddress: true']],
    fails: ['cell-neither', 'cell-old', 'cell-new']
  },
  {
    experiment: 'same-four-tuple', without: 'TIME-WAIT', edit: [['  - { id: usual-delay,', '  - { id: no-time-wait, title: x, do: sysctl, name: net.ipv4.tcp_max_tw_buckets, value: 0 }\n  - { id: usual-delay,']],
    fails: ['cell-soon-0', 'cell-later-0', 'cell-net-0', 'cell-net-2', 'cell-plain-0', 'cell-bound-0', 'cell-bound-1', 'cell-bound-2']
  },
  { experiment: 'server-restart', without: 'SO_REUSEADDR on the old socket', edit: [['old-11: { end: server, address: 127.0.0.1, port: 7003, reuseAddress: true }', 'old-11: { end: server, address: 127.0.0.1, port: 7003 }']], fails: ['cell-11'] },
  {
    experiment: 'server-restart', without: 'sockets that lack SO_REUSEADDR',
    edit: [['port: 7000, reuseAddress: false', 'port: 7000, reuseAddress: true'], ['port: 7000, reuseAddress: false', 'port: 7000, reuseAddress: true'], ['port: 7001, reuseAddress: false', 'port: 7001, reuseAddress: true'], ['port: 7002, reuseAddress: false', 'port: 7002, reuseAddress: true']],
    fails: ['cell-00', 'cell-01', 'cell-10']
  },
  {
    experiment: 'server-restart', without: 'an orderly close by the server', drop: ['client-reads-${case}', 'client-closes-${case}', 'server-reads-${case}', 'server-closed-${case}'],
    edit: [['do: shutdown, who: "server-${case}", how: write', 'do: reset, who: "server-${case}"']], fails: ['waits-1', 'waits-2', 'waits-3', 'waits-4', 'cell-00', 'cell-01', 'cell-10']
  },
  {
    experiment: 'simultaneous-close', without: 'the crossing',
    drop: ['hold-client', 'hold-server', 'both-held', 'silence-client', 'silence-server', 'release-client', 'release-server', 'closing', 'closing-server', 'open-client', 'open-server', 'time-wait', 'time-wait-server'],
    fails: ['crossed', 'client-path', 'server-path', 'kernel-closing', 'ss', 'two']
  },
  {
    experiment: 'close-wait-leak', without: 'the leak', drop: ['waiting', 'fin-wait-2'], edit: [['closes: client, keep: server }', 'closes: client }']],
    fails: ['close-wait', 'no-time-wait', 'peers', 'named', 'endless']
  },
  {
    experiment: 'close-wait-leak', without: 'the mending', drop: ['fix'], edit: [['do: wait-until, event: population, end: client, state: TIME-WAIT, count: ["${leaks}", "${leaks}"], within: 10s', 'do: pause, for: 100ms']], fails: ['healed']
  },
  {
    experiment: 'close-wait-leak', without: 'accept()', drop: ['fix'],
    edit: [['do: listen, who: listener', 'do: listen, who: listener, backlog: 64'], ['do: wait-until, event: population, end: client, state: TIME-WAIT, count: ["${leaks}", "${leaks}"], within: 10s', 'do: pause, for: 100ms'], ['to: listener, count: "${leaks}", closes: client, keep: server', 'to: "127.0.0.1:12345", count: "${leaks}", closes: client']],
    fails: ['guilty', 'named', 'healed']
  },
  { experiment: 'bucket-overflow', without: 'the limit', drop: ['limit'], fails: ['filled', 'counted', 'resets'] },
  { experiment: 'bucket-overflow', without: 'any room', drop: ['full'], edit: [['name: net.ipv4.tcp_max_tw_buckets, value: "${buckets}"', 'name: net.ipv4.tcp_max_tw_buckets, value: 0']], fails: ['first', 'counted'] },
  { experiment: 'syn-in-time-wait', without: 'the stale SYN', drop: ['stale-syn', 'stale-answered'], fails: ['stale'] },
  {
    experiment: 'syn-in-time-wait', without: 'TIME-WAIT, when the stale SYN comes', drop: ['stale-answered', 'again', 'accept-again', 'hello', 'hello-read'],
    edit: [['  - { id: stale-syn,', '  - { id: taken-away, title: x, do: destroy, connection: 1, end: server }\n  - { id: stale-syn,']], fails: ['stale-refused', 'recycled']
  },
  { experiment: 'syn-in-time-wait', without: 'the new SYN', drop: ['again', 'accept-again', 'hello', 'hello-read'], fails: ['recycled', 'at-once', 'works', 'early'] },
  { experiment: 'ghost-segment', without: 'the ghost in TIME-WAIT', drop: ['ghost-time-wait', 'ghost-answered'], edit: [['after: ghost-time-wait', 'after: a-while'], ['after: ghost-time-wait', 'after: a-while']], fails: ['answered', 'restarted'] },
  { experiment: 'ghost-segment', without: 'the ghost that PAWS stops', drop: ['ghost-paws'], fails: ['paws-counted'] },
  {
    experiment: 'ghost-segment', without: 'PAWS and the ACK check', drop: ['ghost-none', 'none-read'],
    edit: [
      ['  - { id: listen, title', '  - { id: never-stamped, title: x, do: sysctl, name: net.ipv4.tcp_timestamps, value: 0 }\n  - { id: listen, title'],
      ['do: inject, connection: 1, from: client, copy: { of: { from: client, len: [12, 12] } } }\n  - { id: paws-wait', 'do: inject, connection: 2, from: client, copy: { of: { from: client, len: [12, 12] } }, ack: next }\n  - { id: paws-wait'],
      ['do: inject, connection: 3, from: client, copy: { of: { connection: 3, from: client, len: [12, 12] } } }\n  - { id: ack-wait', 'do: inject, connection: 4, from: client, copy: { of: { connection: 3, from: client, len: [12, 12] } }, ack: next }\n  - { id: ack-wait']
    ],
    fails: ['paws', 'ack', 'paws-counted']
  },
  { experiment: 'ghost-segment', without: 'turning timestamps off', drop: ['no-timestamps', 'none-read'], fails: ['stale'] },
  { experiment: 'ghost-segment', without: 'timestamps from the start', drop: ['paws-read'], edit: [['  - { id: listen, title', '  - { id: never-stamped, title: x, do: sysctl, name: net.ipv4.tcp_timestamps, value: 0 }\n  - { id: listen, title']], fails: ['paws-counted'] },
  {
    experiment: 'state-gallery', without: 'the losses',
    drop: ['lose-last', 'lose-fin', 'stuck-state', 'lose-syn', 'calling-state', 'lose-third', 'shy-state', 'hold-client', 'hold-server', 'crossing-met', 'crossing-silence', 'crossing-silence-2', 'crossing-release', 'crossing-release-2', 'crossing-state'],
    fails: ['shows-syn-sent', 'shows-syn-recv', 'shows-closing', 'shows-last-ack', 'evidence-closing', 'evidence-last-ack', 'evidence-syn-sent']
  },
  {
    experiment: 'state-gallery', without: 'what is held, when one looks', drop: ['last-server-close', 'last-time-wait'],
    edit: [['  - { id: look, title', '  - { id: all-gone, title: x, do: run, as: kill, command: [ss, -tK, state, all] }\n  - { id: look, title']],
    fails: ['shows-listen', 'shows-estab', 'shows-syn-sent', 'shows-syn-recv', 'shows-fin-wait-1', 'shows-fin-wait-2', 'shows-close-wait', 'shows-closing', 'shows-last-ack', 'shows-time-wait', 'nobody']
  },
  {
    experiment: 'netcat', without: 'ending the programs', drop: ['ctrl-c-client', 'server-ended', 'time-wait-1', 'ctrl-c-server', 'close-wait-2', 'end-2', 'time-wait-2'],
    fails: ['client-keeps', 'client-killed', 'server-follows', 'server-keeps', 'client-waited', 'right-name', 'right-name-2', 'hyphen']
  },
  { experiment: 'netcat', without: 'an nc that goes on after Ctrl-D', edit: [['[nc, 127.0.0.1, "1234${n}"]', '[nc, -N, 127.0.0.1, "1234${n}"]']], fails: ['ctrl-d-nothing'] },
  {
    experiment: 'netcat', without: 'the underscore', edit: [['ss -tan | grep TIME_WAIT"]', 'ss -tan | grep TIME-WAIT"]'], ['[ss, -tan, state, TIME_WAIT]', '[ss, -tan, state, TIME-WAIT]']], fails: ['grep-nothing', 'wrong-name']
  },
  {
    experiment: 'how-long', without: 'the wait', edit: [['do: wait-until, event: over, connection: "${n}", within: time-wait + wheel(time-wait) + 4s', 'do: pause, for: 10ms']],
    fails: [...[1, 2, 3, 4, 5, 6].map((n) => `length-${n}`), 'overdue']
  },
  { experiment: 'fin-timeout-myth', without: 'the setting and the wait', drop: ['fin-timeout', 'half-gone', 'gone'], fails: ['time-wait', 'fin-wait-2'] },
  {
    experiment: 'fin-timeout-myth', without: 'close()', drop: ['half-gone', 'gone'],
    edit: [
      ['do: close, who: half }', 'do: shutdown, who: half, how: write }\n  - { id: half-closed, title: x, do: wait-until, event: state, connection: 2, end: client, state: FIN-WAIT-2, within: 5s }'],
      ['do: recv, who: half-server, until: end }', 'do: recv, who: half-server, until: end }\n  - { id: a-while, title: x, do: pause, for: 200ms }\n  - { id: half-server-closes, title: x, do: close, who: half-server }\n  - { id: half-waits, title: x, do: wait-until, event: state, connection: 2, end: client, state: TIME-WAIT, within: 5s }']
    ],
    fails: ['orphan', 'never', 'fin-wait-2', 'time-wait']
  },
  {
    experiment: 'port-exhaustion', without: 'most of the ports, and another destination', drop: ['counted'], edit: [['"32768 60999"', '"32768 32867"'], ['who: elsewhere, to: other-listener', 'who: elsewhere, to: listener']],
    fails: ['exactly', 'elsewhere']
  },
  {
    experiment: 'port-exhaustion', without: 'enough connections, closed by the client', drop: ['counted'], edit: [['to: listener, count: 30000, until: EADDRNOTAVAIL', 'to: listener, count: 50, closes: server']],
    fails: ['exhausted', 'exactly', 'again', 'at-server']
  }
]
