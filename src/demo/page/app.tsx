import { ChapterSide } from './chapters/chapter-side.js'
import { chapter, place } from './chapters/chapter-store.js'
import { Contents } from './chapters/contents.js'
import { Commands } from './chapters/outcome.js'
import { Stages } from './chapters/stages.js'
import { Corner, Header } from './header.js'
import { Help } from './help.js'
import { ActMenu } from './sandbox/act-menu.js'
import { Side } from './side.js'
import { TimeBar } from './time-bar.js'

/** The whole page: the contents of the chapters, or a stage with its side. */
export function App() {
  return (
    <>
      <Header />
      {place.value === 'contents' ? <Contents /> : <Theatre />}
      <Help />
      <ActMenu />
    </>
  )
}

/** The stage; next to it a chapter's text, or the panels of a scenario without words. */
function Theatre() {
  const told = chapter.value
  return (
    <>
      <main>
        <div class="theatre">
          <Stages />
          <TimeBar />
        </div>
        {told === null ? <Side /> : <ChapterSide />}
      </main>
      {told === null ? <Corner /> : <Commands file={told.id} />}
    </>
  )
}
