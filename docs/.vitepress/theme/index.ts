import Theme from 'vitepress/theme-without-fonts'
import DrawingPad from './DrawingPad.vue'
import LabLink from './LabLink.vue'
import '../../../lab/style/fonts.css'
import './style.css'

export default {
  extends: Theme,
  enhanceApp({ app }: { app: { component(name: string, component: unknown): void } }) {
    app.component('DrawingPad', DrawingPad)
    app.component('LabLink', LabLink)
  },
}
