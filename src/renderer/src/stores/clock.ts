import { defineStore } from 'pinia'
import { ref } from 'vue'
import { SessionClock } from '../session/session-clock'

/** ms between two movements of `now`, to the next frame. A movement draws the ring, the figures and often the chart anew: every frame of 60 that would take half a processor without a graphics card. */
const STEP_MS = 25
/** The same for people who ask for less motion. */
const CALM_STEP_MS = 250

/** The session's instant for whatever runs on the screen. `now` moves some thirty times a second while the session runs, and stands still otherwise; four times a second where the system asks for less motion. */
export const useClockStore = defineStore('clock', () => {
  const clock = new SessionClock()
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)')
  /** ns since the session's start. */
  const now = ref(0)
  const running = ref(false)
  let waiting = false

  const next = (): void => {
    waiting = true
    setTimeout(() => requestAnimationFrame(tick), calm.matches ? CALM_STEP_MS : STEP_MS)
  }
  const tick = (): void => {
    waiting = false
    // Where it was stopped it stands.
    if (!running.value) return
    now.value = clock.now()
    next()
  }
  const start = (): void => {
    clock.reset()
    now.value = 0
    running.value = true
    if (!waiting) next()
  }
  const observe = (at: number): void => clock.observe(at)
  /** @param at ns, where it stands from now on */
  const stop = (at: number): void => {
    running.value = false
    clock.stop(at)
    now.value = at
  }
  return { now, running, start, observe, stop }
})
