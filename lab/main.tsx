import { render } from 'preact'
import { App } from './App.js'
import { useShippedModel } from './model/current.js'
import './style/base.css'
import './style/shell.css'

void useShippedModel()
render(<App />, document.body)
