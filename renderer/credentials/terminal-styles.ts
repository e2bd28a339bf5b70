/**
 * Lets a terminal style itself under our content security policy, which refuses style elements and `style` attributes that
 * scripts write (https://www.w3.org/TR/CSP3/#directive-style-src). What xterm.js 6 writes into such elements goes into style
 * sheets made by script, and its attributes into the same properties: neither is refused. It asks the page's own document
 * for its elements, so that answers differently for as long as the terminal is there. The answer ends it.
 */
export function allowTerminalStyles(document: Document): () => void {
  const make = document.createElement.bind(document)
  const sheets: CSSStyleSheet[] = []

  /** Stands where a style element would: even an empty one is refused. */
  function createStyle(): HTMLElement {
    const element = make('template')
    const sheet = new CSSStyleSheet()
    sheets.push(sheet)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    Object.defineProperty(element, 'textContent', {
      get: () => '',
      set: (text: string) => sheet.replaceSync(text),
    })
    return element
  }

  function createSpan(): HTMLElement {
    const element = make('span')
    const setAttribute = element.setAttribute.bind(element)
    element.setAttribute = (name, value) => {
      if (name === 'style') element.style.cssText = value
      else setAttribute(name, value)
    }
    return element
  }

  function createElement(name: string, options?: ElementCreationOptions): HTMLElement {
    if (name === 'style') return createStyle()
    return name === 'span' ? createSpan() : make(name, options)
  }

  Object.defineProperty(document, 'createElement', { value: createElement, configurable: true })
  return () => {
    Reflect.deleteProperty(document, 'createElement')
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet))
  }
}
