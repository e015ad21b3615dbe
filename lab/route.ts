import { signal } from '@preact/signals'

/** The rooms of the lab, as they stand in the address after # and in the navigation. */
export const rooms = { draw: 'Draw', inside: 'Inside', train: 'Train', mine: 'My digits' } as const

export type Room = keyof typeof rooms

/** The room that the address names. */
export const room = signal<Room>(roomOf(location.hash))

addEventListener('hashchange', () => {
  room.value = roomOf(location.hash)
})

function roomOf(hash: string): Room {
  const name = hash.slice(1)
  return Object.hasOwn(rooms, name) ? (name as Room) : 'draw'
}
