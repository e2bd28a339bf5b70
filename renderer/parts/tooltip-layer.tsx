import { useEffect, useRef } from 'react'
import css from './tooltip-layer.module.css'

/** Long enough not to flicker under a hand that passes by. */
const DELAY_MS = 450
const GAP = 6
const TOOLTIP_ID = 'tooltip'

/** Props that give any element a tooltip: shown on hover, and when the element has the focus of the keyboard. */
export function tip(text: string | null | undefined): { 'data-tip'?: string } {
  return text ? { 'data-tip': text } : {}
}

/**
 * The window's one tooltip. Elements ask for it with `tip(text)`, so that a list of a thousand times costs nothing more
 * than their text. It can be hovered itself, Esc hides it, and it lies above open dialogs.
 */
export function TooltipLayer() {
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => (layer.current === null ? undefined : attach(layer.current)), [])
  return <div ref={layer} id={TOOLTIP_ID} role="tooltip" popover="manual" className={css.tooltip} />
}

function attach(layer: HTMLElement): () => void {
  let owner: Element | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const isOpen = () => layer.matches(':popover-open')

  function show(target: Element): void {
    const text = target.getAttribute('data-tip')
    if (!text || !target.isConnected) return
    layer.textContent = text
    if (!isOpen()) layer.showPopover()
    place(layer, target)
    target.setAttribute('aria-describedby', TOOLTIP_ID)
  }

  function hide(): void {
    clearTimeout(timer)
    if (owner?.getAttribute('aria-describedby') === TOOLTIP_ID) owner.removeAttribute('aria-describedby')
    owner = null
    if (isOpen()) layer.hidePopover()
  }

  function turnTo(target: Element | null, delay: number): void {
    if (target === owner) return
    hide()
    owner = target
    if (target !== null) timer = setTimeout(() => show(target), delay)
  }

  const onOver = (event: PointerEvent) => {
    if (event.pointerType === 'touch' || !(event.target instanceof Element)) return
    if (layer.contains(event.target)) return
    turnTo(event.target.closest('[data-tip]'), DELAY_MS)
  }
  const onFocus = (event: FocusEvent) => {
    if (event.target instanceof Element && event.target.matches('[data-tip]:focus-visible'))
      turnTo(event.target, 0)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen()) hide()
  }
  document.addEventListener('pointerover', onOver)
  document.addEventListener('pointerdown', hide)
  document.addEventListener('focusin', onFocus)
  document.addEventListener('focusout', hide)
  document.addEventListener('keydown', onKey, true)
  window.addEventListener('scroll', hide, { capture: true, passive: true })
  return () => {
    hide()
    document.removeEventListener('pointerover', onOver)
    document.removeEventListener('pointerdown', hide)
    document.removeEventListener('focusin', onFocus)
    document.removeEventListener('focusout', hide)
    document.removeEventListener('keydown', onKey, true)
    window.removeEventListener('scroll', hide, { capture: true })
  }
}

/** Above the element, or below it where there is no room; never beyond the window's sides. */
function place(layer: HTMLElement, target: Element): void {
  const box = target.getBoundingClientRect()
  const { width, height } = layer.getBoundingClientRect()
  const left = Math.min(Math.max(GAP, box.left + box.width / 2 - width / 2), window.innerWidth - width - GAP)
  const above = box.top - height - GAP
  layer.style.left = `${Math.round(left)}px`
  layer.style.top = `${Math.round(above > GAP ? above : box.bottom + GAP)}px`
}
