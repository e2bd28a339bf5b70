/**
 * The document as a terminal may use it under our content security policy, which refuses style elements and `style`
 * attributes that scripts write (https://www.w3.org/TR/CSP3/#directive-style-src). What xterm.js writes into such elements
 * goes into style sheets made by script, and its attributes into the same properties: neither is refused. Call `release`
 * when the terminal is gone.
 */
export function createTerminalDocument(real: Document): { document: Document; release: () => void } {
  const sheets: CSSStyleSheet[] = []

  function createStyle(): HTMLStyleElement {
    const element = real.createElement('style')
    const sheet = new CSSStyleSheet()
    sheets.push(sheet)
    real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet]
    Object.defineProperty(element, 'textContent', {
      get: () => '',
      set: (text: string) => sheet.replaceSync(text),
    })
    return element
  }

  function createElement(name: string): HTMLElement {
    if (name === 'style') return createStyle()
    const element = real.createElement(name)
    const setAttribute = element.setAttribute.bind(element)
    element.setAttribute = (attribute, value) => {
      if (attribute === 'style') element.style.cssText = value
      else setAttribute(attribute, value)
    }
    return element
  }

  const document = new Proxy(real, {
    get(target, key) {
      if (key === 'createElement') return createElement
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    document,
    release() {
      real.adoptedStyleSheets = real.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet))
    },
  }
}
