import { Buffer } from 'node:buffer'
import { Socket } from 'node:net'
import { createBirpc } from 'birpc'
import type { Engine, EngineNotifications } from '../../shared/ipc/engine'
import { FrameChannel } from '../../shared/ipc/rpc-channel'
import { PipeWriter } from './pipe-writer'

/** The descriptors this process inherits from its shell. */
const FROM_SHELL = 3
const TO_SHELL = 4

const codec = {
  encode: (text: string): Uint8Array => Buffer.from(text),
  decode: (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

/** `beside`: a thread of its own waits and copies while a file is read. `here`: this one does, between two others of its tasks; while packets are captured, who sends them needs the other processor. */
export type Writing = 'here' | 'beside'

export interface ShellLink {
  readonly notify: Required<EngineNotifications>
  /** @param jsonLines in UTF-8 @param written called when they are not needed any more */
  sendEvents(jsonLines: Uint8Array, written: () => void): void
  /** @param batch a stretch of the stream in columns @param written as above */
  sendBatch(batch: Uint8Array, written: () => void): void
  /** Resolves when everything written so far has left this process. */
  flushed(): Promise<void>
}

/**
 * The engine's side of the inherited pipe: the only place commands come from. When the pipe ends, or brings what is no frame, the shell is gone
 * or broken, and `onEnd` is called once.
 * @param writing from which thread
 */
export function connectShell(serve: (link: ShellLink) => Engine, onEnd: () => void, writing: Writing): void {
  const input = new Socket({ fd: FROM_SHELL, readable: true, writable: false })
  let ended = false
  const end = (): void => {
    if (ended) return
    ended = true
    onEnd()
  }
  // A shell that has gone away reads nothing more: its end is told by `input` too.
  const output = writing === 'beside' ? new PipeWriter(TO_SHELL, end) : streamTo(TO_SHELL, end)
  const channel = new FrameChannel((bytes, written) => output.write(bytes, written), codec, { events: () => end(), batch: () => end(), damaged: () => end() })
  // The engine's functions are needed to make the remote, and the remote by the engine: the functions are filled in below.
  const functions = {} as Engine
  const remote = createBirpc<EngineNotifications, Engine>(functions, channel.birpc)
  const link: ShellLink = {
    notify: {
      progress: (done, total) => void remote.$callEvent('progress', done, total),
      trouble: (failure) => void remote.$callEvent('trouble', failure),
      programEnded: (status) => void remote.$callEvent('programEnded', status),
      terminalOutput: (id, text) => void remote.$callEvent('terminalOutput', id, text),
      terminalEnded: (id, status) => void remote.$callEvent('terminalEnded', id, status)
    },
    sendEvents: (jsonLines, written) => channel.send('events', jsonLines, written),
    sendBatch: (batch, written) => channel.send('batch', batch, written),
    flushed: () => output.flushed()
  }
  Object.assign(functions, bound(serve(link)))
  input.on('data', (chunk: Uint8Array) => channel.receive(chunk)).on('end', end).on('error', end)
}

function streamTo(fd: number, onBroken: () => void): Pick<PipeWriter, 'write' | 'flushed'> {
  const stream = new Socket({ fd, readable: false, writable: true }).on('error', onBroken)
  return {
    write: (bytes, written) => void stream.write(bytes, written),
    flushed: () => new Promise((resolve) => stream.write(new Uint8Array(0), () => resolve()))
  }
}

/** The contract's functions, bound to the engine: what birpc serves is exactly these. */
const bound = (engine: Engine): Engine => ({
  open: (request) => engine.open(request),
  runExperiment: () => engine.runExperiment(),
  exec: (request) => engine.exec(request),
  read: () => engine.read(),
  close: () => engine.close(),
  summary: () => engine.summary(),
  socketsText: () => engine.socketsText(),
  note: (note) => engine.note(note),
  removeNote: (id) => engine.removeNote(id),
  summarise: (files) => engine.summarise(files),
  readNotes: (file) => engine.readNotes(file),
  changeNotes: (request) => engine.changeNotes(request),
  writerGone: () => engine.writerGone(),
  keepRecording: (path) => engine.keepRecording(path),
  packetFrame: (n) => engine.packetFrame(n),
  openTerminal: (request) => engine.openTerminal(request),
  terminalInput: (id, text) => engine.terminalInput(id, text),
  resizeTerminal: (id, size) => engine.resizeTerminal(id, size),
  terminalTaken: (id, units) => engine.terminalTaken(id, units),
  closeTerminal: (id) => engine.closeTerminal(id),
  exportCapture: (request) => engine.exportCapture(request),
  gradeCapture: (request) => engine.gradeCapture(request),
  capturePart: (request) => engine.capturePart(request),
  acknowledge: (frames) => engine.acknowledge(frames),
  ping: () => engine.ping()
})
