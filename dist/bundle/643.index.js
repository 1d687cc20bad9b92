export const id = 643;
export const ids = [643];
export const modules = {

/***/ 6643:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  C: () => (/* binding */ createGitHub)
});

// EXTERNAL MODULE: ./packages/http/retry.ts
var http_retry = __webpack_require__(7573);
// EXTERNAL MODULE: ./packages/github/errors.ts
var errors = __webpack_require__(9325);
// EXTERNAL MODULE: ./packages/http/transient.ts
var http_transient = __webpack_require__(5913);
;// CONCATENATED MODULE: ./packages/github/read-failure.ts

/** A reply that began and was cut off: the toolkit takes it for an empty text and calls it a success. */
class CutReply extends Error {
    name = 'CutReply';
}
/** undici's own names for a connection that broke (https://undici.nodejs.org/#/docs/api/Errors). */
const broken = /^UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT)$/;
/**
 * Reads what the toolkit threw.
 *
 * @param now the time in milliseconds since 1970, for a reply without a date of its own
 * @returns undefined for anything that is not the failure of a request
 */
function readFailure(thrown, now = Date.now()) {
    const none = { status: undefined, headers: {}, rateLimit: false, afterMs: undefined };
    if (thrown instanceof CutReply)
        return { ...none, text: thrown.message, passes: true };
    if (!isError(thrown) || !('status' in thrown))
        return undefined;
    const response = 'response' in thrown ? thrown.response : undefined;
    if (!response)
        return { ...none, ...network(thrown) };
    const { status } = response;
    const headers = response.headers ?? {};
    const text = shorten(said(response.data) ?? thrown.message);
    const rateLimit = status === 429 || (status === 403 && counts(headers, text));
    return {
        status,
        headers,
        text,
        passes: rateLimit || (0,http_transient/* isWeatherStatus */.Fq)(status),
        rateLimit,
        afterMs: askedToWait(headers, rateLimit, now),
    };
}
/** Without a reply: the innermost cause knows what happened to the connection. */
function network(thrown) {
    const causes = chain(thrown);
    const code = causes.map((cause) => ('code' in cause ? String(cause.code) : '')).findLast(Boolean) ?? '';
    if (causes.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) {
        return { text: 'no reply in time', passes: true };
    }
    const text = shorten(causes.at(-1)?.message ?? thrown.message);
    const passes = broken.test(code) || (0,http_transient/* isWeather */.V3)(new http_transient/* ConnectionError */.Rc(text, code));
    return { text: code && !text.includes(code) ? `${text} (${code})` : text, passes };
}
function chain(thrown) {
    const causes = [];
    for (let error = thrown; isError(error) && causes.length < 5; error = error.cause)
        causes.push(error);
    return causes;
}
/** Not `instanceof`: what the network throws may be a DOMException, or come from another realm. */
function isError(value) {
    return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}
/**
 * Whether a 403 means "too many" and not "you may not".
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function counts(headers, text) {
    const left = headers['x-ratelimit-remaining'];
    return headers['retry-after'] !== undefined || String(left) === '0' || /rate limit|abuse detection/i.test(text);
}
/** Retry-After wins; else the time at which the count starts anew, by the clock of whoever set it. */
function askedToWait(headers, rateLimit, now) {
    const header = (name) => (headers[name] === undefined ? undefined : String(headers[name]));
    const there = Date.parse(header('date') ?? '') || now;
    const asked = (0,http_transient/* retryAfterMs */.Vs)(header('retry-after'), there);
    if (asked !== undefined || !rateLimit || header('x-ratelimit-remaining') !== '0')
        return asked;
    const reset = Number(header('x-ratelimit-reset')) * 1000;
    return reset > 0 ? Math.max(0, reset - there) : undefined;
}
function said(data) {
    if (typeof data !== 'object' || data === null || !('message' in data))
        return undefined;
    return String(data.message);
}
/** An error page can be long, and has lines. */
function shorten(text) {
    const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
    return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

;// CONCATENATED MODULE: ./packages/github/explain-failure.ts


/** What a workflow's own token can be given (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions). */
const grantable = /^(actions|attestations|checks|contents|deployments|discussions|issues|packages|pages|pull-requests|security-events|statuses): (read|write)$/;
/**
 * Turns what a call threw into an error whose message is a whole sentence.
 *
 * @param thrown a failure that was not tried again, or one whose budget ran out (with the last failure as its cause)
 */
function explainFailure(thrown, call) {
    const failure = readFailure(thrown);
    if (failure)
        return explained(failure, call, thrown);
    const last = thrown instanceof Error ? readFailure(thrown.cause) : undefined;
    if (!last || !(thrown instanceof Error))
        return thrown;
    const usedUp = `${thrown.message}.`;
    return last.rateLimit
        ? new errors/* RateLimited */.JH(usedUp, last.status, thrown.cause)
        : new errors/* GitHubError */.y_(usedUp, last.status, thrown.cause);
}
function explained(failure, { doing, needs, hidden }, cause) {
    const { status, text } = failure;
    if (status === undefined) {
        return new errors/* GitHubError */.y_(`GitHub could not be reached to ${doing}: ${text}.`, status, cause);
    }
    const said = `${status} ${text}`;
    if (status === 401) {
        const advice = 'Give the step a valid `github-token`; by default it is `${{ github.token }}`.';
        return new errors/* GitHubError */.y_(`GitHub does not accept the token with which to ${doing} (${said}). ${advice}`, status, cause);
    }
    if (status === 403) {
        const advice = advise(failure.headers['x-accepted-github-permissions'], needs);
        return new errors/* NotPermitted */.Cn(`The token may not ${doing} (${said}): ${advice}.`, status, cause);
    }
    if (status === 404 && hidden) {
        const advice = `check the repository's name, and ${advise(undefined, needs)}`;
        return new errors/* NotPermitted */.Cn(`GitHub does not let the token ${doing} (${said}): ${advice}.`, status, cause);
    }
    return new errors/* GitHubError */.y_(`GitHub could not ${doing} (${said}).`, status, cause);
}
/**
 * @param accepted the header in which GitHub names what it would accept: sets of permissions, separated by `;`, the
 *   permissions of a set by `,`, as in `pull_requests=read,contents=read; issues=read`
 */
function advise(accepted, needs) {
    const sets = typeof accepted === 'string' ? accepted.split(';').map(lines) : [];
    const possible = sets.filter((set) => set.length > 0 && set.every((line) => grantable.test(line)));
    if (sets.some((set) => set.length > 0) && possible.length === 0) {
        const names = sets.map(quoted).join(', or ');
        return `it would take ${names}, which only the token of a GitHub App or of a person can have`;
    }
    const wanted = possible.length > 0 ? possible.map(quoted).join(', or ') : `\`${needs}\``;
    return `add ${wanted} under \`permissions:\` of the job`;
}
const lines = (set) => set
    .split(',')
    .map((item) => item.trim().replaceAll('_', '-').replace('=', ': '))
    .filter((line) => /^[a-z-]+: [a-z]+$/.test(line));
const quoted = (set) => set.map((line) => `\`${line}\``).join(' and ');

;// CONCATENATED MODULE: ./packages/github/octokit.ts
/** An attempt that is silent for this long has failed. In milliseconds. */
const timeout = 20_000;
/**
 * The toolkit's client. This is the only file that knows `@actions/github`, and it loads it when it is first needed: a
 * door that asks GitHub nothing does not pay for it.
 *
 * @param apiUrl the API's root, as in GITHUB_API_URL
 */
async function connect(token, apiUrl, log) {
    const { getOctokit } = await __webpack_require__.e(/* import() */ 157).then(__webpack_require__.bind(__webpack_require__, 157));
    const debug = (line) => log.debug(String(line));
    const octokit = getOctokit(token, {
        baseUrl: apiUrl.replace(/\/+$/, ''),
        userAgent: 'ci-actions',
        // By default these go to the console, past whoever makes untrusted text harmless.
        log: { debug, info: debug, warn: debug, error: debug },
    });
    return async (route, parameters) => {
        const request = { signal: AbortSignal.timeout(timeout) };
        const { status, headers, data } = await octokit.request(route, { ...parameters, request });
        return { status, headers, data };
    };
}

;// CONCATENATED MODULE: ./packages/github/api.ts




/** More than 100 items GitHub does not put on a page. */
const pageSize = 100;
function createApi({ token, repository, apiUrl, log, retry }) {
    const [owner, repo, ...more] = repository.split('/');
    if (!owner || !repo || more.length > 0) {
        throw new Error(`GitHub names a repository owner/name, but this run's is ${JSON.stringify(repository)}.`);
    }
    let connected;
    const send = async (route, parameters) => {
        connected ??= connect(token, apiUrl, log);
        const reply = await (await connected)(route, { owner, repo, ...parameters });
        if (typeof reply.data !== 'object')
            throw new CutReply('the reply was cut off');
        return reply;
    };
    const patience = {
        ...retry,
        onRetry(info) {
            const { what, cause, waitMs } = info;
            log.info(`${what}: ${cause}; trying again in ${(waitMs / 1000).toFixed(1)} s.`);
            retry.onRetry?.(info);
        },
    };
    const api = {
        ask: (what, call, route, parameters = {}) => api.tryUntilDone(what, call, () => send(route, parameters)),
        async tryUntilDone(what, call, attempt) {
            try {
                return await (0,http_retry/* withRetry */.b)(what, (n) => attempt(send, n), judge, patience);
            }
            catch (thrown) {
                throw explainFailure(thrown, call);
            }
        },
        async all(what, call, route, parameters, items, limit = Number.POSITIVE_INFINITY) {
            const found = [];
            for (let page = 1; found.length < limit; page++) {
                const size = Math.min(limit, pageSize);
                const { data, headers } = await api.ask(what, call, route, { ...parameters, per_page: size, page });
                found.push(...items(data));
                if (!/rel="next"/.test(String(headers.link ?? '')))
                    break;
            }
            return found.slice(0, limit);
        },
    };
    return api;
}
function judge(thrown) {
    const failure = readFailure(thrown);
    if (!failure)
        return { retry: false, cause: String(thrown) };
    const { passes, status, text, afterMs } = failure;
    const cause = status === undefined ? text : `${status} ${text}`;
    return { retry: passes, cause, ...(afterMs === undefined ? {} : { afterMs }) };
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./packages/github/deployments.ts

const route = '/repos/{owner}/{repo}/deployments';
/** Clocks tick in whole seconds, and those of two machines differ a little. In milliseconds. */
const slack = 5_000;
/** A deployment as the API answers it, in our words; a payload that is JSON text is read. */
function toDeployment({ id, sha, environment, task, payload, created_at, url }) {
    return { id, sha, environment, task, payload: readPayload(payload), createdAt: created_at, url };
}
function readPayload(payload) {
    if (typeof payload !== 'string')
        return payload;
    try {
        return JSON.parse(payload);
    }
    catch {
        return payload;
    }
}
/**
 * Makes a deployment, once. The request is not idempotent, so when an attempt fails and nobody knows whether GitHub
 * has carried it out, the next one looks first: a deployment with the same commit and payload, made since we began, is
 * ours. An older one is not: going back and forth between two releases makes equal payloads.
 *
 * @param now a clock in milliseconds that only goes forward
 */
async function createDeployment(api, call, wanted, now) {
    const { ref, environment, task, description, payload, productionEnvironment, transient } = wanted;
    const began = now();
    return api.tryUntilDone(`Creating a deployment to ${environment}`, call, async (send, n) => {
        const made = n > 1 ? await findMade(send, wanted, now() - began) : undefined;
        if (made)
            return { id: made.id, url: made.url };
        const { data } = await send(`POST ${route}`, {
            ref,
            environment,
            task,
            description,
            payload,
            auto_merge: false,
            required_contexts: [],
            ...(productionEnvironment === undefined ? {} : { production_environment: productionEnvironment }),
            ...(transient === undefined ? {} : { transient_environment: transient }),
        });
        const { id, url } = data;
        return { id, url };
    });
}
/** @param sinceMs how long ago we began; the reply's own date says when that was by GitHub's clock */
async function findMade(send, { ref, environment, task, payload }, sinceMs) {
    const { data, headers } = await send(`GET ${route}`, { environment, task, sha: ref, per_page: 100 });
    const there = Date.parse(String(headers.date)) || Date.now();
    const sent = JSON.parse(JSON.stringify(payload));
    return data
        .map(toDeployment)
        .find((found) => Date.parse(found.createdAt) >= there - sinceMs - slack && (0,external_node_util_.isDeepStrictEqual)(found.payload, sent));
}

;// CONCATENATED MODULE: ./packages/github/client.ts



/**
 * GitHub's REST API. Nothing is loaded and nothing is sent until the first call.
 *
 * @throws Error when the repository is not named `owner/name`
 */
function createGitHub({ token, repository, apiUrl, log, budgetMs = 60_000, retry = {} }) {
    const api = createApi({ token, repository, apiUrl, log, retry: { ...retry, budgetMs } });
    const call = (doing, needs, hidden = true) => ({ doing, needs, hidden });
    return {
        async listEnvironments() {
            return api.all(`Listing the environments of ${repository}`, call(`list the environments of ${repository}`, 'actions: read'), 'GET /repos/{owner}/{repo}/environments', {}, (data) => data.environments?.map(({ name }) => name) ?? []);
        },
        compare: (base, head) => compare(api, base, head),
        async listDeployments({ environment, task, limit }) {
            const found = await api.all(`Listing the deployments to ${environment}`, call(`list the deployments of ${repository}`, 'deployments: read'), 'GET /repos/{owner}/{repo}/deployments', { environment, task }, (data) => data.map(toDeployment), limit);
            // GitHub answers the newest first, but promises it nowhere.
            return found.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
        },
        async latestDeploymentState(id) {
            const { data } = await api.ask(`Reading the state of deployment ${id}`, call(`read the state of deployment ${id} of ${repository}`, 'deployments: read', false), 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', { deployment_id: id, per_page: 1 });
            return data[0]?.state;
        },
        createDeployment: (deployment) => createDeployment(api, call(`create a deployment of ${repository}`, 'deployments: write'), deployment, retry.now ?? (() => performance.now())),
        async createDeploymentStatus(id, { state, description = '', logUrl, environmentUrl, autoInactive }) {
            // A second attempt may say the same thing twice, and that changes nothing: the newest status counts.
            await api.ask(`Setting the state of deployment ${id} to ${state}`, call(`set the state of deployment ${id} of ${repository}`, 'deployments: write', false), 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
                deployment_id: id,
                state,
                description: cut(description),
                ...(logUrl === undefined ? {} : { log_url: logUrl }),
                ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
                ...(autoInactive === undefined ? {} : { auto_inactive: autoInactive }),
            });
        },
    };
}
async function compare(api, base, head) {
    // With three dots in a name the request would mean something else, and no commit has such a name.
    if ([base, head].some((name) => name === '' || name.includes('...')))
        return undefined;
    try {
        const { data } = await api.ask(`Comparing ${base} with ${head}`, { doing: `compare ${base} with ${head}`, needs: 'contents: read', hidden: false }, 'GET /repos/{owner}/{repo}/compare/{basehead}', { basehead: `${base}...${head}`, per_page: 1 });
        return data.status;
    }
    catch (thrown) {
        if (!(thrown instanceof errors/* GitHubError */.y_) || (thrown.status !== 404 && thrown.status !== 422))
            throw thrown;
        return /No common ancestor/i.test(thrown.message) ? 'diverged' : undefined;
    }
}
/** At most 140 characters, never half of one. */
function cut(text) {
    return text.length <= 140 ? text : `${text.slice(0, 139).replace(/[\uD800-\uDBFF]$/, '')}…`;
}


/***/ }),

/***/ 9325:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cn: () => (/* binding */ NotPermitted),
/* harmony export */   JH: () => (/* binding */ RateLimited),
/* harmony export */   y_: () => (/* binding */ GitHubError)
/* harmony export */ });
/** GitHub did not do what was asked. The message is a whole sentence. */
class GitHubError extends Error {
    name = 'GitHubError';
    /** The HTTP status of the last reply; undefined where none came. */
    status;
    constructor(message, status, cause) {
        super(message, cause === undefined ? undefined : { cause });
        this.status = status;
    }
}
/** The token may not do this. The message names the line that is missing under `permissions:`. */
class NotPermitted extends GitHubError {
    name = 'NotPermitted';
}
/** GitHub asks to wait for longer than the budget allows. The message says for how long. */
class RateLimited extends GitHubError {
    name = 'RateLimited';
}


/***/ }),

/***/ 7573:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ withRetry)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);

/** The first wait is at most this long, the next ones twice as long each. In milliseconds. */
const base = 100;
/** No wait of our own choosing is longer than this. In milliseconds. */
const cap = 5_000;
/**
 * Tries until it works, until an error is no weather, or until the time is used up. Waits between attempts grow
 * exponentially with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that
 * 64 connections that were refused together do not come back together.
 *
 * @param what the work, as the subject of a sentence: `Uploading dags/a.py to the bucket x`
 * @param attempt one try; gets the number of the try, from 1
 * @param judge whether an error is worth another try, how long the server asks to wait (Retry-After, a floor in
 *   milliseconds), and the cause in words
 * @throws the error itself where the judge says that trying again is useless
 * @throws Error when the budget is used up; it names the last cause, and carries the last error as `cause`
 */
async function withRetry(what, attempt, judge, retry = {}) {
    const { budgetMs = 60_000, sleep = node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout, now = () => performance.now(), random = Math.random } = retry;
    const deadline = now() + budgetMs;
    for (let n = 1;; n++) {
        try {
            return await attempt(n);
        }
        catch (error) {
            const { retry: again, afterMs = 0, cause } = judge(error);
            if (!again)
                throw error;
            const left = deadline - now();
            // What the server asks for is a floor, with a little jitter on top; a wait of our own is cut to the time left,
            // so that the last try comes at the very end of the budget, and never nothing, so that time does pass.
            const floor = afterMs > 0 ? afterMs + random() * base : 0;
            if (left <= 0 || afterMs >= left)
                throw usedUp(what, budgetMs, n, cause, afterMs, error);
            const waitMs = Math.min(left, Math.max(1, floor, random() * Math.min(cap, base * 2 ** (n - 1))));
            retry.onRetry?.({ what, attempt: n, waitMs, cause });
            await sleep(waitMs);
        }
    }
}
function usedUp(what, budgetMs, n, cause, afterMs, error) {
    const attempts = n === 1 ? '1 attempt' : `${n} attempts`;
    const asked = afterMs > 0 ? ` (the server asks to wait ${Math.ceil(afterMs / 1000)} s)` : '';
    const budget = Number((budgetMs / 1000).toFixed(1));
    return new Error(`${what} did not succeed within ${budget} s (${attempts}); last cause: ${cause}${asked}`, {
        cause: error,
    });
}


/***/ }),

/***/ 5913:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fq: () => (/* binding */ isWeatherStatus),
/* harmony export */   Rc: () => (/* binding */ ConnectionError),
/* harmony export */   V3: () => (/* binding */ isWeather),
/* harmony export */   Vs: () => (/* binding */ retryAfterMs),
/* harmony export */   Zk: () => (/* binding */ cutReply)
/* harmony export */ });
/**
 * What went wrong below HTTP: the connection could not be made, was cut, or fell silent.
 * `code` is Node's or the system's name for it (https://nodejs.org/api/errors.html#common-system-errors).
 */
class ConnectionError extends Error {
    name = 'ConnectionError';
    code;
    constructor(message, code, cause) {
        super(message, cause === undefined ? undefined : { cause });
        this.code = code;
    }
}
/** Our own code for a reply that began and did not come to its end. */
const cutReply = 'REPLY_CUT';
/**
 * Faults of the network that pass. A name that DNS does not know and a certificate that does not fit are none: they
 * are mistakes in a configuration, and a person should hear of them now and not in a minute.
 */
const weatherCodes = new Set([
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'ENETDOWN',
    'ENETUNREACH',
    'EHOSTUNREACH',
    cutReply,
]);
/** Replies that ask for another try, whatever the service: too slow, too many, broken for now. */
const weatherStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Whether an error is a fault of the network that may be gone at the next try. */
function isWeather(error) {
    return error instanceof ConnectionError && (weatherCodes.has(error.code) || error.code.startsWith('HPE_'));
}
/** Whether a status asks for another try. */
function isWeatherStatus(status) {
    return weatherStatuses.has(status);
}
/**
 * How long a reply asks to wait: `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
 *
 * @param header the header's value, if there is one
 * @param now the time, in milliseconds since 1970
 * @returns milliseconds; nothing where the header is missing or not understood
 */
function retryAfterMs(header, now = Date.now()) {
    const text = header?.trim();
    if (!text)
        return undefined;
    if (/^\d+(\.\d+)?$/.test(text))
        return Number(text) * 1000;
    const date = Date.parse(text);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}


/***/ })

};
