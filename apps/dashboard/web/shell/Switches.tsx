import * as Language from "../../src/language/Language.ts"
import { themes, useShown } from "../state/Preferences.tsx"

/** How the page is shown: its language and its theme. */
export const Switches = () => {
  const { choose, language, text, theme } = useShown()
  return (
    <div className="switches" role="group" aria-label={text.settings.label}>
      <label>
        <span className="unseen">{text.settings.language}</span>
        <select
          value={language}
          onChange={({ target }) => {
            if (Language.isLanguage(target.value)) choose({ language: target.value })
          }}
        >
          {(["en", "ko"] as const).map((one) => (
            <option key={one} value={one} lang={one}>
              {Language.names[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="unseen">{text.settings.theme}</span>
        <select
          value={theme}
          onChange={({ target }) => {
            const chosen = themes.find((one) => one === target.value)
            if (chosen !== undefined) choose({ theme: chosen })
          }}
        >
          {themes.map((one) => (
            <option key={one} value={one}>
              {text.settings.themes[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
