// The engine's end of the pipe, written apart from the product's own framing, so that both sides are judged by the contract
// (src/shared/ipc/frames.ts) and not by each other.
import { createBirpc } from 'birpc'
import { Socket } from 'node:net'

/** @param functions of the Engine; @returns the host's functions, `events(...)` to send events, and `input`, which ends with the host */
export function serveOnPipe(functions) {
  const input = new Socket({ fd: 3, readable: true, writable: false })
  const output = new Socket({ fd: 4, readable: false, writable: true })
  const send = (kind, payload) => {
    const head = Buffer.alloc(5)
    head.writeUInt32BE(payload.length + 1)
    head[4] = kind
    output.write(Buffer.concat([head, payload]))
  }
  let listener
  const host = createBirpc(functions, {
    post: (text) => send(0x52, Buffer.from(text)), on: (f) => { listener = f }, serialize: (message) => JSON.stringify(message, errors), timeout: -1, bind: 'functions'
  })
  let rest = Buffer.alloc(0)
  input.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const length = rest.readUInt32BE(0)
      listener(JSON.parse(rest.subarray(5, 4 + length).toString()))
      rest = rest.subarray(4 + length)
    }
  })
  return { host, input, events: (...lines) => send(0x45, Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))) }
}

function errors(_key, value) {
  return value instanceof Error ? { __error: true, name: value.name, message: value.message } : value
}
