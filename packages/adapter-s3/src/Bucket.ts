import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { AwsV4Signer } from "aws4fetch"
import { Data, Duration, Effect, Redacted, Schedule } from "effect"

/** A bucket of a store that speaks S3, and who may use it. */
export interface Bucket {
  /** The bucket's address, without a slash at its end: `https://media.s3.eu-central-1.amazonaws.com`, or `http://127.0.0.1:9000/media`. */
  readonly url: string
  /** What every key begins with. */
  readonly prefix: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted
}

/** What is asked of a bucket. */
export interface Question {
  readonly method: "DELETE" | "GET" | "HEAD" | "PUT"
  /** Empty for the bucket itself. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  /** Its length is known, so that it goes out with one. */
  readonly content?: { readonly body: Blob; readonly sha256: string }
}

/** An answer that says neither yes nor that nothing is there. */
class Refused extends Data.TaggedError("Refused")<{ readonly status: number; readonly detail: string }> {
  override get message(): string {
    return `status ${this.status}: ${this.detail}`
  }
}

/** From a question to the beginning of its answer, and so long for the body of a file of 100 MB on a slow line. */
const answerMillisMax = 120_000

/** Twice more, soon: a store of that size has a bad moment now and then. All questions may be asked again. */
const again = Schedule.intersect(Schedule.exponential(Duration.millis(100)), Schedule.recurs(2))

/** What of a refusal is told: its beginning, which names the store's own code. */
const detailCharsMax = 300

const isWorthAsking = (error: unknown): boolean =>
  !(error instanceof Refused) || error.status >= 500 || error.status === 429

const once = (bucket: Bucket, question: Question) =>
  Effect.tryPromise({
    try: async (signal) => {
      const { content, key, method, query = {} } = question
      const url = new URL(`${bucket.url}/${key === "" ? "" : `${bucket.prefix}${key}`}`)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const signed = await new AwsV4Signer({
        method,
        url: url.href,
        service: "s3",
        region: bucket.region,
        accessKeyId: bucket.accessKeyId,
        secretAccessKey: Redacted.value(bucket.secretAccessKey),
        // What is stored is what was signed, or the store refuses it.
        headers: { "x-amz-content-sha256": content?.sha256 ?? "UNSIGNED-PAYLOAD" }
      }).sign()
      const response = await fetch(signed.url, {
        method,
        headers: signed.headers,
        body: content?.body ?? null,
        redirect: "manual",
        signal
      })
      if (response.ok || response.status === 404) return response
      const text = method === "HEAD" ? "" : await response.text()
      throw new Refused({ status: response.status, detail: text.slice(0, detailCharsMax) })
    },
    catch: (cause) => cause
  })

/** Asks a bucket; 404 is an answer like others. */
export const ask = (bucket: Bucket, question: Question): Effect.Effect<Response, StoreUnavailable> =>
  once(bucket, question).pipe(
    Effect.timeoutFail({
      duration: Duration.millis(answerMillisMax),
      onTimeout: (): unknown => new Refused({ status: 504, detail: `no answer within ${answerMillisMax} ms` })
    }),
    Effect.retry({ schedule: again, while: isWorthAsking }),
    Effect.mapError((cause) => new StoreUnavailable({ operation: `${question.method} of a bucket`, cause }))
  )

/** The same where the answer's body is of no interest: it is let go. */
export const tell = (bucket: Bucket, question: Question): Effect.Effect<Response, StoreUnavailable> =>
  Effect.tap(ask(bucket, question), (response) => Effect.promise(async () => response.body?.cancel()))
