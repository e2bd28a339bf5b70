import { mkdirSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

const lockOf = (userData: string) => join(userData, 'SingletonLock')

/** One process per folder, by a link that names the one that has it, as Chromium does. */
export function takeInstanceLock(userData: string): boolean {
  if (userData === '') throw new Error('Set world.userData before the app starts.')
  mkdirSync(userData, { recursive: true })
  const owner = ownerOf(userData)
  if (owner === process.pid) return true
  if (owner !== null && isAlive(owner)) return false
  if (owner !== null) unlinkSync(lockOf(userData))
  symlinkSync(String(process.pid), lockOf(userData))
  return true
}

export function giveInstanceLock(userData: string): void {
  if (userData !== '' && ownerOf(userData) === process.pid) unlinkSync(lockOf(userData))
}

function ownerOf(userData: string): number | null {
  try {
    return Number(readlinkSync(lockOf(userData)))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
