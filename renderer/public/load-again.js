// The window's first script or style could not be loaded: Chromium drops what is on its way when a network interface of the
// machine changes, as it does with each container network. Nothing else runs by then that could ask again; once is enough.
addEventListener(
  'error',
  ({ target }) => {
    if (!(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement)) return
    const key = 'oven.reloaded-at'
    const now = Date.now()
    if (now - Number(sessionStorage.getItem(key)) < 30_000) return
    sessionStorage.setItem(key, String(now))
    setTimeout(() => location.reload(), 500)
  },
  true,
)
