import { render } from 'preact'
import { App } from './App.js'
import './style/base.css'
import './style/shell.css'

render(<App />, document.body)
