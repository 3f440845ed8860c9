import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react"
import * as Format from "../../src/language/Format.ts"
import * as Language from "../../src/language/Language.ts"

/** `system` follows the reader's machine. */
export const themes = ["system", "light", "dark"] as const
export type Theme = (typeof themes)[number]

/** How the page is shown; kept on the reader's machine. */
interface Shown {
  readonly language: Language.Language
  readonly text: Language.Dictionary
  readonly format: Format.Format
  readonly theme: Theme
  readonly choose: (change: { readonly language?: Language.Language; readonly theme?: Theme }) => void
}

const Context = createContext<Shown | null>(null)

const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(`sluice.${name}`)
  } catch {
    // A browser that keeps nothing shows the page as its machine asks.
    return null
  }
}

const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(`sluice.${name}`, value)
  } catch {
    // It is shown so until the page is left.
  }
}

const firstLanguage = (): Language.Language => {
  const chosen = kept("language")
  return Language.isLanguage(chosen) ? chosen : Language.choose(navigator.languages)
}

const firstTheme = (): Theme => themes.find((theme) => theme === kept("theme")) ?? "system"

/** Language and theme for everything inside. */
export const Preferences = ({ children }: { readonly children: ReactNode }) => {
  const [language, setLanguage] = useState(firstLanguage)
  const [theme, setTheme] = useState(firstTheme)

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"]
    else document.documentElement.dataset["theme"] = theme
  }, [theme])

  const shown = useMemo(
    (): Shown => ({
      language,
      text: Language.dictionaries[language],
      format: Format.make(language),
      theme,
      choose: (change) => {
        if (change.language !== undefined) {
          keep("language", change.language)
          setLanguage(change.language)
        }
        if (change.theme !== undefined) {
          keep("theme", change.theme)
          setTheme(change.theme)
        }
      }
    }),
    [language, theme]
  )
  return <Context value={shown}>{children}</Context>
}

/** Texts, formats and what was chosen. */
export const useShown = (): Shown => {
  const shown = useContext(Context)
  if (shown === null) throw new Error("this part is shown outside of Preferences")
  return shown
}
