import { useShown } from "../state/Preferences.tsx"
import { useDoor } from "../state/Session.tsx"
import { Layout } from "./Layout.tsx"
import { SignIn } from "./SignIn.tsx"

/** The page for who is there: signing in first. */
export const Entrance = () => {
  const { presence } = useDoor()
  const { text } = useShown()
  switch (presence._tag) {
    case "Unknown":
      return <p className="entrance">{text.loading}</p>
    case "Nobody":
      return <SignIn wasThere={presence.wasThere} />
    case "Somebody":
      return <Layout />
  }
}
