import { render } from 'preact'
import { App } from './App.js'
import { loadMyDigits } from './mine/store.js'
import { useShippedModel } from './model/current.js'
import './style/base.css'
import './style/shell.css'

void useShippedModel()
void loadMyDigits()
render(<App />, document.body)
