import { defineStore } from 'pinia'
import { computed, nextTick, reactive, ref, shallowRef, watch } from 'vue'
import type { Failure } from '../../../shared/base/result'
import type { ExitStatus } from '../../../shared/ipc/engine'
import type { TerminalId, TerminalSize } from '../../../shared/ipc/terminals'
import { TypedText } from '../terminal/typed-text'
import { useLabStore } from './lab'
import { useSessionStore } from './session'

/** The two terminals of the course text. */
export const SLOTS = [1, 2] as const
export type Slot = (typeof SLOTS)[number]

/** `closed`: never opened in this session. `ended`: its shell has ended, or the laboratory it was in. `refused`: it could not be opened. */
export type TerminalState =
  | { readonly state: 'closed' | 'opening' }
  | { readonly state: 'open'; readonly id: TerminalId }
  | { readonly state: 'ended'; readonly status: ExitStatus | null }
  | { readonly state: 'refused'; readonly failure: Failure }

/** Where a terminal's output is drawn. `taken` is called when it has been. */
export interface Screen {
  write(text: string, taken: () => void): void
  /** Everything of an earlier session goes. */
  clear(): void
  focus(): void
}

/** The person's terminals in the running laboratory. What they print goes to their screens, and is looked at nowhere else. */
export const useTerminalsStore = defineStore('terminals', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const states = reactive<Record<Slot, TerminalState>>({ 1: { state: 'closed' }, 2: { state: 'closed' } })
  const shown = ref(false)
  /** The one that had the focus last. */
  const current = ref<Slot>(1)
  /** How the laboratory is joined from a terminal outside the window. */
  const joinCommand = shallowRef<string | null>(null)
  /** The person has asked for them, and means to type. */
  let focusWanted = false
  const screens = new Map<Slot, Screen>()
  const typed = new Map<TerminalId, TypedText>()
  /** Output of a terminal whose opening has not been answered yet: what is told may overtake the answer. */
  const early = new Map<TerminalId, string[]>()

  const running = computed(() => session.header?.mode === 'sandbox' && lab.phase === 'running')
  /** Whether there is a laboratory to type in, or what was typed in one that is over. */
  const possible = computed(() => running.value || (session.header?.mode === 'sandbox' && SLOTS.some((slot) => states[slot].state !== 'closed')))

  const slotOf = (id: TerminalId): Slot | undefined => SLOTS.find((slot) => idOf(slot) === id)
  const idOf = (slot: Slot): TerminalId | null => {
    const state = states[slot]
    return state.state === 'open' ? state.id : null
  }

  const open = async (slot: Slot, size: TerminalSize): Promise<void> => {
    if (!running.value || states[slot].state === 'open' || states[slot].state === 'opening') return
    const during = session.id
    states[slot] = { state: 'opening' }
    const answer = await lab.ask((to) => to.openTerminal(size))
    // Another session has begun meanwhile: the terminal has ended with its own.
    if (during !== session.id || states[slot].state !== 'opening') return
    if (!answer.ok) {
      states[slot] = { state: 'refused', failure: answer.error }
      const join = await lab.ask((to) => to.joinCommand())
      joinCommand.value = join.ok ? join.value : null
      return
    }
    const id = answer.value
    typed.set(id, new TypedText((text) => lab.ask((to) => to.terminalInput(id, text)).then(({ ok }) => ok)))
    states[slot] = { state: 'open', id }
    for (const text of early.get(id) ?? []) takeOutput(id, text)
    // Only its own: the other one may be waiting for its answer, too.
    early.delete(id)
    if (focusWanted && slot === current.value) focus()
  }
  const type = (slot: Slot, text: string): void => {
    const id = idOf(slot)
    if (id !== null) typed.get(id)?.push(text)
  }
  /** Types a command for the person, who presses Enter. */
  const suggest = (slot: Slot, command: string): void => {
    type(slot, command)
    screens.get(slot)?.focus()
  }
  const resize = (slot: Slot, size: TerminalSize): void => {
    const id = idOf(slot)
    if (id !== null) void lab.ask((to) => to.resizeTerminal(id, size))
  }
  const close = (slot: Slot): void => {
    const id = idOf(slot)
    if (id !== null) void lab.ask((to) => to.closeTerminal(id))
  }
  const takeOutput = (id: TerminalId, text: string): void => {
    const slot = slotOf(id)
    if (slot !== undefined) screens.get(slot)?.write(text, () => void lab.ask((to) => to.terminalTaken(id, text.length)))
    else if (SLOTS.some((other) => states[other].state === 'opening')) early.set(id, [...early.get(id) ?? [], text])
  }
  const takeEnded = (id: TerminalId, status: ExitStatus): void => {
    const slot = slotOf(id)
    typed.delete(id)
    if (slot !== undefined) states[slot] = { state: 'ended', status }
  }

  const attach = (slot: Slot, screen: Screen): void => void screens.set(slot, screen)
  const detach = (slot: Slot): void => void screens.delete(slot)
  const focus = (slot: Slot = current.value): void => {
    focusWanted = false
    screens.get(slot)?.focus()
  }
  const show = (): void => {
    shown.value = true
    focusWanted = true
    if (idOf(current.value) !== null) void nextTick(() => focus())
  }
  const hide = (): void => {
    shown.value = false
  }

  watch(() => session.id, () => {
    typed.clear()
    early.clear()
    joinCommand.value = null
    for (const slot of SLOTS) {
      states[slot] = { state: 'closed' }
      screens.get(slot)?.clear()
    }
  })
  watch(running, (now) => {
    if (now) return
    for (const slot of SLOTS) if (states[slot].state === 'open' || states[slot].state === 'opening') states[slot] = { state: 'ended', status: null }
  })

  return { states, shown, current, joinCommand, possible, running, open, type, suggest, resize, close, takeOutput, takeEnded, attach, detach, focus, show, hide }
})
