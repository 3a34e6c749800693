import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { type Language, LANGUAGES } from '../../../shared/ipc/engine'
import { AUTHOR_CHARACTERS } from '../../../shared/ipc/notes'
import { load, save } from './page-storage'

export const THEME_CHOICES = ['system', 'light', 'dark', 'contrast'] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]
export const SCALES = ['event', 'clock'] as const
/** `event`: each event gets room. `clock`: true proportions. */
export type Scale = (typeof SCALES)[number]

const KEY = 'twlab.settings'

/** What a person chose for good; kept in the page's own storage. */
export const useSettingsStore = defineStore('settings', () => {
  const saved = load(KEY)
  const language = ref<Language | null>(oneOf(LANGUAGES, saved.language) ?? null)
  const theme = ref<ThemeChoice>(oneOf(THEME_CHOICES, saved.theme) ?? 'system')
  const scale = ref<Scale>(oneOf(SCALES, saved.scale) ?? 'event')
  const sidebar = ref(saved.sidebar !== false)
  /** Headers and bytes of the chosen packet beside the packets. */
  const packetDetail = ref(saved.packetDetail === true)
  /** Who writes the notes of this window; empty: nobody says. */
  const author = ref(typeof saved.author === 'string' ? saved.author.slice(0, AUTHOR_CHARACTERS) : '')
  /** Terminals tell a screen reader what is printed; some input methods then cannot commit without composing. */
  const screenReader = ref(saved.screenReader === true)
  /** For a projector: larger, in high contrast, without the side pane. */
  const projector = ref(saved.projector === true)
  watch([language, theme, scale, sidebar, packetDetail, screenReader, author, projector], () => {
    const value = {
      language: language.value, theme: theme.value, scale: scale.value, sidebar: sidebar.value, packetDetail: packetDetail.value, screenReader: screenReader.value,
      author: author.value, projector: projector.value
    }
    save(KEY, value)
  })
  const toggleProjector = (): void => {
    projector.value = !projector.value
    sidebar.value = !projector.value
  }
  const toggleSidebar = (): void => {
    sidebar.value = !sidebar.value
  }
  const togglePacketDetail = (): void => {
    packetDetail.value = !packetDetail.value
  }
  const nextTheme = computed(() => THEME_CHOICES[(THEME_CHOICES.indexOf(theme.value) + 1) % THEME_CHOICES.length] ?? 'system')
  const changeTheme = (): void => {
    theme.value = nextTheme.value
  }
  const toggleScale = (): void => {
    scale.value = scale.value === 'event' ? 'clock' : 'event'
  }
  return { language, theme, scale, sidebar, packetDetail, screenReader, author, projector, nextTheme, changeTheme, toggleProjector, toggleSidebar, togglePacketDetail, toggleScale }
})

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined => values.find((candidate) => candidate === value)
