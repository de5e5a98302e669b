import { Corner, Header } from './header.js'
import { Help } from './help.js'
import { Side } from './side.js'
import { StageView } from './stage-view.js'
import { TimeBar } from './time-bar.js'

/** The whole page. */
export function App() {
  return (
    <>
      <Header />
      <main>
        <div class="theatre">
          <StageView />
          <TimeBar />
        </div>
        <Side />
      </main>
      <Corner />
      <Help />
    </>
  )
}
