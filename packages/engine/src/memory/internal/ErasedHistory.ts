import * as MessageState from "@sluice/core/delivery/MessageState"
import { type Context, Order } from "effect"
import * as ErasedMessage from "../../erasure/ErasedMessage.ts"
import { erasedText, type Person } from "../../erasure/Person.ts"
import type { Erasures } from "../../ports/Erasures.ts"
import type { Message } from "../../ports/Outbox.ts"
import * as Messages from "./Messages.ts"
import type { State } from "./State.ts"

type Service = Context.Tag.Service<Erasures>

const scrubbed = (person: Person, text: string | null): string | null =>
  text !== null && person.mentions(text) ? null : text

/** Erasing messages, and the rows of campaigns that are to be some. */
export const make = ({
  campaignRows,
  campaigns,
  journal,
  looks,
  messages
}: State): Pick<Service, "messages" | "rows"> => {
  const eraseMessage = (person: Person, message: Message): void => {
    for (const attempt of messages.attempts(message.id)) {
      messages.putAttempt({ ...attempt, detail: scrubbed(person, attempt.detail) })
    }
    messages.rewrite(message.id, (event) => ({ ...event, data: person.scrubRecord(event.data) }))
    const { callerData: _callerData, ...rest } = message
    messages.table.put(message.id, {
      ...rest,
      ...ErasedMessage.replaced(person, message),
      recipient: person.pseudonym,
      replyTo: null,
      requestDigest: ErasedMessage.requestDigest,
      wamid: scrubbed(person, message.wamid),
      failure:
        message.failure === null
          ? null
          : {
              ...message.failure,
              detail: person.mentions(message.failure.detail) ? erasedText : message.failure.detail
            }
    })
    looks.remove(message.id)
  }
  return {
    messages: (person, { acceptedUntilMillis, limit, quietSinceMillis }) =>
      journal.step(() => {
        const theirs = [...messages.table.values()].filter(
          ({ acceptedMillis, accountId, recipient }) =>
            accountId === person.accountId &&
            person.spellings.includes(recipient) &&
            acceptedMillis <= acceptedUntilMillis
        )
        const over = theirs
          .filter(
            (message) =>
              !MessageState.isOpen(message.state) &&
              (message.attempts === 0 || message.updatedMillis <= quietSinceMillis)
          )
          .sort(Order.mapInput(Order.string, ({ id }: Message) => id))
          .slice(0, limit)
        for (const message of over) eraseMessage(person, message)
        return { erased: over.length, left: theirs.length - over.length }
      }),
    rows: (person, { after, limit }) =>
      journal.step(() => {
        const from = after ?? { campaignId: "", number: -1 }
        const campaign = [...campaigns.values()]
          .filter(
            ({ accountId, id, rows }) =>
              accountId === person.accountId &&
              (id > from.campaignId || (id === from.campaignId && rows > from.number + 1))
          )
          .sort(Order.mapInput(Order.string, ({ id }: { readonly id: string }) => id))[0]
        if (campaign === undefined) return { erased: 0, next: null }
        const first = campaign.id === from.campaignId ? from.number + 1 : 0
        const last = Math.min(first + limit, campaign.rows) - 1
        let erased = 0
        for (let number = first; number <= last; number++) {
          const row = campaignRows.get(Messages.pair(campaign.id, String(number)))
          if (row === undefined || !person.spellings.includes(row.message.recipient)) continue
          const message = {
            ...row.message,
            ...ErasedMessage.replaced(person, row.message),
            recipient: person.pseudonym,
            replyTo: null,
            requestDigest: ErasedMessage.requestDigest
          }
          campaignRows.put(Messages.pair(campaign.id, String(number)), { ...row, message })
          erased++
        }
        return { erased, next: { campaignId: campaign.id, number: last } }
      })
  }
}
