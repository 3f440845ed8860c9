import { type ReactNode, useId } from "react"

/** A part of a page under its own heading. */
export const Section = ({ children, title }: { readonly title: string; readonly children: ReactNode }) => {
  const id = useId()
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}
