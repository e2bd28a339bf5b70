/** Values shorter than this are not masked: they would blot out ordinary text. */
export const LEAST_MASKED_LENGTH = 6

/** Of a value of several lines, shorter ones are not looked for on their own. */
const LEAST_LINE_LENGTH = 16

/** Where `base64` and `openssl` begin a new line. */
const WRAPPED_AT = [76, 64]

/** Fewer digits are found in ordinary text. */
const LEAST_HEX_LENGTH = 2 * LEAST_MASKED_LENGTH

/** Where `xxd -p` does. */
const HEX_WRAPPED_AT = 60

/**
 * The byte strings by which a secret may be known: as it is, without the white space around it, URL-encoded (RFC 3986,
 * and as forms do), escaped as in JSON, in base64 (both alphabets, also inside longer base64, wherever it begins there), in
 * hexadecimal; of a value of several lines each longer line as well, since that is how a key file is printed.
 */
export function maskForms(secret: string): string[] {
  const whole = secret.toWellFormed()
  const lines = whole.includes('\n') ? whole.split('\n').map((line) => line.trim()) : []
  const values = [whole, whole.trim(), ...lines.filter((line) => line.length >= LEAST_LINE_LENGTH)]
  const forms = values
    .filter((value) => value.trim().length >= LEAST_MASKED_LENGTH)
    .flatMap((value) => [
      value,
      ...urlForms(value),
      ...jsonForms(value),
      ...base64Forms(value),
      ...hexForms(value),
    ])
  return [...new Set(forms)]
}

function urlForms(value: string): string[] {
  const encoded = encodeURIComponent(value)
  // Form encoding leaves fewer characters as they are (https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set).
  const strict = encoded.replace(/[!'()~*]/g, percent)
  const variants = [encoded, strict, strict.replaceAll('%2A', '*'), strict.replaceAll('%7E', '~')]
  const forms = [...variants, ...variants.map((form) => form.replaceAll('%20', '+')), encodeURI(value)]
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())])
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

function jsonForms(value: string): string[] {
  const escaped = JSON.stringify(value).slice(1, -1)
  const ascii = escaped.replace(/[^\x20-\x7e]/g, unicode)
  const lower = [escaped, ascii, ascii.replace(/[<>&'/]/g, unicode)]
  const slashed = escaped.replaceAll('/', '\\/')
  return [...lower, slashed, ascii.replaceAll('/', '\\/')]
}

const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Base64 takes three bytes at a time, so a value inside a longer one is written in three ways, by where it begins. The
 * characters at its edges that hold bits of its neighbours are left out.
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value)
  const forms = [bytes.toString('base64'), bytes.toString('base64url')]
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const inner = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    forms.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'))
  }
  for (const width of WRAPPED_AT) {
    const wrapped = forms[0]!.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
    if (wrapped.length > 1) forms.push(...wrapped.filter((line) => line.length >= LEAST_MASKED_LENGTH))
  }
  return forms
}

/** Digits in one go, in either case, and in lines; how others put spaces or colons between is not followed. */
function hexForms(value: string): string[] {
  const hex = Buffer.from(value).toString('hex')
  const lines = hex.match(new RegExp(`.{1,${HEX_WRAPPED_AT}}`, 'g')) ?? []
  const wrapped = lines.length > 1 ? lines.filter((line) => line.length >= LEAST_HEX_LENGTH) : []
  return [hex, ...wrapped].flatMap((form) => [form, form.toUpperCase()])
}
