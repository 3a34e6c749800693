import { defineStore } from 'pinia'
import { markRaw } from 'vue'
import { FrameQueue } from '../session/frame-queue'

/** What the window's panes do of themselves while a session runs, one piece a frame. What a person asks for does not wait in here. */
export const useFramesStore = defineStore('frames', () => {
  const queue = markRaw(new FrameQueue())
  return { queue }
})
