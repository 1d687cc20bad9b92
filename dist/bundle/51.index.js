export const id = 51;
export const ids = [51];
export const modules = {

/***/ 1051:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  run: () => (/* binding */ run)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
// EXTERNAL MODULE: ./packages/errors/errors.ts
var errors = __webpack_require__(2785);
// EXTERNAL MODULE: ./packages/format/units.ts
var units = __webpack_require__(4363);
// EXTERNAL MODULE: ./packages/kit/fit-summary.ts
var fit_summary = __webpack_require__(6467);
// EXTERNAL MODULE: ./packages/kit/input-schema.ts
var input_schema = __webpack_require__(6949);
// EXTERNAL MODULE: ./packages/log/progress.ts
var progress = __webpack_require__(3084);
;// CONCATENATED MODULE: ./packages/test-report/words.ts

/** @returns the verdict in a few words, without untrusted text: `3 of 120 tests failed` */
function verdict({ conclusion, counts, failures, unreadable }) {
    if (conclusion === 'failure' && counts.failed > 0) {
        return `${counts.failed.toLocaleString('en-US')} of ${(0,units/* count */.U9)(counts.tests, 'test')} failed`;
    }
    if (conclusion === 'failure')
        return `${(0,units/* count */.U9)(failures.length, 'suite')} failed outside of the tests`;
    if (conclusion === 'incomplete') {
        return `${(0,units/* count */.U9)(unreadable.length, 'file')} of test results could not be read`;
    }
    if (conclusion === 'empty')
        return 'no tests were found';
    if (counts.passed === 0)
        return `${(0,units/* count */.U9)(counts.tests, 'test')}, all skipped`;
    return `${(0,units/* count */.U9)(counts.passed, 'test')} passed`;
}
/** @returns the name of a failure for people, untrusted: its suites, its class where they do not say it, and its name */
function failureName({ suite, className, name }) {
    const last = suite.at(-1) ?? '';
    const saysMore = className !== '' && !suite.some((part) => part === className || part.endsWith(`.${className}`));
    const around = saysMore ? [...(className.startsWith(last) ? suite.slice(0, -1) : suite), className] : suite;
    return [...around, name === '' ? 'the suite itself' : name].join(' › ');
}
/** @returns a sentence, untrusted: `a.xml ends inside <testcase> (line 3).` */
function unreadableSentence({ file, reason, line }) {
    return `${file} ${reason}${line === undefined ? '' : ` (line ${line})`}.`;
}

;// CONCATENATED MODULE: ./packages/test-report/annotate-failures.ts

/** GitHub shows ten errors of a step and drops the rest. */
const annotationLimit = 10;
/** @see https://docs.github.com/rest/checks/runs (the limits of an annotation) */
const limits = { title: 255, messageBytes: 64_000 };
/**
 * One annotation for each failure, as many as GitHub shows: those with a place in the source first.
 *
 * @param place the source file of a failure, relative to the workspace; undefined where it is not known
 */
function annotateFailures(failures, place) {
    const placed = failures.map((failure) => ({ failure, file: place(failure.file) }));
    const inOrder = [
        ...placed.filter(({ file }) => file !== undefined),
        ...placed.filter(({ file }) => file === undefined),
    ];
    return inOrder.slice(0, annotationLimit).map(({ failure, file }) => ({
        level: 'error',
        title: cut(failureName(failure).replace(/\s+/g, ' '), limits.title),
        message: cutBytes([failure.message, failure.details].filter(isNew).join('\n\n') || 'The test failed.'),
        ...(file === undefined ? {} : { file }),
        ...(file === undefined || failure.line === undefined ? {} : { line: failure.line }),
    }));
}
/** Whether a text is there and is not already in one before it. */
function isNew(text, index, all) {
    return (text !== '' && !all.some((other, at) => at !== index && other.includes(text) && (other !== text || at < index)));
}
function cut(text, length) {
    const characters = [...text];
    return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
function cutBytes(text) {
    if (Buffer.byteLength(text) <= limits.messageBytes)
        return text;
    const kept = Buffer.from(text)
        .subarray(0, limits.messageBytes)
        .toString()
        .replace(/\ufffd$/, '');
    return `${kept}\n…`;
}

;// CONCATENATED MODULE: ./packages/test-results/fold-results.ts
/** @returns a budget for one run */
function detailsBudget(characters = 16_000_000) {
    return { left: characters };
}
/** Folds the cases of one file into counts per suite; keeps the failures, within the budget. */
class ResultsFold {
    #suites = new Map();
    #failures = [];
    #suiteFailures = [];
    #budget;
    constructor(budget) {
        this.#budget = budget;
    }
    testCase(testCase) {
        const suite = this.#suiteOf(testCase.suite);
        suite.tests += 1;
        suite[testCase.state] += 1;
        suite.durationMs += testCase.durationMs;
        if (testCase.state !== 'failed')
            return;
        this.#failures.push({
            ...testCase,
            suite: { path: suite.path, declaredMs: testCase.suite.declaredMs },
            name: detached(testCase.name),
            className: detached(testCase.className),
            file: detached(testCase.file),
            message: detached(testCase.message),
            details: this.#afford(testCase.details),
        });
    }
    suiteFailure({ suite, message, details }) {
        const path = suite.path.map(detached);
        this.#suiteFailures.push({
            suite: { path, declaredMs: suite.declaredMs },
            message: detached(message),
            details: this.#afford(details),
        });
    }
    /** @param file the file's path for people, relative to the workspace */
    finish(file) {
        for (const [ref, suite] of this.#suites)
            if (suite.durationMs === 0)
                suite.durationMs = ref.declaredMs;
        return {
            readable: true,
            file,
            suites: [...this.#suites.values()],
            failures: this.#failures,
            suiteFailures: this.#suiteFailures,
        };
    }
    #suiteOf(ref) {
        let suite = this.#suites.get(ref);
        if (!suite) {
            suite = { path: ref.path.map(detached), tests: 0, passed: 0, failed: 0, skipped: 0, durationMs: 0 };
            this.#suites.set(ref, suite);
        }
        return suite;
    }
    #afford(details) {
        if (details.length > this.#budget.left)
            return '';
        this.#budget.left -= details.length;
        return detached(details);
    }
}
/** A copy: a slice would keep the whole piece of the file that it was cut from in memory. */
function detached(text) {
    return Buffer.from(text).toString();
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./packages/test-results/unreadable-error.ts
/**
 * A file cannot be read as test results. The message is the end of a sentence that begins with the file's name.
 */
class UnreadableError extends Error {
    name = 'UnreadableError';
    /** Counted from 1. */
    line;
    constructor(reason, line) {
        super(reason);
        this.line = line;
    }
}

;// CONCATENATED MODULE: ./packages/test-results/decode-text.ts


/**
 * Decodes the bytes of an XML file: UTF-8 (also with a byte order mark), UTF-16 in either order (with or without the
 * mark), or the encoding that its declaration names. Bytes that the encoding does not have become U+FFFD.
 *
 * @param chunks the bytes, in pieces of any size
 * @returns the text in pieces, without the mark
 * @throws UnreadableError when the declared encoding is unknown
 * @see https://www.w3.org/TR/xml/#sec-guessing
 */
async function* decodeText(chunks) {
    let decoder;
    let head = Buffer.alloc(0);
    for await (const chunk of chunks) {
        if (decoder) {
            yield decoder.decode(chunk, { stream: true });
            continue;
        }
        head = Buffer.concat([head, chunk]);
        // The first pieces may be tiny; the declaration must be whole before it is looked at.
        if (head.length < 256)
            continue;
        decoder = decoderFor(head);
        yield decoder.decode(head, { stream: true });
    }
    if (decoder)
        yield decoder.decode();
    else
        yield decoderFor(head).decode(head);
}
function decoderFor(head) {
    const label = encodingOf(head);
    try {
        return new external_node_util_.TextDecoder(label);
    }
    catch {
        throw new UnreadableError(`declares the encoding ${JSON.stringify(label)}, which is not known`, 1);
    }
}
function encodingOf(head) {
    const [first, second] = head;
    if (first === 0xfe && second === 0xff)
        return 'utf-16be';
    if (first === 0xff && second === 0xfe)
        return 'utf-16le';
    if (first === 0x00 && second === 0x3c)
        return 'utf-16be';
    if (first === 0x3c && second === 0x00)
        return 'utf-16le';
    const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(head.toString('latin1', 0, 256))?.[1];
    // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
    return declared === undefined || /^utf-?16/i.test(declared) ? 'utf-8' : declared;
}

// EXTERNAL MODULE: ./node_modules/htmlparser2/dist/Parser.js + 7 modules
var Parser = __webpack_require__(1600);
;// CONCATENATED MODULE: ./packages/test-results/junit-case.ts
/** How much of one text of a report is kept, in characters. A name is for a line, details are for a fold. */
const junit_case_limits = { name: 1_000, message: 8_000, details: 64_000 };
const severity = { passed: 0, skipped: 1, failed: 2 };
/** How dialects that have no element for it say that a case did not run, or failed (googletest, ctest, …). */
const skippedStatus = /^(disabled|not[ _-]?run|skipped|ignored|suppressed|pending)$/i;
const failedStatus = /^(fail(ed|ure)?|error(ed)?|broken)$/i;
/** The text of one failure while it is read; what is beyond the limit is dropped, and the text says so. */
class FailureText {
    #attribute;
    #text = '';
    /** @param attributes those of the `<failure>`, `<error>` or `<skipped>` */
    constructor(attributes) {
        this.#attribute = attributes.message?.trim() || attributes.type?.trim() || '';
    }
    add(text) {
        const room = junit_case_limits.details - this.#text.length;
        if (room > 0)
            this.#text += text.length > room ? `${text.slice(0, room)}\n… (the rest is left out)` : text;
    }
    get details() {
        return this.#text.trim();
    }
    /** The attribute, or else the first line of the text. */
    get message() {
        return (this.#attribute || (this.details.split('\n', 1)[0] ?? '')).slice(0, junit_case_limits.message);
    }
}
/** One `<testcase>` while it is read. */
class JUnitCase {
    #attributes;
    #suite;
    #state = 'passed';
    #results = [];
    constructor(attributes, suite) {
        this.#attributes = attributes;
        this.#suite = suite;
        for (const said of [attributes.status, attributes.result]) {
            if (said !== undefined && failedStatus.test(said.trim()))
                this.#worsen('failed');
            else if (said !== undefined && skippedStatus.test(said.trim()))
                this.#worsen('skipped');
        }
    }
    /** A result element of the case. @returns where its text goes */
    result(state, attributes) {
        const worse = severity[state] > severity[this.#state];
        this.#worsen(state);
        const text = new FailureText(attributes);
        // Only the texts of the result that counts are shown.
        if (worse)
            this.#results = [text];
        else if (state === this.#state)
            this.#results.push(text);
        return text;
    }
    #worsen(state) {
        if (severity[state] > severity[this.#state])
            this.#state = state;
    }
    finish() {
        const { name = '', classname = '', file, line, time } = this.#attributes;
        const failed = this.#state === 'failed';
        const lineNumber = Number(line);
        return {
            suite: this.#suite,
            name: (name || classname || 'a case without a name').slice(0, junit_case_limits.name),
            className: classname.slice(0, junit_case_limits.name),
            state: this.#state,
            message: this.#results.find((result) => result.message !== '')?.message ?? '',
            details: failed ? this.#details() : '',
            file: file ?? '',
            line: Number.isInteger(lineNumber) && lineNumber > 0 ? lineNumber : undefined,
            durationMs: milliseconds(time),
        };
    }
    #details() {
        return this.#results
            .map((result) => (this.#results.length > 1 ? `${result.message}\n${result.details}`.trim() : result.details))
            .filter((text) => text !== '')
            .join('\n\n')
            .slice(0, 2 * junit_case_limits.details);
    }
}
/** @returns the suite as its cases refer to it */
function suiteRef(attributes, parent) {
    const name = attributes.name?.trim().slice(0, junit_case_limits.name) ?? '';
    const around = parent?.path ?? [];
    return { path: name === '' ? around : [...around, name], declaredMs: milliseconds(attributes.time) };
}
/** Seconds as reports write them: `0.012`, `1,234.5` (surefire), `0,012` (a decimal comma). 0 for anything else. */
function milliseconds(seconds) {
    if (seconds === undefined)
        return 0;
    const plain = seconds.includes('.') ? seconds.replaceAll(',', '') : seconds.replace(',', '.');
    const value = Number(plain.trim() || 'NaN') * 1000;
    return Number.isFinite(value) && value > 0 ? value : 0;
}

;// CONCATENATED MODULE: ./packages/test-results/read-junit.ts



/** Deeper than any report; a file that nests further is an attack on the reader. */
const maxDepth = 200;
/**
 * Reads JUnit XML of any dialect, as a stream: each case goes to the sink when it ends. Nested suites count, a row is
 * a `<testcase>`, and the numbers that a suite declares are not believed. Entities of a document type are neither
 * loaded nor expanded: a file that declares some is refused, because rows could hide in them.
 *
 * @param chunks the text, in pieces of any size
 * @param sink what it got before a throw is not to be used
 * @throws UnreadableError when the text is not well-formed, ends too early, or is another kind of file
 * @see https://github.com/testmoapp/junitxml
 */
async function readJUnit(chunks, sink) {
    const reader = new JUnitReader(sink);
    for await (const chunk of chunks)
        reader.write(chunk);
    reader.end();
}
class JUnitReader {
    #sink;
    #parser;
    #elements = [];
    #suites = [];
    #cases = [];
    #sawRoot = false;
    #ending = false;
    /** The piece that is read now, the lines and the characters before it. */
    #chunk = '';
    #linesBefore = 0;
    #charactersBefore = 0;
    constructor(sink) {
        this.#sink = sink;
        this.#parser = new Parser/* Parser */.i({
            onopentag: (name, attributes) => this.#open(local(name), attributes),
            onclosetag: (name, implied) => this.#close(local(name), implied),
            ontext: (text) => this.#text(text),
            onprocessinginstruction: (name, data) => this.#instruction(name, data),
        }, { xmlMode: true });
    }
    write(chunk) {
        this.#chunk = chunk;
        this.#parser.write(chunk);
        this.#linesBefore += newlines(chunk);
        this.#charactersBefore += chunk.length;
    }
    end() {
        this.#chunk = '';
        this.#ending = true;
        this.#parser.end();
        if (!this.#sawRoot) {
            throw new UnreadableError(this.#charactersBefore === 0 ? 'is empty' : 'holds no XML element');
        }
    }
    /** The handlers throw through the parser: nothing after the first problem is read. */
    #refuse(reason) {
        const inChunk = Math.max(0, this.#parser.startIndex - this.#charactersBefore);
        throw new UnreadableError(reason, this.#linesBefore + newlines(this.#chunk.slice(0, inChunk)) + 1);
    }
    #open(name, attributes) {
        if (this.#elements.length === 0 && name !== 'testsuites' && name !== 'testsuite') {
            this.#refuse(`is XML, but not JUnit XML: its root is <${name.slice(0, 60)}>`);
        }
        if (this.#elements.length >= maxDepth)
            this.#refuse(`nests elements deeper than ${maxDepth}`);
        this.#sawRoot = true;
        const element = { name, end: this.#parser.endIndex };
        if (name === 'testsuites' || name === 'testsuite') {
            this.#suites.push(suiteRef(name === 'testsuite' ? attributes : {}, this.#suites.at(-1)));
        }
        else if (name === 'testcase') {
            this.#cases.push(new JUnitCase(attributes, this.#suite));
        }
        else
            this.#openResult(element, attributes);
        this.#elements.push(element);
    }
    /** A result counts where it stands: `<failure>` in a case, or in a suite; not within `<rerunFailure>` or output. */
    #openResult(element, attributes) {
        const state = results.get(element.name);
        const parent = this.#elements.at(-1)?.name ?? '';
        if (state === undefined)
            return;
        if (parent === 'testcase') {
            const text = this.#cases.at(-1)?.result(state, attributes);
            if (text)
                element.text = text;
        }
        else if (parent.startsWith('testsuite') && state === 'failed') {
            element.text = new FailureText(attributes);
            element.ofSuite = true;
        }
    }
    #close(name, implied) {
        if (this.#ending)
            this.#refuse(`ends inside <${name}>`);
        const element = this.#elements.pop();
        // The parser calls the end of `<a/>` implied too, but that lies where the start tag ends.
        if (implied && element?.end !== this.#parser.endIndex)
            this.#refuse(`has a <${name}> that is not closed`);
        if (name === 'testsuites' || name === 'testsuite')
            this.#suites.pop();
        else if (name === 'testcase') {
            const done = this.#cases.pop();
            if (done)
                this.#sink.testCase(done.finish());
        }
        else if (element?.ofSuite && element.text) {
            const { message, details } = element.text;
            this.#sink.suiteFailure({ suite: this.#suite, message, details });
        }
    }
    #text(text) {
        if (this.#elements.length === 0) {
            if (text.trim() !== '')
                this.#refuse(this.#sawRoot ? 'has text after its root element' : 'does not begin with XML');
            return;
        }
        // Some dialects put elements into a failure: their text is part of it.
        for (let index = this.#elements.length - 1; index >= 0; index--) {
            const element = this.#elements[index];
            if (element?.name === 'testcase' || element?.name === 'testsuite')
                return;
            if (element?.text) {
                element.text.add(text);
                return;
            }
        }
    }
    #instruction(name, data) {
        if (name.toUpperCase() === '!DOCTYPE' && data.includes('[')) {
            this.#refuse('declares a document type of its own (DTD), which test results have no need of');
        }
    }
    get #suite() {
        return this.#suites.at(-1) ?? { path: [], declaredMs: 0 };
    }
}
const results = new Map([
    ['failure', 'failed'],
    ['error', 'failed'],
    ['skipped', 'skipped'],
    ['ignored', 'skipped'],
    ['disabled', 'skipped'],
]);
/** The name without its namespace prefix. */
function local(name) {
    return name.slice(name.indexOf(':') + 1);
}
function newlines(text) {
    let lines = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
        lines++;
    return lines;
}

;// CONCATENATED MODULE: ./packages/test-results/read-file.ts





/**
 * Reads one file of test results. Never throws for what is in the file or wrong with it.
 *
 * @param path where it is
 * @param name what to call it: its path relative to the workspace
 * @param budget shared by the files of one run
 * @returns its results, or why it could not be read
 */
async function readFile(path, name, budget = detailsBudget()) {
    const fold = new ResultsFold(budget);
    const stream = (0,external_node_fs_.createReadStream)(path);
    try {
        await readJUnit(decodeText(stream), fold);
        return fold.finish(name);
    }
    catch (error) {
        if (error instanceof UnreadableError)
            return { readable: false, file: name, reason: error.message, line: error.line };
        const cause = error.code ?? (error instanceof Error ? error.message : String(error));
        return { readable: false, file: name, reason: `could not be read (${cause})`, line: undefined };
    }
    finally {
        stream.destroy();
    }
}

;// CONCATENATED MODULE: ./packages/test-report/conclude.ts
/** Puts the outcomes of all files together. */
function conclude(outcomes) {
    const files = outcomes.filter((outcome) => outcome.readable);
    const unreadable = outcomes.filter((outcome) => !outcome.readable);
    const suites = files.flatMap((file) => file.suites);
    const sum = (key) => suites.reduce((total, suite) => total + suite[key], 0);
    const counts = { tests: sum('tests'), passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
    const failures = files.flatMap((file) => [
        ...file.suiteFailures.map((failure) => ({
            ...failure,
            suite: failure.suite.path,
            name: '',
            className: '',
            file: '',
            line: undefined,
        })),
        ...file.failures.map(({ suite, name, className, message, details, file, line }) => ({
            suite: suite.path,
            name,
            className,
            message,
            details,
            file,
            line,
        })),
    ]);
    const conclusion = failures.length > 0 ? 'failure' : unreadable.length > 0 ? 'incomplete' : counts.tests === 0 ? 'empty' : 'success';
    return { conclusion, counts, durationMs: sum('durationMs'), files, unreadable, failures };
}

;// CONCATENATED MODULE: ./packages/test-report/collect.ts



/**
 * Reads the files, one after the other, and puts them together.
 *
 * @param found what to read; a file outside of the workspace is not opened, but counts as unreadable
 * @param onFile called after each file
 */
async function collect(found, onFile = () => { }) {
    const budget = detailsBudget();
    const outcomes = [];
    for (const { path, name, outside } of found) {
        outcomes.push(outside
            ? { readable: false, file: name, reason: 'lies outside of the workspace, behind a link', line: undefined }
            : await readFile(path, name, budget));
        onFile();
    }
    return conclude(outcomes);
}

// EXTERNAL MODULE: ./packages/format/markdown.ts
var markdown = __webpack_require__(9347);
;// CONCATENATED MODULE: ./packages/test-report/render-failure.ts


/** How much of one failure a summary shows, in characters; whoever wants more reads the report itself. */
const render_failure_limits = { name: 300, message: 400, details: 10_000 };
/**
 * One failure as Markdown: its name, its place, its message, and the stack trace folded.
 *
 * @param form `brief` leaves the stack trace out
 * @returns a block that is whole in itself
 */
function renderFailure(failure, place, form) {
    const message = failure.message.trim();
    const firstLine = message.split('\n', 1)[0] ?? '';
    const blocks = [`#### ❌ ${(0,markdown/* text */.Qq)(shortened(failureName(failure), render_failure_limits.name))}`];
    const found = place(failure);
    if (found)
        blocks.push(render_failure_link(`${found.file}${failure.line === undefined ? '' : `:${failure.line}`}`, found.url));
    if (firstLine !== '')
        blocks.push((0,markdown/* text */.Qq)(shortened(firstLine.trim(), render_failure_limits.message)));
    if (form === 'full') {
        const isShown = message.length === firstLine.length && message.length <= render_failure_limits.message;
        const details = plain(failure.details);
        const whole = isShown || details.includes(plain(message)) ? details : `${plain(message)}\n\n${details}`;
        if (whole.trim() !== '' && whole.trim() !== plain(message))
            blocks.push(fold(whole.trim()));
        else if (!isShown)
            blocks.push(fold(plain(message)));
    }
    return blocks.join('\n\n');
}
function fold(details) {
    const shown = details.length > render_failure_limits.details ? details.slice(0, render_failure_limits.details) : details;
    const left = details.length - shown.length;
    const said = left > 0 ? `\n… ${left.toLocaleString('en-US')} more characters` : '';
    return `<details><summary>Details</summary>\n\n${(0,markdown/* codeBlock */.DV)(shown + said, 'text')}\n\n</details>`;
}
function render_failure_link(label, url) {
    return url === undefined ? (0,markdown/* code */.aY)(label) : `[${(0,markdown/* code */.aY)(label)}](${url})`;
}
function shortened(line, length) {
    return line.length > length ? `${line.slice(0, length)}…` : line;
}
/** Without terminal colours; other control characters (but tabs and line ends) and changes of direction made visible. */
function plain(output) {
    return (output
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
        .replace(/\u001b\[[0-9;]*m/g, '')
        .replace(/\r\n?/g, '\n')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�')
        .trim());
}

;// CONCATENATED MODULE: ./packages/test-report/render-suites.ts


/** A longer table is folded. */
const openRows = 25;
/** More rows than this nobody reads, and GitHub shows them slowly. */
const maxRows = 500;
const suiteHeader = ['', 'Suite', 'Passed:', 'Failed:', 'Skipped:', 'Time:', 'File'];
/** One row for each suite, those with failures first. @returns cells that are Markdown already */
function suiteRows(files) {
    const rows = files.flatMap(({ file, suites }) => suites.length === 0
        ? [{ file, path: [], passed: 0, failed: 0, skipped: 0, tests: 0, durationMs: 0 }]
        : suites.map((suite) => ({ file, ...suite })));
    return [...rows.filter(({ failed }) => failed > 0), ...rows.filter(({ failed }) => failed === 0)].map(({ file, path, tests, passed, failed, skipped, durationMs }) => [
        failed > 0 ? '❌' : tests === 0 ? '⚠️' : passed === 0 ? '⏭️' : '✅',
        (0,markdown/* text */.Qq)(path.join(' › ').slice(0, 300)) || (tests === 0 ? '_no tests_' : '_no name_'),
        number(passed),
        number(failed),
        number(skipped),
        (0,units/* duration */.p0)(durationMs),
        (0,markdown/* code */.aY)(file),
    ]);
}
function number(value) {
    return value.toLocaleString('en-US');
}

;// CONCATENATED MODULE: ./packages/test-report/room.ts
/** Blocks of Markdown, a blank line between them, within a number of bytes. A block is taken whole or not at all. */
class Room {
    #limit;
    #reserve;
    #blocks = [];
    #used = 0;
    /**
     * @param limit how many bytes of UTF-8 the text may have
     * @param reserve how many of them are kept for `say`
     */
    constructor(limit, reserve) {
        this.#limit = limit;
        this.#reserve = reserve;
    }
    /** How many bytes a next block may have. */
    get left() {
        return this.#limit - this.#reserve - this.#used - 2;
    }
    /** @returns whether the block had room */
    add(block) {
        return this.#take(block, this.#reserve);
    }
    /** Adds a remark that may use the reserve. */
    say(remark) {
        this.#take(remark, 0);
    }
    #take(block, reserve) {
        const size = Buffer.byteLength(block) + 2;
        if (this.#used + size > this.#limit - reserve)
            return false;
        this.#blocks.push(block);
        this.#used += size;
        return true;
    }
    get text() {
        return this.#blocks.length === 0 ? '' : `${this.#blocks.join('\n\n')}\n`;
    }
}

;// CONCATENATED MODULE: ./packages/test-report/render-summary.ts






const icons = { success: '✅', failure: '❌', incomplete: '⚠️', empty: '⚠️' };
/** More files that could not be read than this are counted, not named. */
const maxUnreadable = 50;
/**
 * The report as Markdown, for the step's summary: the verdict, the counts, the failures, a table of the suites. It has
 * at most `limit` bytes: failures come first, what has no room is left out as a whole block, and the text says so.
 */
function renderSummary(report, { title, limit, place }) {
    const heading = `## ${icons[report.conclusion]} ${(0,markdown/* text */.Qq)(title.slice(0, 200))}: ${verdict(report)}`;
    // What is said of the left out has room in any case.
    const room = new Room(limit, 400);
    if (!room.add(heading))
        return Buffer.byteLength(heading) < limit ? `${heading}\n` : '';
    room.add(countsLine(report));
    addUnreadable(room, report);
    addFailures(room, report, place, limit);
    addSuites(room, report, limit);
    return room.text;
}
function countsLine({ counts, durationMs, files, unreadable }) {
    const part = (number, word) => `**${number.toLocaleString('en-US')}** ${word}`;
    return [
        part(counts.passed, 'passed'),
        part(counts.failed, 'failed'),
        part(counts.skipped, 'skipped'),
        (0,units/* duration */.p0)(durationMs),
        (0,units/* count */.U9)(files.length + unreadable.length, 'file'),
    ].join(' · ');
}
function addUnreadable(room, { unreadable }) {
    if (unreadable.length === 0)
        return;
    room.add('### Could not be read');
    const lines = unreadable.slice(0, maxUnreadable).map((file) => `- ${(0,markdown/* text */.Qq)(unreadableSentence(file).slice(0, 1_000))}`);
    let shown = 0;
    while (shown < lines.length && room.add(lines[shown] ?? ''))
        shown++;
    if (shown < unreadable.length)
        room.say(`- ${(0,units/* count */.U9)(unreadable.length - shown, 'more file')}`);
}
function addFailures(room, { failures }, place, limit) {
    if (failures.length === 0 || !room.add('### Failures'))
        return;
    let shown = 0;
    let brief = 0;
    for (const failure of failures) {
        // Once a stack trace had no room, names and messages of the others are worth more than a short one among them.
        if (brief > 0 || !room.add(renderFailure(failure, place, 'full'))) {
            if (!room.add(renderFailure(failure, place, 'brief')))
                break;
            brief++;
        }
        shown++;
    }
    const left = failures.length - shown;
    if (brief + left === 0)
        return;
    const said = [
        ...(left > 0 ? [`${(0,units/* count */.U9)(left, 'more failure')}`] : []),
        ...(brief > 0 ? [`the details of ${(0,units/* count */.U9)(brief, 'failure')}`] : []),
    ].join(' and ');
    room.say(`> Left out: ${said}; a summary may hold ${(0,units/* bytes */.ee)(limit)}.`);
}
function addSuites(room, { files }, limit) {
    const rows = suiteRows(files);
    if (rows.length === 0)
        return;
    const folded = rows.length > openRows;
    const wrap = (shown) => {
        const whole = (0,markdown/* table */.tp)(suiteHeader, rows.slice(0, shown));
        return folded ? `<details><summary>${(0,units/* count */.U9)(rows.length, 'suite')}</summary>\n\n${whole}\n\n</details>` : whole;
    };
    // A row takes what it takes, whatever stands around it.
    let left = room.left - Buffer.byteLength(`### Suites${wrap(0)}`) - 10;
    let shown = 0;
    for (const row of rows.slice(0, maxRows)) {
        left -= Buffer.byteLength(`| ${row.join(' | ')} |\n`);
        if (left < 0)
            break;
        shown++;
    }
    if (shown > 0) {
        room.add('### Suites');
        room.add(wrap(shown));
    }
    if (shown === rows.length)
        return;
    const why = shown === maxRows ? '' : `; a summary may hold ${(0,units/* bytes */.ee)(limit)}`;
    room.say(`> Left out: ${(0,units/* count */.U9)(rows.length - shown, shown === 0 ? 'suite' : 'more suite')}${why}.`);
}

;// CONCATENATED MODULE: ./packages/test-results/inside.ts

/** @returns whether the path is the folder itself or lies in it, by its text alone; links are not followed */
function isInside(folder, file) {
    const way = external_node_path_default().relative(folder, file);
    return way !== '..' && !way.startsWith(`..${(external_node_path_default()).sep}`) && !external_node_path_default().isAbsolute(way);
}

;// CONCATENATED MODULE: ./packages/test-report/source-place.ts


/**
 * The source file of a failure, for annotations and links. The name comes from a report, so it is trusted no further
 * than the workspace.
 *
 * @param file as the report names it: relative to the folder, or absolute; `\` is taken as `/`
 * @param workspace the checkout
 * @param folder where the tests ran
 * @returns the path relative to the workspace, with `/`; undefined where there is none, or it leads out
 */
function sourceFile(file, workspace, folder) {
    const plain = file.trim().replaceAll('\\', '/');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
    if (plain === '' || plain.length > 1_000 || /[\u0000-\u001f]/.test(plain))
        return undefined;
    const absolute = external_node_path_default().resolve(folder, plain);
    if (absolute === workspace || !isInside(workspace, absolute))
        return undefined;
    return external_node_path_default().relative(workspace, absolute).split((external_node_path_default()).sep).join('/');
}
/**
 * @param file relative to the workspace, or undefined
 * @param context the run: its server, repository and commit
 * @returns the file, with the page that shows it at the commit of the run where there is one
 */
function sourceUrl(file, line, { serverUrl, repository, sha }) {
    if (file === undefined || repository === '' || sha === '')
        return file === undefined ? undefined : { file };
    // Parentheses would end the link in Markdown; `encodeURIComponent` leaves them as they are.
    const encoded = file
        .split('/')
        .map((part) => encodeURIComponent(part).replace(/[()!'*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`));
    return {
        file,
        url: `${serverUrl}/${repository}/blob/${sha}/${encoded.join('/')}${line === undefined ? '' : `#L${line}`}`,
    };
}

// EXTERNAL MODULE: ./node_modules/tinyglobby/dist/index.mjs + 1 modules
var dist = __webpack_require__(3382);
;// CONCATENATED MODULE: ./packages/test-results/find-files.ts





/** Where test runners usually put JUnit XML. */
const usualPlaces = ['**/junit*.xml', '**/TEST-*.xml', '.junitxml/*.xml', 'test-results/**/*.xml'];
/** Never searched: thousands of files, and none of them is a result of this run. */
const excluded = ['**/node_modules/**', '**/.git/**'];
/**
 * Finds the files of test results. Links are not followed.
 *
 * @param workspace the checkout; nothing outside is looked at
 * @param folder where relative patterns start: the workspace or a folder in it
 * @param patterns globs; one that begins with `!` takes files out again, a folder stands for the XML files in it;
 * none but such: the usual places
 * @returns each file once, sorted by name
 * @throws InputError for a pattern that leads out of the workspace
 */
async function findFiles(workspace, folder, patterns) {
    const wanted = patterns.some((pattern) => !pattern.startsWith('!')) ? patterns : [...usualPlaces, ...patterns];
    const globs = await Promise.all(wanted.map((pattern) => fromFolder(workspace, folder, pattern)));
    const found = await (0,dist/* glob */.TI)(globs.filter((pattern) => !pattern.startsWith('!')), {
        cwd: workspace,
        ignore: [...excluded, ...globs.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))],
        dot: true,
        followSymbolicLinks: false,
        expandDirectories: false,
    });
    const root = await (0,promises_.realpath)(workspace);
    const names = [...new Set(found)].sort();
    return Promise.all(names.map(async (name) => {
        const file = external_node_path_default().join(workspace, name);
        const real = await (0,promises_.realpath)(file).catch(() => file);
        return { path: file, name, outside: !isInside(root, real) && !isInside(workspace, real) };
    }));
}
/** The pattern relative to the workspace, with its `!` if it has one. */
async function fromFolder(workspace, folder, pattern) {
    const not = pattern.startsWith('!') ? '!' : '';
    const plain = pattern.slice(not.length);
    const absolute = external_node_path_default().resolve(folder, plain);
    // Only at the start can `..` be followed by its text; behind a glob or in braces it leads anywhere.
    const goesUpLater = /(^|[/{,|(])\.\.($|[/},|)])/.test(plain.replace(/^(\.\.?\/)+/, ''));
    if (goesUpLater || !isInside(workspace, absolute)) {
        throw new errors/* InputError */.d(`The pattern ${JSON.stringify(pattern)} of \`files\` leads out of the workspace; name files of the checkout, relative to its root or to \`working-directory\`.`);
    }
    const isFolder = await (0,promises_.stat)(absolute).then((found) => found.isDirectory(), () => false);
    if (isFolder)
        return `${not}${(0,dist/* escapePath */.ft)(relative(workspace, absolute))}/**/*.xml`;
    // The folder is a path, not a pattern: its brackets and braces mean themselves.
    if (external_node_path_default().isAbsolute(plain) || plain.startsWith('..'))
        return `${not}${relative(workspace, absolute)}`;
    const prefix = relative(workspace, folder);
    return `${not}${prefix === '.' ? '' : `${(0,dist/* escapePath */.ft)(prefix)}/`}${external_node_path_default().posix.normalize(plain)}`;
}
function relative(from, to) {
    return external_node_path_default().relative(from, to).split((external_node_path_default()).sep).join('/') || '.';
}

;// CONCATENATED MODULE: ./actions/test-report/inputs.ts

const inputs_inputs = {
    files: (0,input_schema/* list */.p_)(),
    title: (0,input_schema/* text */.Qq)('Tests'),
    'fail-on': (0,input_schema/* oneOf */.yL)(['failures', 'never'], 'failures'),
    'require-tests': (0,input_schema/* flag */.Jt)(true),
    'working-directory': (0,input_schema/* text */.Qq)('.'),
};

;// CONCATENATED MODULE: ./actions/test-report/main.ts















/** `test-report`: test results -> the summary, annotations and outputs; it fails when a test failed. */
async function run(host) {
    const inputs = (0,input_schema/* readInputs */.Ko)(host.input, inputs_inputs);
    const { context, log } = host;
    const workspace = external_node_path_default().resolve(context.workspace);
    const folder = await folderOf(workspace, inputs['working-directory']);
    const found = await findFiles(workspace, folder, inputs.files);
    const { advance } = (0,progress/* progress */.q)(log, ['Read', 'files of test results'], found.length);
    const report = await collect(found, advance);
    const place = (file) => sourceFile(file, workspace, folder);
    const markdown = renderSummary(report, {
        title: inputs.title,
        limit: fit_summary/* summaryLimit */.V,
        place: ({ file, line }) => sourceUrl(place(file), line, context),
    });
    host.output('summary', await host.summarise('test-report', markdown));
    host.output('conclusion', report.conclusion);
    for (const key of ['tests', 'passed', 'failed', 'skipped'])
        host.output(key, report.counts[key]);
    host.output('duration', (report.durationMs / 1000).toFixed(3));
    for (const annotation of annotateFailures(report.failures, place))
        host.annotate(annotation);
    await sayInLog(host, report);
    const problem = problemOf(report, inputs);
    if (problem !== undefined)
        throw new Error(problem);
}
async function folderOf(workspace, given) {
    const folder = external_node_path_default().resolve(workspace, given);
    const isFolder = await (0,promises_.stat)(folder).then((found) => found.isDirectory(), () => false);
    if (isFolder && isInside(workspace, folder))
        return folder;
    throw new errors/* InputError */.d(`The input \`working-directory\` is ${JSON.stringify(given)}, which is no folder of the checkout; set it to one, relative to the root.`);
}
async function sayInLog({ log }, report) {
    log.info(`${verdict(report)} (${(0,units/* listed */.KE)(report.files.map(({ file }) => file).slice(0, 20))})`);
    for (const file of report.unreadable)
        log.warning(unreadableSentence(file));
    if (report.failures.length === 0)
        return;
    await log.group('Failures', async () => {
        for (const failure of report.failures.slice(0, 1_000))
            log.info(`${failureName(failure)}: ${failure.message}`);
    });
}
/** Why the step fails, as a sentence; undefined where it does not. */
function problemOf(report, inputs) {
    const { conclusion, unreadable } = report;
    if (conclusion === 'empty') {
        if (!inputs['require-tests'])
            return undefined;
        return 'No tests were found; correct `files`, or set `require-tests` to false if there may be none.';
    }
    if (conclusion === 'success' || inputs['fail-on'] === 'never')
        return undefined;
    const broken = unreadable.length > 0 && conclusion === 'failure' ? ', and some files could not be read' : '';
    return `${verdict(report)}${broken}; the summary of this step has the details.`;
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
