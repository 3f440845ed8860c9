import type { InboundContent } from "../Inbound.ts"
import * as Log from "./Log.ts"
import * as Read from "./read.ts"

const knownInteractive = new Set(["type"])
const knownReply = new Set(["id", "title", "description"])
const knownFlowReply = new Set(["name", "body", "response_json"])
const knownCallReply = new Set(["response", "expiration_timestamp", "is_permanent", "response_source"])

/** How one type of content is read: from the object under its type, which stands at `path`. */
export type Reader = (log: Log.Log, content: Read.Fields, path: string) => InboundContent

const interactiveReaders: Readonly<Record<string, Reader>> = {
  button_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownReply, path)
    return {
      kind: "button_reply",
      id: Read.text(log, reply, "id", path),
      title: Read.text(log, reply, "title", path)
    }
  },
  list_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownReply, path)
    return {
      kind: "list_reply",
      id: Read.text(log, reply, "id", path),
      title: Read.text(log, reply, "title", path),
      description: Read.text(log, reply, "description", path)
    }
  },
  nfm_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownFlowReply, path)
    return {
      kind: "flow_reply",
      name: Read.text(log, reply, "name", path),
      body: Read.text(log, reply, "body", path),
      responseJson: Read.text(log, reply, "response_json", path)
    }
  },
  call_permission_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownCallReply, path)
    return {
      kind: "call_permission_reply",
      response: Read.text(log, reply, "response", path),
      source: Read.text(log, reply, "response_source", path),
      isPermanent: Read.flag(log, reply, "is_permanent", path),
      expiresSeconds: Read.seconds(log, reply, "expiration_timestamp", path)
    }
  }
}

/** An answer to something interactive, by its own type; one that is not known is kept as it came. */
export const readInteractive: Reader = (log, content, path) => {
  const type = Read.text(log, content, "type", path) ?? ""
  Read.onlyKnown(log, content, knownInteractive, path, type)
  const read = Object.hasOwn(interactiveReaders, type) ? interactiveReaders[type] : undefined
  const reply = Read.fields(log, content, type, path)
  if (read !== undefined && reply !== null) return read(log, reply, `${path}.${type}`)
  Log.unknown(log, `${path}.type`, type)
  return { kind: "unknown", type: `interactive/${type}`, raw: content }
}
