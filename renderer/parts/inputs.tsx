import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import css from './inputs.module.css'

export interface TextInputProps extends ComponentProps<'input'> {
  width?: 'full' | 'medium' | 'short'
  mono?: boolean
}

export function TextInput({ width = 'full', mono = false, className, ...rest }: TextInputProps) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      data-autofocus={rest.autoFocus ? '' : undefined}
      className={classNames(css.input, css[width], mono && css.mono, className)}
    />
  )
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      spellCheck={false}
      {...rest}
      data-autofocus={rest.autoFocus ? '' : undefined}
      className={classNames(css.input, css.area, css.full, css.mono, className)}
    />
  )
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <select
      {...rest}
      data-autofocus={rest.autoFocus ? '' : undefined}
      className={classNames(css.input, css.select, className)}
    />
  )
}
