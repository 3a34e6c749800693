/** An experiment that uses what goes beyond sockets: faults, settings, programs, crowds, `each`, tables, figures from books. */
export const RICH = `id: rich
title: Rich
question: What breaks
seconds: 3
needs: [capture, sock-diag, nft, raw-socket, tcp-repair, nc, pty, "sysctl:net.ipv4.tcp_tw_reuse"]
hosts: { near: 10.9.0.1 }
connections: [with, without]
tables: { reuse: Reuse }
literature:
  - { title: Books, columns: [System, Seconds], rows: [[Linux, "60"]], source: tcp(7) }
params:
  many: { kind: number, title: Many, min: 1, max: 1000, default: 10 }
sockets:
  listener: { end: server, port: 7000 }
  client: { end: client, address: 10.9.0.1 }
  server: { end: server }
steps:
  - { id: listen, title: Listen, do: listen, who: listener }
  - { id: reuse, title: Reuse, do: sysctl, name: net.ipv4.tcp_tw_reuse, value: 1 }
  - { id: lose, title: Lose, do: drop, as: lost, segments: { from: client, flags: FIN }, which: { first: 1 } }
  - { id: keep, title: Keep, do: hold, as: late, segments: { from: server, len: [1, 100] }, which: { nth: 2 } }
  - { id: connect, title: Connect, do: connect, who: client, to: listener }
  - { id: accept, title: Accept, do: accept, who: listener, as: server }
  - { id: close, title: Close, do: close, who: client }
  - { id: lost-it, title: Lost, do: wait-until, event: met, fault: lost, count: 1, within: 5s }
  - { id: let-go, title: Go, do: release, what: late, order: reversed }
  - { id: ghost, title: Ghost, do: inject, from: client, copy: { of: { from: client, flags: SYN } }, seq: next-1, timestamps: older }
  - { id: remove, title: Remove, do: destroy, end: client }
  - { id: nc, title: nc, do: run, as: netcat, command: [nc, -l, "12345"], wait: false }
  - { id: stop-nc, title: Stop, do: type, program: netcat, key: Ctrl-C }
  - { id: nc-over, title: Over, do: wait-until, event: ended, program: netcat, within: 5s }
  - { id: crowd, title: Crowd, do: many, as: crowd, to: listener, count: "\${many}", closes: client, keep: server }
  - { id: full, title: Full, do: wait-until, event: population, end: client, state: TIME-WAIT, count: [1, 10], within: 5s }
  - { id: end-crowd, title: End, do: close-many, what: crowd }
  - each: { n: [0, 1] }
    steps:
      - { id: "set-\${n}", title: Set, do: sysctl, name: net.ipv4.tcp_tw_reuse, value: "\${n}" }
predictions:
  - { id: how-many, question: How many, kind: number, of: { done: crowd }, tolerance: 0 }
  - { id: order, question: Which first, kind: order, segments: [{ id: a, text: SYN, is: { from: client, flags: SYN } }, { id: b, text: FIN, is: { from: client, flags: FIN } }] }
checks:
  - { id: lost, title: Lost, that: met, fault: lost, count: [1, 1] }
  - { id: nc-ended, title: Ended, that: exit, program: netcat, signal: SIGINT }
  - { id: moved, title: Moved, that: counter, name: TcpExtTW, moved: [1, 100] }
  - { id: most, title: Most, that: population, end: client, state: TIME-WAIT, count: [1, 1000], at: crowd }
  - each: { n: [0, 1] }
    checks:
      - { id: "cell-\${n}", title: Cell, cell: { table: reuse, row: Row, column: "\${n}" }, that: call, call: connect, who: client, errno: EINPROGRESS }
explanation: Because.
references:
  - { rfc: 9293, section: "3.6", about: Closing }
`
