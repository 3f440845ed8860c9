import { useShown } from "../state/Preferences.tsx"

/** A moment, readable for programs too; a dash where there is none. */
export const Time = ({ at, of = "moment" }: { readonly at: string | null; readonly of?: "moment" | "time" }) => {
  const { format } = useShown()
  return at === null ? <>–</> : <time dateTime={at}>{of === "moment" ? format.moment(at) : format.time(at)}</time>
}
