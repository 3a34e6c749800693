// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useSettingsStore } from '../../../src/renderer/src/stores/settings'

beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
})

describe('what a person chose', () => {
  it('is there at the next start', async () => {
    const settings = useSettingsStore()
    settings.language = 'ko'
    settings.theme = 'dark'
    settings.toggleScale()
    await nextTick()
    setActivePinia(createPinia())
    expect(useSettingsStore()).toMatchObject({ language: 'ko', theme: 'dark', scale: 'clock', sidebar: true })
  })
  it('for a projector is larger and without the side pane, and back again', () => {
    const settings = useSettingsStore()
    settings.toggleProjector()
    expect(settings).toMatchObject({ projector: true, sidebar: false })
    settings.toggleProjector()
    expect(settings).toMatchObject({ projector: false, sidebar: true })
  })
  it.each(['not json', '7', 'null', '{"language":"xx","theme":3,"scale":"sideways"}'])('is the defaults when storage holds %s', (text) => {
    localStorage.setItem('twlab.settings', text)
    expect(useSettingsStore()).toMatchObject({ language: null, theme: 'system', scale: 'event', sidebar: true })
  })
})
