import type { FormEvent } from "react"
import { Link, useLocation, useSearch } from "wouter"
import { DataTable } from "../parts/DataTable.tsx"
import { MessageBadge } from "../parts/MessageBadge.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useMessages, useSenders } from "../state/Queries.ts"

const states = ["queued", "sending", "uncertain", "accepted", "failed", "dead", "cancelled"] as const
const fields = ["recipient", "senderId", "state"] as const

/** What was searched for stands in the address, so that it can be sent on and come back to. */
const SearchForm = ({ search }: { readonly search: URLSearchParams }) => {
  const { text } = useShown()
  const senders = useSenders()
  const [, navigate] = useLocation()
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const id = form.get("id")
    if (typeof id === "string" && id.trim() !== "") return navigate(`/messages/${encodeURIComponent(id.trim())}`)
    const asked = new URLSearchParams()
    for (const field of fields) {
      const value = form.get(field)
      if (typeof value === "string" && value.trim() !== "") asked.set(field, value.trim())
    }
    navigate(`/messages?${asked}`)
  }
  return (
    <form className="search" role="search" onSubmit={submit} key={search.toString()}>
      <div>
        <label htmlFor="recipient">{text.messages.recipient}</label>
        <input
          id="recipient"
          name="recipient"
          inputMode="tel"
          defaultValue={search.get("recipient") ?? ""}
          aria-describedby="recipient-hint"
        />
        <p id="recipient-hint" className="hint">
          {text.messages.recipientHint}
        </p>
      </div>
      <div>
        <label htmlFor="senderId">{text.messages.sender}</label>
        <select id="senderId" name="senderId" defaultValue={search.get("senderId") ?? ""}>
          <option value="">{text.messages.any}</option>
          {(senders.data?.senders ?? []).map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="state">{text.messages.state}</label>
        <select id="state" name="state" defaultValue={search.get("state") ?? ""}>
          <option value="">{text.messages.any}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {text.messageStates[state]}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="id">{text.messages.id}</label>
        <input id="id" name="id" spellCheck={false} />
      </div>
      <button type="submit" className="main-act">
        {text.messages.submit}
      </button>
    </form>
  )
}

/** Finds messages, newest first. */
export const Messages = () => {
  const { text } = useShown()
  const search = new URLSearchParams(useSearch())
  const found = useMessages(search.toString())
  return (
    <>
      <PageTitle>{text.messages.title}</PageTitle>
      <Section title={text.messages.search}>
        <SearchForm search={search} />
      </Section>
      <Section title={text.messages.caption}>
        <Read of={found}>
          {({ pages }) => (
            <DataTable
              caption={text.messages.caption}
              empty={text.messages.empty}
              keyOf={({ id }) => id}
              rows={pages.flatMap(({ messages }) => messages)}
              columns={[
                {
                  name: text.messages.message,
                  heads: true,
                  cell: ({ id }) => (
                    <Link href={`/messages/${id}`} aria-label={text.messages.look(id)}>
                      <code>{id.slice(-12)}</code>
                    </Link>
                  )
                },
                { name: text.messages.recipient, cell: ({ recipient }) => recipient },
                { name: text.messages.sender, cell: ({ senderId }) => senderId },
                {
                  name: text.messages.state,
                  cell: ({ delivery, state }) => <MessageBadge state={state} delivery={delivery} />
                },
                {
                  name: text.failures.cause,
                  cell: ({ failure }) =>
                    failure === null ? "–" : failure.code === null ? failure.cause : `${failure.cause} ${failure.code}`
                },
                { name: text.messages.accepted, cell: ({ acceptedAt }) => <Time at={acceptedAt} /> }
              ]}
            />
          )}
        </Read>
        {found.hasNextPage ? (
          <button type="button" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {text.more}
          </button>
        ) : null}
      </Section>
    </>
  )
}
