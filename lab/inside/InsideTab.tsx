/** What each layer makes of your drawing. */
export function InsideTab() {
  return (
    <>
      <h1>Inside</h1>
      <p class="quiet">What each layer makes of your drawing.</p>
    </>
  )
}
