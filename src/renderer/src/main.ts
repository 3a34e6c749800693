import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createCatalogue, preferredLanguage } from './i18n'
import { nextFrame } from './session/next-frame'
import './styles/tokens.css'
import './styles/base.css'

// All modules have just run: what they leave of this frame is not enough for the first screen.
nextFrame(() => createApp(App).use(createPinia()).use(createCatalogue(preferredLanguage())).mount('#app'))
