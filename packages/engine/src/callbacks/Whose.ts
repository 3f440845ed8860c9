import type { Event } from "@sluice/core/callback/Event"
import type { Sender } from "../ports/Directory.ts"

/** Finds the number of ours that an event came to. */
export type SenderOf = (accountId: string, event: Event) => Sender | null

/**
 * The sender of each event, among these: by the platform's id of the number, else by the number itself, which is all that Twilio tells
 * (CLOUD_API 3.9). Only an account's own numbers count: another account's signature is no word about ours.
 */
export const among = (senders: ReadonlyArray<Sender>): SenderOf => {
  const byName = new Map<string, Sender>()
  for (const sender of senders) {
    byName.set(`${sender.accountId} ${sender.number.slice(1)}`, sender)
    byName.set(`${sender.accountId} ${sender.phoneNumberId}`, sender)
  }
  const find = (accountId: string, name: string | null): Sender | null =>
    name === null ? null : (byName.get(`${accountId} ${name}`) ?? null)
  return (accountId, { displayPhoneNumber, phoneNumberId }) =>
    find(accountId, phoneNumberId) ?? find(accountId, displayPhoneNumber?.replaceAll(/\D/g, "") ?? null)
}
