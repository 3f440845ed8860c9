import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react"

const Context = createContext<(text: string) => void>(() => undefined)

/** Long enough to be read out; the same text said again later is a change again. */
const standsMillis = 8_000

/** One polite region for the whole page: what happens is told once it is quiet, and figures that tick are never told. */
export const Announcer = ({ children }: { readonly children: ReactNode }) => {
  const [said, setSaid] = useState("")
  const timer = useRef<number | undefined>(undefined)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const announce = useCallback((text: string) => {
    window.clearTimeout(timer.current)
    setSaid(text)
    timer.current = window.setTimeout(() => setSaid(""), standsMillis)
  }, [])
  return (
    <Context value={announce}>
      {children}
      <p className="unseen" role="status">
        {said}
      </p>
    </Context>
  )
}

/** Tells a reader who does not see the page that something happened. */
export const useAnnounce = (): ((text: string) => void) => useContext(Context)
