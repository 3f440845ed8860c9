/** Why an address cannot be subscribed. */
export type Refusal = "not-an-address" | "scheme" | "credentials" | "fragment" | "too-long"

const charactersMax = 2_048

/** What to do about it, for people. */
export const remedies: Readonly<Record<Refusal, string>> = {
  "not-an-address": "give a whole address, such as https://hooks.example.com/sluice",
  scheme: "it must be https; plain http is taken for this machine in development alone",
  credentials: "leave user and password out: the signature proves who calls",
  fragment: "leave out what follows #: it is never sent",
  "too-long": `it may have ${charactersMax} characters`
}

/** Names that always mean this machine. */
const local = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * What can be told from an address's text alone; null where it may be subscribed. Where it leads is judged when it is called, after its name was
 * looked up: a name says nothing about that.
 *
 * @param loopback whether this machine may be called, by plain HTTP as well (development).
 */
export const refusal = (text: string, loopback: boolean): Refusal | null => {
  if (text.length > charactersMax) return "too-long"
  const url = URL.parse(text)
  if (url === null || url.hostname === "") return "not-an-address"
  const plain = url.protocol === "http:" && loopback && local.test(url.hostname)
  if (url.protocol !== "https:" && !plain) return "scheme"
  if (url.username !== "" || url.password !== "") return "credentials"
  return url.hash === "" ? null : "fragment"
}
