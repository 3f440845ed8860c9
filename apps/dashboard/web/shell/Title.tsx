import { useEffect, useRef } from "react"
import { useShown } from "../state/Preferences.tsx"

/** Names the window. */
export const useTitle = (title: string): void => {
  const { text } = useShown()
  useEffect(() => {
    document.title = `${title} · ${text.product}`
  }, [title, text])
}

/** Whether this is the first page that is shown: a reader who just came is not moved. */
let isFirst = true

/** The heading of a page. It takes the focus when the page is come to from another one, so that a screen reader begins there. */
export const PageTitle = ({ children }: { readonly children: string }) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useTitle(children)
  useEffect(() => {
    if (isFirst) isFirst = false
    else heading.current?.focus()
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
