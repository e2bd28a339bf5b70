import type { ButtonHTMLAttributes, ReactNode } from 'react'
import css from './button.module.css'
import { classNames } from './class-names.ts'
import { tip } from './tooltip-layer.tsx'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  icon?: ReactNode
  /** Waiting for the host's answer: it keeps its width and takes no second click. */
  busy?: boolean
}

/** A button. With an icon and no text it needs an `aria-label`, which is its tooltip too. */
export function Button({ kind = 'plain', icon, busy = false, children, className, ...rest }: ButtonProps) {
  const iconOnly = children === undefined
  return (
    <button
      type="button"
      {...tip(iconOnly && rest.title === undefined ? rest['aria-label'] : null)}
      {...rest}
      data-autofocus={rest.autoFocus ? '' : undefined}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={classNames(css.button, css[kind], iconOnly && css.iconOnly, className)}
    >
      {icon !== undefined && (
        <span className={css.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function ButtonLink({
  href,
  kind = 'plain',
  icon,
  children,
}: {
  href: string
  kind?: ButtonProps['kind']
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <a href={href} className={classNames(css.button, css[kind ?? 'plain'])}>
      {icon !== undefined && (
        <span className={css.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      {children}
    </a>
  )
}
