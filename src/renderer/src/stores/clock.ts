import { defineStore } from 'pinia'
import { ref } from 'vue'
import { SessionClock } from '../session/session-clock'

/** The session's instant for whatever runs on the screen. `now` moves once a frame while the session runs, and stands still otherwise. */
export const useClockStore = defineStore('clock', () => {
  const clock = new SessionClock()
  /** ns since the session's start. */
  const now = ref(0)
  const running = ref(false)
  let frame = 0

  const tick = (): void => {
    now.value = clock.now()
    frame = running.value ? requestAnimationFrame(tick) : 0
  }
  const start = (): void => {
    clock.reset()
    now.value = 0
    running.value = true
    if (frame === 0) frame = requestAnimationFrame(tick)
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
