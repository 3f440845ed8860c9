/**
 * The platform's error codes as it would answer them: title and HTTP status (CLOUD_API 3.3).
 *
 * Written down here once more, apart from the gateway's catalogue, so that the one can be tested against the other.
 * 429 is not Meta's: it is how the guide's platform says that a limit was hit.
 */
export interface Entry {
  readonly title: string
  readonly status: number
}

const table: ReadonlyMap<number, Entry> = new Map(
  (
    [
      [0, 401, "AuthException"],
      [1, 400, "API Unknown"],
      [2, 503, "API Service"],
      [3, 500, "API Method"],
      [4, 429, "Application request limit reached"],
      [10, 403, "Permission Denied"],
      [33, 400, "Parameter value is not valid"],
      [100, 400, "Invalid parameter"],
      [104, 400, "An access token is required to request this resource"],
      [190, 401, "Access token has expired"],
      [200, 403, "API Permission"],
      [368, 403, "Temporarily blocked for policies violations"],
      [429, 429, "Rate limit hit"],
      [613, 400, "Calls to this api have exceeded the rate limit"],
      [803, 404, "Object alias does not exist"],
      [2500, 400, "Unknown path components"],
      [80007, 429, "Rate limit issues"],
      [80008, 400, "Too many calls to this WhatsApp Business account"],
      [130403, 400, "Business has blocked the user"],
      [130429, 429, "Rate limit hit"],
      [130472, 400, "User's number is part of an experiment"],
      [130497, 403, "Business account is restricted from messaging users in this country"],
      [131000, 500, "Something went wrong"],
      [131005, 403, "Access denied"],
      [131008, 400, "Required parameter is missing"],
      [131009, 400, "Parameter value is not valid"],
      [131016, 503, "Service unavailable"],
      [131021, 400, "Recipient cannot be sender"],
      [131026, 400, "Message undeliverable"],
      [131030, 400, "Recipient phone number not in allowed list"],
      [131031, 403, "Account has been locked"],
      [131037, 400, "Display name approval needed"],
      [131042, 400, "Business eligibility payment issue"],
      [131045, 500, "Incorrect certificate"],
      [131047, 400, "Re-engagement message"],
      [131048, 400, "Spam rate limit hit"],
      [131049, 400, "This message was not delivered to maintain healthy ecosystem engagement"],
      [131050, 400, "User stopped marketing messages"],
      [131051, 400, "Unsupported message type"],
      [131052, 400, "Media download error"],
      [131053, 400, "Media upload error"],
      [131056, 400, "(Business Account, Consumer Account) pair rate limit hit"],
      [131057, 500, "Account in maintenance mode"],
      [131064, 400, "Messaging limit reached"],
      [132000, 400, "Number of parameters does not match the expected number of params"],
      [132001, 404, "Template name does not exist in the translation"],
      [132005, 400, "Translated text too long"],
      [132007, 400, "Template format character policy violated"],
      [132012, 400, "Parameter format does not match format in the created template"],
      [132015, 400, "Template is paused"],
      [132016, 400, "Template is disabled"],
      [132068, 400, "Flow is blocked"],
      [132069, 400, "Flow is throttled"],
      [133004, 503, "Server temporarily unavailable"],
      [133006, 400, "Phone number re-verification needed"],
      [133010, 400, "Phone number not registered"],
      [133015, 400, "Phone number was recently deleted"],
      [135000, 400, "Generic user error"]
    ] as const
  ).map(([code, status, title]): [number, Entry] => [code, { status, title }])
)

/** A code that the table does not hold can still be injected as a fault: clients must bear codes they never saw. */
export const entry = (code: number): Entry => table.get(code) ?? { title: "Unknown error", status: 400 }
