/** How a state is to be taken; it is always written as well. */
export type Tone = "good" | "calm" | "warning" | "bad"

/** A state in a word. */
export const Badge = ({ children, tone }: { readonly children: string; readonly tone: Tone }) => (
  <span className={`badge ${tone}`}>{children}</span>
)
