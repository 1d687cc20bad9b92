export const id = 298;
export const ids = [298];
export const modules = {

/***/ 3298:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ inputs)
/* harmony export */ });
/* harmony import */ var _ci_actions_dags_max_delete__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2950);
/* harmony import */ var _ci_actions_dags_object_name__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7351);
/* harmony import */ var _ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6949);



const inputs = {
    environment: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .requiredText */ .$4)('the name of the environment that is published to, such as staging'),
    bucket: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .requiredText */ .$4)('the name of the S3 bucket that holds the DAGs'),
    prefix: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .parsed */ .Yz)('dags', _ci_actions_dags_object_name__WEBPACK_IMPORTED_MODULE_1__/* .readPrefix */ .fr),
    source: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)('dags'),
    exclude: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .list */ .p_)(),
    delete: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .flag */ .Jt)(true),
    'max-delete': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .parsed */ .Yz)('25%', _ci_actions_dags_max_delete__WEBPACK_IMPORTED_MODULE_2__/* .readMaxDelete */ .W),
    requirements: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(),
    'requirements-key': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)('requirements.txt'),
    plugins: (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(),
    'plugins-key': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)('plugins.zip'),
    'airflowignore-syntax': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .oneOf */ .yL)(['glob', 'regexp'], 'glob'),
    'allow-older': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .flag */ .Jt)(false),
    'aws-region': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(),
    'role-to-assume': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)(),
    'dry-run': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .flag */ .Jt)(false),
    'github-token': (0,_ci_actions_kit_input_schema__WEBPACK_IMPORTED_MODULE_0__/* .text */ .Qq)('${{ github.token }}'),
};


/***/ }),

/***/ 2950:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ readMaxDelete),
/* harmony export */   y: () => (/* binding */ tooManyDeletes)
/* harmony export */ });
/* harmony import */ var _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2785);
/* harmony import */ var _ci_actions_format_units__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4363);


/** A share of a small folder is next to nothing: so many deletes are always within a share. */
const floor = 10;
/**
 * Reads the `max-delete` input: `25%` of what is there, or a number.
 *
 * @throws InputError for anything else
 */
function readMaxDelete(text, name = 'max-delete') {
    const percent = /^(\d{1,3})\s*%$/.exec(text)?.[1];
    if (percent !== undefined && Number(percent) <= 100)
        return { percent: Number(percent) };
    if (/^\d{1,9}$/.test(text))
        return { number: Number(text) };
    throw new _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(`The input \`${name}\` is ${JSON.stringify(text)}; set it to a share such as 25%, or to a number such as 40.`);
}
/**
 * Whether a plan deletes too much: a wrong source folder looks just like a large clean-up.
 *
 * @param deletes the keys that the plan deletes
 * @param present how many objects are there that it could delete
 * @returns a sentence that says how many of how many, names a few, and says how to let it pass; undefined for a plan that may pass
 */
function tooManyDeletes(deletes, present, max, place) {
    const share = 'percent' in max;
    const limit = share ? Math.max(max.percent === 0 ? 0 : floor, Math.floor((present * max.percent) / 100)) : max.number;
    if (deletes.length <= limit)
        return undefined;
    const few = deletes.slice(0, 5).map((key) => JSON.stringify(key));
    const more = deletes.length - few.length;
    const named = (0,_ci_actions_format_units__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)(more > 0 ? [...few, `${more} more`] : few);
    return `The plan deletes ${deletes.length} of ${(0,_ci_actions_format_units__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(present, 'object')} in ${place} (${named}), and \`max-delete\` allows ${limit}. If the source folder is the right one, raise it: \`max-delete: ${deletes.length}\`, or \`100%\`; to keep them, name them in \`exclude\` or set \`delete: false\`.`;
}


/***/ }),

/***/ 7351:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ reserved),
/* harmony export */   VW: () => (/* binding */ whyUnfit),
/* harmony export */   fr: () => (/* binding */ readPrefix),
/* harmony export */   g$: () => (/* binding */ tooLarge),
/* harmony export */   qv: () => (/* binding */ sayLookalikes)
/* harmony export */ });
/* harmony import */ var _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2785);
/* harmony import */ var _ci_actions_format_units__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4363);


/** S3 counts a key in bytes of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1024;
/** What one request can write, in bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const maxObjectBytes = 5 * 2 ** 30;
/** Where manifests are kept. A DAG may not lie there. */
const reserved = '.ci-actions/';
/**
 * Says why S3 or Airflow cannot hold a name. Blanks, `+` and letters of any language are fine.
 *
 * @param key the whole key, prefix and all
 * @returns the end of a sentence, or undefined for a name that can be held
 */
function whyUnfit(key) {
    const bytes = Buffer.byteLength(key);
    if (bytes > maxKeyBytes)
        return `is ${bytes} bytes long with its prefix, and S3 keys end at ${maxKeyBytes}`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    if (/[\u0000-\u001f\u007f\ufffe\uffff]/.test(key))
        return 'holds a control character';
    if (key.includes('\\'))
        return 'holds a backslash, which is a folder on some systems and a letter on others';
    if (key.split('/').some((part) => part === '.' || part === '..'))
        return 'holds a `.` or `..` between slashes';
    if (key.startsWith(reserved))
        return `lies in ${reserved}, where the records of publishing are kept`;
    return undefined;
}
/** @returns the end of a sentence that says why S3 does not take so many bytes at once; undefined where it does */
function tooLarge(size) {
    return size > maxObjectBytes ? `is ${size} bytes large, and one upload to S3 ends at 5 GiB` : undefined;
}
/**
 * Reads the `prefix` input.
 *
 * @returns `dags/` for `dags`, `/dags/` or `dags//`; empty for the root of the bucket
 * @throws InputError for a prefix that S3 or Airflow cannot hold
 */
function readPrefix(text) {
    const parts = text.split('/').filter((part) => part !== '');
    if (parts.length === 0)
        return '';
    const prefix = `${parts.join('/')}/`;
    const why = whyUnfit(prefix);
    if (why)
        throw new _ci_actions_errors_errors__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d(`The prefix ${JSON.stringify(text)} ${why}; choose another.`);
    return prefix;
}
/**
 * Finds names that some systems take for one: equal when Unicode is normalised, or but for upper and lower case.
 *
 * @returns a sentence, or undefined when there are none
 */
function sayLookalikes(paths) {
    const seen = new Map();
    const pairs = [];
    for (const path of paths) {
        const folded = path.normalize('NFC').toLowerCase();
        const other = seen.get(folded);
        if (other === undefined)
            seen.set(folded, path);
        else
            pairs.push(`${JSON.stringify(other)} and ${JSON.stringify(path)}`);
    }
    if (pairs.length === 0)
        return undefined;
    const shown = pairs.length > 3 ? [...pairs.slice(0, 3), `${pairs.length - 3} more pairs`] : pairs;
    return `Names that differ only in case or in how their accents are written are one file on some systems: ${(0,_ci_actions_format_units__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)(shown)}; rename one of each pair.`;
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
