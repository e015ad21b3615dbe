import { useEffect, useRef } from 'preact/hooks'
import { DrawTab } from './draw/DrawTab.js'
import icon from './icon.svg'
import { InsideTab } from './inside/InsideTab.js'
import { MineTab } from './mine/MineTab.js'
import { type Room, room, rooms } from './route.js'
import { TrainTab } from './train/TrainTab.js'

const tabs: Record<Room, () => preact.JSX.Element> = {
  draw: DrawTab,
  inside: InsideTab,
  train: TrainTab,
  mine: MineTab,
}

/** The page: its name, the way between its rooms, and the room that is open. */
export function App() {
  const open = room.value
  const Tab = tabs[open]
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    document.title = open === 'draw' ? 'MNIST lab' : `${rooms[open]} · MNIST lab`
    // Who came here by the keyboard stays in the room; who has just loaded the page, at its top.
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [open])
  return (
    <>
      <header class="shell">
        <a class="name" href="#draw">
          <img src={icon} alt="" width="28" height="28" />
          MNIST lab
        </a>
        <nav aria-label="Rooms">
          <ul>
            {Object.entries(rooms).map(([name, title]) => (
              <li key={name}>
                <a href={`#${name}`} aria-current={name === open ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main ref={main} tabIndex={-1}>
        <Tab />
      </main>
      <footer class="quiet">
        <p>Everything is computed in this page. Nothing that you draw leaves your machine.</p>
      </footer>
    </>
  )
}
