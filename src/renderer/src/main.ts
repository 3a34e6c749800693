import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createCatalogue, preferredLanguage } from './i18n'
import './styles/tokens.css'
import './styles/base.css'

createApp(App).use(createPinia()).use(createCatalogue(preferredLanguage())).mount('#app')
