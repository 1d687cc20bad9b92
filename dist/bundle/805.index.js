export const id = 805;
export const ids = [805];
export const modules = {

/***/ 6805:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./packages/errors/errors.ts
var errors = __webpack_require__(2785);
;// CONCATENATED MODULE: ./packages/aws/ambient.ts
/**
 * The credentials in AWS_ACCESS_KEY_ID and its companions, as `aws-actions/configure-aws-credentials` leaves them. They
 * come before a profile, as they do for the AWS CLI.
 *
 * Read here rather than by the SDK's chain, because loading the chain takes about 50 ms and this takes none.
 *
 * @returns nothing where the id or the secret is missing
 */
function fromEnvironment(env) {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
    if (!accessKeyId || !secretAccessKey)
        return undefined;
    return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
}
/**
 * The SDK's default chain: profiles, SSO, a process, a web identity file, a container, an instance. It reads the
 * process's own environment, and where it calls a service it does so without a proxy. It is loaded when it is first
 * asked.
 *
 * @param region for the services that the chain itself may call
 * @returns a fetch; with `again` it does not answer from its memory
 */
function chainCredentials(region) {
    let chain;
    return async (again) => {
        if (!chain) {
            const { defaultProvider } = await __webpack_require__.e(/* import() */ 861).then(__webpack_require__.t.bind(__webpack_require__, 5861, 19));
            chain = defaultProvider({ clientConfig: { region } });
        }
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = await chain({ forceRefresh: again });
        return {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken ? { sessionToken } : {}),
            ...(expiration ? { expiration } : {}),
        };
    };
}

;// CONCATENATED MODULE: ./packages/aws/refreshing.ts
/** Credentials are renewed when they hold for less than this. In milliseconds; a large file needs its time. */
const margin = 5 * 60_000;
/**
 * Fresh credentials are good for so long at least, whatever the clock says: they were just made, so it is the clock that
 * is wrong. Without it a clock that is an hour ahead would fetch new ones for every request. In milliseconds.
 */
const leastGood = 60_000;
/**
 * Keeps credentials and renews them: shortly before they expire, or when AWS refuses them. However many requests ask at
 * once, one fetch is under way.
 *
 * @param fetch gets credentials; `again` is true where those from before are not good enough
 * @param now the clock, in milliseconds since 1970
 * @returns a provider; `refused` names the credentials that AWS did not take
 */
function refreshing(fetch, now = Date.now) {
    let current;
    let fetchedAt = 0;
    let underway;
    const renew = () => {
        underway ??= fetch(current !== undefined)
            .then((fresh) => {
            current = fresh;
            fetchedAt = now();
            return fresh;
        })
            .finally(() => {
            underway = undefined;
        });
        return underway;
    };
    return async (options) => {
        // Compared by identity: of 64 requests that were refused together, one renews, and the others find new ones here.
        const good = current !== undefined && options?.refused !== current;
        const left = current?.expiration ? current.expiration.getTime() - now() : Number.POSITIVE_INFINITY;
        if (current && good && (left >= margin || now() - fetchedAt < leastGood))
            return current;
        if (!current || !good || left <= 0)
            return renew();
        // They still hold: where renewing fails, go on with them.
        const old = current;
        return renew().catch(() => old);
    };
}

// EXTERNAL MODULE: ./packages/http/retry.ts
var retry = __webpack_require__(7573);
;// CONCATENATED MODULE: ./packages/aws/region.ts

const commercial = {
    id: 'aws',
    hosts: 'amazonaws.com',
    console: 'console.aws.amazon.com',
    audience: 'sts.amazonaws.com',
};
/** By the beginning of a region's name; a longer one comes before a shorter. */
const partitions = [
    [
        'cn-',
        { id: 'aws-cn', hosts: 'amazonaws.com.cn', console: 'console.amazonaws.cn', audience: 'sts.amazonaws.com.cn' },
    ],
    ['us-gov-', { ...commercial, id: 'aws-us-gov', console: 'console.amazonaws-us-gov.com' }],
    ['us-isob-', { ...commercial, id: 'aws-iso-b', hosts: 'sc2s.sgov.gov', console: 'console.sc2shome.sgov.gov' }],
    ['us-iso-', { ...commercial, id: 'aws-iso', hosts: 'c2s.ic.gov', console: 'console.c2shome.ic.gov' }],
    ['eusc-', { ...commercial, id: 'aws-eusc', hosts: 'amazonaws.eu', console: 'console.amazonaws-eusc.eu' }],
];
/** The partition of a region; a region that nobody knows yet is taken for one of the large partition. */
function partitionOf(region) {
    return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;
}
/**
 * The region to work in: the input, or what `aws-actions/configure-aws-credentials` left in the environment.
 *
 * @param input the input `aws-region`; empty counts as not given
 * @param env the environment variables
 * @throws InputError where there is none, or where it cannot be the name of one
 */
function regionFrom(input, env = process.env) {
    const given = [
        ['the input aws-region', input],
        ['AWS_REGION', env.AWS_REGION],
        ['AWS_DEFAULT_REGION', env.AWS_DEFAULT_REGION],
    ];
    for (const [source, value] of given) {
        const region = value?.trim();
        if (region)
            return checkRegion(region, source);
    }
    throw new errors/* InputError */.d('The AWS region is not known. Give the input aws-region, for example eu-central-1, or set the environment variable AWS_REGION.');
}
/**
 * Holds a text to the form of a region's name. A name of the right form that does not exist is found out by AWS.
 *
 * @param region the name
 * @param source where it comes from, for the sentence
 * @returns the name
 * @throws InputError where it cannot be the name of a region
 */
function checkRegion(region, source = 'the input aws-region') {
    if (/^[a-z]{2,8}(-[a-z]{2,16}){1,3}-\d{1,2}$/.test(region))
        return region;
    throw new errors/* InputError */.d(`${JSON.stringify(region)} (from ${source}) is not an AWS region. A region looks like eu-central-1.`);
}

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
var external_node_http_default = /*#__PURE__*/__webpack_require__.n(external_node_http_);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
var external_node_https_default = /*#__PURE__*/__webpack_require__.n(external_node_https_);
;// CONCATENATED MODULE: ./packages/http/agents.ts


/**
 * Agents that keep their connections and go through the proxy that the environment names, where this Node can: see
 * `unusedProxy`.
 *
 * @param connections the most connections to one host
 * @param env where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are looked up, in small letters too
 */
function createAgents(connections, env) {
    const keep = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections };
    const proxied = { ...keep, proxyEnv: env };
    const local = { http: new (external_node_http_default()).Agent(keep), https: new (external_node_https_default()).Agent(keep) };
    const remote = { http: new (external_node_http_default()).Agent(proxied), https: new (external_node_https_default()).Agent(proxied) };
    return {
        of: ({ protocol, hostname }) => (isLoopback(hostname) ? local : remote)[protocol === 'https:' ? 'https' : 'http'],
        close() {
            for (const agent of [local.http, local.https, remote.http, remote.https])
                agent.destroy();
        },
    };
}
function isLoopback(hostname) {
    return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

;// CONCATENATED MODULE: ./packages/aws/bucket-name.ts

/**
 * S3's rules for the name of a bucket, each with what is wrong where it is broken
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
 */
const rules = [
    [/^$/, 'it is empty'],
    [/^s3:\/\//, 'it is an address: give the name alone, without s3:// and without a folder'],
    [/^arn:/, 'it is an ARN: give the name alone'],
    [/\//, 'it holds a slash: give the name alone, the folder has an input of its own'],
    [/[A-Z]/, 'it holds a capital letter'],
    [/[^a-z0-9.-]/, 'it may hold only lower-case letters, digits, dots and hyphens'],
    [/^.{1,2}$|^.{64,}$/, 'it must be 3 to 63 characters long'],
    [/^[^a-z0-9]|[^a-z0-9]$/, 'it must begin and end with a letter or a digit'],
    [/\.\./, 'it holds two dots in a row'],
    [/^\d+\.\d+\.\d+\.\d+$/, 'it looks like an IP address'],
    [/^(xn--|sthree-|amzn-s3-demo-)/, 'S3 keeps names that begin so for itself'],
    [/--x-s3$/, 'it is a directory bucket (S3 Express One Zone), which is not supported'],
    [/(--ol-s3|\.mrap|--table-s3)$/, 'S3 keeps names that end so for itself'],
];
/**
 * Holds a text to the rules for the name of a bucket, before anything is asked of AWS.
 *
 * @param name the name
 * @returns the name
 * @throws InputError that says which rule it breaks
 */
function checkBucketName(name) {
    const broken = rules.find(([pattern]) => pattern.test(name));
    if (broken)
        throw new errors/* InputError */.d(`${JSON.stringify(name)} is not the name of an S3 bucket: ${broken[1]}.`);
    return name;
}

;// CONCATENATED MODULE: ./packages/aws/key.ts

/**
 * A key as a path: each byte outside RFC 3986's unreserved characters is percent-encoded, and slashes stay. Nothing is
 * normalised: `a//b` and `a/../b` are keys of their own.
 *
 * @throws InputError where the key is no valid Unicode, so that S3 could not hold it
 */
function encodeKey(key) {
    if (!key.isWellFormed()) {
        throw new errors/* InputError */.d(`The name ${JSON.stringify(key)} is not valid Unicode, so S3 cannot hold it. Rename the file.`);
    }
    return encodeURIComponent(key)
        .replace(/%2F/g, '/')
        .replace(/[!'()*]/g, percent);
}
/** An object's address for a person. */
function showObject(bucket, key) {
    return onOneLine(`s3://${bucket}/${key ?? ''}`);
}
/** Text that comes from elsewhere, for a sentence: what could end the line or steer a terminal is percent-encoded. */
function onOneLine(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a line.
    return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, percent);
}
const percent = (character) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

;// CONCATENATED MODULE: ./packages/aws/endpoint.ts




/**
 * Where S3 is: an endpoint that is given or that the environment names, with the bucket in the path; otherwise AWS,
 * with the bucket in the name of the host. A bucket with dots in its name goes into the path there too, because the
 * certificate of `*.s3.eu-central-1.amazonaws.com` holds for one label only.
 *
 * @param region a region, checked
 * @param endpoint an endpoint of the caller's own
 * @param env where AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL are looked up, as the AWS SDKs do
 *   (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)
 * @throws InputError where an endpoint is no http or https URL
 */
function s3Endpoint(region, endpoint, env = process.env) {
    const custom = customEndpoint('S3', endpoint, env);
    if (custom) {
        const folder = custom.pathname.replace(/\/+$/, '');
        return (bucket, key) => ({ origin: custom, path: `${folder}/${checkBucketName(bucket)}${slash(key)}` });
    }
    const host = `s3.${region}.${partitionOf(region).hosts}`;
    const shared = new URL(`https://${host}`);
    return (bucket, key) => {
        checkBucketName(bucket);
        if (bucket.includes('.'))
            return { origin: shared, path: `/${bucket}${slash(key)}` };
        return { origin: new URL(`https://${bucket}.${host}`), path: slash(key) || '/' };
    };
}
const slash = (key) => (key === undefined ? '' : `/${encodeKey(key)}`);
/**
 * The endpoint that somebody chose for a service, if anybody did.
 *
 * @param service as in the name of the environment variable: `S3`, `STS`
 * @throws InputError where it is no http or https URL
 */
function customEndpoint(service, endpoint, env = process.env) {
    const given = [
        ['The endpoint', endpoint],
        [`AWS_ENDPOINT_URL_${service}`, env[`AWS_ENDPOINT_URL_${service}`]],
        ['AWS_ENDPOINT_URL', env.AWS_ENDPOINT_URL],
    ];
    const [source, text] = given.find(([, value]) => value) ?? [];
    if (!text)
        return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol) && !url.search && !url.username)
        return url;
    throw new errors/* InputError */.d(`${source} is ${JSON.stringify(text)}, which is no address of a service. It looks like http://127.0.0.1:9000 or https://s3.example.com.`);
}

;// CONCATENATED MODULE: ./packages/aws/sts.ts


/**
 * STS by the SDK's client, which is loaded when it is first called. It makes one attempt; patience is the caller's. It
 * goes through the same proxy as S3 does.
 *
 * When the credentials expire is told by the clock of this machine: the time that STS gives them is counted from the
 * time at which STS answered, so that a clock that is an hour off makes them neither too long nor too short.
 *
 * @param region whose STS is asked
 * @param env where AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL and HTTPS_PROXY are looked up
 */
function stsCall(region, env) {
    const endpoint = customEndpoint('STS', undefined, env);
    return async ({ role, sessionName, token }) => {
        const { AssumeRoleWithWebIdentityCommand, STSClient } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(695)]).then(__webpack_require__.t.bind(__webpack_require__, 1695, 19));
        const agents = createAgents(1, env);
        const of = endpoint ?? new URL('https://sts.amazonaws.com');
        const client = new STSClient({
            region,
            maxAttempts: 1,
            requestHandler: {
                httpAgent: agents.of(of),
                httpsAgent: agents.of(of),
                connectionTimeout: 5_000,
                socketTimeout: 20_000,
            },
            ...(endpoint ? { endpoint: endpoint.href } : {}),
        });
        let answeredAt;
        client.middlewareStack.add((next) => async (request) => {
            const result = await next(request);
            answeredAt = dateOf(result.response);
            return result;
        }, { step: 'deserialize' });
        try {
            const { Credentials: given } = await client.send(new AssumeRoleWithWebIdentityCommand({
                RoleArn: role,
                RoleSessionName: sessionName,
                WebIdentityToken: token,
            }));
            if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
                throw new Error('STS answered without credentials.');
            }
            const skewMs = answeredAt === undefined ? 0 : Date.now() - answeredAt;
            return {
                accessKeyId: given.AccessKeyId,
                secretAccessKey: given.SecretAccessKey,
                sessionToken: given.SessionToken,
                ...(given.Expiration ? { expiration: new Date(given.Expiration.getTime() + skewMs) } : {}),
            };
        }
        finally {
            client.destroy();
            agents.close();
        }
    };
}
/** When a reply was made, by the clock of whoever made it. */
function dateOf(response) {
    const { headers } = response;
    const date = Date.parse(headers?.date ?? '');
    return Number.isNaN(date) ? undefined : date;
}

// EXTERNAL MODULE: ./packages/http/transient.ts
var http_transient = __webpack_require__(5913);
;// CONCATENATED MODULE: ./packages/aws/id-token.ts
/**
 * Reads the claims of a token for a sentence to a person. The token is not checked, that is for AWS to do, and it is
 * never shown: only who it says that it is.
 *
 * @param token a JSON Web Token (RFC 7519)
 * @returns the claims that are texts; none of them where it is no such token
 */
function claimsOf(token) {
    let claims;
    try {
        claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) ?? {};
    }
    catch {
        return {};
    }
    const text = (value) => (typeof value === 'string' ? value.slice(0, 500) : undefined);
    return { iss: text(claims.iss), sub: text(claims.sub), aud: text(claims.aud) };
}

;// CONCATENATED MODULE: ./packages/aws/sts-errors.ts




/** Answers of STS that pass, beside those that their status gives away. */
const weatherNames = new Set([
    'IDPCommunicationError',
    'IDPCommunicationErrorException',
    'Throttling',
    'ThrottlingException',
    'TimeoutError',
]);
const weatherCodes = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$/;
/** Whether asking STS once more may help. */
function judgeSts(thrown) {
    const error = thrown;
    const status = error.$metadata?.httpStatusCode ?? 0;
    const retry = (0,http_transient/* isWeatherStatus */.Fq)(status) || weatherNames.has(error.name) || weatherCodes.test(error.code ?? '');
    return { retry, cause: `${error.message || error.code || error.name}${status ? ` (HTTP ${status})` : ''}` };
}
/**
 * What STS refused, as a sentence that says what to change, and where.
 *
 * @param thrown what the SDK threw; what is no refusal of the token or the role is given back as it is
 * @param token the job's token: its claims are shown, never the token
 */
function stsError(thrown, role, token, region) {
    const error = thrown;
    const sentence = sentences[error.name]?.(role, token, region, error.message);
    if (sentence === undefined)
        return thrown;
    const explained = new errors/* InputError */.d(sentence);
    explained.cause = thrown;
    return explained;
}
const denied = (role, token) => {
    const { sub, aud } = claimsOf(token);
    return (`AWS does not let this job assume the role ${role}: its trust policy does not allow the job's OIDC token, or there is no such role. ` +
        `Allow sts:AssumeRoleWithWebIdentity for the subject ${sub ?? '(the token has none)'}${aud ? ` and the audience ${aud}` : ''} in the trust policy of the role.`);
};
const expired = (role) => `The role ${role} could not be assumed, because the job's OIDC token has expired. Run the job again.`;
const invalid = (role, token, region, message) => {
    const { iss = 'https://token.actions.githubusercontent.com', aud } = claimsOf(token);
    const { audience } = partitionOf(region);
    return (`The role ${role} could not be assumed, because its AWS account does not accept the job's OIDC token (${message}). ` +
        `Add an IAM identity provider for ${iss} with the audience ${aud ?? audience} to the account.`);
};
const sentences = {
    AccessDenied: denied,
    AccessDeniedException: denied,
    ExpiredTokenException: expired,
    ExpiredToken: expired,
    InvalidIdentityToken: invalid,
    InvalidIdentityTokenException: invalid,
    ValidationError: (role, _token, _region, message) => `STS does not accept the request for the role ${role}: ${message}. Check the input role-to-assume.`,
    RegionDisabledException: (role, _token, region) => `The role ${role} could not be assumed, because STS is not switched on for the region ${region} in its account. Switch it on, or use another aws-region.`,
};

;// CONCATENATED MODULE: ./packages/aws/web-identity.ts





/**
 * Turns the job's OIDC token into the credentials of a role. Each fetch asks for a new token, because one lives for
 * minutes and the work may take an hour.
 *
 * @throws InputError from the fetch where the job may have no token, or where AWS refuses it; it says what to change
 */
function assumeRoleWith(options) {
    const { region, role, idToken, mask, log, env } = options;
    const audience = partitionOf(region).audience;
    const call = options.call ?? stsCall(region, env);
    const sessionName = sessionNameFrom(options.sessionName);
    return async () => {
        const token = await fetchToken(idToken, audience, role);
        mask(token);
        const onRetry = ({ what, cause }) => log.debug(`${what}: ${cause} Trying again.`);
        try {
            return await (0,retry/* withRetry */.b)(`Assuming the role ${role}`, () => call({ role, sessionName, token }), judgeSts, {
                onRetry,
            });
        }
        catch (error) {
            throw stsError(error, role, token, region);
        }
    };
}
/**
 * @param role must be the ARN of an IAM role
 * @throws InputError where it is none
 */
function checkRole(role) {
    if (/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/.test(role))
        return;
    throw new errors/* InputError */.d(`The input role-to-assume is ${JSON.stringify(role)}, which is not the ARN of a role. It looks like arn:aws:iam::123456789012:role/publish.`);
}
/** A session's name as IAM allows it: 2 to 64 characters of a small set. Whatever else it holds becomes a hyphen. */
function sessionNameFrom(text) {
    return text
        .replace(/[^\w+=,.@-]+/g, '-')
        .slice(0, 64)
        .padEnd(2, '-');
}
async function fetchToken(idToken, audience, role) {
    let cause;
    try {
        const token = await idToken?.(audience);
        if (token)
            return token;
    }
    catch (error) {
        cause = error;
    }
    const error = new errors/* InputError */.d(`The role ${role} cannot be assumed, because this job has no OIDC token. Add \`permissions: id-token: write\` to the job. ` +
        'A workflow that a pull request from a fork started never gets one.');
    error.cause = cause;
    throw error;
}

;// CONCATENATED MODULE: ./packages/aws/credentials.ts




/**
 * The credentials that a run works with: those of a role, by the job's OIDC token, or those that the environment has.
 * Nothing is fetched before they are asked for.
 *
 * @throws InputError at once where the role is no ARN; later, from the provider, where there are no credentials
 */
function credentialsFor(options) {
    const { region, roleToAssume, idToken, sessionName, log, mask, env = process.env } = options;
    const role = roleToAssume?.trim();
    const masked = (credentials) => {
        mask(credentials.secretAccessKey);
        if (credentials.sessionToken)
            mask(credentials.sessionToken);
        return credentials;
    };
    if (role) {
        checkRole(role);
        const assume = assumeRoleWith({ region, role, idToken, sessionName, mask, log, env, call: options.assumeRole });
        return Object.assign(refreshing(async () => masked(await assume())), { origin: `the role ${role}` });
    }
    const ambient = fromEnvironment(env);
    if (ambient) {
        // They came with the job and nobody can renew them: a second look would find the same.
        let known;
        const provider = async () => {
            known ??= masked(ambient);
            return known;
        };
        return Object.assign(provider, { origin: `the access key ${shortKey(ambient)} of the environment` });
    }
    const chain = chainCredentials(region);
    return Object.assign(refreshing(async (again) => {
        try {
            return masked(await chain(again));
        }
        catch (error) {
            throw noCredentials(error);
        }
    }), { origin: 'the credentials of this machine' });
}
/** An access key's id, as far as it helps to recognise it. It is no secret, but there is no need to spread it. */
function shortKey({ accessKeyId }) {
    return `${accessKeyId.slice(0, 4)}...${accessKeyId.slice(-4)}`;
}
function noCredentials(cause) {
    const error = new errors/* InputError */.d('There are no AWS credentials. Either give the input role-to-assume, with `permissions: id-token: write` on the job, ' +
        'or run aws-actions/configure-aws-credentials in a step before this one.');
    error.cause = cause;
    return error;
}

;// CONCATENATED MODULE: ./packages/http/connection.ts

/** Words for the faults that people meet; any other keeps the system's words. */
const words = {
    ECONNRESET: 'cut the connection',
    EPIPE: 'cut the connection while the request was being sent',
    ECONNREFUSED: 'refuses connections',
    ETIMEDOUT: 'does not answer',
    ENOTFOUND: 'is not known to DNS: check the name of the host',
    EAI_AGAIN: 'could not be looked up, because DNS does not answer',
    EHOSTUNREACH: 'cannot be reached',
    ENETUNREACH: 'cannot be reached: there is no network',
};
/**
 * What the socket or the HTTP parser said, as a sentence about a host.
 *
 * @param error what Node threw; a ConnectionError is passed on as it is
 * @param host for the sentence, with the port where it is not the usual one
 */
function connectionError(error, host) {
    if (error instanceof http_transient/* ConnectionError */.Rc)
        return error;
    const code = error.code ?? error.name;
    const said = words[code] ?? (code.startsWith('HPE_') ? 'sent something that is not HTTP' : undefined);
    return new http_transient/* ConnectionError */.Rc(`${host} ${said ?? `could not be talked to: ${error.message}`} (${code}).`, code, error);
}
/** A connection that fell silent. */
function timedOut(host, ms) {
    return new http_transient/* ConnectionError */.Rc(`${host} was silent for ${ms / 1000} s.`, 'ETIMEDOUT');
}
/**
 * Ends a request whose connection takes too long to be made. Waiting for a free connection does not count, and a
 * connection that was kept is there at once.
 */
function limitConnect(request, host, ms) {
    request.once('socket', (socket) => {
        if (!socket.connecting)
            return;
        const timer = setTimeout(() => {
            const sentence = `A connection to ${host} could not be made within ${ms / 1000} s.`;
            request.destroy(new http_transient/* ConnectionError */.Rc(sentence, 'ETIMEDOUT'));
        }, ms);
        const stop = () => clearTimeout(timer);
        socket.once('connect', stop);
        socket.once('close', stop);
    });
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./packages/http/send-body.ts

/** From this size a body waits for the server's `100 Continue`. In bytes; the AWS SDKs do so from 2 MiB. */
const asksFirst = 1 << 20;
/** How long it waits before it sends all the same, because not every server knows `Expect`. In milliseconds. */
const patience = 1_000;
/**
 * Sends the body of a request and ends the request. A large body asks first (RFC 9110, section 10.1.1), so that a
 * server that refuses or redirects is heard before it hangs up on bytes that it does not want.
 *
 * @param fail told what the body's own stream throws; a fault of the connection is told to the request instead
 * @returns a function that sends no more, for when the server has answered
 */
function sendBody(request, body, fail) {
    let stopped = false;
    const stop = () => {
        stopped = true;
    };
    const send = async () => {
        if (stopped || request.destroyed)
            return;
        if (body === undefined || Buffer.isBuffer(body))
            request.end(body);
        else
            await sendStream(request, body, () => stopped);
    };
    const size = body === undefined ? 0 : Buffer.isBuffer(body) ? body.length : body.size;
    const start = () => {
        send().catch((error) => {
            if (stopped)
                return;
            fail(error);
            request.destroy();
        });
    };
    if (size < asksFirst) {
        start();
        return stop;
    }
    request.setHeader('expect', '100-continue');
    request.flushHeaders();
    let asked = false;
    const go = () => {
        if (asked)
            return;
        asked = true;
        clearTimeout(timer);
        start();
    };
    // The time starts with the connection, not with the wait for one.
    let timer;
    request.once('socket', (socket) => {
        const arm = () => {
            timer = setTimeout(go, patience);
        };
        if (socket.connecting)
            socket.once('connect', arm);
        else
            arm();
    });
    request.once('continue', go);
    request.once('close', () => clearTimeout(timer));
    return stop;
}
async function sendStream(request, body, stopped) {
    let sent = 0;
    for await (const chunk of body.open()) {
        // One turn of the event loop: what the server has said meanwhile is heard before more is written. Writing to a
        // connection that the server has closed destroys it, and with it a reply that nobody has read yet.
        await (0,promises_.setImmediate)();
        if (stopped() || request.destroyed)
            return;
        sent += chunk.length;
        if (!request.write(chunk))
            await writable(request);
    }
    if (stopped() || request.destroyed)
        return;
    if (sent !== body.size)
        throw new Error(`A body of ${body.size} bytes was promised, but ${sent} came.`);
    request.end();
}
/** Waits until the request takes more, or is over. */
function writable(request) {
    return new Promise((resolve) => {
        const go = () => {
            request.off('drain', go).off('close', go);
            resolve();
        };
        request.on('drain', go).on('close', go);
        if (request.destroyed)
            go();
    });
}

;// CONCATENATED MODULE: ./packages/http/exchange.ts






/**
 * HTTP over connections that are kept: a TLS handshake costs more than the request that it carries.
 * A host of this machine is never asked for through a proxy.
 */
function createHttp(options = {}) {
    const { connections = 64, connectTimeoutMs = 5_000, idleTimeoutMs = 20_000, env = process.env } = options;
    const agents = createAgents(connections, env);
    function open({ method, origin, path, headers, body }, timeout) {
        const secure = origin.protocol === 'https:';
        const length = body
            ? { 'content-length': String(Buffer.isBuffer(body) ? body.length : body.size) }
            : {};
        return (secure ? (external_node_https_default()) : (external_node_http_default())).request({
            agent: agents.of(origin),
            host: origin.hostname.replace(/^\[|\]$/g, ''),
            port: origin.port || (secure ? 443 : 80),
            method,
            path,
            headers: { ...length, ...headers },
            timeout,
        });
    }
    return {
        exchange: (outgoing) => new Promise((resolve, reject) => {
            const host = outgoing.origin.host;
            const patience = Math.min(idleTimeoutMs, outgoing.idleTimeoutMs ?? idleTimeoutMs);
            const request = open(outgoing, patience);
            limitConnect(request, host, connectTimeoutMs);
            let replied = false;
            let silence;
            request.on('timeout', () => {
                silence = timedOut(host, patience);
                request.destroy(silence);
            });
            const stopSending = sendBody(request, outgoing.body, reject);
            request.on('error', (error) => {
                // After the reply has begun, the reply tells how it ended; a server that answers early and hangs up makes
                // the rest of the body fail to send, and that is no news.
                if (!replied)
                    reject(connectionError(error, host));
            });
            request.on('response', (response) => {
                replied = true;
                stopSending();
                const early = !request.writableFinished;
                const chunks = [];
                const finish = () => {
                    // A body that was not sent whole leaves the connection in the middle of a request: it cannot be kept.
                    if (!request.writableFinished)
                        request.destroy();
                    resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
                };
                response.on('data', (chunk) => chunks.push(chunk));
                response.on('end', finish);
                response.on('error', (error) => {
                    // An early refusal counts by its status, also when the hang-up cut its text.
                    if (early && (response.statusCode ?? 0) >= 300)
                        finish();
                    else
                        reject(silence ?? cut(error, host));
                });
            });
        }),
        close: () => agents.close(),
    };
}
function cut(error, host) {
    return new http_transient/* ConnectionError */.Rc(`${host} cut the connection in the middle of its reply.`, http_transient/* cutReply */.Zk, error);
}

;// CONCATENATED MODULE: ./packages/http/unused-proxy.ts
/**
 * A proxy that the environment names and that will not be used, because this Node is too old for it: its requests go
 * straight to their hosts, and where only the proxy is let out they find nobody.
 *
 * @param env where HTTPS_PROXY is looked up, in small letters too
 * @param node the version of Node
 * @returns a sentence for the log; nothing where no proxy is set, or where it is used
 */
function unusedProxy(env, node = process.versions.node) {
    const name = ['https_proxy', 'HTTPS_PROXY'].find((variable) => env[variable]);
    if (name === undefined || usesProxies(node))
        return undefined;
    // The value may hold a password, so it is not shown.
    return `${name} is set, but Node ${node} cannot use a proxy: requests go directly to their hosts. Node 24.5 and later use it.`;
}
/** Whether the agents of this Node know `proxyEnv`: from 24.5, and from 22.21 in the line before. */
function usesProxies(node = process.versions.node) {
    const [major = 0, minor = 0] = node.split('.').map(Number);
    return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./packages/aws/s3-errors.ts

/** What S3 refused. The message is a sentence for a person; `code` and `status` are S3's own. */
class S3Error extends Error {
    name = 'S3Error';
    /** S3's word for it (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
    code;
    /** The HTTP status. */
    status;
    /** How long S3 asks to wait before another try, in milliseconds, if it says so. */
    afterMs;
    constructor(message, code, status, afterMs) {
        // Names of objects and words of the server come with it.
        super(onOneLine(message));
        this.code = code;
        this.status = status;
        this.afterMs = afterMs;
    }
}
/** Somebody else wrote the object first: it is not the one that the caller had read. Read it again and decide anew. */
class PreconditionFailed extends S3Error {
    name = 'PreconditionFailed';
}
/** A file is not any more, or never was while it was sent, what was planned. Nothing of it was published. */
class FileChanged extends Error {
    name = 'FileChanged';
    path;
    constructor(path, how) {
        super(`The file ${onOneLine(path)} changed while it was being published: ${how}. Publish again when nothing writes to it.`);
        this.path = path;
    }
}

;// CONCATENATED MODULE: ./packages/aws/file-body.ts



/** Files up to this size are read whole, larger ones are streamed. In bytes. */
const bufferLimit = 8 << 20;
/** Up to this size, one blocking read is cheaper than four trips to the thread pool: 10% of the CPU of a first sync. */
const blockingLimit = 256 << 10;
const chunkSize = 256 << 10;
/**
 * The whole of a file. Its size is held to the plan here; its bytes are held to the plan by S3, which gets the planned
 * hash in the signature and refuses others. Hashing them here once more would cost a tenth of a first sync.
 *
 * @throws FileChanged where it has another size, is gone, or cannot be read
 */
async function readPlanned(file) {
    let content;
    try {
        content = file.size <= blockingLimit ? (0,external_node_fs_.readFileSync)(file.path) : await (0,external_node_fs_promises_.readFile)(file.path);
    }
    catch (error) {
        throw unreadable(file, error);
    }
    checkSize(file, content.length);
    return content;
}
/**
 * A file as a stream. Its last chunk is held back until the end of the file is where it was planned, so that a file
 * that grows or shrinks on the way never becomes a whole request.
 */
function streamPlanned(file) {
    return { size: file.size, open: () => chunks(file) };
}
async function* chunks(file) {
    const handle = await (0,external_node_fs_promises_.open)(file.path).catch((error) => {
        throw unreadable(file, error);
    });
    try {
        let held;
        let total = 0;
        for (;;) {
            const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize);
            if (bytesRead === 0)
                break;
            total += bytesRead;
            if (total > file.size)
                checkSize(file, (await handle.stat()).size);
            if (held)
                yield held;
            held = buffer.subarray(0, bytesRead);
        }
        checkSize(file, total);
        if (held)
            yield held;
    }
    finally {
        await handle.close();
    }
}
function checkSize(file, size) {
    if (size !== file.size)
        throw new FileChanged(file.path, `it had ${file.size} bytes when planned and now has ${size}`);
}
function unreadable(file, cause) {
    const code = cause.code ?? 'unknown error';
    const error = new FileChanged(file.path, code === 'ENOENT' ? 'it is gone' : `it cannot be read (${code})`);
    error.cause = cause;
    return error;
}

;// CONCATENATED MODULE: ./packages/aws/gate.ts
/**
 * Bounds how much goes on at once: by number, and by the memory that it takes. 20,000 uploads may be asked for at once,
 * and 64 files of 8 MiB do not fill the memory.
 *
 * @param places how many works at most
 * @param memory how many bytes at most; a single work may be larger, when it is alone
 */
function createGate(places, memory) {
    const waiting = [];
    let first = 0;
    let inside = 0;
    let used = 0;
    const admit = () => {
        for (let next = waiting[first]; next; next = waiting[first]) {
            if (inside >= places || (used > 0 && used + next.bytes > memory))
                return;
            first += 1;
            inside += 1;
            used += next.bytes;
            next.enter();
        }
        waiting.length = 0;
        first = 0;
    };
    return {
        async run(bytes, work) {
            await new Promise((enter) => {
                waiting.push({ bytes, enter });
                admit();
            });
            try {
                return await work();
            }
            finally {
                inside -= 1;
                used -= bytes;
                admit();
            }
        },
    };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./packages/aws/s3-operation.ts
const operations = {
    list: { action: 's3:ListBucket', doing: 'Listing' },
    get: { action: 's3:GetObject', doing: 'Reading' },
    head: { action: 's3:GetObject', doing: 'Looking at' },
    put: { action: 's3:PutObject', doing: 'Uploading' },
    delete: { action: 's3:DeleteObject', doing: 'Deleting from' },
};
/** What a policy must name as the resource, after `arn:aws:s3:::`. */
function resourceOf(operation, bucket, key) {
    if (operation.action === 's3:ListBucket')
        return bucket;
    return `${bucket}/${key ?? '*'}`;
}

;// CONCATENATED MODULE: ./packages/aws/s3-sentences.ts



/**
 * A refusal of S3 as a sentence: what is wrong, where, and what to do.
 *
 * @returns for a code that is not in the table: what was being done, and what S3 said
 */
function explainRefusal(refused) {
    const elsewhere = refused.bucketRegion !== undefined && refused.bucketRegion !== refused.region;
    // HEAD answers a wrong region by a bare status; the header tells.
    if (elsewhere && refused.status < 404)
        return wrongRegion(refused);
    return s3_sentences_sentences[refused.code]?.(refused) ?? `${subject(refused)} failed: ${said(refused)}`;
}
const subject = ({ operation, bucket, key }) => `${operation.doing} ${showObject(bucket, key)}`;
const said = ({ code, status, message }) => `S3 answered ${code} (HTTP ${status})${message ? `: ${ended(message)}` : '.'}`;
/** What S3 says is a sentence, though not always with its full stop. */
const ended = (message) => (/[.!?]$/.test(message) ? message : `${message}.`);
const wrongRegion = ({ bucket, region, bucketRegion }) => bucketRegion && bucketRegion !== region
    ? `The S3 bucket ${bucket} is in the region ${bucketRegion}, not in ${region}. Set aws-region to ${bucketRegion}.`
    : `The S3 bucket ${bucket} is not in the region ${region}. Set aws-region to the region of the bucket.`;
const s3_sentences_expired = (refused) => `The AWS credentials (${refused.origin}) have expired or were withdrawn, and there are no newer ones (${refused.code}). ` +
    'Give the input role-to-assume, which renews them, or run aws-actions/configure-aws-credentials again before this step, with a longer role-duration-seconds.';
const changed = (refused) => `${subject(refused)} failed, because the bytes that reached S3 are not those that were sent (${refused.code}). Something between this machine and S3, such as a proxy, changes them.`;
const raced = (refused) => `${showObject(refused.bucket, refused.key)} was written by somebody else in the meantime (${refused.code}).`;
const s3_sentences_sentences = {
    NoSuchBucket: ({ bucket, region }) => `The S3 bucket ${bucket} does not exist (region ${region}). Check the name of the bucket.`,
    PermanentRedirect: wrongRegion,
    TemporaryRedirect: wrongRegion,
    AuthorizationHeaderMalformed: wrongRegion,
    IllegalLocationConstraintException: wrongRegion,
    AccessDenied: (refused) => {
        const { operation, bucket, key, region, origin, message } = refused;
        const arn = `arn:${partitionOf(region).id}:s3:::${resourceOf(operation, bucket, key)}`;
        const list = operation.action === 's3:GetObject'
            ? ` Allow s3:ListBucket on the bucket too: without it S3 answers so for an object that does not exist.`
            : '';
        const words = message && !/^access denied\.?$/i.test(message) ? ` S3 says: ${ended(message)}` : '';
        return (`${subject(refused)} was denied: ${origin} may not do ${operation.action} on ${arn}. ` +
            `Allow it in the policy of the role or user, and see that no policy of the bucket or of its KMS key forbids it.${list}${words}`);
    },
    ExpiredToken: s3_sentences_expired,
    InvalidToken: s3_sentences_expired,
    TokenRefreshRequired: s3_sentences_expired,
    RequestTimeTooSkewed: ({ skewMs }) => {
        const minutes = skewMs === undefined ? undefined : Math.round(Math.abs(skewMs) / 6_000) / 10;
        const by = minutes === undefined
            ? 'is wrong'
            : `is ${minutes} minutes ${(skewMs ?? 0) > 0 ? 'behind' : 'ahead of'} that of S3`;
        return `The clock of this machine ${by}, and S3 takes no request that is more than 15 minutes off. Set the clock.`;
    },
    InvalidAccessKeyId: ({ origin }) => `AWS does not know the access key (${origin}): it was deleted, or it belongs to another partition. Give other credentials.`,
    SignatureDoesNotMatch: ({ origin }) => `S3 does not accept the signature: the secret access key does not belong to the access key (${origin}), or a proxy changes requests on their way. Check AWS_SECRET_ACCESS_KEY for a missing character or a blank.`,
    XAmzContentSHA256Mismatch: changed,
    BadDigest: changed,
    EntityTooLarge: (refused) => `${subject(refused)} failed, because S3 takes at most 5 GiB in one piece (${refused.code}).`,
    PreconditionFailed: raced,
    ConditionalRequestConflict: raced,
    NoSuchKey: (refused) => `${showObject(refused.bucket, refused.key)} does not exist any more.`,
};

// EXTERNAL MODULE: ./node_modules/htmlparser2/dist/Parser.js + 7 modules
var Parser = __webpack_require__(1600);
;// CONCATENATED MODULE: ./packages/aws/xml.ts

/** A reply that is not the XML that it should be: cut off, or something else altogether. */
class XmlError extends Error {
    name = 'XmlError';
}
/** No reply of S3 is deeper than this. */
const deepest = 16;
/**
 * Reads a reply of S3 or STS. Documents of a thousand entries are the largest, so a tree is lean enough.
 *
 * @param text the document
 * @param root the name that its root must have
 * @throws XmlError where it is cut off, not closed, or has another root
 */
function parseXml(text, root) {
    const top = { name: '', text: '', children: [] };
    const open = [top];
    let broken = '';
    const parser = new Parser/* Parser */.i({
        onopentagname(name) {
            const element = { name, text: '', children: [] };
            if (open.length > deepest)
                broken ||= 'it is nested too deep';
            else
                open.at(-1)?.children.push(element);
            open.push(element);
        },
        ontext(data) {
            const element = open.at(-1);
            if (element && element !== top)
                element.text += data;
        },
        onclosetag(name, implied) {
            // `<a/>` counts as implied too; at the end of a cut document nothing but this is left to close it.
            if (implied && text[parser.endIndex - 1] !== '/')
                broken ||= `it does not close <${name}>`;
            open.pop();
        },
    }, { xmlMode: true });
    parser.write(text);
    if (open.length > 1)
        broken ||= `it ends inside <${open.at(-1)?.name}>`;
    parser.end();
    const found = top.children[0];
    if (!found)
        broken ||= 'it holds no element';
    else if (found.name !== root)
        broken ||= `it begins with <${found.name.slice(0, 80)}>`;
    if (broken || !found)
        throw new XmlError(`A reply should be an XML document <${root}>, but ${broken}.`);
    return found;
}
/** The first child of a name, if there is one. */
function child(element, name) {
    return element.children.find((one) => one.name === name);
}
/** The text of the first child of a name; empty where there is none. */
function childText(element, name) {
    return child(element, name)?.text ?? '';
}
const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** Text as it may stand in an element or an attribute. Tabs and ends of lines are written by number, or a reader would
 * change them. */
function escapeXml(text) {
    return text.replace(/[&<>"'\t\n\r]/g, (character) => named[character] ?? `&#${character.charCodeAt(0)};`);
}
/** Whether XML 1.0 can hold a text at all: most control characters cannot be written, not even by number. */
function fitsXml(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}

;// CONCATENATED MODULE: ./packages/aws/s3-refusal.ts




/** What a refusal without a text means: replies to HEAD have none, and early ones may be cut. */
const codeOfStatus = {
    301: 'PermanentRedirect',
    307: 'TemporaryRedirect',
    400: 'BadRequest',
    403: 'AccessDenied',
    404: 'NotFound',
    405: 'MethodNotAllowed',
    409: 'Conflict',
    412: 'PreconditionFailed',
    413: 'EntityTooLarge',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
};
/** Somebody else was faster, in S3's words. A deleted object fails an `If-Match` with 404. */
const lostRace = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);
/**
 * A refusal of S3 as an error.
 *
 * @param reply its status is not one of success
 * @param about what was asked, where and by whom
 */
function refusal(reply, about) {
    const { code, message, region } = readError(reply);
    const header = reply.headers['x-amz-bucket-region'];
    const bucketRegion = typeof header === 'string' ? header : region;
    const sentence = explainRefusal({ ...about, code, message, status: reply.status, bucketRegion });
    const after = (0,http_transient/* retryAfterMs */.Vs)(reply.headers['retry-after']);
    const missing = about.conditional && code === 'NoSuchKey';
    return lostRace.has(code) || missing
        ? new PreconditionFailed(sentence, code, reply.status)
        : new S3Error(sentence, code, reply.status, after);
}
function readError({ status, body }) {
    const code = codeOfStatus[status] ?? `HTTP${status}`;
    const text = body.subarray(0, 16_384).toString();
    try {
        const error = parseXml(text, 'Error');
        return {
            code: childText(error, 'Code') || code,
            message: childText(error, 'Message'),
            region: childText(error, 'Region') || undefined,
        };
    }
    catch (error) {
        if (!(error instanceof XmlError))
            throw error;
        // A page of a proxy, or the beginning of a text: its first words are the best there is.
        const words = text
            .replace(/<[^>]*>|[^\x20-\x7e]/g, ' ')
            .replace(/ +/g, ' ')
            .trim()
            .slice(0, 200);
        return { code, message: words, region: undefined };
    }
}

;// CONCATENATED MODULE: ./packages/aws/s3-request.ts








/** No answer is given up sooner, however small the budget. In milliseconds. */
const shortest = 1_000;
const emptySha256 = (0,external_node_crypto_.createHash)('sha256').digest('hex');
/** Refusals that pass, beside those that their status gives away. */
const s3_request_weatherCodes = new Set([
    'SlowDown',
    'InternalError',
    'ServiceUnavailable',
    'RequestTimeout',
    'OperationAborted',
    'Throttling',
    'ThrottlingException',
    'RequestLimitExceeded',
    'BandwidthLimitExceeded',
]);
/** Refusals that newer credentials may mend. A HEAD has no text: its bare 400 may be one of these. */
const staleCodes = new Set(['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired', 'BadRequest']);
/**
 * Asks S3, with patience: faults of the network, 5xx, SlowDown and replies that cannot be read are tried again within
 * the budget; expired credentials are renewed and a wrong clock is corrected once.
 *
 * @throws PreconditionFailed, S3Error or Error; their messages are whole sentences
 */
function ask(session, call) {
    const what = `${call.operation.doing} ${showObject(call.bucket, call.key)}`;
    const repairs = { renewed: false, clockSet: false };
    let doubtful = false;
    const attempt = async () => {
        for (;;) {
            const credentials = await session.credentials();
            const { reply, skewMs } = await send(session, call, credentials);
            if (reply.status >= 200 && reply.status < 300)
                return call.read(reply);
            const origin = session.credentials.origin ?? `the access key ${shortKey(credentials)}`;
            const { bucket, key, operation, headers = {} } = call;
            const conditional = 'if-match' in headers || 'if-none-match' in headers;
            const error = refusal(reply, { operation, bucket, key, conditional, region: session.region, origin, skewMs });
            if (error instanceof PreconditionFailed && doubtful) {
                const own = await call.ownSuccess?.();
                if (own !== undefined)
                    return own;
            }
            if (!(await mended(session, error, credentials, skewMs, repairs)))
                throw error;
        }
    };
    return (0,retry/* withRetry */.b)(what, attempt, (error) => {
        const verdict = judge(error, what);
        doubtful ||= verdict.retry;
        return verdict;
    }, call.budgetMs === undefined ? session.retry : { ...session.retry, budgetMs: call.budgetMs });
}
async function send(session, call, credentials) {
    const { method, bucket, key, query = {}, headers = {}, body, sha256 = emptySha256, urgent, budgetMs } = call;
    const { origin, path } = session.locate(bucket, key);
    const unsigned = { method, origin, path, query, headers: { ...headers, 'x-amz-content-sha256': sha256 } };
    const signed = await session.sign(unsigned, credentials, new Date(session.clock() + session.skewMs));
    const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
    const target = search.length > 0 ? `${path}?${search.join('&')}` : path;
    const reply = await (urgent ? session.urgentHttp : session.http).exchange({
        method,
        origin,
        path: target,
        headers: signed,
        ...(body === undefined ? {} : { body }),
        ...(budgetMs === undefined ? {} : { idleTimeoutMs: Math.max(shortest, budgetMs) }),
    });
    const date = Date.parse(reply.headers.date ?? '');
    return { reply, skewMs: Number.isNaN(date) ? undefined : date - session.clock() };
}
/** As the signature wants the query: RFC 3986, a blank as %20. */
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
/** Puts right what can be put right from here, each thing once. @returns whether the request is worth sending again */
async function mended(session, error, used, skewMs, repairs) {
    if (error.code === 'RequestTimeTooSkewed' && !repairs.clockSet && skewMs !== undefined) {
        repairs.clockSet = true;
        session.skewMs = skewMs;
        return true;
    }
    if (staleCodes.has(error.code) && !repairs.renewed) {
        repairs.renewed = true;
        return (await session.credentials({ refused: used })) !== used;
    }
    return false;
}
/** The cause without the subject, which the sentence about a used up budget has already. */
function judge(error, what) {
    const cause = (error instanceof Error ? error.message : String(error)).replace(`${what} failed: `, '');
    if (error instanceof S3Error) {
        const retry = s3_request_weatherCodes.has(error.code) || (0,http_transient/* isWeatherStatus */.Fq)(error.status);
        return { retry, cause, ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }) };
    }
    return { retry: (0,http_transient/* isWeather */.V3)(error) || error instanceof XmlError, cause };
}

;// CONCATENATED MODULE: ./packages/aws/s3-get.ts



/** An object with its content; nothing where there is no such key. */
function getObject(session, bucket, key, haste = {}) {
    const call = ask(session, {
        operation: operations.get,
        method: 'GET',
        bucket,
        key,
        ...haste,
        read: ({ headers, body }) => ({
            body,
            etag: readEtag(headers),
            ...readVersion(headers),
            lastModified: readDate(headers['last-modified'], session),
            serverTime: readDate(headers.date, session),
        }),
    });
    return call.catch(missing);
}
/**
 * What S3 knows of an object; nothing where there is no such key. A HEAD does not tell a missing bucket from that. Of an
 * object that is encrypted by KMS, S3 tells the checksum to those who may kms:Decrypt, as for reading it
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
 */
function headObject(session, bucket, key, haste = {}) {
    const call = ask(session, {
        operation: operations.head,
        method: 'HEAD',
        bucket,
        key,
        headers: { 'x-amz-checksum-mode': 'ENABLED' },
        ...haste,
        read: ({ headers }) => ({
            etag: readEtag(headers),
            size: Number(headers['content-length'] ?? 0),
            ...readVersion(headers),
            lastModified: readDate(headers['last-modified'], session),
            contentType: headers['content-type'] ?? '',
            ...readSha256(headers),
        }),
    });
    return call.catch(missing);
}
/** S3's ETag without its quotes. */
function readEtag(headers) {
    return (headers.etag ?? '').replace(/^"|"$/g, '');
}
/** The version, where the bucket is versioned; where versioning is suspended S3 calls it `null`, which pins nothing. */
function readVersion(headers) {
    const id = headers['x-amz-version-id'];
    return typeof id === 'string' && id !== 'null' ? { versionId: id } : {};
}
/** The checksum of the whole content; `...-3` is one over the checksums of three parts, which says nothing here. */
function readSha256(headers) {
    const text = headers['x-amz-checksum-sha256'];
    if (typeof text !== 'string' || text.includes('-'))
        return {};
    const bytes = Buffer.from(text, 'base64');
    return bytes.length === 32 ? { sha256: bytes.toString('hex') } : {};
}
function readDate(text, session) {
    const date = Date.parse(text ?? '');
    return new Date(Number.isNaN(date) ? session.clock() + session.skewMs : date);
}
function missing(error) {
    if (error instanceof S3Error && /^(NoSuchKey|NotFound)$/.test(error.code))
        return undefined;
    throw error;
}

;// CONCATENATED MODULE: ./packages/aws/s3-delete.ts







/** S3 takes this many keys in one request. */
const most = 1000;
/** How many failures a sentence shows. */
const shown = 10;
/** Failures of single keys that pass, and that the next try of the same request mends. */
const passing = /^(InternalError|SlowDown|ServiceUnavailable|OperationAborted)$/;
/** Somebody else has written or deleted the object. */
const overtaken = /^(PreconditionFailed|ConditionalRequestConflict)$/;
/**
 * Deletes objects, a thousand a request; a key that is not there counts as deleted
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html). With an ETag the delete of that object is
 * conditional (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html), for which S3 wants
 * s3:GetObject beside s3:DeleteObject.
 *
 * @throws PreconditionFailed that names the keys that have another ETag; later requests are not sent then
 * @throws S3Error that names the keys that S3 did not delete, and why; the others are deleted
 */
async function deleteObjects(session, bucket, objects, options = {}) {
    const failures = [];
    const listed = objects.filter(({ key }) => fitsXml(key));
    for (let start = 0; start < listed.length; start += most) {
        const page = await deletePage(session, bucket, listed.slice(start, start + most), options);
        await checkOvertaken(session, bucket, page, options);
        failures.push(...page.filter(({ code }) => code !== 'NoSuchKey' && !overtaken.test(code)));
    }
    // XML cannot hold a control character, so such a key goes by its own request.
    for (const object of objects)
        if (!fitsXml(object.key))
            await deleteOne(session, bucket, object, options);
    const [first] = failures;
    if (first)
        throw new S3Error(notDeleted(bucket, failures), first.code, 200);
}
/**
 * Tells a condition that failed because somebody else wrote from one that failed because the object is gone: by an
 * earlier try of our own whose answer was lost, as a rule.
 *
 * @throws PreconditionFailed for those that are still there
 */
async function checkOvertaken(session, bucket, failures, options) {
    const doubtful = failures.filter(({ code }) => overtaken.test(code));
    const heads = await Promise.all(doubtful.map(({ key }) => headObject(session, bucket, key, options)));
    const there = doubtful.filter((_, i) => heads[i] !== undefined);
    const [first] = there;
    if (!first)
        return;
    const names = there.slice(0, shown).map(({ key }) => showObject(bucket, key));
    const more = there.length > shown ? ` and ${there.length - shown} more` : '';
    throw new PreconditionFailed(`S3 did not delete ${names.join(', ')}${more}, because somebody else wrote to it in the meantime (${first.code}).`, first.code, 412);
}
function deletePage(session, bucket, page, options) {
    const objects = page.map(({ key, etag }) => {
        const condition = etag === undefined ? '' : `<ETag>${escapeXml(`"${etag}"`)}</ETag>`;
        return `<Object><Key>${escapeXml(key)}</Key>${condition}</Object>`;
    });
    const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects.join('')}<Quiet>true</Quiet></Delete>`);
    const digest = (0,external_node_crypto_.createHash)('sha256').update(body).digest();
    return ask(session, {
        operation: operations.delete,
        method: 'POST',
        bucket,
        query: { delete: '' },
        body,
        sha256: digest.toString('hex'),
        ...options,
        headers: {
            'content-type': 'application/xml',
            'content-md5': (0,external_node_crypto_.createHash)('md5').update(body).digest('base64'),
            'x-amz-checksum-sha256': digest.toString('base64'),
            'x-amz-sdk-checksum-algorithm': 'SHA256',
        },
        read(reply) {
            const failures = readFailures(reply.body.toString());
            const [first] = failures;
            // Deleting twice is deleting once: where only passing faults are left, the whole request goes again.
            if (first && failures.every(({ code }) => passing.test(code))) {
                throw new S3Error(notDeleted(bucket, failures), first.code, 503);
            }
            return failures;
        },
    });
}
async function deleteOne(session, bucket, { key, etag }, options) {
    const condition = etag === undefined ? {} : { headers: { 'if-match': `"${etag}"` } };
    try {
        await ask(session, {
            operation: operations.delete,
            method: 'DELETE',
            bucket,
            key,
            ...options,
            ...condition,
            read: () => undefined,
        });
    }
    catch (error) {
        if (!(error instanceof PreconditionFailed) || (await headObject(session, bucket, key, options)))
            throw error;
    }
}
function readFailures(text) {
    return parseXml(text, 'DeleteResult')
        .children.filter(({ name }) => name === 'Error')
        .map((entry) => ({
        key: childText(entry, 'Key'),
        code: childText(entry, 'Code'),
        message: childText(entry, 'Message'),
    }));
}
function notDeleted(bucket, failures) {
    const lines = failures
        .slice(0, shown)
        .map(({ key, code, message }) => `${showObject(bucket, key)} (${code}${message ? `: ${message}` : ''})`);
    const more = failures.length > shown ? ` and ${failures.length - shown} more` : '';
    const hint = failures.some(({ code }) => code === 'AccessDenied')
        ? ' Allow s3:DeleteObject on them, or switch deleting off.'
        : '';
    return `S3 did not delete ${lines.join(', ')}${more}.${hint}`;
}

;// CONCATENATED MODULE: ./packages/aws/s3-list.ts



/**
 * The objects whose keys begin with a prefix, in the order of their keys, a page of up to 1,000 at a time
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html).
 *
 * @param prefix empty for all of them
 */
async function* listPages(session, bucket, prefix) {
    let next;
    do {
        const page = await ask(session, {
            operation: operations.list,
            method: 'GET',
            bucket,
            query: {
                'list-type': '2',
                // Without it a key with a control character makes the whole page unreadable: XML cannot hold it.
                'encoding-type': 'url',
                'max-keys': '1000',
                prefix,
                ...(next === undefined ? {} : { 'continuation-token': next }),
            },
            read: ({ body }) => readPage(body.toString()),
        });
        if (page.objects.length > 0)
            yield page.objects;
        next = page.next;
    } while (next !== undefined);
}
/** @throws XmlError where the page is cut or lacks what every page has */
function readPage(text) {
    const result = parseXml(text, 'ListBucketResult');
    const encoded = childText(result, 'EncodingType') === 'url';
    const objects = result.children.filter(({ name }) => name === 'Contents').map((entry) => readEntry(entry, encoded));
    const truncated = childText(result, 'IsTruncated');
    if (truncated !== 'true')
        return { objects, next: undefined };
    const next = childText(result, 'NextContinuationToken');
    if (!next)
        throw new XmlError('A page of the listing says that there are more, but not where they begin.');
    return { objects, next };
}
function readEntry(entry, encoded) {
    const key = childText(entry, 'Key');
    const size = Number(childText(entry, 'Size') || Number.NaN);
    const lastModified = new Date(childText(entry, 'LastModified'));
    if (!key || !Number.isSafeInteger(size) || Number.isNaN(lastModified.getTime())) {
        throw new XmlError('A page of the listing has an entry without a key, a size or a date.');
    }
    const etag = childText(entry, 'ETag').replace(/^"|"$/g, '');
    return { key: encoded ? decodeKey(key) : key, etag, size, lastModified };
}
/** S3 writes a blank as `+` and a plus as `%2B`, as forms do; others write a blank as `%20`. */
function decodeKey(key) {
    try {
        return decodeURIComponent(key.replaceAll('+', ' '));
    }
    catch {
        throw new XmlError(`A page of the listing has a key that cannot be decoded: ${key.slice(0, 200)}`);
    }
}

;// CONCATENATED MODULE: ./packages/aws/s3-put.ts








/** S3 takes no more in one piece: 5 GiB (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const largest = 5 * 2 ** 30;
/**
 * Writes one object. S3 is told the SHA-256 twice: in the signature, so that it refuses other bytes, and as the
 * object's checksum, so that it keeps it and can be asked for it.
 *
 * A try that ended in a reset may have worked, and then the next one meets its own success as a failed condition: what
 * is there is compared, so that a writer does not lose against itself.
 */
async function putObject(session, bucket, key, content, options) {
    const { contentType, ifMatch, ifNoneMatch, urgent = false, budgetMs } = options;
    const haste = { urgent, ...(budgetMs === undefined ? {} : { budgetMs }) };
    const size = Buffer.isBuffer(content) ? content.length : content.size;
    if (size > largest) {
        throw new errors/* InputError */.d(`${showObject(bucket, key)} would have ${size} bytes, but S3 takes at most 5 GiB in one piece.`);
    }
    const file = Buffer.isBuffer(content) ? undefined : content;
    const body = Buffer.isBuffer(content)
        ? content
        : size <= bufferLimit
            ? await readPlanned(content)
            : streamPlanned(content);
    const sha256 = file?.sha256 ??
        options.sha256 ??
        (0,external_node_crypto_.createHash)('sha256')
            .update(body)
            .digest('hex');
    try {
        return await ask(session, {
            operation: operations.put,
            method: 'PUT',
            bucket,
            key,
            body,
            sha256,
            ...haste,
            headers: {
                'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
                'x-amz-sdk-checksum-algorithm': 'SHA256',
                ...(contentType ? { 'content-type': contentType } : {}),
                ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
                ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
            },
            read: ({ headers }) => ({ etag: readEtag(headers), ...readVersion(headers) }),
            ownSuccess: () => ownSuccess(session, bucket, key, { size, sha256 }, haste),
        });
    }
    catch (error) {
        if (file && error instanceof S3Error && /^(XAmzContentSHA256Mismatch|BadDigest)$/.test(error.code)) {
            throw new FileChanged(file.path, `S3 got other bytes than were planned (${error.code})`);
        }
        throw error;
    }
}
/**
 * What is there, if it is what was to be written. A HEAD tells, because S3 keeps the checksum; from a server that does
 * not, a small object is read. Of a large one without a checksum nobody knows, and so it counts as somebody else's.
 */
async function ownSuccess(session, bucket, key, mine, haste) {
    const head = await headObject(session, bucket, key, haste);
    if (head?.size !== mine.size || (head.sha256 ?? mine.sha256) !== mine.sha256)
        return undefined;
    const there = head.sha256 || mine.size > bufferLimit ? undefined : await getObject(session, bucket, key, haste);
    const found = there ? (0,external_node_crypto_.createHash)('sha256').update(there.body).digest('hex') : head.sha256;
    if (found !== mine.sha256)
        return undefined;
    const { etag, versionId } = there ?? head;
    return { etag, ...(versionId === undefined ? {} : { versionId }) };
}

// EXTERNAL MODULE: ./node_modules/@smithy/signature-v4/dist-cjs/index.js
var dist_cjs = __webpack_require__(5118);
;// CONCATENATED MODULE: ./packages/aws/sign.ts


/**
 * SHA-256 in the shape that the signer wants, for one signer. What is the same for each request is kept: the HMAC with
 * which the signer looks its key up, and that key as Node wants it. Without, they are a tenth of the CPU of a first sync.
 */
function sha256Keeper() {
    let lookup;
    let signing;
    return class {
        #key;
        #data = Buffer.alloc(0);
        constructor(key) {
            this.#key = key;
        }
        update(data) {
            const more = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
            this.#data = this.#data.length === 0 ? more : Buffer.concat([this.#data, more]);
        }
        async digest() {
            const data = this.#data;
            const key = this.#key;
            if (key === undefined)
                return (0,external_node_crypto_.hash)('sha256', data, 'buffer');
            if (typeof key !== 'string') {
                if (signing?.bytes !== key)
                    signing = { bytes: key, key: (0,external_node_crypto_.createSecretKey)(key) };
                return (0,external_node_crypto_.createHmac)('sha256', signing.key).update(data).digest();
            }
            if (lookup?.secret === key && lookup.data.equals(data))
                return lookup.digest;
            const digest = (0,external_node_crypto_.createHmac)('sha256', key).update(data).digest();
            lookup = { secret: key, data, digest };
            return digest;
        }
        reset() {
            this.#data = Buffer.alloc(0);
        }
    };
}
/**
 * Signs requests by AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html).
 *
 * @param region where the service is
 * @param service its name in the signature; for `s3` the path is signed as it is, for others it is encoded once more
 * @returns the headers to send, with `authorization`, `host`, `x-amz-date` and, for a session, its token
 */
function createSigner(region, service = 's3') {
    const sha256 = sha256Keeper();
    let last;
    return async ({ method, origin, path, query, headers }, credentials, date) => {
        if (last?.credentials !== credentials) {
            const signer = new dist_cjs.SignatureV4({ region, service, credentials, sha256, uriEscapePath: service !== 's3' });
            last = { credentials, signer };
        }
        const { protocol, hostname } = origin;
        const request = { method, protocol, hostname, path, query, headers: { ...headers, host: origin.host } };
        return (await last.signer.sign(request, { signingDate: date })).headers;
    };
}

;// CONCATENATED MODULE: ./packages/aws/s3.ts










/**
 * A client of S3 of our own over kept connections, signed by `@smithy/signature-v4`, instead of `@aws-sdk/client-s3`.
 *
 * Measured with 2,000 files (23 MB) and 64 connections against a server that does nothing, on two cores that others used
 * too: the SDK's client made 278 to 484 PUT/s with 5.2 to 6.5 s of CPU, with its checksums switched off 312 to 456; this
 * one made 700 to 1,290 with 1.5 to 2.2 s in the same minutes, and 2,000 to 3,000 over 20,000 files. Signing by a few
 * lines of our own instead of the maintained library would save 0.2 s of CPU in 2,000 requests: not worth owning them.
 *
 * @throws InputError where the endpoint is no address
 */
function createS3(options) {
    const { region, credentials, endpoint, connections = 64, log, retry = {}, env = process.env } = options;
    const proxy = unusedProxy(env);
    if (proxy)
        log.notice(proxy);
    const session = {
        region,
        locate: s3Endpoint(region, endpoint, env),
        http: createHttp({ connections, env }),
        urgentHttp: createHttp({ connections: 2, env }),
        sign: createSigner(region),
        credentials,
        retry: { ...retry, onRetry: tellRetries(log, retry.onRetry) },
        clock: options.clock ?? Date.now,
        skewMs: 0,
    };
    const gate = createGate(connections, 8 * bufferLimit);
    return {
        list: (bucket, prefix) => listPages(session, bucket, prefix),
        get: (bucket, key) => gate.run(0, () => getObject(session, bucket, key)),
        head: (bucket, key) => gate.run(0, () => headObject(session, bucket, key)),
        put(bucket, key, content, putOptions = {}) {
            if (putOptions.urgent)
                return putObject(session, bucket, key, content, putOptions);
            const bytes = Buffer.isBuffer(content) || content.size > bufferLimit ? 0 : content.size;
            return gate.run(bytes, () => putObject(session, bucket, key, content, putOptions));
        },
        deleteMany: (bucket, objects, deleteOptions) => deleteObjects(session, bucket, objects, deleteOptions),
        close() {
            session.http.close();
            session.urgentHttp.close();
        },
    };
}
/**
 * Says that S3 makes us wait, though not for each of 64 connections: a line every few seconds where waits grow long, and
 * every try when debugging is on.
 */
function tellRetries(log, more) {
    let last = Number.NEGATIVE_INFINITY;
    return (info) => {
        const line = `${info.what}: ${info.cause} Trying again in ${Math.ceil(info.waitMs)} ms (attempt ${info.attempt + 1}).`;
        const now = performance.now();
        if (info.waitMs >= 1_000 && now - last >= 5_000) {
            last = now;
            log.info(line);
        }
        else {
            log.debug(line);
        }
        more?.(info);
    };
}

// EXTERNAL MODULE: ./packages/format/markdown.ts
var markdown = __webpack_require__(9347);
// EXTERNAL MODULE: ./packages/format/units.ts
var units = __webpack_require__(4363);
;// CONCATENATED MODULE: ./packages/dags/facts.ts


/** @returns lines for the summary's table of facts: a title and Markdown */
function dagsFacts(artifact, plan) {
    const { drifted } = plan.comparison;
    return [
        ['Syntax', syntaxFact(artifact)],
        ...plan.pins.map(({ pin, versionId, step, taken }) => {
            const version = versionId ? `, version ${(0,markdown/* code */.aY)(versionId)}` : '';
            return [
                pin.what === 'plugins' ? 'Plugins' : 'Requirements',
                `${(0,markdown/* code */.aY)(pin.key)}${version}${step ? '' : ', unchanged'}${taken ? ', had been changed by somebody else' : ''}`,
            ];
        }),
        ...(drifted > 0 ? [['Drift', `${(0,units/* count */.U9)(drifted, 'object')} differed from what was published last`]] : []),
    ];
}
function syntaxFact({ checkedWith, files, pins }) {
    if (checkedWith)
        return (0,markdown/* text */.Qq)(`checked by Python ${checkedWith}`);
    const python = [...files, ...pins.flatMap(({ packed }) => packed)].some(({ path }) => path.endsWith('.py'));
    return python ? 'not checked throughout; the log says why' : 'no Python files';
}
/**
 * The version of a pinned object, for the outputs: what `UpdateEnvironment` of MWAA takes.
 *
 * @returns empty where there is none
 */
function versionIdOf(plan, what) {
    return plan.pins.find(({ pin }) => pin.what === what)?.versionId ?? '';
}
/** Says so when a bucket keeps no versions although MWAA needs them. */
function warnUnversioned(plan, bucket, log) {
    const unpinned = plan.pins.filter(({ record, versionId }) => record && versionId === undefined);
    if (unpinned.length === 0)
        return;
    const keys = unpinned.map(({ pin }) => JSON.stringify(pin.key)).join(' and ');
    log.warning(`The bucket ${bucket} keeps no versions, so ${keys} has no version id, and MWAA pins it by that; turn versioning on: aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`);
}
/** Says so when two publishes seem to fight for one object, as two prefixes do that share the default key. */
function warnTaken({ pins }, log) {
    const taken = pins.filter((change) => change.taken).map(({ pin }) => pin);
    if (taken.length === 0)
        return;
    const keys = taken.map(({ key }) => JSON.stringify(key)).join(' and ');
    const inputs = taken.map(({ what }) => `\`${what}-key\``).join(' and ');
    log.warning(`Since the last publish something else has changed ${keys}, and this publish replaces it. If another prefix or repository publishes there too, set ${inputs} to a key of its own for each.`);
}

;// CONCATENATED MODULE: ./packages/dags/plan-json.ts
/**
 * How long the JSON may get, in bytes of UTF-8. An output may hold 1 MiB and all outputs of a job 50 MiB, but a program
 * that gets it as an argument or in its environment takes no more than 128 KiB of one.
 */
const maxBytes = 100_000;
/** @returns a plan as JSON: its steps in their order, of a long plan the first, with how many there are and are left out */
function planJson({ target, live, steps, unchanged }) {
    const render = (shown) => {
        const head = JSON.stringify({
            place: target.place,
            environment: target.environment,
            live: live ?? null,
            unchanged,
            total: steps.length,
            omitted: steps.length - shown.length,
        });
        return `${head.slice(0, -1)},"steps":[${shown.join(',')}]}`;
    };
    const shown = [];
    // As long as with every step left out: no other number of them has more digits.
    let bytes = Buffer.byteLength(render([]));
    for (const { change, what, bytes: size, note } of steps) {
        const step = JSON.stringify({ change, what, bytes: size, note });
        bytes += Buffer.byteLength(step) + 1;
        if (bytes > maxBytes)
            break;
        shown.push(step);
    }
    return render(shown);
}

;// CONCATENATED MODULE: ./packages/aws/console-url.ts

/**
 * The page of the AWS console that shows what is under a prefix of a bucket, in the partition of the region.
 *
 * @param prefix empty for the whole bucket
 */
function consoleUrl(region, bucket, prefix) {
    const page = `https://${partitionOf(region).console}/s3/buckets/${encodeURIComponent(bucket)}?region=${encodeURIComponent(region)}`;
    return prefix === '' ? page : `${page}&prefix=${encodeURIComponent(prefix)}`;
}

// EXTERNAL MODULE: ./packages/log/progress.ts
var progress = __webpack_require__(3084);
;// CONCATENATED MODULE: ./packages/release/protocol.ts
/**
 * The words of the release protocol. Everything that is published goes through the same five steps, whatever its kind:
 * build -> plan -> apply -> verify -> record. `release.ts` carries them out; a publisher fills them in for one kind.
 */
/** Another run changed the target after the plan was made: plan again. */
class TargetMoved extends Error {
    name = 'TargetMoved';
}

;// CONCATENATED MODULE: ./packages/dags/compare-bytes.ts
/**
 * Compares two texts by their UTF-8 bytes, the order in which S3 lists keys. JavaScript's own order differs from it where
 * surrogates meet U+E000 and above.
 *
 * @returns negative, zero or positive, as `Array.prototype.sort` wants it
 */
function compareBytes(a, b) {
    const shared = Math.min(a.length, b.length);
    for (let i = 0; i < shared; i++) {
        const left = a.charCodeAt(i);
        const right = b.charCodeAt(i);
        if (left !== right)
            return weight(left) - weight(right);
    }
    return a.length - b.length;
}
/** A code unit's place by code point: surrogates stand for characters above all others. */
function weight(unit) {
    if (unit < 0xd800)
        return unit;
    return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

// EXTERNAL MODULE: ./packages/dags/object-name.ts
var object_name = __webpack_require__(7351);
;// CONCATENATED MODULE: ./packages/dags/manifest.ts


/** What this version writes and reads. */
const format = 1;
/**
 * The key of a prefix's manifest. It lies outside every prefix, so that listing the DAGs does not list it.
 *
 * @param prefix as `readPrefix` gives it; two prefixes never have one key
 */
function manifestKey(prefix) {
    return `${object_name/* reserved */.$t}dags${prefix === '' ? '' : `/${prefix.slice(0, -1)}`}.json`;
}
/**
 * Where the records of publishes below a prefix lie, and which prefix each of them is of.
 *
 * @param prefix as `readPrefix` gives it
 */
function prefixesBelow(prefix) {
    const records = `${object_name/* reserved */.$t}dags/${prefix}`;
    return {
        records,
        prefixOf: (key) => key.startsWith(records) && key.endsWith('.json')
            ? `${key.slice(`${object_name/* reserved */.$t}dags/`.length, -'.json'.length)}/`
            : undefined,
    };
}
/**
 * @returns the manifest as JSON: the fields of the published record, then a line for each file, so that a person can read
 * it and compare two with diff
 */
function writeManifest({ published, claim }) {
    const { files, ...record } = published ?? { files: undefined };
    const head = JSON.stringify({ format, kind: 'dags', ...record, claim });
    if (files === undefined)
        return Buffer.from(`${head}\n`);
    const lines = files.map((file) => JSON.stringify(file)).join(',\n');
    return Buffer.from(`${head.slice(0, -1)},"files":[\n${lines}\n]}\n`);
}
/**
 * @param bytes what lies at the manifest's key
 * @param place for messages
 * @returns undefined where it is no manifest at all
 * @throws InputError for the manifest of a newer version, which this one must not replace
 */
function readManifest(bytes, place) {
    let value;
    try {
        value = JSON.parse(Buffer.from(bytes).toString());
    }
    catch {
        return undefined;
    }
    if (!isRecord(value) || value.kind !== 'dags' || typeof value.format !== 'number')
        return undefined;
    if (value.format > format) {
        throw new errors/* InputError */.d(`The record in ${place} is of format ${value.format}, which a newer version of this action wrote; this one reads up to ${format}. Use the newer version here too.`);
    }
    const { format: _format, kind: _kind, claim, ...published } = value;
    if (claim !== undefined && !isClaim(claim))
        return undefined;
    // The very first claim is made before anything is published.
    if (Object.keys(published).length === 0)
        return { published: undefined, claim };
    return isPublished(published) ? { published, claim } : undefined;
}
function isPublished(value) {
    return (isRecord(value) &&
        texts(value, 'environment', 'digest', 'version', 'commit', 'publishedAt') &&
        isRun(value.run) &&
        (value.checkedWith === null || typeof value.checkedWith === 'string') &&
        Array.isArray(value.files) &&
        value.files.every(isFile) &&
        (value.requirements === undefined || isPin(value.requirements)) &&
        (value.plugins === undefined || isPin(value.plugins)));
}
function isFile(value) {
    if (!Array.isArray(value) || value.length !== 4)
        return false;
    const [path, sha256, etag, size] = value;
    return (typeof path === 'string' && typeof sha256 === 'string' && typeof etag === 'string' && Number.isSafeInteger(size));
}
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value, ...names) => names.every((name) => typeof value[name] === 'string');
const isRun = (value) => isRecord(value) && texts(value, 'id', 'attempt');
const isPin = (value) => isRecord(value) && texts(value, 'key', 'sha256', 'etag') && Number.isSafeInteger(value.size);
const isClaim = (value) => isRecord(value) && texts(value, 'environment', 'commit', 'token') && isRun(value.run);

;// CONCATENATED MODULE: ./packages/dags/hold-claim.ts





/** A claim that was not renewed for so long is nobody's, in milliseconds. By S3's clock. */
const leaseMs = 60_000;
/** A holder renews its claim this often, in milliseconds: twice it may fail. */
const renewMs = 20_000;
/** How long to try to give a claim up, in milliseconds: without, others wait for the lease to run out, and no worse. */
const abandonMs = 5_000;
/**
 * Claims a prefix: writes the claim into its manifest, on the condition that the manifest is still the one that was read.
 * Two runs that have read the same manifest cannot both hold it. The last published record stays in it meanwhile.
 *
 * @param etag of the manifest that was read; undefined where there was none
 * @throws TargetMoved when another run was faster
 */
async function holdClaim({ s3, bucket, key, log, renewMs: every = renewMs }, claim, before, etag) {
    let current = etag;
    let lost;
    let beat = 0;
    let renewedAt = Date.now();
    /** One write at a time: each needs the ETag that the one before it got. */
    let queue = Promise.resolve();
    const write = (manifest, budgetMs) => {
        const turn = queue.then(async () => {
            if (lost)
                throw lost;
            const condition = current === undefined ? { ifNoneMatch: '*' } : { ifMatch: current };
            // By the time of the request: a late answer must not lengthen the lease in this run's eyes alone.
            const sentAt = Date.now();
            try {
                const answer = await s3.put(bucket, key, writeManifest(manifest()), {
                    contentType: 'application/json',
                    // Before 64 slow uploads, not behind them.
                    urgent: true,
                    ...(budgetMs === undefined ? {} : { budgetMs }),
                    ...condition,
                });
                current = answer.etag;
                renewedAt = sentAt;
            }
            catch (thrown) {
                if (!(thrown instanceof PreconditionFailed))
                    throw thrown;
                lost = new TargetMoved(`Another run has begun to publish to s3://${bucket}: its record ${key} was changed.`, {
                    cause: thrown,
                });
                throw lost;
            }
        });
        queue = turn.catch(() => { });
        return turn;
    };
    const renew = () => write(() => ({ published: before, claim: { ...claim, beat: beat++ } }));
    await renew();
    let renewing = false;
    const timer = setInterval(async () => {
        if (renewing)
            return;
        renewing = true;
        await renew().catch((thrown) => log.debug(`The claim in ${key} was not renewed: ${(0,errors/* explain */.W)(thrown)}`));
        renewing = false;
    }, every);
    timer.unref();
    return {
        check() {
            if (!lost && Date.now() - renewedAt > leaseMs) {
                lost = new TargetMoved(`The claim on s3://${bucket} could not be renewed for ${leaseMs / 1000} seconds.`);
            }
            if (lost)
                throw lost;
        },
        async confirm() {
            await renew();
            return leaseMs - (Date.now() - renewedAt);
        },
        async finish(published) {
            clearInterval(timer);
            await write(() => ({ published, claim: undefined }));
        },
        async abandon() {
            clearInterval(timer);
            const ended = { ...claim, beat: beat++, ended: true };
            const given = write(() => ({ published: before, claim: ended }), abandonMs).catch((thrown) => log.debug(`The claim in ${key} was left as it is: ${(0,errors/* explain */.W)(thrown)}`));
            // A renewal that is still under way may take much longer; nobody waits for it.
            await Promise.race([given, (0,promises_.setTimeout)(abandonMs, undefined, { ref: false })]);
        },
    };
}

;// CONCATENATED MODULE: ./packages/dags/target/content-type.ts
const types = {
    cfg: 'text/plain',
    conf: 'text/plain',
    csv: 'text/csv',
    html: 'text/html',
    ini: 'text/plain',
    j2: 'text/plain',
    jinja: 'text/plain',
    json: 'application/json',
    md: 'text/markdown',
    py: 'text/x-python',
    sh: 'text/x-shellscript',
    sql: 'application/sql',
    toml: 'application/toml',
    txt: 'text/plain',
    xml: 'application/xml',
    yaml: 'application/yaml',
    yml: 'application/yaml',
    zip: 'application/zip',
};
/** @returns the media type that a file's name tells, for people who open it in the console; bytes where it tells none */
function contentType(name) {
    const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
    return Object.hasOwn(types, extension) ? types[extension] : 'application/octet-stream';
}

;// CONCATENATED MODULE: ./packages/dags/target/in-parallel.ts
/**
 * Does work for each item, so many at a time. After the first failure nothing new is begun; what is under way is waited
 * for, so that nothing goes on behind the back of whoever catches the error.
 *
 * @throws the first failure
 */
async function inParallel(items, limit, work) {
    let next = 0;
    let failure;
    const worker = async () => {
        while (next < items.length && !failure) {
            const item = items[next++];
            try {
                await work(item);
            }
            catch (thrown) {
                failure ??= { thrown };
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
    if (failure)
        throw failure.thrown;
}

;// CONCATENATED MODULE: ./packages/dags/apply-plan.ts









/** More requests at once buy nothing: measured on two cores against a server on the same machine. */
const atOnce = 64;
/** S3 deletes so many in one request. */
const deletesAtOnce = 1000;
/**
 * Carries out a plan: claim the prefix; requirements and plugins; modules before what imports them, DAG files last; when
 * all of that is there, the deletes. The record, which makes it count, comes after it was read back. Broken off at any
 * point, a later run finishes it. Every write is conditional on what the plan saw, so a run that was overtaken cannot
 * overwrite the newer one's files.
 *
 * @throws TargetMoved when another run has changed something since the plan was made
 */
async function applyPlan(artifact, plan, options) {
    const { bucket, run, log } = options;
    const { commit } = artifact;
    const claim = { environment: plan.target.environment, run, commit, token: (0,external_node_crypto_.randomUUID)(), beat: 0 };
    const held = await holdClaim({ ...options, key: options.manifestKey }, claim, plan.state.published, plan.state.etag);
    try {
        await sendPins(plan, held, options);
        const files = await sendFiles(plan, held, options);
        await apply_plan_deleteObjects(plan, held, options);
        return { files, held };
    }
    catch (thrown) {
        log.debug('The publish broke off; the claim is given up.');
        await held.abandon();
        if (!(thrown instanceof PreconditionFailed))
            throw thrown;
        throw new TargetMoved(`Something else wrote to s3://${bucket} while this run published. ${thrown.message}`, {
            cause: thrown,
        });
    }
}
/** The record of a publish that was read back: with it the work counts, and the claim ends. */
async function settlePlan(artifact, plan, { files, held }, run) {
    const { digest, version, commit, checkedWith } = artifact;
    const pins = plan.pins.flatMap(({ pin, record }) => (record ? [[pin.what, record]] : []));
    await held.finish({
        environment: plan.target.environment,
        digest,
        version,
        commit,
        publishedAt: new Date().toISOString(),
        run,
        checkedWith,
        ...Object.fromEntries(pins),
        files,
    });
}
async function sendPins(plan, held, { s3, bucket, written }) {
    const changed = plan.pins.filter(({ step }) => step);
    await inParallel(changed, changed.length, async (change) => {
        held.check();
        const { key, sha256, size, content } = change.pin;
        const { etag, versionId } = await s3.put(bucket, key, content, {
            contentType: contentType(key),
            ...condition(change.replaces),
        });
        change.record = { key, sha256, etag, size };
        change.versionId = versionId;
        written.uploaded += 1;
    });
}
/** @returns all files as the record will have them */
async function sendFiles(plan, held, { s3, bucket, log, written }) {
    const { uploads, unchanged } = plan.comparison;
    const files = [...unchanged];
    const done = (0,progress/* progress */.q)(log, ['Uploaded', 'files'], uploads.length);
    for (const group of plan.groups) {
        await inParallel(group, atOnce, async (upload) => {
            const { path, key, size, sha256, replaces } = upload;
            held.check();
            const options = { contentType: contentType(path), sha256, ...condition(replaces) };
            const { etag } = await s3.put(bucket, key, contentOf(upload), options);
            files.push([path, sha256, etag, size]);
            written.uploaded += 1;
            done.advance();
        });
    }
    return files.sort((a, b) => compareBytes(a[0], b[0]));
}
/** @throws FileChanged for a file that is not as it was read: what was checked is what ships */
function contentOf({ file, size, sha256, mtimeMs, content }) {
    if (!content)
        return { path: file, size, sha256 };
    const now = (0,external_node_fs_.statSync)(file, { throwIfNoEntry: false });
    if (!now)
        throw new FileChanged(file, 'it is gone');
    if (now.size !== size || now.mtimeMs !== mtimeMs)
        throw new FileChanged(file, 'it was written to since it was read');
    return content;
}
/**
 * Each delete is conditional too, and is not tried for longer than the claim is ours: one that came late would take a file
 * away from under the run that has the claim by then.
 */
async function apply_plan_deleteObjects(plan, held, options) {
    const { s3, bucket, log, written } = options;
    const { deletes } = plan.comparison;
    const done = (0,progress/* progress */.q)(log, ['Deleted', 'objects'], deletes.length);
    for (let start = 0; start < deletes.length; start += deletesAtOnce) {
        const some = deletes.slice(start, start + deletesAtOnce).map(({ what, etag }) => ({ key: what, etag }));
        const budgetMs = Math.max(1, (await held.confirm()) / 2);
        await s3.deleteMany(bucket, some, { budgetMs });
        written.deleted += some.length;
        done.advance(some.length);
    }
}
function condition(replaces) {
    return replaces === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaces };
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
;// CONCATENATED MODULE: ./packages/dags/source/unreadable.ts


/**
 * What to say of a file or folder that cannot be read: it went away since it was listed, or may not be opened.
 *
 * @param name how the person knows it; quoted here, as names come from pull requests
 */
function unreadable_unreadable(name, cause) {
    const code = cause?.code;
    const why = code === 'ENOENT' ? 'it is gone since it was listed; a step still writes to the folder' : undefined;
    const rights = code === 'EACCES' || code === 'EPERM' ? 'this process may not; give it the right to' : undefined;
    return new errors/* InputError */.d(`${JSON.stringify(name)} cannot be read: ${why ?? rights ?? code ?? 'it failed'}. Mend that, and run the job again.`, { cause });
}
/**
 * Reads a whole file.
 *
 * @param name how the person knows it
 * @throws InputError that names it, when it cannot be read
 */
function readWhole(file, name) {
    try {
        return (0,external_node_fs_.readFileSync)(file);
    }
    catch (cause) {
        throw unreadable_unreadable(name, cause);
    }
}

;// CONCATENATED MODULE: ./packages/dags/python/blocks.ts
/** Which word opens another arm of which statement; of two such arms only one runs. */
const arms = { elif: 'if', else: 'if', except: 'try', case: 'case' };
const openers = new Set(['if', 'try', 'case']);
/** What else may run what is in it never, later or more than once. */
const others = new Set(['def', 'class', 'async', 'for', 'while', 'else', 'finally']);
/** Python itself allows no more levels of indentation. */
const maxLevels = 100;
/** Follows the indentation of a Python file and knows in which blocks a line stands. */
function blockTracker() {
    const open = [];
    let groups = 0;
    return {
        /** A logical line begins. @param keyword its first word */
        line(indent, keyword) {
            let top = open.at(-1);
            while (top && top.indent > indent) {
                open.pop();
                top = open.at(-1);
            }
            if (top?.indent === indent) {
                if (top.branch && arms[keyword] === top.keyword) {
                    top.branch = { ...top.branch, arm: top.branch.arm + 1 };
                    return;
                }
                open.pop();
            }
            if (open.length >= maxLevels)
                return;
            if (openers.has(keyword))
                open.push({ indent, keyword, branch: { group: groups++, arm: 0 } });
            else if (others.has(keyword))
                open.push({ indent, keyword });
        },
        /** @returns where the current line stands; the block that it opens itself counts, as `if x: y` is one line */
        place: () => ({ branches: open.flatMap(({ branch }) => branch ?? []), certain: open.length === 0 }),
    };
}
/** Whether of two places in one file only one can run: they stand in different arms of one statement. */
function exclusive(a, b) {
    for (const [depth, branch] of a.entries()) {
        if (branch.group !== b[depth]?.group)
            return false;
        if (branch.arm !== b[depth]?.arm)
            return true;
    }
    return false;
}

;// CONCATENATED MODULE: ./packages/dags/python/dag-call.ts
/** Starts reading the arguments of a call. */
function dagCall(decorator, line) {
    let argument = 'start';
    let text = '';
    let place = 0;
    let id;
    let dynamic = false;
    const endArgument = () => {
        if (argument === 'id text' || (argument === 'text' && place === 0))
            id = text;
        else if (argument === 'id=' || argument === 'id other')
            dynamic = true;
        else if (place === 0 && argument !== 'start' && argument !== 'keyword')
            dynamic = true;
        argument = 'start';
        text = '';
        place += 1;
    };
    const anything = () => {
        if (argument.startsWith('id'))
            argument = 'id other';
        else if (argument !== 'keyword')
            argument = 'other';
    };
    return {
        decorator,
        line,
        name(word) {
            if (argument === 'start')
                argument = word === 'dag_id' ? 'dag_id' : 'word';
            else
                anything();
        },
        string(value) {
            const next = argument === 'start' || argument === 'text' ? 'text' : 'id text';
            if (value === undefined || !['start', 'text', 'id=', 'id text'].includes(argument))
                return anything();
            argument = next;
            text += value;
        },
        operator(mark) {
            if (mark === ',')
                endArgument();
            else if (mark === '=' && argument === 'dag_id')
                argument = 'id=';
            else if (mark === '=' && argument === 'word')
                argument = 'keyword';
            else {
                // `*args` and `**kwargs` may hold the id.
                if (mark === '*' && argument === 'start')
                    dynamic = true;
                anything();
            }
        },
        end() {
            endArgument();
            return { id, dynamic };
        },
    };
}

;// CONCATENATED MODULE: ./packages/dags/python/tokens.ts
/** What an ASCII character is: 1 starts a name, 2 is a digit, 0 is anything else. A table is faster than comparing. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
    if (code >= 48 && code <= 57)
        return 2;
    return /[A-Za-z_]/.test(String.fromCharCode(code)) ? 1 : 0;
});
const kindOf = (code) => (code < 128 ? kinds[code] : 1);
/**
 * Splits Python source into tokens, in one pass and in linear time, whatever the source holds; it never fails. Comments
 * and the inside of strings are no tokens. Where the source is no valid Python the tokens mean little, which does no
 * harm: Python itself judges the syntax.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html
 */
function tokenize(text, visit) {
    const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    const end = source.length;
    const backslash = finder(source, '\\');
    const newline = finder(source, '\n');
    let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
    let line = 1;
    let depth = 0;
    let atLineStart = true;
    let indent = 0;
    while (at < end) {
        const code = source.charCodeAt(at);
        if (code === 32 || code === 9 || code === 12) {
            if (atLineStart)
                indent = code === 9 ? (indent >> 3) * 8 + 8 : code === 12 ? 0 : indent + 1;
            at += 1;
        }
        else if (code === 10) {
            at += 1;
            line += 1;
            if (depth === 0) {
                atLineStart = true;
                indent = 0;
            }
        }
        else if (code === 35) {
            at = newline(at);
        }
        else if (code === 92) {
            // A backslash at the end of a line joins it with the next.
            const joins = source.charCodeAt(at + 1) === 10;
            if (joins)
                line += 1;
            at += joins ? 2 : 1;
        }
        else {
            if (atLineStart) {
                atLineStart = false;
                visit.line(indent);
            }
            readToken(code);
        }
    }
    function readToken(code) {
        const kind = kindOf(code);
        if (code === 34 || code === 39)
            readString('');
        else if (kind !== 0) {
            const start = at;
            at += 1;
            while (at < end && kindOf(source.charCodeAt(at)) !== 0)
                at += 1;
            if (kind === 2) {
                visit.operator('0', line);
                return;
            }
            const word = source.slice(start, at);
            const quote = source.charCodeAt(at);
            if ((quote === 34 || quote === 39) && /^(?:[rubft]|br|rb|fr|rf|tr|rt)$/i.test(word))
                readString(word.toLowerCase());
            else
                visit.name(word, line);
        }
        else {
            if (code === 40 || code === 91 || code === 123)
                depth += 1;
            else if ((code === 41 || code === 93 || code === 125) && depth > 0)
                depth -= 1;
            visit.operator(source[at], line);
            at += 1;
        }
    }
    /** Reads from the opening quote on. A string that is never closed ends with its line, so that the rest is still read as code. */
    function readString(prefix) {
        const first = line;
        const mark = source[at];
        const triple = source.startsWith(mark.repeat(3), at);
        const closing = triple ? mark.repeat(3) : mark;
        at += closing.length;
        const start = at;
        const closes = finder(source, closing);
        let stop = -1;
        while (stop < 0) {
            const close = closes(at);
            const escaped = backslash(at);
            const lineEnd = triple ? end : newline(at);
            if (escaped < close && escaped < lineEnd) {
                countLines(at, escaped + 2);
                at = Math.min(end, escaped + 2);
            }
            else {
                stop = Math.min(close, lineEnd);
                countLines(at, stop);
                at = stop === close ? Math.min(end, close + closing.length) : stop;
            }
        }
        if (/[fbt]/.test(prefix))
            visit.string(undefined, first);
        else
            visit.string(prefix.includes('r') ? source.slice(start, stop) : resolveEscapes(source.slice(start, stop)), first);
    }
    function countLines(from, to) {
        for (let next = newline(from); next < to && next < end; next = newline(next + 1))
            line += 1;
    }
}
/** @returns a search for a mark, from a place that only goes forward; the end of the text where there is none */
function finder(source, mark) {
    let next = -1;
    return (from) => {
        if (next < from) {
            const found = source.indexOf(mark, from);
            next = found < 0 ? source.length : found;
        }
        return next;
    };
}
const simple = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };
/** Resolves the escapes of a string literal. */
function resolveEscapes(text) {
    if (!text.includes('\\'))
        return text;
    return text.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\r\n|[\s\S]))/g, (whole, hex, short, long, octal, other) => {
        if (octal !== undefined)
            return String.fromCharCode(Number.parseInt(octal, 8));
        const code = Number.parseInt(hex ?? short ?? long ?? '', 16);
        if (!Number.isNaN(code))
            return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
        if (other === '\r\n')
            return '';
        return simple[other] ?? (/[\\'"]/.test(other) ? other : whole);
    });
}

;// CONCATENATED MODULE: ./packages/dags/python/dag-ids.ts



/**
 * Finds the DAGs that a Python file defines by a literal id: `DAG("x")`, `models.DAG(dag_id="x")`, `@dag("x")`,
 * `@dag(dag_id="x")`, and `@dag` over `def x`. Ids from variables and f-strings are not known here and are left out, and
 * so is what stands in comments and strings. Runs in linear time and without Python.
 */
function findDagIds(source) {
    const found = [];
    const classes = new Set(['DAG']);
    const decorators = new Set(['dag']);
    const blocks = blockTracker();
    /** The open brackets; those of a call that makes a DAG read its arguments. */
    const open = [];
    /** The token before the current one, and the one before that. */
    let last = '';
    let before = '';
    let indent;
    let decorator = false;
    let line = 0;
    /** A `@dag` that takes its id from the function below it. It stands outside of that function. */
    let unnamed;
    const here = (at) => ({ line: at, ...blocks.place() });
    const startLine = (word) => {
        if (indent === undefined)
            return;
        blocks.line(indent, word);
        indent = undefined;
        decorator = word === '@';
        if (!decorator && word !== 'def' && word !== 'async')
            unnamed = undefined;
    };
    const endLine = () => {
        if (decorator && decorators.has(last))
            unnamed ??= here(line);
        decorator = false;
    };
    const step = (token, at) => {
        before = last;
        last = token;
        line = at;
    };
    tokenize(source, {
        line(blanks) {
            endLine();
            indent = blanks;
        },
        name(word, at) {
            startLine(word);
            open.at(-1)?.name(word);
            if (last === 'def' && unnamed !== undefined) {
                found.push({ id: word, ...unnamed });
                unnamed = undefined;
            }
            else if (last === 'as') {
                if (classes.has(before))
                    classes.add(word);
                if (decorators.has(before))
                    decorators.add(word);
            }
            step(word, at);
        },
        string(value, at) {
            startLine('');
            open.at(-1)?.string(value);
            step('', at);
        },
        operator(mark, at) {
            startLine(mark);
            if (mark === '(' || mark === '[' || mark === '{') {
                open.at(-1)?.operator(mark);
                const decorates = decorator && open.length === 0 && decorators.has(last);
                const constructs = classes.has(last) && before !== 'class' && before !== 'def';
                open.push(mark === '(' && (decorates || constructs) ? dagCall(decorates, line) : undefined);
            }
            else if (mark === ')' || mark === ']' || mark === '}') {
                const call = open.pop();
                if (call) {
                    const { id, dynamic } = call.end();
                    if (id !== undefined)
                        found.push({ id, ...here(call.line) });
                    else if (call.decorator && !dynamic)
                        unnamed = here(call.line);
                }
            }
            else {
                open.at(-1)?.operator(mark);
            }
            step(mark, at);
        },
    });
    return found;
}

;// CONCATENATED MODULE: ./packages/dags/python/duplicate-ids.ts



/** So many places of one id are remembered, in the order of the files. */
const maxPlaces = 100;
/**
 * Finds DAG ids that are defined twice. In different arms of one `if`, `try` or `match` only one of them runs, so that is
 * no fault.
 */
function findDuplicates(files) {
    const places = new Map();
    const found = { certain: [], possible: [] };
    for (const { path, dags } of files) {
        for (const dag of dags) {
            const known = places.get(dag.id) ?? [];
            const rivals = known.filter((one) => one.path !== path || !exclusive(one.dag.branches, dag.branches));
            const certain = dag.certain ? rivals.find((one) => one.dag.certain) : undefined;
            const other = certain ?? rivals[0];
            if (other) {
                found[certain ? 'certain' : 'possible'].push(`The dag_id ${JSON.stringify(dag.id)} is defined twice: ${other.path}:${other.dag.line} and ${path}:${dag.line}.`);
            }
            // One certain place is enough: it meets every other.
            if (known.length < maxPlaces || (dag.certain && !certain))
                known.push({ path, dag });
            places.set(dag.id, known);
        }
    }
    return found;
}
/**
 * Reads exactly the files whose DAG ids may be defined twice. The cheap look at all files says which: a whole look at 2,000
 * files took a fifth of a first sync.
 *
 * @returns those files with the DAGs that they define
 */
function readSuspects(inspected) {
    const exact = new Map();
    const readExactly = ({ path, file }) => {
        const known = exact.get(path) ?? findDagIds(readWhole(file, path).toString());
        exact.set(path, known);
        return known;
    };
    const times = new Map();
    for (const one of inspected) {
        const ids = one.ids ?? readExactly(one).map(({ id }) => id);
        for (const id of ids)
            times.set(id, (times.get(id) ?? 0) + 1);
    }
    return inspected
        .filter((one) => exact.has(one.path) || one.ids?.some((id) => (times.get(id) ?? 0) > 1))
        .map((one) => ({ path: one.path, dags: readExactly(one) }));
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./node_modules/@actions/exec/lib/exec.js + 5 modules
var exec = __webpack_require__(2876);
;// CONCATENATED MODULE: ./packages/exec/exec.ts

/**
 * Runs a program by its argv, without a shell, and keeps what it prints. A non-zero exit is a result, not an error.
 * Give `input` only to a program that reads it: the toolkit does not survive one that ends before.
 *
 * @param command the program, found on PATH; never a string that a shell would split
 * @param args its arguments, each passed on as it is
 * @throws Error when the program cannot be started at all, for example because it is not installed
 */
async function exec_exec(command, args, options = {}) {
    const stdout = [];
    const stderr = [];
    // The toolkit splits its first argument at blanks as a shell would; quotes keep it one word.
    const code = await (0,exec/* exec */.m)(`"${command}"`, [...args], {
        silent: true,
        ignoreReturnCode: true,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.env === undefined ? {} : { env: options.env }),
        ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
        listeners: {
            stdout: (data) => stdout.push(Buffer.from(data)),
            stderr: (data) => stderr.push(Buffer.from(data)),
        },
    });
    return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

;// CONCATENATED MODULE: ./packages/dags/python/syntax.ts



/** Isolated (-I) and without site packages (-S): no module of the repository is imported, nothing is looked up. */
const isolated = ['-I', '-S', '-B', '-W', 'ignore', '-X', 'utf8', '-c'];
const version = "print('%d.%d.%d' % sys.version_info[:3])";
/**
 * Compiles each file without running it and without writing a .pyc. Bytes, not text, go to `compile`: it honours the
 * byte order mark and the encoding that a file declares.
 */
const program = `
import gc, json, sys
gc.disable()
${version}
files = json.load(sys.stdin)
problems = []
for index, file in files:
    try:
        with open(file, 'rb') as source:
            compile(source.read(), file, 'exec', 0, True)
    except SyntaxError as error:
        problems.append([index, error.lineno or 1, error.msg])
    except OSError:
        raise
    except Exception as error:
        problems.append([index, 1, '%s: %s' % (type(error).__name__, error)])
print(json.dumps([len(files), problems]))
`;
/** Fewer files than this for each process are not worth its start. */
const filesPerProcess = 100;
/**
 * Checks the syntax of Python files with the Python of this machine.
 *
 * @param files where they are
 * @param again files that a Python of version `known` has passed; they are checked only by another version
 * @param known such as `3.11`
 * @throws InputError when Python itself breaks on a file
 * @throws Error when there is a Python that cannot be started, for want of memory or of processes
 */
async function checkSyntax(files, again = [], known = '') {
    if (files.length + again.length === 0)
        return { python: undefined, checked: 0, problems: [] };
    const { python, broken } = await findPython();
    if (python === undefined)
        return { python, ...(broken ? { broken } : {}), checked: 0, problems: [] };
    const asked = python.startsWith(`${known}.`) ? files : [...files, ...again];
    const processes = Math.min((0,external_node_os_.availableParallelism)(), Math.ceil(asked.length / filesPerProcess));
    const shares = Array.from({ length: processes }, (_, which) => asked.flatMap((file, i) => (i % processes === which ? [[i, file]] : [])));
    const reports = await Promise.all(shares.map((share) => syntax_ask(share)));
    const other = reports.find((report) => report.python !== python);
    if (other) {
        throw new Error(`\`python3\` is Python ${python} and, asked again, ${JSON.stringify(other.python)}: nothing it says of the syntax holds. Make it one of them before this step, for example by actions/setup-python.`);
    }
    return {
        python,
        checked: reports.reduce((sum, { checked }) => sum + checked, 0),
        problems: reports.flatMap(({ problems }) => problems).sort((a, b) => a.index - b.index),
    };
}
/**
 * Asks for the version first, without any input: what is no Python, such as a shim for one that is not installed, ends
 * without reading it, and a write to a process that has ended brings this one down.
 */
async function findPython() {
    const result = await start(`import sys\n${version}`);
    if (!result)
        return { python: undefined };
    const python = result.stdout.trim();
    if (result.code === 0 && /^\d+\.\d+\.\d+$/.test(python))
        return { python };
    return { python: undefined, broken: `it ended with code ${result.code}: ${lastLine(result.stderr)}` };
}
async function syntax_ask(files) {
    const result = await start(program, JSON.stringify(files));
    const [python, report] = (result?.stdout ?? '').trim().split(/\r?\n/);
    if (result?.code !== 0 || report === undefined) {
        throw new errors/* InputError */.d(`Python ended with code ${result?.code ?? 'unknown'} while it checked the syntax: ${lastLine(result?.stderr ?? '')}.`);
    }
    const [checked, problems] = JSON.parse(report);
    return {
        python: python ?? '',
        checked,
        problems: problems.map(([index, line, message]) => ({ index, line, message })),
    };
}
/** @returns undefined where there is no python3; every other reason why it does not start is an error */
async function start(code, input) {
    try {
        return await exec_exec('python3', [...isolated, code], input === undefined ? {} : { input });
    }
    catch (cause) {
        // The toolkit looks for the program on PATH itself, and says so in these words when it is not there.
        if (cause instanceof Error && cause.message.startsWith('Unable to locate executable file'))
            return undefined;
        throw new Error('`python3` could not be started, so the syntax of the Python files is not known; run the job again.', {
            cause,
        });
    }
}
function lastLine(text) {
    return text.trim().split('\n').at(-1) || 'it said nothing';
}

;// CONCATENATED MODULE: ./packages/dags/source/hash-file.ts



/** Read and hashed at a time. One buffer for all files: memory does not grow with them. */
const chunk = Buffer.allocUnsafeSlow(1 << 20);
const zipSignature = 0x04034b50;
/**
 * Hashes a file in constant memory. Synchronous on purpose: for thousands of small files the calls to a thread pool
 * cost more than the work (2,000 files, 23 MB: 0.08 s so, 0.15 s by `fs/promises`).
 *
 * @param name how the person knows the file
 * @throws InputError that names it, when it cannot be read
 */
function hashFile(file, name, { keep = false, md5 = false } = {}) {
    try {
        return hash(file, keep, md5);
    }
    catch (cause) {
        throw unreadable_unreadable(name, cause);
    }
}
function hash(file, keep, withMd5) {
    const sha256 = (0,external_node_crypto_.createHash)('sha256');
    const md5 = withMd5 ? (0,external_node_crypto_.createHash)('md5') : undefined;
    const descriptor = (0,external_node_fs_.openSync)(file, 'r');
    try {
        let size = 0;
        let archive = false;
        let content;
        for (;;) {
            const read = (0,external_node_fs_.readSync)(descriptor, chunk, 0, chunk.length, null);
            if (size === 0)
                archive = read >= 4 && chunk.readUInt32LE(0) === zipSignature;
            if (read === 0)
                break;
            const part = chunk.subarray(0, read);
            sha256.update(part);
            md5?.update(part);
            content = keep && size === 0 ? Buffer.from(part) : undefined;
            size += read;
        }
        const digests = { sha256: sha256.digest('hex'), md5: md5?.digest('hex') ?? '' };
        return { size, ...digests, archive, ...(content ? { content } : {}) };
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}

// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
;// CONCATENATED MODULE: ./packages/dags/source/spare-memory.ts

/** From so many files on, memory counts for more than speed. */
const many = 5_000;
/**
 * Tells V8 to clean up rather than to grow, when there are very many files. What is kept of a file is small, but each
 * passes through as a few short-lived objects, and V8 lets them pile up as long as the machine has memory. 20,000 files
 * peak at 170 to 200 MB without, and at 140 MB with these flags, for half as much CPU again.
 */
function spareMemory(files) {
    if (files < many)
        return;
    (0,external_node_v8_.setFlagsFromString)('--optimize-for-size');
    (0,external_node_v8_.setFlagsFromString)('--semi-space-growth-factor=1');
}

;// CONCATENATED MODULE: ./packages/dags/source/walk.ts




const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/**
 * Lists the regular files below a folder. A symbolic link that points inside the folder is followed, as Airflow follows
 * it; what it points to is published under both names, so both names are held to what is excluded.
 *
 * @param root the folder
 * @param excluded whether a path stays out, itself or by a folder that it is in. A folder's path ends with `/`: patterns
 * such as `/*` and `!/keep/` judge it otherwise than a file of that name. What is left out is not looked into
 * @throws InputError for a link that leads out, nowhere, in a circle or to what is excluded, for what is no file, for a
 * name that is not UTF-8, and for what cannot be read
 */
function walk(root, excluded) {
    const realRoot = (0,external_node_fs_.realpathSync)(root);
    const found = [];
    const visit = ({ folder, prefix, realPrefix, ancestors }) => {
        for (const entry of list(folder, prefix)) {
            const name = decode(entry.name, prefix);
            const relative = prefix + name;
            const file = external_node_path_default().join(folder, name);
            const link = entry.isSymbolicLink();
            // Before a link is judged it is known what it leads to: a folder is excluded otherwise than a file.
            const real = link ? resolve(file) : undefined;
            if (link && !real) {
                if (excluded(relative) && excluded(`${relative}/`))
                    continue;
                throw new errors/* InputError */.d(`The link ${walk_shown(relative)} leads nowhere; remove it or exclude it.`);
            }
            const directory = real ? real.stats.isDirectory() : entry.isDirectory();
            const end = directory ? '/' : '';
            if (excluded(relative + end))
                continue;
            const realRelative = real ? relativeTo(realRoot, real.path) : realPrefix + name;
            if (realRelative === undefined) {
                throw new errors/* InputError */.d(`The link ${walk_shown(relative)} leads out of the folder that is published; put a copy in its place or exclude it.`);
            }
            if (realRelative !== relative && realRelative !== '' && excluded(realRelative + end)) {
                throw new errors/* InputError */.d(`${walk_shown(relative)} is ${walk_shown(realRelative)} by a link, and that one is excluded; put a copy in its place or exclude it too.`);
            }
            if (directory) {
                const realFolder = external_node_path_default().join(realRoot, realRelative);
                if (ancestors.includes(realFolder)) {
                    throw new errors/* InputError */.d(`The link ${walk_shown(relative)} leads back to a folder that it is in; remove it or exclude it.`);
                }
                visit({
                    folder: file,
                    prefix: `${relative}/`,
                    realPrefix: `${realRelative}/`,
                    ancestors: [...ancestors, realFolder],
                });
                continue;
            }
            const stats = real?.stats ?? statOf(file, relative);
            if (!stats.isFile())
                throw new errors/* InputError */.d(`${walk_shown(relative)} is ${kind(entry)}, not a file; remove it or exclude it.`);
            const { size, mode, mtimeMs } = stats;
            found.push({ path: relative, file, size, executable: (mode & 0o111) !== 0, mtimeMs });
        }
    };
    visit({ folder: root, prefix: '', realPrefix: '', ancestors: [realRoot] });
    return found;
}
/** Names as bytes: a name that is not UTF-8 would come back as another name otherwise. */
function list(folder, prefix) {
    try {
        return (0,external_node_fs_.readdirSync)(folder, { withFileTypes: true, encoding: 'buffer' });
    }
    catch (cause) {
        throw unreadable_unreadable(prefix || folder, cause);
    }
}
function statOf(file, relative) {
    try {
        return (0,external_node_fs_.statSync)(file);
    }
    catch (cause) {
        throw unreadable_unreadable(relative, cause);
    }
}
/** @returns undefined for a link that leads nowhere, or in a circle of links */
function resolve(file) {
    try {
        const real = (0,external_node_fs_.realpathSync)(file);
        return { path: real, stats: (0,external_node_fs_.statSync)(real) };
    }
    catch {
        return undefined;
    }
}
/** @returns the path below the root, with `/` between its parts; empty for the root, undefined for what is outside */
function relativeTo(realRoot, real) {
    const relative = external_node_path_default().relative(realRoot, real);
    if (relative === '..' || relative.startsWith(`..${(external_node_path_default()).sep}`) || external_node_path_default().isAbsolute(relative))
        return undefined;
    return relative.split((external_node_path_default()).sep).join('/');
}
function decode(name, prefix) {
    try {
        return utf8.decode(name);
    }
    catch (cause) {
        throw new errors/* InputError */.d(`${walk_shown(prefix + name.toString('latin1'))} has a name that is not UTF-8; rename the file.`, {
            cause,
        });
    }
}
function kind(entry) {
    if (entry.isFIFO())
        return 'a pipe';
    return entry.isSocket() ? 'a socket' : 'a device';
}
/** File names come from pull requests: quoted, they stay on their line. */
const walk_shown = (name) => JSON.stringify(name);

;// CONCATENATED MODULE: ./packages/dags/source/scan.ts








/**
 * A source up to this size stays in memory between the steps, in bytes: reading 2,000 files three times was a tenth of a
 * first sync.
 */
const keptAtMost = 32 << 20;
/** So many problems are named; more help nobody. */
const maxNamed = 20;
/**
 * Reads a source folder: which files, how large, which content.
 *
 * @param root the folder
 * @param source how the workflow names it, for messages
 * @param prefix what their keys begin with
 * @returns the files, sorted by bytes
 * @throws InputError when there are none, and for names and sizes that S3 or Airflow cannot hold, all of them at once
 */
async function scan(root, source, prefix, excludes, log) {
    const found = walk(root, excludes.fromSource).sort((a, b) => compareBytes(a.path, b.path));
    // A flag for the whole process, set here of all places: this is the first to know how many files there are, and the
    // last moment before each of them costs memory.
    spareMemory(found.length);
    if (found.length === 0) {
        throw new errors/* InputError */.d(`The source folder ${JSON.stringify(source)} holds no file to publish; check the \`source\` and \`exclude\` inputs, and that an earlier step fills the folder.`);
    }
    // Before anything is hashed: a file of this size takes its time.
    const unfit = found.flatMap(({ path, size }) => [(0,object_name/* whyUnfit */.VW)(prefix + path), (0,object_name/* tooLarge */.g$)(size)].flatMap((why) => (why ? [`${JSON.stringify(path)} ${why}.`] : [])));
    if (unfit.length > 0) {
        throw new errors/* InputError */.d(`These files cannot be published; rename them, make them smaller or exclude them:\n${capped(unfit)}`);
    }
    const lookalikes = (0,object_name/* sayLookalikes */.qv)(found.map(({ path }) => path));
    if (lookalikes)
        log.warning(lookalikes);
    const done = (0,progress/* progress */.q)(log, ['Read', 'files'], found.length);
    const files = [];
    const keep = found.reduce((sum, { size }) => sum + size, 0) <= keptAtMost;
    for (const { path, file, mtimeMs } of found) {
        const { size, sha256, archive, content } = hashFile(file, path, { keep });
        files.push({ path, file, size, sha256, archive, mtimeMs, ...(content ? { content } : {}) });
        done.advance();
        if (files.length % 500 === 0)
            await (0,promises_.setImmediate)();
    }
    return files;
}
/** @returns one line each, at most 20 of them, and how many more there are */
function capped(lines) {
    const more = lines.length - maxNamed;
    return [...lines.slice(0, maxNamed), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

;// CONCATENATED MODULE: ./packages/dags/build-artifact.ts






/**
 * Holds the source to what Airflow will ask of it, before anything is written: the syntax of every Python file, and that no
 * literal dag_id is defined twice. Files that the last publish has checked, by the same minor version of Python, pass.
 *
 * @param source how the workflow names the folder
 * @param inspected what the files say; asked while Python works
 * @returns the Python that passed every file; null where one was not passed, or none was looked at
 * @throws InputError that lists the problems, with file and line
 */
async function checkSource(source, files, pins, inspected, published, log) {
    const passed = passedBy(published);
    const scripts = files.filter((file) => isPython(file.path)).map((file) => ({ ...file, name: placeOf(source, file) }));
    // Checked each time: the record does not say whether an archive came from a folder, whose files were checked.
    const packed = pins
        .flatMap((pin) => pin.packed.filter((file) => isPython(file.path)))
        .map(({ file, path: name }) => ({ file, path: undefined, name: `plugins: ${name}` }));
    const fresh = [...scripts.filter(({ sha256 }) => !passed.has(sha256)), ...packed];
    const again = scripts.filter(({ sha256 }) => passed.has(sha256));
    const minor = published?.checkedWith?.split('.').slice(0, 2).join('.');
    const running = checkSyntax(fresh.map(({ file }) => file), again.map(({ file }) => file), minor);
    // Awaited below; a failure meanwhile is not an unhandled one.
    running.catch(() => { });
    const known = await inspected();
    const duplicates = findDuplicates(readSuspects(known).map((suspect) => ({ path: placeOf(source, suspect), dags: suspect.dags })));
    const { python, broken, checked, problems } = await running;
    const order = [...fresh, ...again];
    const harmless = deadFiles(known);
    const faults = [];
    const doubts = [];
    for (const { index, line, message } of problems) {
        const { name, path: relative } = order[index] ?? { name: 'a file', path: undefined };
        (relative !== undefined && harmless.has(relative) ? doubts : faults).push(`${name}:${line}: ${message}`);
    }
    refuse([`${(0,units/* count */.U9)(faults.length, 'Python file')} cannot be read by Python ${python}:`, faults], [
        'Airflow would silently keep one of two DAGs with one id; rename one of them, or list a file that is no DAG file in `.airflowignore`:',
        duplicates.certain,
    ]);
    warn(log, 'Where both are defined, Airflow silently keeps one of two DAGs with one id:', duplicates.possible);
    warn(log, `Python ${python} cannot read these files, which \`.airflowignore\` names and nothing imports:`, doubts);
    if (order.length === 0)
        return null;
    if (python === undefined) {
        const why = broken === undefined ? 'has no python3' : `has a python3 that does not work (${broken})`;
        log.notice(`This machine ${why}, so the syntax of the Python files was not checked.`);
        return null;
    }
    const rest = order.length - checked;
    log.info(`Python ${python} passed ${(0,units/* count */.U9)(checked - doubts.length, 'file')}${rest > 0 ? `; ${rest} passed at the last publish` : ''}.`);
    // The record would vouch for a file that did not pass, also when `.airflowignore` no longer names it.
    return doubts.length === 0 ? python : null;
}
/** Also what an archive or a text that is no Python file has as its content may be broken: only these were looked at. */
function passedBy(published) {
    if (!published?.checkedWith)
        return new Set();
    return new Set(published.files.flatMap(([name, sha256]) => (isPython(name) ? [sha256] : [])));
}
/** @returns the files that Airflow leaves alone and no module imports, such as templates that are called `x.py` */
function deadFiles(files) {
    const imported = new Set(files.flatMap(({ imports }) => imports));
    return new Set(files.filter(({ ignored, path: name }) => ignored && !imported.has(name)).map(({ path: name }) => name));
}
/** @throws InputError with all lines, where there is one */
function refuse(...parts) {
    const said = parts.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `${title}\n${capped(lines)}`);
    if (said.length > 0)
        throw new errors/* InputError */.d(`The DAGs have faults, so nothing was published.\n${said.join('\n')}`);
}
function warn(log, title, lines) {
    if (lines.length > 0)
        log.warning(`${title}\n${capped(lines)}`);
}
const isPython = (name) => name.endsWith('.py');
const placeOf = (source, file) => external_node_path_default().posix.join(source, file.path);

// EXTERNAL MODULE: ./packages/dags/max-delete.ts
var max_delete = __webpack_require__(2950);
;// CONCATENATED MODULE: ./packages/dags/target/compare.ts





/** @returns every object under a prefix by its key: one request for each thousand */
async function listObjects(s3, bucket, prefix) {
    const objects = new Map();
    for await (const page of s3.list(bucket, prefix)) {
        for (const { key, etag, size } of page)
            objects.set(key, { etag, size });
    }
    return objects;
}
/**
 * Compares a source with what is in the bucket, by content and without a request for each file. An object is unchanged
 * when it is still the one that was published (by ETag) and that was this content (by SHA-256). Where that is not known,
 * an ETag that is the MD5 of the local file says so too; an ETag of KMS or of several parts never is.
 */
async function compare(files, objects, { prefix, excludes, delete: deletes, keep, published, interrupted }) {
    const records = new Map(published?.files.map((file) => [file[0], file]));
    const uploads = [];
    const unchanged = [];
    const local = new Set();
    let drifted = 0;
    for (const [index, file] of files.entries()) {
        if (index % 500 === 499)
            await (0,promises_.setImmediate)();
        const key = prefix + file.path;
        local.add(key);
        const object = objects.get(key);
        const record = records.get(file.path);
        const fits = object !== undefined && record?.[2] === object.etag && record[3] === object.size;
        const drift = record !== undefined && !fits && !interrupted;
        if (object && (fits ? record[1] === file.sha256 : sameMd5(file, object))) {
            unchanged.push([file.path, file.sha256, object.etag, object.size]);
            continue;
        }
        if (drift)
            drifted += 1;
        const step = {
            change: object ? 'update' : 'add',
            what: key,
            bytes: file.size,
            ...(drift ? { note: 'drifted' } : {}),
        };
        uploads.push({ ...file, key, replaces: object?.etag, step });
    }
    const gone = [];
    let present = 0;
    for (const [key, { etag }] of objects) {
        if (keep.has(key) || key.startsWith(object_name/* reserved */.$t) || key.endsWith('/'))
            continue;
        const path = key.slice(prefix.length);
        if (excludes.fromDelete(path))
            continue;
        present += 1;
        if (local.has(key) || !deletes)
            continue;
        const unknown = published !== undefined && !interrupted && !records.has(path);
        if (unknown)
            drifted += 1;
        gone.push({
            change: 'delete',
            what: key,
            bytes: 0,
            etag,
            ...(unknown ? { note: 'not published by this action' } : {}),
        });
    }
    return { uploads, unchanged, deletes: gone.sort((a, b) => compareBytes(a.what, b.what)), present, drifted };
}
/** The MD5 counts only for the very bytes that have the SHA-256 of the scan: that one goes into the record. */
function sameMd5({ path, file, size, sha256, content }, object) {
    if (object.size !== size || !/^[0-9a-f]{32}$/.test(object.etag))
        return false;
    if (content)
        return (0,external_node_crypto_.createHash)('md5').update(content).digest('hex') === object.etag;
    const now = hashFile(file, path, { md5: true });
    return now.sha256 === sha256 && now.md5 === object.etag;
}

;// CONCATENATED MODULE: ./packages/dags/target/compare-pins.ts


/**
 * Compares the requirements and the plugins with what is in the bucket, one request each: LIST knows no versions.
 *
 * @param interrupted a publish broke off since: an object that differs from the record is its own
 */
function comparePins(s3, bucket, pins, published, interrupted = false) {
    return Promise.all(pins.map(async (pin) => {
        const { key, sha256, size, what } = pin;
        const head = await s3.head(bucket, key);
        const record = published?.[what];
        const last = record?.key === key ? record : undefined;
        const fits = head !== undefined && last?.etag === head.etag && last.size === head.size;
        if (head && (fits ? last.sha256 === sha256 : sameContent(pin, head))) {
            const now = { key, sha256, etag: head.etag, size };
            return { pin, replaces: head.etag, step: undefined, versionId: head.versionId, record: now, taken: false };
        }
        const taken = head !== undefined && last !== undefined && !fits && !interrupted;
        const step = {
            change: head ? 'update' : 'add',
            what: key,
            bytes: size,
            note: taken ? `${what}, changed by somebody else` : what,
        };
        return { pin, replaces: head?.etag, step, versionId: undefined, record: undefined, taken };
    }));
}
/** By the checksum that S3 keeps, which holds with KMS too; without one by the MD5, where the ETag is that. */
function sameContent(pin, head) {
    if (head.size !== pin.size)
        return false;
    if (head.sha256 !== undefined)
        return head.sha256 === pin.sha256;
    return /^[0-9a-f]{32}$/.test(head.etag) && head.etag === md5(pin);
}
/** @returns empty for a file that is not as it was read: nothing is known of it */
function md5({ content, key, sha256 }) {
    if (Buffer.isBuffer(content))
        return (0,external_node_crypto_.createHash)('md5').update(content).digest('hex');
    const now = hashFile(content.path, key, { md5: true });
    return now.sha256 === sha256 ? now.md5 : '';
}

;// CONCATENATED MODULE: ./packages/dags/target/upload-order.ts
/**
 * Splits files into groups, each of which is sent when the one before it is complete: what is no Python module or imports
 * nothing first, then every module after the modules that it imports, and the DAG files that nobody imports last. So
 * Airflow, which looks at any moment, never meets a file whose helper is still on its way. Where modules import each
 * other in a circle, no order does that, and one of them goes first.
 *
 * @param files all files of the source, also those that stay as they are
 * @param sent the files to send
 */
function uploadOrder(files, sent) {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const imported = new Set(files.flatMap(({ imports }) => imports));
    const levels = new Map();
    for (const { path } of files)
        measure(path);
    const last = Math.max(0, ...new Set(levels.values())) + 1;
    const groups = new Map();
    for (const item of sent) {
        const leaf = byPath.get(item.path)?.dag === true && !imported.has(item.path);
        const level = leaf ? last : (levels.get(item.path) ?? 0);
        const group = groups.get(level);
        if (group)
            group.push(item);
        else
            groups.set(level, [item]);
    }
    return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
    /** How many imports lie under a file, at most. Not recursive: chains may be long. */
    function measure(start) {
        const path = [];
        const onPath = new Set();
        const enter = (name) => {
            const file = byPath.get(name);
            if (!file)
                return;
            path.push({ file, next: 0, level: 0 });
            onPath.add(name);
        };
        if (!levels.has(start))
            enter(start);
        for (let top = path.at(-1); top; top = path.at(-1)) {
            const target = top.file.imports[top.next];
            if (target === undefined) {
                levels.set(top.file.path, top.level);
                onPath.delete(top.file.path);
                path.pop();
            }
            else if (levels.has(target) || onPath.has(target) || !byPath.has(target)) {
                // A file on the path again is a circle: that import counts for nothing.
                if (levels.has(target))
                    top.level = Math.max(top.level, (levels.get(target) ?? 0) + 1);
                top.next += 1;
            }
            else {
                enter(target);
            }
        }
    }
}

;// CONCATENATED MODULE: ./packages/dags/target-state.ts


/**
 * Reads the manifest of a prefix. One that cannot be read counts as none: the content is compared by MD5 then.
 *
 * @throws InputError for the manifest of a newer version of this action
 */
async function readState(s3, bucket, key, log) {
    const object = await s3.get(bucket, key);
    if (!object)
        return { published: undefined, claim: undefined, etag: undefined, ageMs: 0 };
    const place = `s3://${bucket}/${key}`;
    const manifest = readManifest(object.body, place);
    if (!manifest) {
        log.warning(`${place} is no record of this action, so what was published before is not known; it is replaced, and files are compared by their MD5.`);
    }
    const ageMs = object.serverTime.getTime() - object.lastModified.getTime();
    return { published: undefined, claim: undefined, ...manifest, etag: object.etag, ageMs };
}
/**
 * Whether another run is publishing to the prefix at this moment.
 *
 * A claim of the same workflow run for the same environment is an earlier try of this very job, so it is taken over at once.
 */
function findBusy({ claim, ageMs }, run, environment) {
    if (!claim || claim.ended || ageMs >= leaseMs)
        return undefined;
    if (run.id !== '' && claim.run.id === run.id && claim.environment === environment)
        return undefined;
    const attempt = claim.run.attempt === '1' ? '' : `, attempt ${claim.run.attempt}`;
    return { commit: claim.commit, by: claim.run.id === '' ? 'Another machine' : `Run ${claim.run.id}${attempt}` };
}
/** What was published last, in the words of the protocol. */
function liveOf({ published }) {
    return published && { digest: published.digest, commit: published.commit, version: published.version };
}

;// CONCATENATED MODULE: ./packages/dags/make-plan.ts






/**
 * Makes the plan: what is sent, in which order, and what is deleted. Writes nothing.
 *
 * @param state read before this, so that whatever another run does from then on makes this plan's first write fail
 */
async function makePlan(artifact, state, options) {
    const { s3, bucket, prefix, target, inspected } = options;
    const { published, claim } = state;
    const [objects, pins] = await Promise.all([
        listObjects(s3, bucket, prefix),
        comparePins(s3, bucket, artifact.pins, published, claim !== undefined),
    ]);
    const compared = await compare(artifact.files, objects, {
        ...options,
        published,
        interrupted: claim !== undefined,
    });
    const comparison = compared.deletes.length === 0 ? compared : await spareOthers(compared, options);
    const { uploads, unchanged, deletes, present } = comparison;
    const keys = deletes.map(({ what }) => what);
    const refused = (0,max_delete/* tooManyDeletes */.y)(keys, present, options.maxDelete, target.place);
    const groups = uploads.length === 0 ? [] : uploadOrder(await inspected(), uploads);
    return {
        target,
        live: liveOf(state),
        ...(refused === undefined ? {} : { refused }),
        steps: [
            ...pins.flatMap(({ step }) => step ?? []),
            ...groups.flat().map(({ step }) => step),
            ...deletes.map(({ etag: _, ...step }) => step),
        ],
        unchanged: unchanged.length + pins.filter(({ step }) => !step).length,
        state,
        comparison,
        groups,
        pins,
    };
}
/** What other publishes keep below this prefix is theirs: their records say where that is. */
async function spareOthers(comparison, { s3, bucket, prefix }) {
    const records = await listObjects(s3, bucket, prefixesBelow(prefix).records);
    const theirs = [...records.keys()].flatMap((key) => prefixesBelow(prefix).prefixOf(key) ?? []);
    const isTheirs = ({ what }) => theirs.some((below) => what.startsWith(below));
    const spared = comparison.deletes.filter(isTheirs).length;
    return {
        ...comparison,
        deletes: comparison.deletes.filter((one) => !isTheirs(one)),
        present: comparison.present - spared,
    };
}

// EXTERNAL MODULE: ./node_modules/ignore/index.js
var ignore = __webpack_require__(298);
var ignore_default = /*#__PURE__*/__webpack_require__.n(ignore);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
;// CONCATENATED MODULE: ./packages/dags/python/regexp-rules.ts


/** One pattern against all paths. A sound pattern takes some milliseconds; `(a+)+$` takes the age of the universe. */
const timeoutMs = 2_000;
/** `{,3}` and the flags `x` and `L`: JavaScript would read these without a word, and differently. */
const readOtherwise = /(?<!\\)\{,\d*\}|^\(\?[aimsu]*[xL]/;
/**
 * Holds the regular expressions of an `.airflowignore` against paths, as Python's `re.search` would. A pattern comes
 * from the repository, so it gets its time and no more: V8 stops a regular expression that runs in a context with a limit.
 *
 * @param patterns in Python's syntax. What JavaScript spells otherwise is translated where it is common; what it cannot
 * read counts as naming no file, and a warning says so
 * @param paths relative to the DAG folder
 * @param file which file the patterns are from, for messages
 * @returns the places in `paths` that a pattern is found in
 * @throws InputError for a pattern that takes too long
 */
function matchRegexps(patterns, paths, file, log) {
    const matched = new Set();
    for (const pattern of patterns) {
        const { source, flags } = fromPython(pattern);
        try {
            if (readOtherwise.test(pattern))
                throw new SyntaxError('JavaScript means something else by it.');
            new RegExp(source, flags);
        }
        catch {
            log.warning(`${JSON.stringify(pattern)} in ${JSON.stringify(file)} is no regular expression that this action can read, so it names no file here; Airflow reads it if it is one of Python. Write it in simpler terms, or set \`airflowignore-syntax: glob\`.`);
            continue;
        }
        for (const index of search(source, flags, paths, pattern, file))
            matched.add(index);
    }
    return matched;
}
function search(source, flags, paths, pattern, file) {
    // Only text goes in and comes out: nothing of this process is within reach of the context.
    const given = JSON.stringify(JSON.stringify({ source, flags, paths }));
    const program = `{
    const { source, flags, paths } = JSON.parse(${given});
    const pattern = new RegExp(source, flags);
    JSON.stringify(paths.flatMap((path, i) => (pattern.test(path) ? [i] : [])));
  }`;
    try {
        return JSON.parse((0,external_node_vm_.runInNewContext)(program, Object.create(null), { timeout: timeoutMs }));
    }
    catch (cause) {
        throw new errors/* InputError */.d(`The pattern ${JSON.stringify(pattern)} in ${JSON.stringify(file)} takes more than ${timeoutMs / 1000} seconds to match; write it without nested repeats.`, { cause });
    }
}
/** Python's spelling of named groups, of the ends of the text and of flags at the start. */
function fromPython(pattern) {
    const flags = /^\(\?([aimsux]+)\)/.exec(pattern);
    const source = pattern
        .slice(flags?.[0].length ?? 0)
        .replace(/\(\?P</g, '(?<')
        .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
        .replace(/\\A/g, '^')
        .replace(/\\Z/g, '$');
    return { source, flags: [...new Set(flags?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)).join('') };
}

;// CONCATENATED MODULE: ./packages/dags/python/airflowignore.ts



const fileName = '.airflowignore';
/**
 * Finds the files that Airflow leaves alone because an `.airflowignore` names them. They are published all the same, as
 * DAGs import them; they are just no DAG files.
 *
 * @param files every file of the source, with where it is on this machine
 * @param syntax which of Airflow's two syntaxes the files are in
 * @returns the paths that are ignored, the `.airflowignore` files too
 * @throws InputError for a regular expression that takes too long
 * @see https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#airflowignore
 */
function findIgnored(files, syntax, log) {
    const rules = files.filter(({ path }) => path === fileName || path.endsWith(`/${fileName}`)).map(readRules);
    const ignored = new Set(rules.map(({ folder }) => folder + fileName));
    if (rules.length === 0)
        return ignored;
    const paths = files.map(({ path }) => path).filter((path) => !ignored.has(path));
    const matches = syntax === 'glob' ? globMatcher(rules) : regexpMatcher(rules, paths, log);
    const folders = new Map();
    const folderIgnored = (folder) => {
        if (folder === '')
            return false;
        let known = folders.get(folder);
        if (known === undefined) {
            // A folder that is ignored is not looked into: nothing below it can be taken back in.
            known = folderIgnored(parentOf(folder)) || matches(folder);
            folders.set(folder, known);
        }
        return known;
    };
    for (const path of paths)
        if (folderIgnored(parentOf(path)) || matches(path))
            ignored.add(path);
    return ignored;
}
/** Airflow drops everything from a `#` on, with the blanks before it, also in the middle of a line. */
function readRules({ path, file }) {
    const lines = readWhole(file, path)
        .toString()
        .replace(/^\ufeff/, '')
        .split(/\r?\n/);
    return {
        folder: path.slice(0, -fileName.length),
        lines: lines.map((line) => line.replace(/#.*/, '').trimEnd()).filter((line) => line !== ''),
    };
}
/** Outer files first, so that an inner one can take back what an outer one ignores. */
function globMatcher(rules) {
    const matchers = [...rules]
        .sort((a, b) => a.folder.length - b.folder.length)
        .map(({ folder, lines }) => [folder, ignore_default()({ ignorecase: false }).add([...lines])]);
    return (path) => {
        let matched = false;
        for (const [folder, matcher] of matchers) {
            if (!path.startsWith(folder) || path.length === folder.length)
                continue;
            const verdict = matcher.test(path.slice(folder.length));
            if (verdict.ignored)
                matched = true;
            else if (verdict.unignored)
                matched = false;
        }
        return matched;
    };
}
/** A pattern of a nested file counts below its folder only, but it is held against the path from the DAG folder. */
function regexpMatcher(rules, paths, log) {
    const candidates = new Set(paths);
    for (const path of paths)
        for (let at = parentOf(path); at !== ''; at = parentOf(at))
            candidates.add(at);
    const matched = new Set();
    for (const { folder, lines } of rules) {
        // A folder is held against patterns without the slash at its end.
        const below = [...candidates].filter((path) => path.startsWith(folder) && path !== folder);
        const found = matchRegexps(lines, below.map((path) => path.replace(/\/$/, '')), `${folder}${fileName}`, log);
        for (const index of found)
            matched.add(below[index]);
    }
    return (path) => matched.has(path);
}
/** @returns `a/b/` for `a/b/c` and for `a/b/c/`, empty for what lies at the top */
function parentOf(path) {
    return path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}

;// CONCATENATED MODULE: ./packages/dags/source/artifact-digest.ts

/**
 * What the content of a whole publish is called: the same files give the same digest, from any commit, for any
 * environment and bucket.
 *
 * @param files sorted by bytes
 * @returns `sha256:<hex>` over a line `path NUL sha256` for each file, then the requirements and the plugins
 */
function artifactDigest(files, pins) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const { path, sha256 } of files)
        hash.update(`${path}\0${sha256}\n`);
    // A path cannot begin with NUL, so these lines are nobody's file.
    for (const { what, sha256 } of pins)
        hash.update(`\0${what}\0${sha256}\n`);
    return `sha256:${hash.digest('hex')}`;
}

;// CONCATENATED MODULE: ./packages/dags/source/exclude.ts


/** What never belongs in a DAG folder: compiled files of one machine, and the repository itself. */
const always = ['__pycache__/', '.git', '*.pyc'];
/**
 * Reads patterns in the syntax of `.gitignore`. They work both ways, by one judgement: what they name is neither published
 * nor deleted. The built-in ones (`__pycache__`, `.git`, `*.pyc`) are only kept out, and no pattern takes them back in:
 * such leftovers in the bucket may go.
 *
 * @throws InputError for a pattern that cannot be read
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
function createExcludes(patterns) {
    const builtIn = matcher(always);
    if (patterns.length === 0)
        return { fromSource: (path) => builtIn.ignores(path), fromDelete: () => false };
    const own = matcher(patterns);
    return {
        fromSource: (path) => builtIn.ignores(path) || own.ignores(path),
        // A key such as `../b` is no path that a pattern could name.
        fromDelete: (path) => ignore_default().isPathValid(path) && own.ignores(path),
    };
}
function matcher(patterns) {
    const rules = ignore_default()({ ignorecase: false });
    for (const pattern of patterns) {
        try {
            rules.add(pattern);
            rules.ignores('any');
        }
        catch (cause) {
            throw new errors/* InputError */.d(`The \`exclude\` pattern ${JSON.stringify(pattern)} cannot be read; use the syntax of .gitignore.`, {
                cause,
            });
        }
    }
    return rules;
}

;// CONCATENATED MODULE: ./packages/dags/source/inside-workspace.ts



/**
 * Finds what an input names in the workspace.
 *
 * @param workspace the checkout
 * @param given the text of the input, relative to the workspace
 * @param name of the input, for messages
 * @returns where it is, links resolved
 * @throws InputError when it is not there, or is outside the workspace, also by a link
 */
function insideWorkspace(workspace, given, name) {
    const shown = `The input \`${name}\` is ${JSON.stringify(given)}`;
    let file;
    try {
        file = (0,external_node_fs_.realpathSync)(external_node_path_default().resolve(workspace, given));
    }
    catch (cause) {
        throw new errors/* InputError */.d(`${shown}, and there is no such file or folder in the workspace; check the path, and that the repository is checked out before this step.`, { cause });
    }
    const relative = external_node_path_default().relative((0,external_node_fs_.realpathSync)(workspace), file);
    if (relative === '..' || relative.startsWith(`..${(external_node_path_default()).sep}`) || external_node_path_default().isAbsolute(relative)) {
        throw new errors/* InputError */.d(`${shown}, which leads out of the workspace; set it to a path inside the repository.`);
    }
    return { file, stats: (0,external_node_fs_.statSync)(file) };
}

;// CONCATENATED MODULE: ./packages/dags/python/imports.ts
/** `import a.b, c as d` and `from .a import (b, c)`, at the start of a line; a list in brackets may span lines. */
const statements = /^[ \t]*(?:import[ \t]+([\w.][^\n#;]{0,2000})|from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(?:\(([^)]{0,10000})\)|([^\n#;(]{1,2000})))/gm;
/**
 * Finds what a Python file imports, well enough to send modules before the files that need them: an import that stands
 * in a docstring is found too, which costs nothing but order.
 *
 * @param source the text of the file
 * @param path where it is, relative to the DAG folder, which Airflow puts on Python's path
 * @param exists whether there is such a file
 * @returns the paths of the modules of this source that it imports
 */
function findImports(source, path, exists) {
    const found = new Set();
    for (const [, modules, from, bracketed, plain] of source.matchAll(statements)) {
        const names = (modules ?? bracketed ?? plain ?? '')
            .split(/[,\n]/)
            .map((item) => item.replace(/#.*/, '').trim().split(/\s/, 1)[0] ?? '')
            .filter((name) => /^[\w.]+$/.test(name));
        const base = from === undefined ? undefined : imports_resolve(from, path);
        if (base === null)
            continue;
        if (base !== undefined)
            add(base);
        for (const name of names)
            add([...(base ?? []), ...name.split('.')]);
    }
    found.delete(path);
    return [...found];
    /** A module is a file or a package; importing `a.b` runs `a/__init__.py` too. */
    function add(parts) {
        for (let length = 1; length <= parts.length && length <= 20; length++) {
            const stem = parts.slice(0, length).join('/');
            for (const file of [`${stem}.py`, `${stem}/__init__.py`])
                if (exists(file))
                    found.add(file);
        }
    }
}
/** @returns the parts of the module that `from` names; null where it leads out of the DAG folder */
function imports_resolve(from, path) {
    const dots = /^\.*/.exec(from)?.[0].length ?? 0;
    const named = from.slice(dots).split('.').filter(Boolean);
    if (dots === 0)
        return named;
    const folder = path.split('/').slice(0, -1);
    const up = dots - 1;
    return up > folder.length ? null : [...folder.slice(0, folder.length - up), ...named];
}

;// CONCATENATED MODULE: ./packages/dags/python/quick-dag-ids.ts
/** Where the cheap look does not tell what the exact one would: other names, decorators, comments between, joined lines. */
const beyond = /\b(?:DAG|dag)\s+as\b|@[^\n(@]*\bdag\b|\b(?:DAG|dag|dag_id)\s*[#\\]|\\\r?\n/;
/**
 * What follows `DAG(` or `dag_id=`: a plain string and then the end of the argument, or the first character of anything
 * else.
 */
const places = /\b(?:DAG\s*\(|dag_id\s*=(?!=))\s*(?:[rRuU]?(["'])((?:(?!\1)[^\\\r\n])*)\1(?=\s*[,)])|(?=(\S)))/g;
/**
 * A cheap look at which DAG ids a Python file may define by a literal. It finds at least what `findDagIds` finds, and more:
 * what stands in comments and strings too. No id twice here means no id twice there, and most sources need no more.
 *
 * @returns undefined where only the exact look can tell
 */
function quickDagIds(source) {
    if (beyond.test(source))
        return undefined;
    const ids = [];
    for (const [, , id, other] of source.matchAll(places)) {
        if (id !== undefined)
            ids.push(id);
        // A string of another form, a comment before it, or brackets around it.
        else if (other !== undefined && /["'(#\\rRuU]/.test(other))
            return undefined;
    }
    return ids;
}

;// CONCATENATED MODULE: ./packages/dags/source/inspect.ts




/**
 * Reads what the Python files of a source define and import.
 *
 * @param ignored the paths that `.airflowignore` names: never DAG files
 */
async function inspect(files, ignored) {
    const paths = new Set(files.map(({ path }) => path));
    const inspected = [];
    for (const { path, file, archive, content } of files) {
        if (inspected.length % 200 === 199)
            await (0,promises_.setImmediate)();
        if (!path.endsWith('.py')) {
            inspected.push({
                path,
                file,
                dag: archive && !ignored.has(path),
                imports: [],
                ids: [],
                ignored: ignored.has(path),
            });
            continue;
        }
        const text = (content ?? readWhole(file, path)).toString();
        const dag = !ignored.has(path) && mightHoldDag(text);
        const imports = findImports(text, path, (module) => paths.has(module));
        inspected.push({ path, file, dag, imports, ids: dag ? quickDagIds(text) : [], ignored: ignored.has(path) });
    }
    return inspected;
}
/**
 * Airflow's own guess, with which it skips files (`dag_discovery_safe_mode`): the words `airflow`, and `dag` or `asset`.
 * https://github.com/apache/airflow/blob/main/airflow-core/src/airflow/utils/file.py
 */
function mightHoldDag(text) {
    return /airflow/i.test(text) && /dag|asset/i.test(text);
}

// EXTERNAL MODULE: ./node_modules/fflate/esm/index.mjs
var esm = __webpack_require__(1306);
;// CONCATENATED MODULE: ./packages/zip/list-zip.ts

/**
 * The names in a zip archive, as its central directory has them; nothing is unpacked.
 *
 * @param archive the whole file
 * @throws Error when it is no zip archive
 */
function listZip(archive) {
    const names = [];
    (0,esm/* unzipSync */.AO)(archive, {
        filter({ name }) {
            names.push(name);
            return false;
        },
    });
    return names;
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./packages/zip/write-zip.ts



/** 1980-01-01, the first day that the format knows, as MS-DOS writes dates. */
const dosDate = (1 << 5) | 1;
/** General purpose bit 11: names are UTF-8. */
const utf8Names = 0x800;
/** Without zip64 the format counts no further. */
const maxEntries = 0xffff;
const write_zip_maxBytes = 0xffffffff;
/**
 * Writes a zip archive that depends on nothing but its entries: names sorted by bytes, one fixed date, two modes, no
 * extra fields. The deflate is fflate's, in JavaScript: zlib's output moves between versions, processors and builds.
 *
 * @param entries in any order
 * @returns the archive; the same entries give the same bytes on any machine
 * @throws InputError for two entries of one name, and for more than the format holds without zip64
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
function writeZip(entries) {
    if (entries.length > maxEntries) {
        throw new errors/* InputError */.d(`A zip archive holds at most ${maxEntries} files, and there are ${entries.length}; leave some out.`);
    }
    const files = entries
        .map((entry) => ({ ...entry, name: Buffer.from(entry.path) }))
        .sort((a, b) => Buffer.compare(a.name, b.name));
    const local = [];
    const central = [];
    let offset = 0;
    let before;
    for (const { name, path, bytes, executable } of files) {
        if (before?.equals(name))
            throw new errors/* InputError */.d(`The archive would hold ${path} twice; rename one of the two.`);
        before = name;
        const deflated = (0,esm/* deflateSync */.pd)(bytes, { level: 9 });
        const stored = deflated.length >= bytes.length;
        const data = stored ? bytes : deflated;
        const common = commonFields(stored ? 0 : 8, (0,external_node_zlib_.crc32)(bytes), data.length, bytes.length, name.length);
        const head = Buffer.concat([u32(0x04034b50), common, u16(0), name]);
        if (offset + head.length + data.length > write_zip_maxBytes) {
            throw new errors/* InputError */.d('A zip archive holds at most 4 GiB, and these files come to more; leave some out.');
        }
        const mode = executable ? 0o100755 : 0o100644;
        // Made by: Unix, version 2.0 of the format. No extra field, no comment, disk 0, no internal attributes.
        const about = [u32(0x02014b50), u16((3 << 8) | 20), common, u16(0), u16(0), u16(0), u16(0), u32(mode * 0x10000)];
        central.push(...about, u32(offset), name);
        local.push(head, data);
        offset += head.length + data.length;
    }
    const directory = Buffer.concat(central);
    const counts = [u16(0), u16(0), u16(files.length), u16(files.length)];
    const end = [u32(0x06054b50), ...counts, u32(directory.length), u32(offset), u16(0)];
    return Buffer.concat([...local, directory, ...end]);
}
/** What the local header and the central directory have in common. */
function commonFields(method, crc, packed, size, nameLength) {
    const needs = [u16(20), u16(utf8Names), u16(method), u16(0), u16(dosDate)];
    return Buffer.concat([...needs, u32(crc), u32(packed), u32(size), u16(nameLength)]);
}
function u16(value) {
    const field = Buffer.alloc(2);
    field.writeUInt16LE(value);
    return field;
}
function u32(value) {
    const field = Buffer.alloc(4);
    field.writeUInt32LE(value);
    return field;
}

;// CONCATENATED MODULE: ./packages/dags/source/pins.ts










/** @throws InputError when the file is not there, or is a folder */
function readRequirements(workspace, given, key) {
    const { file, stats } = insideWorkspace(workspace, given, 'requirements');
    if (!stats.isFile()) {
        throw new errors/* InputError */.d(`The input \`requirements\` is ${JSON.stringify(given)}, which is a folder; name the file, such as requirements.txt.`);
    }
    return { what: 'requirements', key, ...plannedFile(file, given), packed: [] };
}
/**
 * Packs a folder of plugins, or takes a zip archive as it is. Airflow wants the content of `plugins/` at the root of the
 * archive; with the folder itself at the root it finds nothing, and says nothing.
 *
 * @throws InputError for a folder with nothing in it, for what is no archive, and for the wrong root
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-import-plugins.html
 */
function readPlugins(workspace, given, key) {
    const { file, stats } = insideWorkspace(workspace, given, 'plugins');
    const shown = `The input \`plugins\` is ${JSON.stringify(given)}`;
    if (!stats.isDirectory()) {
        const why = (0,object_name/* tooLarge */.g$)(stats.size);
        if (why)
            throw new errors/* InputError */.d(`${shown}, which ${why}; make it smaller.`);
        if (hasPluginsRoot(namesOf(file, given, shown))) {
            throw new errors/* InputError */.d(`${shown}, whose root is the folder plugins/: Airflow would find nothing in it. Zip the content of the folder (cd plugins && zip -r ../plugins.zip .), or name the folder here.`);
        }
        return { what: 'plugins', key, ...plannedFile(file, given), packed: [] };
    }
    const packed = walk(file, createExcludes([]).fromSource);
    if (packed.length === 0)
        throw new errors/* InputError */.d(`${shown}, a folder without a file to pack; check the path, or remove the input.`);
    if (hasPluginsRoot(packed.map(({ path }) => path))) {
        throw new errors/* InputError */.d(`${shown}, which holds nothing but a folder plugins/: Airflow wants the content of that one at the root. Set the input to ${JSON.stringify(`${given.replace(/\/$/, '')}/plugins`)}.`);
    }
    const content = writeZip(packed.map(({ path, file: from, executable }) => ({
        path,
        executable,
        bytes: readWhole(from, `plugins: ${path}`),
    })));
    const sha256 = (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex');
    return { what: 'plugins', key, sha256, size: content.length, content, packed };
}
function namesOf(file, given, shown) {
    const bytes = readWhole(file, given);
    try {
        return listZip(bytes);
    }
    catch (cause) {
        throw new errors/* InputError */.d(`${shown}, which is neither a folder nor a zip archive that can be read.`, { cause });
    }
}
function hasPluginsRoot(names) {
    return names.length > 0 && names.every((name) => name.startsWith('plugins/') || name.startsWith('__MACOSX/'));
}
function plannedFile(file, given) {
    const { sha256, size } = hashFile(file, given);
    return { sha256, size, content: { path: file, size, sha256 } };
}

;// CONCATENATED MODULE: ./packages/dags/verify-plan.ts



/**
 * Reads the bucket back: every file is there with the ETag that S3 answered when it was written, and nothing that was
 * deleted is there.
 *
 * @throws TargetMoved that names what differs
 */
async function verifyPlan(plan, { files }, { s3, bucket, prefix }) {
    const objects = await listObjects(s3, bucket, prefix);
    const wrong = [];
    for (const [path, , etag, size] of files) {
        const object = objects.get(prefix + path);
        if (object?.etag !== etag || object.size !== size)
            wrong.push(prefix + path);
    }
    for (const { what } of plan.comparison.deletes)
        if (objects.has(what))
            wrong.push(what);
    for (const { step, record } of plan.pins) {
        if (step && record && (await s3.head(bucket, record.key))?.etag !== record.etag)
            wrong.push(record.key);
    }
    if (wrong.length === 0)
        return;
    const few = wrong.slice(0, 3).map((key) => JSON.stringify(key));
    const named = (0,units/* listed */.KE)(wrong.length > 3 ? [...few, `${wrong.length - 3} more`] : few);
    throw new TargetMoved(`${plan.target.place} does not hold what was just published: something else changed ${named}.`);
}

;// CONCATENATED MODULE: ./packages/dags/publisher.ts
















/** Publishes a DAG folder to a prefix of a bucket, with the requirements and the plugins that MWAA pins beside it. */
function createDagsPublisher(options) {
    const { s3, region, bucket, prefix, environment, workspace, source, log, run } = options;
    const excludes = createExcludes(options.exclude);
    const key = manifestKey(prefix);
    const target = { environment, place: `s3://${bucket}/${prefix}`, url: consoleUrl(region, bucket, prefix) };
    const keep = new Set([options.requirementsKey, options.pluginsKey]);
    const written = { uploaded: 0, deleted: 0 };
    let inspected = async () => [];
    /** What `build` has read of the target, for the first look; and what the last look has read, for the plan. */
    let first;
    let state;
    let warned = false;
    return {
        target,
        written: () => written,
        async build() {
            const { file: root, stats } = insideWorkspace(workspace, source, 'source');
            if (!stats.isDirectory()) {
                throw new errors/* InputError */.d(`The input \`source\` is ${JSON.stringify(source)}, which is a file; name the folder that holds the DAGs.`);
            }
            const files = await scan(root, source, prefix, excludes, log);
            const pins = readPins(options, new Set(files.map((file) => prefix + file.path)));
            const digest = artifactDigest(files, pins);
            inspected = once(async () => inspect(files, findIgnored(files, options.airflowignoreSyntax, log)));
            first = await readState(s3, bucket, key, log);
            const { published } = first;
            const seen = published?.digest === digest && published.checkedWith !== null;
            const checkedWith = seen
                ? published.checkedWith
                : await checkSource(source, files, pins, inspected, published, log);
            const { commit, version, name } = options;
            return { kind: 'dags', name, version, commit, digest, files, pins, checkedWith };
        },
        async look() {
            state = first ?? (await readState(s3, bucket, key, log));
            first = undefined;
            const { published } = state;
            if (published && published.environment !== environment && !warned) {
                warned = true;
                log.warning(`${target.place} was published for ${published.environment} before, and this run publishes for ${environment}; check the \`bucket\` and the variables of the environment.`);
            }
            return { live: liveOf(state), busy: findBusy(state, run, environment) };
        },
        async plan(artifact) {
            const from = state ?? (await readState(s3, bucket, key, log));
            return makePlan(artifact, from, { ...options, target, excludes, keep, inspected });
        },
        apply: (artifact, plan) => applyPlan(artifact, plan, { ...options, manifestKey: key, written }),
        async verify(_artifact, plan, work) {
            try {
                await verifyPlan(plan, work, options);
            }
            catch (thrown) {
                await work.held.abandon();
                throw thrown;
            }
        },
        settle: (artifact, plan, work) => settlePlan(artifact, plan, work, run),
    };
}
function readPins(options, taken) {
    const { workspace, requirements, requirementsKey, plugins, pluginsKey } = options;
    const pins = [
        ...(requirements === '' ? [] : [readRequirements(workspace, requirements, requirementsKey)]),
        ...(plugins === '' ? [] : [readPlugins(workspace, plugins, pluginsKey)]),
    ];
    for (const { what, key } of pins) {
        const why = key === '' || key.endsWith('/') ? 'names no object' : (0,object_name/* whyUnfit */.VW)(key);
        if (why)
            throw new errors/* InputError */.d(`The input \`${what}-key\` is ${JSON.stringify(key)}, which ${why}; set it to a key such as ${what === 'plugins' ? 'plugins.zip' : 'requirements.txt'}.`);
        if (taken.has(key)) {
            throw new errors/* InputError */.d(`The input \`${what}-key\` is ${JSON.stringify(key)}, and a file of the source is published there; exclude that file, or choose another key.`);
        }
    }
    if (pins[0]?.key === pins[1]?.key && pins.length === 2) {
        throw new errors/* InputError */.d(`The requirements and the plugins have one key, ${JSON.stringify(requirementsKey)}; set \`plugins-key\` to another.`);
    }
    return pins;
}
function once(work) {
    let result;
    return () => {
        result ??= work();
        return result;
    };
}

// EXTERNAL MODULE: ./packages/github/client.ts + 5 modules
var client = __webpack_require__(6643);
// EXTERNAL MODULE: ./packages/kit/input-schema.ts
var input_schema = __webpack_require__(6949);
;// CONCATENATED MODULE: ./packages/git/is-ancestor.ts

/**
 * Whether `newer` descends from `older`, as the local clone knows it.
 *
 * @param folder the work tree
 * @returns undefined where the clone cannot tell: a commit is not in it, its history is cut off, or there is no git
 */
async function isAncestor(folder, older, newer) {
    if (![older, newer].every((commit) => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)))
        return undefined;
    const code = await git(folder, ['merge-base', '--is-ancestor', older, newer]);
    if (code === 0)
        return true;
    // In a shallow clone the link between the two may lie beyond the cut, so a no means nothing there.
    if (code !== 1 || (await isShallow(folder)))
        return undefined;
    return false;
}
async function isShallow(folder) {
    const { stdout } = await exec_exec('git', ['-C', folder, 'rev-parse', '--is-shallow-repository']);
    return stdout.trim() !== 'false';
}
async function git(folder, args) {
    try {
        return (await exec_exec('git', ['-C', folder, ...args])).code;
    }
    catch {
        return 127;
    }
}

// EXTERNAL MODULE: ./packages/github/errors.ts
var github_errors = __webpack_require__(9325);
;// CONCATENATED MODULE: ./packages/release/history.ts


/**
 * History from the local clone where it reaches far enough, otherwise from GitHub; a checkout is one commit deep by default.
 *
 * @param folder the work tree
 * @param github undefined where this run has no token
 */
function repositoryHistory(folder, github) {
    return {
        async descends(newer, older) {
            const local = await isAncestor(folder, older, newer);
            if (local !== undefined || github === undefined)
                return local;
            try {
                const relation = await github.compare(older, newer);
                return relation === undefined ? undefined : relation === 'ahead';
            }
            catch (thrown) {
                if (thrown instanceof github_errors/* NotPermitted */.Cn)
                    return undefined;
                throw thrown;
            }
        },
    };
}

;// CONCATENATED MODULE: ./packages/release/record-deployment.ts


/** GitHub gives no more in one answer; several targets of one environment share it. */
const onePage = 100;
/**
 * Records as GitHub Deployments: one per release, its payload says what went where and what was there before.
 *
 * @see https://docs.github.com/rest/deployments/deployments
 */
function deploymentRecords({ github, kind, environment, runUrl }) {
    // A task of our own keeps these apart from the deployment that GitHub itself makes for a job with an environment.
    const task = `publish:${kind}`;
    const newest = async (place) => {
        const deployments = await github.listDeployments({ environment, task, limit: onePage });
        return deployments.find((deployment) => readRecord(deployment)?.target === place);
    };
    return {
        async last(place) {
            try {
                return { record: readRecord(await newest(place)) };
            }
            catch (thrown) {
                // The target's own record is the first to ask; GitHub being away must not hold up a publish.
                return { record: undefined, leftOut: `The last record could not be read: ${(0,errors/* explain */.W)(thrown)}` };
            }
        },
        async write({ artifact, target, previous }) {
            const payload = recordOf(artifact, target, previous);
            try {
                const before = await newest(target.place);
                const half = before && sameRecord(readRecord(before), payload) ? before : undefined;
                if (half && (await github.latestDeploymentState(half.id)) === 'success')
                    return undefined;
                const description = `${artifact.version} to ${target.place}`;
                const deployment = { ref: artifact.commit, environment, task, description, payload: { ...payload } };
                const { id } = half ?? (await github.createDeployment(deployment));
                await github.createDeploymentStatus(id, {
                    state: 'success',
                    description: `${artifact.kind} ${artifact.version} is published`,
                    ...(runUrl ? { logUrl: runUrl } : {}),
                    // The deployment that GitHub makes for the job itself must stay active.
                    autoInactive: false,
                });
                return undefined;
            }
            catch (thrown) {
                if (!(thrown instanceof github_errors/* NotPermitted */.Cn))
                    throw thrown;
                return `No deployment was recorded: ${thrown.message}`;
            }
        },
    };
}
function recordOf(artifact, target, previous) {
    const { kind, digest, version, commit } = artifact;
    return { kind, digest, version, commit, target: target.place, 'previous-digest': previous?.digest ?? null };
}
function readRecord(deployment) {
    const record = deployment?.payload;
    return typeof record?.digest === 'string' && typeof record.commit === 'string'
        ? record
        : undefined;
}
/** The same release; what was there before does not count, as a re-run finds its own release there. */
function sameRecord(a, b) {
    return a?.kind === b.kind && a.digest === b.digest && a.commit === b.commit;
}

;// CONCATENATED MODULE: ./packages/release/guards.ts
/** Whether the target holds exactly this artifact, so that there is nothing to do. */
function alreadyThere(artifact, plan) {
    return plan.steps.length === 0 && plan.live?.digest === artifact.digest;
}
/**
 * Whether a slower, older run is about to overtake a newer one: the target holds, or is just being given, a commit that
 * descends from this one.
 *
 * @param commits the commits that stand for the target: its own record, a run that is publishing now, the last deployment
 * @returns `unknown` lists the commits that could not be compared
 */
async function staleness(artifact, commits, history) {
    const unknown = [];
    for (const commit of new Set(commits)) {
        if (commit === undefined || commit === '' || commit === artifact.commit)
            continue;
        const descends = await history.descends(commit, artifact.commit);
        if (descends === true)
            return { stale: true, by: commit };
        if (descends === undefined)
            unknown.push(commit);
    }
    return { stale: false, unknown };
}

;// CONCATENATED MODULE: ./packages/release/log-plan.ts

const sign = { add: '+', update: '~', delete: '-' };
/** Prints a plan, one line a step: `+ dags/orders.py (2.1 kB)`. Every step is there; a plan is exact. */
function logPlan(plan, log) {
    const live = plan.live ? `${plan.live.version} (${plan.live.digest})` : 'nothing that was published before';
    log.info(`${plan.target.environment}: ${plan.target.place} holds ${live}`);
    for (const step of plan.steps) {
        const facts = [step.change === 'delete' ? '' : (0,units/* bytes */.ee)(step.bytes), step.note ?? ''].filter(Boolean).join(', ');
        log.info(`  ${sign[step.change]} ${step.what}${facts ? ` (${facts})` : ''}`);
    }
    log.info(`Plan: ${totals(plan)}`);
}
/** @returns `3 to add, 1 to update, 0 to delete, 12 unchanged; 23.2 kB to send` */
function totals(plan) {
    const { add, update, delete: deleted, sent } = tally(plan.steps);
    return `${add} to add, ${update} to update, ${deleted} to delete, ${(0,units/* thousands */.oh)(plan.unchanged)} unchanged; ${(0,units/* bytes */.ee)(sent)} to send in ${(0,units/* count */.U9)(add + update, 'upload')}`;
}
/** How many steps there are of each change, and how many bytes they send. */
function tally(steps) {
    const sum = { add: 0, update: 0, delete: 0, sent: 0 };
    for (const step of steps) {
        sum[step.change] += 1;
        sum.sent += step.bytes;
    }
    return sum;
}

;// CONCATENATED MODULE: ./packages/release/release.ts





/** Another run may move the target this often before this one gives up. */
const maxPlans = 5;
/** How often a target that another run holds is looked at again, in milliseconds. */
const pollMs = 3_000;
/**
 * Publishes one artifact to one target: build -> plan -> apply -> verify -> record. Whatever fails, a re-run finishes it.
 *
 * @throws InputError for a source or a plan that must not be published; nothing is written then
 * @throws Error when the target cannot be reached, or other runs keep moving it
 */
async function release(publisher, options) {
    const { log, records, dryRun, allowOlder, now = Date.now } = options;
    const { environment, place } = publisher.target;
    const started = now();
    const leftOut = [];
    const leaveOut = (line) => {
        if (line !== undefined && !leftOut.includes(line))
            leftOut.push(line);
    };
    const artifact = await log.group('Build', () => publisher.build());
    log.info(`Built ${artifact.kind} ${artifact.version} at commit ${release_short(artifact.commit)}: ${artifact.digest}`);
    for (let attempt = 1;; attempt++) {
        const { newer, recorded } = await waitForTurn(publisher, artifact, options, leaveOut);
        const plan = await log.group('Plan', async () => {
            const made = await publisher.plan(artifact);
            logPlan(made, log);
            return made;
        });
        const superseded = newer !== undefined && !allowOlder;
        const finish = async (reason, previous) => {
            // An older commit of the same content must not become the newest record.
            const record = reason === 'published' || (reason === 'already-published' && !superseded);
            if (record && !(reason === 'already-published' && sameRelease(recorded, artifact))) {
                leaveOut(await records?.write({ artifact, target: plan.target, previous }));
            }
            for (const line of leftOut)
                log.notice(line);
            return { reason, artifact, plan, previous, durationMs: now() - started, leftOut };
        };
        if (superseded) {
            log.notice(`${environment} has commit ${release_short(newer)}, which is newer than ${release_short(artifact.commit)}: this one must not replace it.`);
        }
        else if (plan.refused !== undefined)
            throw new errors/* InputError */.d(plan.refused);
        if (dryRun) {
            log.info('This is a dry run: nothing was written.');
            return finish('dry-run', plan.live);
        }
        if (alreadyThere(artifact, plan)) {
            log.info(`${place} holds ${artifact.digest} already: nothing was written.`);
            return finish('already-published', whatWasBefore(artifact, plan, recorded));
        }
        if (superseded)
            return finish('superseded', plan.live);
        try {
            const work = await log.group('Apply', () => publisher.apply(artifact, plan));
            await log.group('Verify', () => publisher.verify(artifact, plan, work));
            await publisher.settle(artifact, plan, work);
        }
        catch (thrown) {
            if (!(thrown instanceof TargetMoved))
                throw thrown;
            if (attempt === maxPlans) {
                throw new Error(`${place} was changed by other runs ${maxPlans} times while this one published; run the job again when they are done.`, { cause: thrown });
            }
            log.notice(`${thrown.message} Planning again.`);
            continue;
        }
        const changes = (0,units/* count */.U9)(plan.steps.length, 'change');
        log.info(`Published ${artifact.version} to ${environment}: ${changes} in ${(0,units/* duration */.p0)(now() - started)}.`);
        return finish('published', plan.live);
    }
}
/**
 * Waits while another run holds the target, unless that run, or what is there, is the newer one.
 *
 * @returns the newer commit, where there is one, and the last record of what went to the target
 */
async function waitForTurn(publisher, artifact, { log, dryRun, allowOlder, history, records, patienceMs = 600_000, sleep = pause, now = Date.now }, leaveOut) {
    const { place } = publisher.target;
    const until = now() + patienceMs;
    for (let told = false;; told = true) {
        const { live, busy } = await publisher.look();
        // A record of the same content at a newer commit is nowhere else, so it is read anew when the wait is over.
        const last = busy ? undefined : await records?.last(place);
        leaveOut(last?.leftOut);
        const found = await staleness(artifact, [live?.commit, busy?.commit, last?.record?.commit], history);
        if (found.stale && !allowOlder)
            return { newer: found.by, recorded: last?.record };
        if (busy === undefined || dryRun) {
            for (const commit of found.stale ? [] : found.unknown)
                leaveOut(cannotTell(commit, artifact.commit));
            return { newer: undefined, recorded: last?.record };
        }
        if (now() >= until) {
            throw new Error(`${place} was held by ${busy.by} for ${(0,units/* duration */.p0)(patienceMs)}; run the job again when that run is done.`);
        }
        if (!told)
            log.info(`${busy.by} is publishing to ${place}; waiting for it.`);
        await sleep(pollMs);
    }
}
function cannotTell(commit, own) {
    return `Whether ${release_short(commit)} is newer than ${release_short(own)} could not be told: give the step a token with \`contents: read\`, or check out the whole history.`;
}
/**
 * What an artifact that is there already has replaced. A run that died before its record left that to the run after it,
 * and the record before it says what there was.
 */
function whatWasBefore(artifact, plan, recorded) {
    return recorded !== undefined && recorded.digest !== artifact.digest ? recorded : plan.live;
}
function sameRelease(record, artifact) {
    return record?.digest === artifact.digest && record.commit === artifact.commit;
}
const release_short = (commit) => commit.slice(0, 12);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

;// CONCATENATED MODULE: ./packages/release/render-summary.ts



/** More rows than this help nobody; the log has every step. */
const maxRows = 200;
const headline = {
    published: (what, where) => `✅ Published ${what} to ${where}`,
    'already-published': (what, where) => `✅ ${where} has ${what} already`,
    superseded: (what, where) => `⏭️ ${where} has a newer commit: ${what} was not published`,
    'dry-run': (what, where) => `📝 Plan for ${what} to ${where}: nothing was written`,
    'no-release-commits': (what, where) => `✅ Nothing to release for ${what} in ${where}`,
};
/**
 * What a release came to, as Markdown for the job's summary: the verdict, the facts, what changed, what was left out.
 * Names at the target are untrusted; nothing in them can become markup.
 */
function renderSummary({ reason, artifact, plan, previous, durationMs, leftOut }, { repositoryUrl, facts = [] }) {
    const { target } = plan;
    const place = target.url ? `[${(0,markdown/* text */.Qq)(target.place)}](${target.url})` : (0,markdown/* code */.aY)(target.place);
    const commit = (0,markdown/* code */.aY)(artifact.commit.slice(0, 12));
    const rows = [
        ['Target', place],
        ['Version', (0,markdown/* code */.aY)(artifact.version)],
        ['Commit', repositoryUrl ? `[${commit}](${encodeURI(`${repositoryUrl}/commit/${artifact.commit}`)})` : commit],
        ['Digest', (0,markdown/* code */.aY)(artifact.digest)],
        ['Before', previous ? `${(0,markdown/* code */.aY)(previous.version)} ${(0,markdown/* code */.aY)(previous.digest)}` : 'nothing'],
        ...changes(plan, reason),
        ['Duration', (0,units/* duration */.p0)(durationMs)],
        ...facts,
    ];
    return [
        `### ${headline[reason](`${artifact.kind} ${(0,markdown/* code */.aY)(artifact.version)}`, `**${(0,markdown/* text */.Qq)(target.environment)}**`)}`,
        (0,markdown/* table */.tp)(['', ''], rows),
        ...renderSteps(plan.steps, reason),
        ...leftOut.map((line) => `> ${(0,markdown/* text */.Qq)(line)}`),
    ]
        .join('\n\n')
        .concat('\n');
}
/** What a superseded plan would have undone is nobody's concern. */
function changes(plan, reason) {
    if (reason === 'superseded')
        return [];
    if (reason === 'dry-run')
        return [['Changes', totals(plan)]];
    const { add, update, delete: deleted, sent } = tally(plan.steps);
    const unchanged = (0,units/* thousands */.oh)(plan.unchanged);
    return [
        ['Changes', `${add} added, ${update} updated, ${deleted} deleted, ${unchanged} unchanged`],
        ['Sent', (0,units/* bytes */.ee)(sent)],
    ];
}
const verbs = { add: 'added', update: 'updated', delete: 'deleted' };
function renderSteps(steps, reason) {
    if (steps.length === 0 || reason === 'superseded')
        return [];
    const rows = steps
        .slice(0, maxRows)
        .map((step) => [
        reason === 'published' ? verbs[step.change] : step.change,
        (0,markdown/* code */.aY)(step.what),
        step.change === 'delete' ? '' : (0,units/* bytes */.ee)(step.bytes),
        (0,markdown/* text */.Qq)(step.note ?? ''),
    ]);
    const shown = (0,markdown/* table */.tp)(['Change', 'Name', 'Size:', 'Note'], rows);
    const more = steps.length - maxRows;
    return more > 0 ? [shown, `and ${(0,units/* count */.U9)(more, 'more change')}; the log has every one.`] : [shown];
}

;// CONCATENATED MODULE: ./packages/git/checked-out.ts


/**
 * The commit whose files are in the work tree. It is not always that of the run: `actions/checkout` with a `ref` puts
 * another one there, to go back for example.
 *
 * @param folder the work tree
 * @param runCommit the commit of the run
 * @returns the commit of the run where there is no repository, and where the head is a commit that this job made on top of it
 */
async function checkedOutCommit(folder, runCommit) {
    const { code, stdout } = await exec_exec('git', ['-C', folder, 'rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => ({
        code: 127,
        stdout: '',
    }));
    const head = stdout.trim();
    if (code !== 0 || !/^[0-9a-f]{40,64}$/.test(head) || head === runCommit)
        return runCommit;
    return (await isAncestor(folder, runCommit, head)) === true ? runCommit : head;
}

;// CONCATENATED MODULE: ./actions/source-of.ts

/**
 * What a publishing action publishes: the commit whose files are checked out, and its version for people.
 *
 * @returns the version: the tag that the run is of, otherwise the first 12 digits of the commit
 */
async function sourceOf({ context, log }) {
    const commit = await checkedOutCommit(context.workspace, context.sha);
    if (commit !== context.sha) {
        log.info(`The checkout is commit ${commit.slice(0, 12)}, not the ${context.sha.slice(0, 12)} of this run; that is what is published.`);
    }
    const tagged = context.refType === 'tag' && commit === context.sha;
    return { commit, version: tagged ? context.refName : commit.slice(0, 12) };
}

// EXTERNAL MODULE: ./actions/publish-dags-to-s3/inputs.ts
var publish_dags_to_s3_inputs = __webpack_require__(3298);
;// CONCATENATED MODULE: ./actions/publish-dags-to-s3/main.ts














/** `publish-dags-to-s3`: a DAG folder to a bucket, by content, checked, in safe order. */
async function run(host) {
    const inputs = (0,input_schema/* readInputs */.Ko)(host.input, publish_dags_to_s3_inputs/* inputs */.Q);
    const { context, log, mask } = host;
    const { bucket, environment } = inputs;
    const env = { ...host.env };
    const region = regionFrom(inputs['aws-region'], env);
    const sessionName = `publish-dags-${context.runId}`;
    const roleToAssume = inputs['role-to-assume'];
    const credentials = credentialsFor({ region, roleToAssume, idToken: host.idToken, sessionName, log, mask, env });
    const s3 = createS3({ region, credentials, log, env });
    const github = openGitHub(host, inputs['github-token']);
    const publisher = createDagsPublisher({
        ...inputs,
        s3,
        region,
        maxDelete: inputs['max-delete'],
        requirementsKey: inputs['requirements-key'],
        pluginsKey: inputs['plugins-key'],
        airflowignoreSyntax: inputs['airflowignore-syntax'],
        workspace: context.workspace,
        ...(await sourceOf(host)),
        name: context.repository,
        run: { id: context.runId, attempt: context.runAttempt },
        log,
    });
    try {
        const outcome = await release(publisher, {
            log,
            dryRun: inputs['dry-run'],
            allowOlder: inputs['allow-older'],
            history: repositoryHistory(context.workspace, github),
            records: github && deploymentRecords({ github, kind: 'dags', environment, runUrl: context.runUrl }),
        });
        const { reason, artifact, plan } = outcome;
        warnUnversioned(plan, bucket, log);
        warnTaken(plan, log);
        const repositoryUrl = context.repository && `${context.serverUrl}/${context.repository}`;
        const markdown = renderSummary(outcome, { repositoryUrl, facts: dagsFacts(artifact, plan) });
        host.output('published', reason === 'published');
        host.output('reason', reason);
        host.output('digest', artifact.digest);
        host.output('version', artifact.version);
        host.output('summary', await host.summarise(`publish-dags-${environment}`, markdown));
        host.output('uploaded', publisher.written().uploaded);
        host.output('deleted', publisher.written().deleted);
        host.output('unchanged', plan.unchanged);
        host.output('requirements-version-id', versionIdOf(plan, 'requirements'));
        host.output('plugins-version-id', versionIdOf(plan, 'plugins'));
        host.output('plan', planJson(plan));
    }
    finally {
        s3.close();
    }
}
/** @returns undefined without a token: the release goes on, without a record of its own */
function openGitHub({ context, log, mask }, token) {
    if (token === '' || context.repository === '')
        return undefined;
    mask(token);
    return (0,client/* createGitHub */.C)({ token, repository: context.repository, apiUrl: context.apiUrl, log });
}


/***/ }),

/***/ 9347:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DV: () => (/* binding */ codeBlock),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/**
 * Text that Markdown (GitHub Flavored) shows as it is: no markup, no HTML, no link, no mention, on one line.
 *
 * @param text anything, also hostile
 * @see https://github.github.com/gfm/#backslash-escapes
 */
function text(text) {
    return (visible(text)
        .replace(/[\\`*_{}[\]()#+!|~<>&$-]/g, (mark) => mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : mark === '&' ? '&amp;' : `\\${mark}`)
        // GitHub looks for mentions and issue numbers after it has read escapes and entities; a zero-width space is no word.
        .replace(/[@#](?=\w)/g, '$&\u200b')
        .replace(/:\/\//g, ':&#47;&#47;')
        .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`));
}
/**
 * Text as inline code, in a fence longer than any run of backticks in it.
 *
 * @param text anything, also hostile
 * @see https://github.github.com/gfm/#code-spans
 */
function code(text) {
    const shown = visible(text);
    if (shown.trim() === '')
        return shown === '' ? '' : '` `';
    const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    const pad = longest > 0 || shown.startsWith(' ') || shown.endsWith(' ') ? ' ' : '';
    return `${fence}${pad}${shown}${pad}${fence}`;
}
/** A block of preformatted text that nothing in it can close. */
function codeBlock(content, language = '') {
    const longest = Math.max(2, ...(content.match(/`+/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    return `${fence}${language}\n${content.replace(/\r\n?/g, '\n').replace(/\n$/, '')}\n${fence}`;
}
/**
 * A table. The cells are Markdown already: pass untrusted text through `text` or `code` first. A bar in a cell, in code
 * too, would end it and is escaped here (https://github.github.com/gfm/#tables-extension-).
 *
 * @param header one title per column; a title that ends in `:` is aligned to the right
 * @param rows as many cells as titles each
 */
function table(header, rows) {
    const line = (cells) => `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
    return [
        line(header.map((title) => title.replace(/:$/, ''))),
        line(header.map((title) => (title.endsWith(':') ? '---:' : '---'))),
        ...rows.map(line),
    ].join('\n');
}
/** Control characters and line ends made visible, so that text stays on its line. */
function visible(text) {
    return (text
        .replace(/[\r\n\t]+/g, ' ')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
        .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '�'));
}


/***/ }),

/***/ 3084:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ progress)
/* harmony export */ });
/** Anything that takes longer than this says how far it is, this often. In milliseconds. */
const interval = 2_000;
/**
 * Counts work of a known size and says how far it is, at most every two seconds; quick work says nothing.
 *
 * @param log where the lines go
 * @param what the verb and the noun, as in `Uploaded {n} of {total} files`: here `['Uploaded', 'files']`
 * @param total how many there are
 * @param now the clock, in milliseconds
 */
function progress(log, [verb, noun], total, now = Date.now) {
    let done = 0;
    let last = now();
    return {
        advance(count = 1) {
            done += count;
            const time = now();
            if (time - last < interval)
                return;
            last = time;
            log.info(`${verb} ${done} of ${total} ${noun} (${Math.floor((100 * done) / Math.max(total, 1))}%)`);
        },
    };
}


/***/ })

};
