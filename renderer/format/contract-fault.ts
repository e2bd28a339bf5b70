/** The contract's schemas say how a value "must …"; what they leave to zod comes in its own words. */
export function contractFault(message: string): string {
  if (/^"/.test(message)) return message.endsWith('.') ? message : `${message}.`
  if (!/^must /i.test(message)) return 'This cannot be used as it is written.'
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`
}
