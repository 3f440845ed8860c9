import { AwsV4Signer } from "aws4fetch"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"

/** The key of the one who may use it. */
export const credentials = { accessKeyId: "AKTEST", secretAccessKey: "a secret", region: "eu-test-1" }

interface Stored {
  readonly body: Buffer
  readonly changed: Date
}

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Array<Buffer> = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

/** Whether a request is signed by the key, over its method, address and headers as they came. */
const isSigned = async (request: IncomingMessage, base: string): Promise<boolean> => {
  const headers = new Headers()
  for (const name of ["x-amz-content-sha256", "x-amz-date"]) headers.set(name, String(request.headers[name]))
  const signed = await new AwsV4Signer({
    ...credentials,
    method: request.method ?? "",
    url: `${base}${request.url}`,
    service: "s3",
    headers,
    datetime: String(request.headers["x-amz-date"])
  }).sign()
  return signed.headers.get("authorization") === request.headers.authorization
}

/** What a store that speaks S3 does with a bucket `media`, as far as it is asked; pages of two. */
export const make = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{
        readonly url: string
        readonly objects: Map<string, Stored>
        readonly close: () => void
        failures: number
      }>((resolve) => {
        const objects = new Map<string, Stored>()
        const bucket = { url: "", objects, failures: 0, close: () => void server.close() }
        const server = createServer(async (request, response) => {
          const body = await read(request)
          const { pathname, searchParams } = new URL(request.url ?? "", bucket.url)
          const key = decodeURIComponent(pathname.replace(/^\/media\//, ""))
          const stated = request.headers["x-amz-content-sha256"]
          const hash = createHash("sha256").update(body).digest("hex")
          const object = objects.get(key)
          const end = (status: number, content: string | Buffer = ""): void =>
            void response.writeHead(status).end(content)
          if (bucket.failures > 0) {
            bucket.failures--
            return end(503, "<Error><Code>SlowDown</Code></Error>")
          }
          if (!(await isSigned(request, new URL(bucket.url).origin)))
            return end(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
          if (stated !== "UNSIGNED-PAYLOAD" && stated !== hash)
            return end(400, "<Error><Code>XAmzContentSHA256Mismatch</Code></Error>")
          if (key === "") {
            const keys = [...objects.keys()]
              .filter((each) => each.startsWith(searchParams.get("prefix") ?? ""))
              .toSorted()
            const from = searchParams.get("continuation-token") ?? ""
            const page = keys.filter((each) => each > from).slice(0, 2)
            const last = page.at(-1) ?? ""
            const contents = page.map(
              (each) =>
                `<Contents><Key>${each}</Key><LastModified>${objects.get(each)?.changed.toISOString()}</LastModified></Contents>`
            )
            const next =
              keys.at(-1) === last || last === "" ? "" : `<NextContinuationToken>${last}</NextContinuationToken>`
            return end(200, `<ListBucketResult>${contents.join("")}${next}</ListBucketResult>`)
          }
          if (request.method === "PUT") {
            if (request.headers["content-length"] === undefined) return end(411)
            objects.set(key, { body, changed: new Date() })
            return end(200)
          }
          if (request.method === "DELETE") {
            objects.delete(key)
            return end(204)
          }
          if (object === undefined) return end(404)
          response.setHeader("content-length", object.body.length)
          return end(200, request.method === "HEAD" ? "" : object.body)
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          bucket.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/media`
          resolve(bucket)
        })
      })
  ),
  (bucket) => Effect.sync(bucket.close)
)
