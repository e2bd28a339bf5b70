import { memo, type ReactNode } from 'react'
import css from './markdown.module.css'
import { type Block, type Inline, parseInline, parseMarkdown } from './parse-markdown.ts'

/** What an agent wrote, set as it was meant. Everything in it is text; only addresses of web pages become links. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={css.markdown}>
      {parseMarkdown(text).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
        <BlockView key={index} block={block} />
      ))}
    </div>
  )
})

function BlockView({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre className={css.code} tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'heading':
      return (
        <p className={css.heading} data-level={Math.min(block.level, 3)}>
          <Words text={block.text} />
        </p>
      )
    case 'item':
      return (
        <p className={css.item} style={{ marginInlineStart: `${block.depth * 1.25}rem` }}>
          <span aria-hidden={block.mark === '•'}>{block.mark}</span>
          <span>
            <Words text={block.text} />
          </span>
        </p>
      )
    case 'quote':
      return (
        <blockquote className={css.quote}>
          <Words text={block.text} />
        </blockquote>
      )
    case 'row':
      return (
        <p className={css.cells} data-head={block.isHead ? '' : undefined}>
          {block.cells.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells have no name but their place
            <span key={index}>
              <Words text={cell} />
            </span>
          ))}
        </p>
      )
    case 'rule':
      return <hr className={css.rule} />
    default:
      return (
        <p>
          <Words text={block.text} />
        </p>
      )
  }
}

function Words({ text }: { text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
  return parseInline(text).map((part, index) => <Word key={index} part={part} />)
}

function Word({ part }: { part: Inline }): ReactNode {
  let shown: ReactNode = part.text
  if (part.code) shown = <code className={css.inlineCode}>{shown}</code>
  if (part.italic) shown = <em>{shown}</em>
  if (part.bold) shown = <strong>{shown}</strong>
  if (part.href === undefined) return shown
  return (
    <a href={part.href} target="_blank" rel="noreferrer noopener" className={css.link}>
      {shown}
    </a>
  )
}
