import { Corner, Header } from './header.js'
import { Help } from './help.js'
import { ActMenu } from './sandbox/act-menu.js'
import { Stages } from './sandbox/stages.js'
import { Side } from './side.js'
import { TimeBar } from './time-bar.js'

/** The whole page. */
export function App() {
  return (
    <>
      <Header />
      <main>
        <div class="theatre">
          <Stages />
          <TimeBar />
        </div>
        <Side />
      </main>
      <Corner />
      <Help />
      <ActMenu />
    </>
  )
}
