import { render } from 'preact'
import { App } from './App.js'
import { loadMyDigits } from './mine/digitStore.js'
import { useShippedModel } from './model/current.js'
import { keepOffline } from './offline/register.js'
import './style/fonts.css'
import './style/base.css'
import './style/shell.css'

void useShippedModel()
void loadMyDigits()
keepOffline()
render(<App />, document.body)
