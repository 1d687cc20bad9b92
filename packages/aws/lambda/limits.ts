/** What a request that carries a zip may have at most, in bytes of JSON; a larger one is answered by 413. */
const largestRequest = 69_905_067;
/** The longest of what stands around the zip in the JSON: names, a revision, architectures, a description. */
const around = 1_024;

/** The largest zip that is sent with the request itself, in bytes: AWS's 50 MiB, less what is around its base64. */
export const directLimit = Math.floor((largestRequest - around) / 4) * 3;
