'use strict'
// Test only. Gives the Electron 9.4.1 test runtime (Node 12.14, Chrome 83) the parts of today's Electron this product uses, so that the very build that
// ships runs on it unchanged: `electron -r electron9.cjs .`. It is one file because it also enters each page, as a preload of the session.
/* oxlint-disable unicorn/consistent-function-scoping -- `polyfill` is sent into pages as text: what it uses must stand inside it */
// Emulated, so not proven by tests on this runtime: senderFrame.parent (always null), native popups, streaming answers of protocol.handle, the OS sandbox.

/** What the language and the page lack. Runs in the main process, in the preload's world and in the page's world: it may use nothing from outside itself. */
function polyfill() {
  const add = (to, name, value) => {
    if (!(name in to)) Object.defineProperty(to, name, { value, writable: true, configurable: true })
  }
  const lists = [Array, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]
  for (const { prototype } of [...lists, String]) {
    add(prototype, 'at', function (index) {
      const i = Math.trunc(index) || 0
      return this[i < 0 ? i + this.length : i]
    })
  }
  for (const { prototype } of lists) {
    add(prototype, 'findLastIndex', function (test, self) {
      for (let i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return i
      return -1
    })
    add(prototype, 'findLast', function (test, self) {
      const i = this.findLastIndex(test, self)
      return i < 0 ? undefined : this[i]
    })
    add(prototype, 'toSorted', function (compare) { return this.slice().sort(compare) })
    add(prototype, 'toReversed', function () { return this.slice().reverse() })
    add(prototype, 'with', function (i, value) {
      const copy = this.slice()
      copy[i < 0 ? i + copy.length : i] = value
      return copy
    })
  }
  add(Array.prototype, 'toSpliced', function (...args) {
    const copy = this.slice()
    copy.splice(...args)
    return copy
  })
  add(String.prototype, 'replaceAll', function (what, by) {
    if (what instanceof RegExp) return this.replace(what, by)
    return this.split(what).join(typeof by === 'function' ? by(what) : by)
  })
  add(Object, 'hasOwn', (object, key) => Object.prototype.hasOwnProperty.call(object, key))
  const group = (make, put) => (items, keyOf) => {
    const groups = make()
    let i = 0
    for (const item of items) put(groups, keyOf(item, i++), item)
    return groups
  }
  add(Object, 'groupBy', group(() => Object.create(null), (groups, key, item) => (groups[key] = groups[key] || []).push(item)))
  add(Map, 'groupBy', group(() => new Map(), (groups, key, item) => (groups.get(key) || groups.set(key, []).get(key)).push(item)))
  add(Promise, 'withResolvers', () => {
    const parts = {}
    parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
    return parts
  })
  add(globalThis, 'AggregateError', class AggregateError extends Error {
    constructor(errors, text) {
      super(text)
      this.errors = [...errors]
    }
  })
  add(Promise, 'any', (all) => new Promise((resolve, reject) => {
    const errors = []
    let left = 0
    for (const one of all) {
      left++
      Promise.resolve(one).then(resolve, (error) => {
        errors.push(error)
        if (--left === 0) reject(new AggregateError(errors, 'All promises were rejected'))
      })
    }
  }))
  add(globalThis, 'WeakRef', class WeakRef {
    constructor(target) { this.target = target }
    deref() { return this.target }
  })
  add(Set.prototype, 'union', function (other) { return new Set([...this, ...other]) })
  add(Set.prototype, 'intersection', function (other) { return new Set([...this].filter((item) => other.has(item))) })
  add(Set.prototype, 'difference', function (other) { return new Set([...this].filter((item) => !other.has(item))) })
  add(Set.prototype, 'isSubsetOf', function (other) { return [...this].every((item) => other.has(item)) })
  if (typeof URL === 'function') {
    add(URL, 'canParse', (text, base) => {
      try {
        return Boolean(new URL(text, base))
      } catch {
        return false
      }
    })
  }
  // By code points: what these tests show has no clusters of them.
  add(Intl, 'Segmenter', class Segmenter {
    segment(text) { return Array.from(text, (segment) => ({ segment })) }
  })
  const clone = (value, seen = new Map()) => {
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('DataCloneError: could not be cloned')
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return seen.get(value)
    const keep = (copy) => {
      seen.set(value, copy)
      return copy
    }
    if (value instanceof Date || value instanceof RegExp) return keep(new value.constructor(value))
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return keep(value.slice ? value.slice(0) : new DataView(value.buffer.slice(0)))
    if (value instanceof Map) {
      const copy = keep(new Map())
      for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen))
      return copy
    }
    if (value instanceof Set) {
      const copy = keep(new Set())
      for (const item of value) copy.add(clone(item, seen))
      return copy
    }
    const copy = keep(Array.isArray(value) ? [] : value instanceof Error ? new value.constructor(value.message) : {})
    for (const key of Object.keys(value)) copy[key] = clone(value[key], seen)
    return copy
  }
  add(globalThis, 'structuredClone', (value) => clone(value))
  if (typeof window === 'undefined') return

  add(crypto, 'randomUUID', () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16)))
  add(Element.prototype, 'replaceChildren', function (...nodes) {
    this.textContent = ''
    this.append(...nodes)
  })
  add(Element.prototype, 'checkVisibility', function () { return this.getClientRects().length > 0 })
  add(AbortSignal, 'timeout', (ms) => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), ms)
    return controller.signal
  })
  // A popup the app denies must never be made: under a debugger's auto-attach its opener would wait for it for ever. The main process is asked instead.
  const ask = (url, frameName) => {
    document.dispatchEvent(new CustomEvent('electron9-open', { detail: JSON.stringify({ url: new URL(url, location.href).href, frameName }) }))
    return null
  }
  window.open = (url = 'about:blank', name = '') => ask(url, name)
  document.addEventListener('click', (event) => {
    const link = event.composedPath().find((node) => node.localName === 'a' && node.target && node.target !== '_self')
    if (!link || event.defaultPrevented) return
    event.preventDefault()
    ask(link.href, link.target)
  })
}

/** In each page, before any of its own scripts: its policy is untouched. */
function enterPage() {
  const electron = require('electron')
  const { ipcRenderer, webFrame } = electron
  // Until version 31 a file told its own path.
  electron.webUtils = electron.webUtils || { getPathForFile: (file) => file.path }
  webFrame.executeJavaScript(`(${polyfill})()`)
  document.addEventListener('electron9-open', (event) => ipcRenderer.send('electron9-open', event.detail))
}

/** Node 12 to 20, as far as the main process uses it. */
function modernNode() {
  const Module = require('module')
  const fs = require('fs')
  const path = require('path')
  const util = require('util')
  const nodeCrypto = require('crypto')
  const childProcess = require('child_process')
  const abortError = () => Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' })

  const delay = (ms, value, { signal, ref = true } = {}) => new Promise((resolve, reject) => {
    if (signal && signal.aborted) return reject(abortError())
    const timer = setTimeout(() => resolve(value), ms)
    if (!ref) timer.unref()
    if (signal) signal.addEventListener('abort', () => (clearTimeout(timer), reject(abortError())), { once: true })
  })
  const extra = {
    'fs/promises': fs.promises, 'timers/promises': { setTimeout: delay, setImmediate: util.promisify(setImmediate) }, 'path/posix': path.posix,
    'util/types': util.types, 'stream/promises': { pipeline: util.promisify(require('stream').pipeline), finished: util.promisify(require('stream').finished) }
  }
  const load = Module._load
  Module._load = function (id, ...rest) {
    const name = id.startsWith('node:') ? id.slice('node:'.length) : id
    return extra[name] || load.call(this, name, ...rest)
  }
  if (!fs.promises.rm) {
    fs.promises.rm = async (target, { recursive = false, force = false } = {}) => {
      try {
        if (recursive && (await fs.promises.lstat(target)).isDirectory()) await fs.promises.rmdir(target, { recursive: true })
        else await fs.promises.unlink(target)
      } catch (error) {
        if (!force || error.code !== 'ENOENT') throw error
      }
    }
  }
  nodeCrypto.randomUUID = () => nodeCrypto.randomBytes(16).toString('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
  global.performance = require('perf_hooks').performance
  global.crypto = { randomUUID: nodeCrypto.randomUUID, getRandomValues: (array) => nodeCrypto.randomFillSync(array) }

  class Target extends require('events') {
    addEventListener(name, listener, options) { this[options && options.once ? 'once' : 'on'](name, listener) }
    removeEventListener(name, listener) { this.off(name, listener) }
    throwIfAborted() { if (this.aborted) throw this.reason }
  }
  global.AbortController = class AbortController {
    constructor() { this.signal = Object.assign(new Target(), { aborted: false, reason: undefined }) }
    abort(reason = abortError()) {
      const { signal } = this
      if (signal.aborted) return
      Object.assign(signal, { aborted: true, reason })
      signal.emit('abort', { type: 'abort', target: signal })
    }
  }
  const { spawn } = childProcess
  childProcess.spawn = (...args) => {
    const child = spawn(...args)
    if (child.pid) process.nextTick(() => child.emit('spawn'))
    return child
  }
}

/** Headers, Request and Response, as far as protocol.handle needs them. */
function fetchClasses() {
  class Headers extends Map {
    constructor(init) {
      super()
      for (const [name, value] of init instanceof Map ? init : Object.entries(init || {})) this.set(name, value)
    }
    get(name) {
      const value = super.get(name.toLowerCase())
      return value === undefined ? null : value
    }
    set(name, value) { return super.set(name.toLowerCase(), String(value)) }
    has(name) { return super.has(name.toLowerCase()) }
  }
  class Body {
    constructor(body, init) {
      this.bytes = body === undefined || body === null ? Buffer.alloc(0) : Buffer.from(body)
      this.headers = new Headers(init && init.headers)
    }
    async arrayBuffer() { return Uint8Array.from(this.bytes).buffer }
    async text() { return this.bytes.toString() }
    async json() { return JSON.parse(this.bytes) }
  }
  global.Headers = Headers
  global.Request = class Request extends Body {
    constructor(url, init = {}) {
      super(init.body, init)
      this.url = String(url)
      this.method = init.method || 'GET'
    }
  }
  global.Response = class Response extends Body {
    constructor(body, init = {}) {
      super(body, init)
      this.status = init.status || 200
      this.ok = this.status < 300
    }
  }
}

/** Electron 10 to today, as far as the main process uses it. */
function modernElectron() {
  const electron = require('electron')
  const { app, BrowserWindow, ipcMain, protocol } = electron
  // The OS sandbox of Chrome 83 ends every process under a C library of today; `sandbox: true` of each window still separates its worlds.
  app.enableSandbox = () => {}
  protocol.handle = (scheme, handler) => {
    const accepted = protocol.registerBufferProtocol(scheme, async (request, answer) => {
      try {
        const response = await handler(new Request(request.url, { method: request.method, headers: request.headers }))
        const mimeType = (response.headers.get('content-type') || '').split(';')[0]
        answer({ statusCode: response.status, headers: Object.fromEntries(response.headers), mimeType, charset: 'utf-8', data: response.bytes })
      } catch (error) {
        console.error(error)
        answer({ error: -2 })
      }
    })
    if (accepted === false) throw new Error(`cannot handle ${scheme}`)
  }
  const wrappers = new WeakMap()
  for (const name of ['handle', 'on', 'once']) {
    const original = ipcMain[name]
    ipcMain[name] = function (channel, listener) {
      const wrapped = (event, ...args) => {
        event.senderFrame = { url: event.sender.getURL(), parent: null, routingId: event.frameId, processId: event.processId }
        return listener(event, ...args)
      }
      wrappers.set(listener, wrapped)
      return original.call(this, channel, wrapped)
    }
  }
  const remove = ipcMain.removeListener
  ipcMain.removeListener = function (channel, listener) { return remove.call(this, channel, wrappers.get(listener) || listener) }

  const targets = new Map()
  electron.webContents.fromDevToolsTargetId = (id) => targets.get(id)
  app.on('web-contents-created', (_event, contents) => {
    let handler = () => ({ action: 'allow' })
    contents.setWindowOpenHandler = (chosen) => { handler = chosen }
    contents.on('ipc-message', (_ipc, channel, detail) => {
      if (channel !== 'electron9-open') return
      const wanted = JSON.parse(detail)
      const answer = handler({ disposition: 'foreground-tab', features: '', referrer: { url: contents.getURL(), policy: 'default' }, ...wanted })
      if (answer.action === 'allow') new BrowserWindow(answer.overrideBrowserWindowOptions).loadURL(wanted.url)
    })
    contents.on('new-window', (event) => event.preventDefault()) // what the page's world did not catch
    for (const name of ['will-navigate', 'will-redirect']) {
      contents.prependListener(name, (event, url) => { Object.assign(event, { url, isMainFrame: true }) })
    }
    // Playwright finds the window of a page by this.
    contents.once('dom-ready', async () => {
      contents.debugger.attach()
      targets.set((await contents.debugger.sendCommand('Target.getTargetInfo')).targetInfo.targetId, contents)
      contents.debugger.detach()
    })
  })
  app.on('session-created', (session) => session.setPreloads([...session.getPreloads(), __filename]))
  // Without these Electron opens a dialog, which no test ever answers.
  for (const name of ['uncaughtException', 'unhandledRejection']) {
    process.on(name, (error) => {
      console.error(error)
      app.exit(1)
    })
  }
}

polyfill()
if (process.type === 'renderer') enterPage()
else {
  modernNode()
  fetchClasses()
  modernElectron()
}
