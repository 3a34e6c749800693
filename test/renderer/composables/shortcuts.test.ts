// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useShortcuts } from '../../../src/renderer/src/composables/use-shortcuts'

let scope: EffectScope
const run = vi.fn()
const scale = vi.fn()
const keep = vi.fn()
beforeEach(() => {
  vi.clearAllMocks()
  document.body.innerHTML = '<button id="b">x</button><input id="i"><input id="c" type="checkbox"><p id="p"></p>'
  scope = effectScope()
  scope.run(() => useShortcuts({ ' ': run, e: scale, 'ctrl+s': keep }))
})
afterEach(() => scope.stop())
const press = (key: string, on = 'p', more: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  document.getElementById(on)?.dispatchEvent(event)
  return event
}

describe('keys of the window', () => {
  it('act, and act alone', () => {
    expect(press('e').defaultPrevented).toBe(true)
    expect(scale).toHaveBeenCalledOnce()
  })
  it('mean the same with Shift or Caps Lock, and on a Korean keyboard that writes jamo', () => {
    press('E')
    press('ㄷ', 'p', { code: 'KeyE' })
    expect(scale).toHaveBeenCalledTimes(2)
  })
  it('belong to a text field that has the focus', () => {
    press('e', 'i')
    press(' ', 'i')
    expect(scale).not.toHaveBeenCalled()
    expect(run).not.toHaveBeenCalled()
  })
  it('leave Space to a button or a box that has the focus', () => {
    press(' ', 'b')
    press(' ', 'c')
    expect(run).not.toHaveBeenCalled()
    press('e', 'b')
    expect(scale).toHaveBeenCalledOnce()
  })
  it('with Ctrl, or Command, act from a text field too; with Shift beside it they are others', () => {
    expect(press('s', 'i', { ctrlKey: true }).defaultPrevented).toBe(true)
    press('S', 'p', { metaKey: true })
    press('S', 'p', { ctrlKey: true, shiftKey: true })
    press('s')
    expect(keep).toHaveBeenCalledTimes(2)
  })
  it('leave other combinations to the browser and the menu', () => {
    press('e', 'p', { ctrlKey: true })
    press('e', 'p', { metaKey: true })
    expect(scale).not.toHaveBeenCalled()
  })
  it('end with their scope', () => {
    scope.stop()
    press('e')
    expect(scale).not.toHaveBeenCalled()
  })
})
