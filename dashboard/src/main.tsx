/** Starts the page: restores what the browser kept, reads the address, connects, draws. */

import { render } from 'preact'
import 'uplot/dist/uPlot.min.css'
import './styles.css'
import { App } from './app.tsx'
import { startLive } from './state/live.ts'
import { followAddress } from './state/navigation.ts'
import { startScope } from './state/scope-choice.ts'
import { restoreTheme } from './state/theme.ts'

restoreTheme()
followAddress()
startScope()
startLive()
render(<App />, document.getElementById('app')!)
