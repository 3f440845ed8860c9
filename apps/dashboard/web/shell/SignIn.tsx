import { type FormEvent, useState } from "react"
import { Refusal } from "../../src/api/Refusal.ts"
import type { Dictionary } from "../../src/language/Language.ts"
import { useShown } from "../state/Preferences.tsx"
import { useDoor } from "../state/Session.tsx"
import { Switches } from "./Switches.tsx"
import { useTitle } from "./Title.tsx"

const wordsOf = (text: Dictionary, error: unknown): string => {
  if (!(error instanceof Refusal) || error.status === 0) return text.errors.unreachable
  if (error.status === 429) return text.errors.tooMany
  return error.status === 401 || error.status === 400 ? text.errors.keyRefused : text.errors.other(error.detail)
}

/** Exchanges an API key for a session. */
export const SignIn = ({ wasThere }: { readonly wasThere: boolean }) => {
  const { text } = useShown()
  const { signIn } = useDoor()
  const [error, setError] = useState<string | null>(wasThere ? text.signIn.over : null)
  const [busy, setBusy] = useState(false)
  useTitle(text.signIn.title)

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const key = new FormData(event.currentTarget).get("key")
    setBusy(true)
    signIn(typeof key === "string" ? key : "").catch((refusal: unknown) => {
      setError(wordsOf(text, refusal))
      setBusy(false)
    })
  }

  return (
    <div className="entrance">
      <header className="entrance-bar">
        <span className="brand">{text.product}</span>
        <Switches />
      </header>
      <main className="card narrow">
        <h1>{text.signIn.title}</h1>
        <form onSubmit={submit}>
          <label htmlFor="key">{text.signIn.key}</label>
          <input
            id="key"
            name="key"
            type="password"
            autoComplete="current-password"
            required
            spellCheck={false}
            aria-describedby="key-hint"
            aria-invalid={error !== null}
          />
          <p id="key-hint" className="hint">
            {text.signIn.hint}
          </p>
          <p role="alert" className="fault">
            {error}
          </p>
          <button type="submit" className="main-act" disabled={busy}>
            {text.signIn.submit}
          </button>
        </form>
      </main>
    </div>
  )
}
