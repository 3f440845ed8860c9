import { useShown } from "../state/Preferences.tsx"
import { useDoor, useSession } from "../state/Session.tsx"
import { LiveUpdates } from "./LiveUpdates.tsx"
import { Navigation } from "./Navigation.tsx"
import { Pages } from "./Pages.tsx"
import { Switches } from "./Switches.tsx"

/** The frame around every page: who is there, where one can go, and the page itself. */
export const Layout = () => {
  const { text } = useShown()
  const { signOut } = useDoor()
  const { name, role } = useSession()
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {text.skip}
      </a>
      <header className="bar">
        <span className="brand">{text.product}</span>
        <Switches />
        <span className="who">{text.settings.signedIn(name, text.roles[role])}</span>
        <button type="button" onClick={() => void signOut()}>
          {text.settings.signOut}
        </button>
      </header>
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Pages />
      </main>
      <LiveUpdates />
    </div>
  )
}
