/** A length of time as a person reads it: `0.4s`, `45s`, `2m 08s`, `1h 02m`, `2d 03h`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0 || !Number.isFinite(durationMs)) return '–'
  if (durationMs < 1000) return `${(Math.floor(durationMs / 100) / 10).toFixed(1)}s`
  const seconds = Math.floor(durationMs / 1000)
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
