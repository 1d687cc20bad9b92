export const id = 690;
export const ids = [690];
export const modules = {

/***/ 1690:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./packages/errors/errors.ts
var errors = __webpack_require__(2785);
// EXTERNAL MODULE: ./packages/format/units.ts
var units = __webpack_require__(4363);
;// CONCATENATED MODULE: ./packages/environments/choose-environments.ts


/**
 * The environments that a run publishes to, in order.
 *
 * - a push to the default branch (a merge): those of `onMerge`
 * - `workflow_dispatch`: the chosen one only, on any branch
 * - anything else: none
 *
 * @param existing reads the names of the repository's environments; undefined where the token may not, then names go unchecked
 * @returns each environment once, as the repository spells it
 * @throws InputError for a name that the repository does not have (GitHub would make an empty environment of it in
 *   silence), and for `all` where the repository has none
 */
async function chooseEnvironments(event, { onMerge, chosen }, existing, log) {
    if (event.name === 'workflow_dispatch') {
        if (chosen === '') {
            throw new errors/* InputError */.d('No environment was chosen: give the workflow a `workflow_dispatch` input named `environment`, or set the input `environment` of this step.');
        }
        return check([chosen], await existing(), log);
    }
    if (event.name !== 'push' || event.deleted || event.ref !== `refs/heads/${event.defaultBranch}`) {
        log.info(`No environment: ${event.name} on ${event.ref || 'no ref'} publishes nothing.`);
        return [];
    }
    const there = await existing();
    if (!onMerge.includes('all'))
        return check(onMerge, there, log);
    if (onMerge.length > 1) {
        throw new errors/* InputError */.d(`The input \`on-merge\` is ${(0,units/* listed */.KE)(onMerge)}; give either \`all\` or the names.`);
    }
    if (there === undefined) {
        throw new errors/* InputError */.d('The input `on-merge` is `all`, but the environments could not be read: give the job `permissions: actions: read`, or list the names.');
    }
    if (there.length === 0) {
        throw new errors/* InputError */.d('The input `on-merge` is `all`, but this repository has no environments: create them in its settings, or list the names.');
    }
    return [...there];
}
/** GitHub compares environment names without regard to case, so this does too. */
const sameName = (a, b) => a.toLowerCase() === b.toLowerCase();
/** Each environment once, where it stands first. */
function distinct(names) {
    return names.filter((name, index) => names.findIndex((other) => sameName(other, name)) === index);
}
function check(given, there, log) {
    const names = distinct(given);
    if (there === undefined) {
        log.notice(`The names ${(0,units/* listed */.KE)(names)} were not checked: the token may not read the environments (\`actions: read\`).`);
        return names;
    }
    return names.map((name) => {
        const found = there.find((other) => sameName(other, name));
        if (found !== undefined)
            return found;
        const has = there.length === 0 ? 'it has none' : `it has ${(0,units/* listed */.KE)(there)}`;
        throw new errors/* InputError */.d(`The environment ${JSON.stringify(name)} does not exist in this repository: ${has}. Correct the name, or create it in the repository's settings.`);
    });
}

// EXTERNAL MODULE: ./packages/github/client.ts + 5 modules
var client = __webpack_require__(6643);
// EXTERNAL MODULE: ./packages/github/errors.ts
var github_errors = __webpack_require__(9325);
// EXTERNAL MODULE: ./packages/kit/input-schema.ts
var input_schema = __webpack_require__(6949);
;// CONCATENATED MODULE: ./actions/environments/inputs.ts

const inputs_inputs = {
    'on-merge': (0,input_schema/* list */.p_)('staging, production', 'line-or-comma'),
    environment: (0,input_schema/* text */.Qq)(),
    'github-token': (0,input_schema/* text */.Qq)('${{ github.token }}'),
};

;// CONCATENATED MODULE: ./actions/environments/main.ts






/** `environments`: which environments this run publishes to. */
async function run(host) {
    const inputs = (0,input_schema/* readInputs */.Ko)(host.input, inputs_inputs);
    const { context, log } = host;
    const payload = context.payload();
    const event = {
        name: context.eventName,
        ref: context.ref,
        defaultBranch: payload.repository?.default_branch ?? '',
        deleted: payload.deleted === true,
    };
    const dispatched = payload.inputs?.environment;
    const wishes = {
        onMerge: inputs['on-merge'],
        chosen: inputs.environment || (typeof dispatched === 'string' ? dispatched : ''),
    };
    const chosen = await chooseEnvironments(event, wishes, () => readExisting(host, inputs['github-token']), log);
    log.info(`Environments: ${(0,units/* listed */.KE)(chosen)}`);
    host.output('environments', JSON.stringify(chosen));
    host.output('any', chosen.length > 0);
}
async function readExisting({ context, log, mask }, token) {
    if (token === '')
        return undefined;
    mask(token);
    const github = (0,client/* createGitHub */.C)({ token, repository: context.repository, apiUrl: context.apiUrl, log });
    try {
        return await github.listEnvironments();
    }
    catch (thrown) {
        if (thrown instanceof github_errors/* NotPermitted */.Cn)
            return undefined;
        throw thrown;
    }
}


/***/ }),

/***/ 6949:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $4: () => (/* binding */ requiredText),
/* harmony export */   Jt: () => (/* binding */ flag),
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   Yz: () => (/* binding */ parsed),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   yL: () => (/* binding */ oneOf)
/* harmony export */ });
/* harmony import */ var _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2785);

/** Text as it is; empty where nothing is given. */
function text(fallback = '') {
    return { required: false, default: fallback, parse: (value) => value };
}
/** Text that must be given. `hint` ends the error: what to set it to. */
function requiredText(hint) {
    return {
        required: true,
        default: '',
        parse(value, name) {
            if (value === '')
                throw new _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(`The input \`${name}\` is empty; set it to ${hint}.`);
            return value;
        },
    };
}
/** `true` or `false`, as YAML writes them. */
function flag(fallback) {
    return {
        required: false,
        default: String(fallback),
        parse(value, name) {
            if (/^true$/i.test(value))
                return true;
            if (/^false$/i.test(value))
                return false;
            throw new _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(`The input \`${name}\` is ${quoted(value)}; set it to true or false.`);
        },
    };
}
/** One of a few words. Without a fallback it must be given. */
function oneOf(words, fallback) {
    return {
        required: fallback === undefined,
        default: fallback ?? '',
        parse(value, name) {
            const found = words.find((word) => word === value);
            if (found !== undefined)
                return found;
            const said = value === '' ? 'is empty' : `is ${quoted(value)}`;
            throw new _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(`The input \`${name}\` ${said}; set it to one of: ${words.join(', ')}.`);
        },
    };
}
/** One item a line; commas separate too where `separator` says so. Blank lines and lines that start with `#` are left out. */
function list(fallback = '', separator = 'line') {
    return {
        required: false,
        default: fallback,
        parse: (value) => value
            .split(separator === 'line' ? /\r?\n/ : /\r?\n|,/)
            .map((item) => item.trim())
            .filter((item) => item !== '' && !item.startsWith('#')),
    };
}
/** Text that a function of the domain reads; it throws an InputError for what it does not take. */
function parsed(fallback, parse) {
    return { required: false, default: fallback, parse };
}
/**
 * Reads every input of a schema.
 *
 * @param read the text of one input as the runner passes it, trimmed; empty where it is not set
 * @throws InputError for the first input that does not hold what it takes
 */
function readInputs(read, schema) {
    const values = Object.entries(schema).map(([name, input]) => {
        const fallback = input.default.includes('${{') ? '' : input.default;
        return [name, input.parse(read(name) || fallback, name)];
    });
    return Object.fromEntries(values);
}
function quoted(value) {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}


/***/ })

};
