import { Link, useLocation } from "wouter"
import { useShown } from "../state/Preferences.tsx"

/** The sections, in the order in which an operator asks. */
const sections = [
  ["/", "overview"],
  ["/senders", "senders"],
  ["/standing", "standing"],
  ["/holds", "holds"],
  ["/campaigns", "campaigns"],
  ["/failures", "failures"],
  ["/callbacks", "callbacks"],
  ["/alerts", "alerts"],
  ["/messages", "messages"]
] as const

const isWithin = (location: string, path: string): boolean =>
  path === "/" ? location === "/" : location === path || location.startsWith(`${path}/`)

/** The way between the sections. */
export const Navigation = () => {
  const { text } = useShown()
  const [location] = useLocation()
  return (
    <nav aria-label={text.nav.label}>
      <ul>
        {sections.map(([path, name]) => (
          <li key={path}>
            <Link href={path} {...(isWithin(location, path) ? { "aria-current": "page" as const } : {})}>
              {text.nav[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
