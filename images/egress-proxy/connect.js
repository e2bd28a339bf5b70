import { connect } from 'node:net'

const CONNECT_MS = 10_000

/** Opens a connection to the first of these addresses that takes it. Rejects with the last one's error. */
export async function connectToFirst(addresses, port) {
  let last = new Error('no address')
  for (const address of addresses) {
    try {
      return await open(address, port)
    } catch (error) {
      last = error
    }
  }
  throw last
}

function open(address, port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, allowHalfOpen: true, keepAlive: true, noDelay: true })
    const timer = setTimeout(() => socket.destroy(new Error('timed out')), CONNECT_MS)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', fail)
      resolve(socket)
    })
    const fail = (error) => {
      clearTimeout(timer)
      reject(error)
    }
    socket.once('error', fail)
  })
}
