import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createCatalogue, preferredLanguage } from './i18n'
import { nextFrame } from './session/next-frame'
import './styles/tokens.css'
import './styles/base.css'

// All modules have just run, within the frame that comes next: what they leave of it is not enough for the first screen.
nextFrame(() => nextFrame(() => createApp(App).use(createPinia()).use(createCatalogue(preferredLanguage())).mount('#app')))
