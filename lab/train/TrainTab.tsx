/** Change the network, and train it in this page. */
export function TrainTab() {
  return (
    <>
      <h1>Train</h1>
      <p class="quiet">Change the network, and train it in this page.</p>
    </>
  )
}
