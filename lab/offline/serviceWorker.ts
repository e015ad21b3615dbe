// Keeps the lab at hand: what the page has asked for once is there without its server too. The server always comes first, so
// that nobody meets an old lab while there is a new one.

/** The files of the build; their names are written in when the lab is built. */
declare const __FILES__: readonly string[]

interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void
}

interface Asking extends Lifetime {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

interface Scope {
  addEventListener(type: 'install' | 'activate', listener: (event: Lifetime) => void): void
  addEventListener(type: 'fetch', listener: (event: Asking) => void): void
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
  readonly registration: { readonly scope: string }
}

const scope = self as unknown as Scope
const CACHE = 'mnist-lab'

/** What isolates the page, so that it may have threads; some hosts cannot be told to send it. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
}

scope.addEventListener('install', event => {
  event.waitUntil(scope.skipWaiting().then(() => keepFiles(event)))
})

scope.addEventListener('activate', event => {
  event.waitUntil(scope.clients.claim().then(dropOldFiles))
})

scope.addEventListener('fetch', event => {
  const { method, url } = event.request
  if (method === 'GET' && url.startsWith(scope.registration.scope)) event.respondWith(answer(event.request, event))
})

/** What the server says, which is kept; or, without a server, what was kept. */
async function answer(request: Request, event: Lifetime): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(request)
    if (response.status === 200) event.waitUntil(cache.put(request, isolated(response.clone())))
    return isolated(response)
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true })
    if (!kept) throw error
    return kept
  }
}

function isolated(response: Response): Response {
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

async function keepFiles(event: Lifetime): Promise<void> {
  const cache = await caches.open(CACHE)
  for (const name of ['', ...__FILES__]) {
    const request = new Request(new URL(name, scope.registration.scope))
    if (!(await cache.match(request)) || !name.startsWith('assets/')) await answer(request, event)
  }
}

/** Names in assets/ change with what is in them, so those of an earlier build are never asked for again. */
async function dropOldFiles(): Promise<void> {
  const cache = await caches.open(CACHE)
  for (const request of await cache.keys()) {
    const name = request.url.slice(scope.registration.scope.length)
    if (name.startsWith('assets/') && !__FILES__.includes(name)) await cache.delete(request)
  }
}
