/** The digits that you have taught. */
export function MineTab() {
  return (
    <>
      <h1>My digits</h1>
      <p class="quiet">The digits that you have taught.</p>
    </>
  )
}
