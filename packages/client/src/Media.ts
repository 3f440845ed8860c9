import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Problem from "./Problem.ts"

/** Which file: the platform's id of it, or the reference that stands in the place of one that came inside a callback. */
const FilePath = Schema.Struct({ id: Limit.Name })

const File = HttpApiSchema.Uint8Array({ contentType: "application/octet-stream" })

/**
 * A file that somebody sent to a number of ours. `read` of the client holds it in memory as a whole; `MediaReading.open` reads it as it comes.
 *
 * 404 (`media-unknown`) also for another account's; 410 where the platform's copy is gone, 503 with `Retry-After` where it has not been fetched yet.
 */
const read = HttpApiEndpoint.get("read", "/v1/media/:id")
  .setPath(FilePath)
  .addSuccess(File)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(410))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "A file that somebody sent, by its id or by the reference that an event tells")
  .annotate(
    OpenApi.Description,
    "Its bytes, with Content-Type, Content-Length, a name in Content-Disposition, ETag and Repr-Digest. Type and name are what its sender said. The id is the platform's, or a reference as it stands in events and forwarded callbacks in the place of a file that came inside a callback: sluice-blob:<spelling>:<bytes>:<SHA-256>."
  )

/** Files that came to us. */
export class Media extends HttpApiGroup.make("media")
  .add(read)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "media")
  .annotate(OpenApi.Description, "Files that people sent") {}
