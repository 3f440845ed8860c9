/** Longer lines tell no more. */
const charactersMax = 140

const short = (label: string): string => {
  const line = label.replaceAll(/\s+/g, " ")
  return line.length > charactersMax ? `${line.slice(0, charactersMax)}…` : line
}

/** Does something and tells, when it has ended, what it was and how many seconds it took. */
export const around = async <A>(label: string, step: () => Promise<A>): Promise<A> => {
  const began = performance.now()
  const told = (how: string): void =>
    console.log(`  ${short(label)}: ${Math.round((performance.now() - began) / 1_000)} s${how}`)
  try {
    const done = await step()
    told("")
    return done
  } catch (error) {
    told(", failed")
    throw error
  }
}
