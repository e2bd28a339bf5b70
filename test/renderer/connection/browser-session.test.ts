import { describe, expect, test } from 'vitest'
import { createBrowserSession } from '../../../renderer/connection/browser-session.ts'
import { SignedOutError } from '../../../renderer/connection/carrier.ts'

const signal = new AbortController().signal

/** A browser tab and a host that knows some one-time keys. */
function openTab(hash: string, options: { keys?: string[]; kept?: string; status?: number } = {}) {
  const kept = new Map<string, string>(options.kept === undefined ? [] : [['oven.session', options.kept]])
  const keys = new Set(options.keys)
  const location = { hash, pathname: '/', search: '' }
  const asked: { url: string; body: string }[] = []
  const session = createBrowserSession({
    location,
    history: {
      replaceState: (_state, _title, address) => {
        location.hash = String(address).slice(String(address).indexOf('#'))
      },
    },
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    fetch: async (url, init) => {
      asked.push({ url: String(url), body: String(init?.body) })
      if (options.status !== undefined) return new Response(null, { status: options.status })
      const { key } = JSON.parse(String(init?.body)) as { key: string }
      if (!keys.delete(key)) return new Response('{}', { status: 401 })
      return Response.json({ token: `token-for-${key}` })
    },
  })
  return { session, location, kept, asked }
}

describe('createBrowserSession', () => {
  test('trades the key of the address for a token, keeps it, and cleans the address', async () => {
    const tab = openTab('#key=abc%2B1', { keys: ['abc+1'] })
    expect(await tab.session.token(signal)).toBe('token-for-abc+1')
    expect(tab.asked).toEqual([{ url: '/session', body: '{"key":"abc+1"}' }])
    expect(tab.location.hash).toBe('#/')
    expect(tab.kept.get('oven.session')).toBe('token-for-abc+1')
  })

  test('uses the kept token after a reload and asks nothing', async () => {
    const tab = openTab('#/runs', { kept: 'old' })
    expect(await tab.session.token(signal)).toBe('old')
    expect(tab.asked).toEqual([])
    expect(tab.location.hash).toBe('#/runs')
  })

  test('falls back to the kept token when the key was used already', async () => {
    const tab = openTab('#key=spent', { kept: 'old' })
    expect(await tab.session.token(signal)).toBe('old')
  })

  test('is signed out without a key and a token, with a spent key, and after the token was refused', async () => {
    await expect(openTab('').session.token(signal)).rejects.toThrow(SignedOutError)
    await expect(openTab('#key=spent').session.token(signal)).rejects.toThrow(SignedOutError)
    const tab = openTab('', { kept: 'old' })
    tab.session.forget()
    await expect(tab.session.token(signal)).rejects.toThrow(SignedOutError)
  })

  test('keeps the key for the next try when the host is ill', async () => {
    const options = { keys: ['abc'], status: 503 as number | undefined }
    const tab = openTab('#key=abc', options)
    await expect(tab.session.token(signal)).rejects.toThrow('503')
    options.status = undefined
    expect(await tab.session.token(signal)).toBe('token-for-abc')
  })
})
