import { effect } from '@preact/signals'
import { ready } from '../reader/currentReading.js'
import { isEmpty } from '../scene/scene.js'

/** Keeps the lab for the time without its server, once the first model is open: until then the page has better to do. */
export function keepOffline(): void {
  // Pages that are not secure, as over the network without a certificate, have no service workers.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!workers || import.meta.env.DEV) return
  const stop = effect(() => {
    if (!ready.value) return
    queueMicrotask(() => stop())
    void workers.register('./serviceWorker.js').then(async () => {
      await workers.ready
      // A host that does not isolate its pages is helped by the service worker, from the next load on.
      if (!crossOriginIsolated && isEmpty.value && !sessionStorage.getItem('isolating')) {
        sessionStorage.setItem('isolating', 'once')
        location.reload()
      }
    })
  })
}
