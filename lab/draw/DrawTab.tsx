/** Draw a digit. */
export function DrawTab() {
  return (
    <>
      <h1>Draw</h1>
      <p class="quiet">Draw a digit.</p>
    </>
  )
}
