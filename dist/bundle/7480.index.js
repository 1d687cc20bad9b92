var __freeze=Object.freeze;var __defProp=Object.defineProperty;var __template=(cooked,raw)=>__freeze(__defProp(cooked,"raw",{value:__freeze(raw||cooked.slice())}));var _a;export const id=7480;export const ids=[7480];export const modules={7480:((__unused_webpack_module,__webpack_exports__,__webpack_require__)=>{__webpack_require__.d(__webpack_exports__,{writePage:()=>writePage});var promises_=__webpack_require__(1455);var external_node_path_=__webpack_require__(6760);var external_node_path_default=__webpack_require__.n(external_node_path_);var strip_colours=__webpack_require__(5522);;const unseen=/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;const unusual=/[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/;function plainText(text){if(!unusual.test(text))return text;return(0,strip_colours._)(text).replace(/\r\n?/g,"\n").replace(unseen,"�").toWellFormed()}function plainLine(text){if(!unusual.test(text))return text;return plainText(text).replace(/[\n\t]+/g," ")};const rowStates=["failed","flaky","skipped","passed"];const stateLetters="fksp";const textsPerBlock=4096;const textsId=block=>`texts-${block}`;;const full={rows:4096,characters:1e6};const remembered=2e4;class RowEncoder{#strings=new Map;#paths=new Map;#last=[];#lastNumber;#next=0;#block=emptyBlock();#size=0;add(row,text){const block=this.#block;const at=block.names.length;const report=this.#string(row.report);const suite=this.#path(row.suite);const className=this.#string(row.className);const file=this.#string(row.file);const run=block.runs.at(-1);if(run&&run[1]===report&&run[2]===suite&&run[3]===className&&run[4]===file)run[0]+=1;else block.runs.push([1,report,suite,className,file]);const name=plainLine(row.name);block.names.push(name);block.states+=stateLetters[row.state==="failed"?0:row.state==="skipped"?2:row.flaky?1:3];put(block,"ms",at,microseconds(row.durationMs),0);put(block,"lines",at,natural(row.line??0),0);put(block,"attempts",at,Math.max(1,natural(row.attempts)),1);put(block,"texts",at,text,0);this.#size+=name.length;return block.names.length>=full.rows||this.#size>=full.characters?this.finish():void 0}finish(){if(this.#block.names.length===0)return void 0;const json=JSON.stringify(this.#block);this.#block=emptyBlock();this.#size=0;for(const known of[this.#strings,this.#paths])if(known.size>remembered)known.clear();return json}#string(text){return this.#strings.get(text)??this.#learn(this.#strings,text,plainLine(text))}#path(path){const isLast=path.length===this.#last.length&&path.every((part,index)=>part===this.#last[index]);if(isLast&&this.#lastNumber!==void 0)return this.#lastNumber;const key=JSON.stringify(path);this.#last=path;this.#lastNumber=this.#paths.get(key)??this.#learn(this.#paths,key,path.map(plainLine));return this.#lastNumber}#learn(known,key,entry){const number=this.#next++;known.set(key,number);this.#block.strings.push(entry);this.#size+=key.length;return number}}const emptyBlock=()=>({strings:[],runs:[],names:[],states:""});function put(block,column,at,value,usual){const values=block[column];if(values)values.push(value);else if(value!==usual)block[column]=[...new Array(at).fill(usual),value]}const microseconds=ms=>Number.isFinite(ms)&&ms>0?Math.round(ms*1e3)/1e3:0;const natural=number=>Number.isInteger(number)&&number>0&&number<2**31?number:0;;class Html{text;constructor(text){this.text=text}}function html(strings,...parts){return new Html(strings.map((string,index)=>string+render(parts[index])).join(""))}function render(part){if(part===void 0||part===false)return"";if(part instanceof Html)return part.text;if(typeof part==="object")return part.map(render).join("");return plainText(String(part)).replace(/[&<>"']/g,mark=>`&#${mark.charCodeAt(0)};`)}function scriptJson(json){return json.replace(/[<\u2028\u2029]/g,mark=>`\\u${mark.charCodeAt(0).toString(16).padStart(4,"0")}`)};const text_lane_full=2e5;const brief=300;class TextLane{#numbers;#left;#leftBrief;#texts=[];#size=0;#number;leftOut=0;constructor(numbers,room){this.#numbers=numbers;this.#left=room;this.#leftBrief=room/5;this.#number=numbers.next().value}add(message,details){if(message===""&&details==="")return{at:0};const text=this.#fit(message,details);if(text[2]===1)this.leftOut+=1;const at=this.#number*textsPerBlock+this.#texts.length;this.#texts.push(text);this.#size+=text[0].length+text[1].length;return{at,block:this.#size>=text_lane_full||this.#texts.length===textsPerBlock?this.finish():void 0}}finish(){if(this.#texts.length===0)return void 0;const block={number:this.#number,json:JSON.stringify(this.#texts),texts:this.#texts.length};this.#texts=[];this.#size=0;this.#number=this.#numbers.next().value;return block}#fit(message,details){const size=message.length+details.length;if(size<=this.#left){this.#left-=size;return[message,details]}const start=message.slice(0,brief).toWellFormed();if(start.length>this.#leftBrief)return["","",1];this.#leftBrief-=start.length;return[start,"",1]}};const ends=[[1,"under 1 ms"],[10,"1 to 10 ms"],[100,"10 to 100 ms"],[1e3,"0.1 to 1 s"],[1e4,"1 to 10 s"],[6e4,"10 to 60 s"],[Number.POSITIVE_INFINITY,"over a minute"]];class Timings{#bars=ends.map(([,label])=>({label,tests:0,ms:0}));#slowest=[];#keep;untimed=0;constructor(keep=10){this.#keep=keep}add({name,className,suite,durationMs:ms},row){if(!(ms>0)){this.untimed+=1;return}const bar2=this.#bars[ends.findIndex(([end])=>ms<end)]??this.#bars.at(-1);if(bar2){bar2.tests+=1;bar2.ms+=ms}if(this.#slowest.length===this.#keep&&ms<=(this.#slowest.at(-1)?.ms??0))return;const around=className||suite.at(-1)||"";this.#slowest.push({row,name:around===""?name:`${around} › ${name}`,ms});this.#slowest.sort((a,b)=>b.ms-a.ms);this.#slowest.splice(this.#keep)}get bars(){const filled=bar2=>bar2.tests>0;return this.#bars.slice(Math.max(0,this.#bars.findIndex(filled)),this.#bars.findLastIndex(filled)+1)}get slowest(){return this.#slowest}};const printedText=8e3;const pageLimits={texts:2e7,rows:16e7,printed:100,printedTexts:1e6};async function gatherRows(rows,parts,limits){const numbers=count();const lanes={failed:new TextLane(numbers,limits.texts),others:new TextLane(numbers,limits.texts)};const blocks=[];const encoder=new RowEncoder;const timings=new Timings;const printed=[];let printedTexts=0;let failed=0;let leftOut=0;let number=0;async function write(lane,block){if(!block)return;await parts[lane].add(dataBlock(`id="${textsId(block.number)}"`,block.json));if(lane==="others")blocks.push({texts:block.texts,end:parts.others.length})}for await(const row of rows){const matters=row.state==="failed"||row.flaky;if(row.state==="failed"){failed+=1;if(printed.length<limits.printed&&printedTexts<limits.printedTexts){const short={...row,message:cut(row.message),details:cut(row.details)};printedTexts+=short.message.length+short.details.length;printed.push(short)}}if(parts.rows.length>limits.rows*(matters?1.25:1)){leftOut+=1;timings.add(row,void 0);continue}timings.add(row,number++);const lane=row.state==="failed"?"failed":"others";const{at,block}=lanes[lane].add(plainText(row.message).trim(),plainText(row.details).replace(/^\n+|\s+$/g,""));if(block)await write(lane,block);const json=encoder.add(row,at);if(json!==void 0)await parts.rows.add(rowsBlock(json))}const last=encoder.finish();if(last!==void 0)await parts.rows.add(rowsBlock(last));for(const lane of["failed","others"])await write(lane,lanes[lane].finish());const room=limits.texts-parts.failed.length;const kept=blocks.filter(({end})=>end<=room);const dropped=blocks.slice(kept.length).reduce((sum,{texts:texts2})=>sum+texts2,0);const textsLeftOut=lanes.failed.leftOut+lanes.others.leftOut+dropped;return{timings,printed,failed,leftOut,textsLeftOut,others:kept.at(-1)?.end??0}}function*count(){for(let number=1;;number++)yield number}const cut=text=>text.length>printedText?`${text.slice(0,printedText)}
…`:text;const rowsBlock=json=>dataBlock('class="rows"',json);const dataBlock=(attribute,json)=>`<script type="application/json" ${attribute}>${scriptJson(json)}<\/script>
`;;const piece=1e6;class PagePart{#file;#waiting=[];#size=0;length=0;constructor(file){this.#file=file}static async create(path){return new PagePart(await(0,promises_.open)(path,"wx+"))}add(text){this.#waiting.push(text);this.#size+=text.length;this.length+=Buffer.byteLength(text);return this.#size>=piece?this.#flush():void 0}async#flush(){const text=this.#waiting.join("");this.#waiting=[];this.#size=0;await this.#file.appendFile(text)}async addFrom(other,length){await this.#flush();await other.#flush();const buffer=Buffer.alloc(Math.min(piece,length));for(let at=0;at<length;){const{bytesRead}=await other.#file.read(buffer,0,Math.min(buffer.length,length-at),at);if(bytesRead===0)throw new Error("A temporary file of the page has become shorter; something else writes to it.");await this.#file.appendFile(buffer.subarray(0,bytesRead));at+=bytesRead}this.length+=length}async close(){await this.#flush();await this.#file.close()}}var external_node_crypto_=__webpack_require__(7598);;const style=`/* biome-ignore-all lint/style/noDescendingSpecificity: the parts of the page stand in its order */
/* Every pair of text and ground has at least the contrast of WCAG AA (4.5 to 1), light and dark. */
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #12151a);
  --raised: light-dark(#f5f6f8, #1b1f26);
  --text: light-dark(#1b1f24, #e7eaee);
  --muted: light-dark(#59616b, #9aa3ae);
  --line: light-dark(#d6dade, #343a43);
  --link: light-dark(#0a58c4, #6cb0ff);
  --failed: light-dark(#c01f2e, #ff8078);
  --failed-ground: light-dark(#fdf0f0, #2c1a1c);
  --flaky: light-dark(#8f5b00, #e3ab3c);
  --flaky-ground: light-dark(#fdf6e6, #2a2215);
  --skipped: light-dark(#59616b, #9aa3ae);
  --passed: light-dark(#18753a, #4cc26d);
  --bar: light-dark(#5b8def, #5585dd);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}

[data-theme="dark"] {
  color-scheme: dark;
}

[data-theme="light"] {
  color-scheme: light;
}

* {
  box-sizing: border-box;
}

body {
  margin: 0 auto;
  padding: 1.25rem clamp(0.75rem, 3vw, 2rem) 3rem;
  max-width: 96rem;
  background: var(--ground);
  color: var(--text);
  font:
    0.9375rem / 1.5 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Noto Sans",
    sans-serif;
  overflow-wrap: anywhere;
  overflow-anchor: none;
}

h1,
h2,
h3,
p,
dl,
dd {
  margin: 0;
}

h1 {
  font-size: 1.5rem;
  line-height: 1.25;
  font-weight: 650;
}

h2 {
  font-size: 1rem;
  font-weight: 650;
}

h3 {
  font-size: 0.9375rem;
  font-weight: 600;
}

a {
  color: var(--link);
  text-underline-offset: 0.15em;
}

:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
}

pre {
  margin: 0;
  padding: 0.625rem 0.75rem;
  border-radius: 6px;
  background: var(--raised);
  font: 0.8125rem / 1.5 var(--mono);
  white-space: pre-wrap;
  unicode-bidi: plaintext;
  tab-size: 4;
}

kbd {
  padding: 0 0.35em;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--raised);
  color: var(--muted);
  font: 0.75rem / 1.5 var(--mono);
}

button,
select,
input {
  min-height: 2.125rem;
  padding: 0 0.75rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--ground);
  color: inherit;
  font: inherit;
}

button,
select {
  cursor: pointer;
}

button:hover:not(:disabled),
select:hover {
  border-color: var(--muted);
}

button:disabled {
  color: var(--muted);
  cursor: default;
}

summary {
  width: fit-content;
  cursor: pointer;
}

.muted,
.facts,
caption {
  color: var(--muted);
}

.icons {
  display: none;
}

.disc {
  fill: currentColor;
  stroke: currentColor;
  stroke-linejoin: round;
}

.disc:is(circle) {
  stroke: none;
}

.sign,
.ring {
  fill: none;
  stroke: var(--ground);
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}

.ring {
  stroke: currentColor;
}

.icon {
  flex: none;
  width: 1rem;
  height: 1rem;
  vertical-align: -0.15em;
}

.icon.failed,
.numbers .failed dd {
  color: var(--failed);
}

.icon.flaky,
.numbers .flaky dd {
  color: var(--flaky);
}

.icon.skipped {
  color: var(--skipped);
}

.icon.passed,
.numbers .passed dd {
  color: var(--passed);
}

.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.skip {
  position: absolute;
  z-index: 3;
  top: -10rem;
  left: 1rem;
  padding: 0.5rem 1rem;
  background: var(--ground);
}

.skip:focus {
  top: 0.5rem;
}

.facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0.125rem 1.25rem;
  margin: 0;
  padding: 0;
  list-style: none;
  font-size: 0.875rem;
}

/* The verdict. */

.page-header {
  display: grid;
  grid-template-columns: 1fr auto;
  gap: 0.75rem 1rem;
  align-items: start;
}

.verdict {
  display: flex;
  gap: 0.875rem;
  align-items: center;
}

.verdict .icon {
  width: 2.5rem;
  height: 2.5rem;
}

.verdict .title {
  color: var(--muted);
}

.page-header .facts {
  grid-column: 1 / -1;
}

/* The totals. */

.totals {
  margin: 1.25rem 0;
}

.numbers {
  display: flex;
  flex-wrap: wrap;
  gap: 0.75rem 2.25rem;
  margin-bottom: 0.75rem;
}

.numbers > div {
  display: flex;
  flex-direction: column;
}

.numbers dt {
  color: var(--muted);
  font-size: 0.8125rem;
}

.numbers dd {
  font-size: 1.25rem;
  font-weight: 600;
  line-height: 1.3;
  font-variant-numeric: tabular-nums;
}

.numbers .none dd,
.numbers dd.more {
  color: var(--muted);
  font-weight: 400;
}

.numbers dd.more {
  font-size: 0.8125rem;
}

.totals .bar {
  display: block;
  width: 100%;
  height: 0.625rem;
  border-radius: 5px;
}

.bar .failed {
  fill: var(--failed);
}

.bar .flaky {
  fill: var(--flaky);
}

.bar .skipped {
  fill: var(--line);
}

.bar .passed {
  fill: var(--passed);
}

/* Notices and the side. */

.notice {
  margin: 1rem 0;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-left-width: 4px;
  border-radius: 6px;
}

.notice.failed {
  border-left-color: var(--failed);
  background: var(--failed-ground);
}

.notice.flaky {
  border-left-color: var(--flaky);
  background: var(--flaky-ground);
}

.notice ul,
.card ul {
  margin: 0.25rem 0 0;
  padding-left: 1.25rem;
}

.notice pre {
  margin-top: 0.375rem;
  background: var(--ground);
}

.columns {
  display: grid;
  gap: 1.5rem 2rem;
}

.columns > * {
  min-width: 0;
}

.main:focus {
  outline: none;
}

aside {
  display: grid;
  gap: 1rem;
  align-content: start;
}

.card {
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 8px;
}

.card summary h2 {
  display: inline;
}

.card li {
  font-size: 0.875rem;
}

.chart {
  width: 100%;
  margin-top: 0.75rem;
  border-collapse: collapse;
  font-size: 0.8125rem;
}

.chart + p {
  font-size: 0.8125rem;
}

.chart caption {
  padding-bottom: 0.25rem;
  text-align: left;
  font-weight: 600;
}

.chart th,
.chart td {
  padding: 0.125rem 0.5rem 0.125rem 0;
  font-weight: 400;
  text-align: left;
}

.chart td:last-child {
  padding-right: 0;
}

.chart th {
  white-space: nowrap;
}

.chart td:has(.bar) {
  width: 50%;
}

.chart .bar {
  display: block;
  width: 100%;
  height: 0.75rem;
  fill: var(--bar);
}

.chart .number {
  text-align: right;
  white-space: nowrap;
  font-variant-numeric: tabular-nums;
}

.slowest th {
  white-space: normal;
}

.slowest td {
  vertical-align: top;
}

.slowest .bar {
  height: 0.25rem;
  margin: 0.125rem 0 0.25rem;
}

@media (min-width: 1100px) {
  .columns:has(aside) {
    grid-template-columns: minmax(0, 1fr) 21rem;
  }

  .columns aside {
    order: 1;
  }
}

/* The list of tests. */

.filters {
  position: sticky;
  z-index: 2;
  top: 0;
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  align-items: center;
  padding: 0.5rem 0;
  background: var(--ground);
  border-bottom: 1px solid var(--line);
}

.search {
  position: relative;
  flex: 1 1 16rem;
}

.search input {
  width: 100%;
}

.search kbd {
  position: absolute;
  top: 0.5rem;
  right: 0.625rem;
}

.search input:focus + kbd,
.search input:not(:placeholder-shown) + kbd {
  display: none;
}

::placeholder {
  color: var(--muted);
  opacity: 1;
}

.states {
  display: flex;
  flex-wrap: wrap;
}

.states button {
  margin-left: -1px;
  padding: 0 0.625rem;
  border-radius: 0;
  font-size: 0.875rem;
}

.states button:first-child {
  border-radius: 6px 0 0 6px;
}

.states button:last-child {
  border-radius: 0 6px 6px 0;
}

.states button span {
  color: var(--muted);
  font-variant-numeric: tabular-nums;
}

.states button[aria-pressed="true"] {
  position: relative;
  border-color: var(--link);
  background: var(--raised);
  box-shadow: inset 0 0 0 1px var(--link);
}

.states button:disabled .icon {
  color: var(--line);
}

.filters .pick {
  display: flex;
  gap: 0.375rem;
  align-items: center;
  min-width: 0;
  color: var(--muted);
  font-size: 0.875rem;
}

.filters select {
  max-width: 14rem;
  padding: 0 0.375rem;
  color: var(--text);
}

.found {
  display: flex;
  gap: 0.5rem;
  align-items: center;
  min-height: 2.75rem;
  font-size: 0.875rem;
}

.found p {
  margin-right: auto;
}

.found button {
  min-height: 1.75rem;
  font-size: 0.8125rem;
}

.list {
  --row: 36px;
  position: relative;
  border-top: 1px solid var(--line);
}

.list table {
  position: absolute;
  width: 100%;
  border-collapse: separate;
  border-spacing: 0;
  table-layout: fixed;
}

.line {
  cursor: pointer;
}

.line td {
  height: var(--row);
  padding: 0;
  border-bottom: 1px solid var(--line);
}

.line:hover td,
.line:focus-within td {
  background: var(--raised);
}

.list thead th,
.chart thead th {
  height: 0;
  padding: 0;
}

.list .state {
  width: 2.25rem;
}

.list .time {
  width: 5.5rem;
}

.line .state {
  padding-left: 0.625rem;
}

.line .time {
  padding-right: 0.625rem;
  color: var(--muted);
  font-size: 0.8125rem;
  text-align: right;
  font-variant-numeric: tabular-nums;
}

.test > div {
  display: flex;
  gap: 0 1rem;
  align-items: baseline;
}

.test button {
  flex: 0 1 auto;
  min-width: 40%;
  min-height: 0;
  padding: 0;
  border: 0;
  background: none;
  text-align: start;
}

.place {
  flex: 0 1 auto;
  margin-left: auto;
  color: var(--muted);
  font-size: 0.8125rem;
  text-align: end;
}

tbody:not(.open) .test button,
tbody:not(.open) .place {
  overflow: hidden;
  white-space: nowrap;
  text-overflow: ellipsis;
}

.open .line td {
  height: auto;
  min-height: var(--row);
  padding-top: 0.4375rem;
  padding-bottom: 0.25rem;
  border-bottom: 0;
  vertical-align: top;
}

.open .line button {
  font-weight: 600;
}

.open .failed td,
.open .failed + .details td {
  background: var(--failed-ground);
}

.open .failed + .details pre {
  background: light-dark(#ffffff, #12151a);
}

.details > td {
  padding: 0 0.75rem 0.875rem 2.25rem;
  border-bottom: 1px solid var(--line);
}

.details .facts {
  margin-bottom: 0.5rem;
  font-size: 0.8125rem;
}

.details .pick {
  min-height: 0;
  padding: 0;
  border: 0;
  background: none;
  color: inherit;
  text-align: start;
  text-decoration: underline dotted;
  text-underline-offset: 0.2em;
}

.details .pick:hover {
  color: var(--text);
}

.details .source {
  font-family: var(--mono);
}

.message {
  border-left: 3px solid var(--muted);
}

.failed + .details .message,
.failure .message {
  border-left-color: var(--failed);
}

.trace {
  margin-top: 0.5rem;
  font-size: 0.875rem;
}

.trace pre {
  max-height: 30rem;
  margin-top: 0.375rem;
  overflow: auto;
}

.keys {
  margin-top: 1rem;
  font-size: 0.8125rem;
}

.live .plain {
  display: none;
}

.failure {
  margin: 0.75rem 0;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 8px;
}

.failure pre {
  margin-top: 0.375rem;
}

@media (max-width: 700px) {
  .list {
    --row: 56px;
  }

  .filters {
    position: static;
  }

  .test > div {
    flex-direction: column;
  }

  .test button,
  .place {
    max-width: 100%;
  }

  .place {
    margin-left: 0;
    text-align: start;
  }

  .list .time {
    width: 4.5rem;
  }

  .details > td {
    padding-left: 0.75rem;
  }

  .states {
    gap: 0.25rem;
  }

  .filters .pick {
    flex: 1 1 40%;
  }

  .filters .pick span {
    display: none;
  }

  .filters select {
    width: 100%;
    max-width: none;
  }

  .states button,
  .states button:first-child,
  .states button:last-child {
    margin: 0;
    border-radius: 6px;
  }

  .keys {
    display: none;
  }
}

@media (prefers-reduced-motion: no-preference) {
  .line td {
    transition: background-color 80ms;
  }
}

@media print {
  :root,
  :root[data-theme] {
    color-scheme: light;
  }

  body {
    max-width: none;
    padding: 0;
    font-size: 10pt;
  }

  .tests,
  .skip,
  #theme,
  noscript {
    display: none;
  }

  .live .plain {
    display: block;
  }

  .columns,
  .columns:has(aside) {
    display: block;
  }

  .failure {
    break-inside: auto;
  }

  .failure h3,
  h2 {
    break-after: avoid;
  }

  .trace pre {
    max-height: none;
  }

  details::details-content {
    display: block;
    content-visibility: visible;
  }
}
`;const script=`"use strict";
(() => {
  // ../../format/units.ts
  function duration(ms) {
    if (ms < 1e3) return \`\${Math.round(ms)} ms\`;
    if (ms < 59950) return \`\${(ms / 1e3).toFixed(1)} s\`;
    const seconds = Math.round(ms / 1e3);
    if (seconds < 3600) return \`\${Math.floor(seconds / 60)} min \${seconds % 60} s\`;
    const minutes = Math.round(seconds / 60);
    return \`\${thousands(Math.floor(minutes / 60))} h \${minutes % 60} min\`;
  }
  function thousands(number) {
    return String(number).replace(/\\B(?=(?:\\d{3})+$)/g, ",");
  }

  // wire.ts
  var rowStates = ["failed", "flaky", "skipped", "passed"];
  var stateLetters = "fksp";
  var textsPerBlock = 4096;
  var textsId = (block) => \`texts-\${block}\`;

  // decode-rows.ts
  function decodeRows(blocks) {
    const count = blocks.reduce((sum, block) => sum + block.names.length, 0);
    const runs = blocks.reduce((sum, block) => sum + block.runs.length, 0);
    const rows2 = {
      count,
      names: [],
      states: new Uint8Array(count),
      ms: new Float64Array(count),
      lines: new Uint32Array(count),
      attempts: new Uint32Array(count).fill(1),
      texts: new Float64Array(count),
      places: new Uint32Array(count),
      reports: new Uint32Array(runs),
      suites: new Uint32Array(runs),
      classes: new Uint32Array(runs),
      files: new Uint32Array(runs),
      strings: []
    };
    let place = 0;
    for (const block of blocks) {
      const start2 = rows2.names.length;
      let row = start2;
      for (const [length, report, suite, className, file] of block.runs) {
        rows2.reports[place] = report;
        rows2.suites[place] = suite;
        rows2.classes[place] = className;
        rows2.files[place] = file;
        rows2.places.fill(place, row, row + length);
        row += length;
        place += 1;
      }
      for (let i = 0; i < block.states.length; i++) rows2.states[start2 + i] = stateLetters.indexOf(block.states[i] ?? "");
      rows2.ms.set(block.ms ?? [], start2);
      rows2.lines.set(block.lines ?? [], start2);
      rows2.attempts.set(block.attempts ?? [], start2);
      rows2.texts.set(block.texts ?? [], start2);
      for (const name of block.names) rows2.names.push(name);
      for (const string of block.strings) rows2.strings.push(string);
    }
    return rows2;
  }
  function rowAt(rows2, row) {
    const place = rows2.places[row] ?? 0;
    const suite = rows2.strings[rows2.suites[place] ?? 0] ?? [];
    const text = (column) => String(rows2.strings[column[place] ?? 0] ?? "");
    return {
      name: rows2.names[row] ?? "",
      state: rowStates[rows2.states[row] ?? 0] ?? "failed",
      report: text(rows2.reports),
      suite: typeof suite === "string" ? [suite] : suite,
      className: text(rows2.classes),
      file: text(rows2.files),
      line: rows2.lines[row] ?? 0,
      attempts: rows2.attempts[row] ?? 1,
      ms: rows2.ms[row] ?? 0
    };
  }

  // filter-rows.ts
  var orders = ["failures", "slowest", "reported"];
  var stateFilters = ["all", ...rowStates];
  var RowFilter = class {
    #rows;
    #orders = {};
    #names;
    #strings;
    constructor(rows2) {
      this.#rows = rows2;
    }
    /** Works out what a search needs, so that the first one is as quick as those after it. */
    prepare() {
      this.#lowerNames();
    }
    /** @returns the numbers of the rows that are to be shown, in the order */
    find({ state, query, report, suite }, order) {
      const rows2 = this.#rows;
      const states = rowStates.map(
        (name) => state === "all" || name === state || state === "passed" && name === "flaky"
      );
      const places = this.#placesIn(report, suite);
      const words = [...new Set(query.toLowerCase().split(/\\s+/).filter(Boolean))].map((word) => ({
        word,
        hits: this.#placesWith(word)
      }));
      const names = words.length > 0 ? this.#lowerNames() : [];
      const found = new Uint32Array(rows2.count);
      let count = 0;
      for (const row of this.#order(order)) {
        const place = rows2.places[row] ?? 0;
        if (!states[rows2.states[row] ?? 0] || places?.[place] === 0) continue;
        if (words.every(({ word, hits }) => hits[place] === 1 || names[row]?.includes(word))) found[count++] = row;
      }
      return found.slice(0, count);
    }
    #order(order) {
      const known = this.#orders[order];
      if (known) return known;
      const { count, states, ms } = this.#rows;
      const made = new Uint32Array(count);
      let at = 0;
      const take = (isWanted) => {
        for (let row = 0; row < count; row++) if (isWanted(states[row] ?? 0)) made[at++] = row;
      };
      if (order === "failures") {
        take((state) => state === 0);
        take((state) => state === 1);
        take((state) => state > 1);
      } else take(() => true);
      if (order === "slowest") made.sort((a, b) => (ms[b] ?? 0) - (ms[a] ?? 0) || a - b);
      this.#orders[order] = made;
      return made;
    }
    #placesIn(report, suite) {
      const { reports, suites, strings } = this.#rows;
      if (report === "" && suite.length === 0) return void 0;
      const isIn = strings.map(
        (entry) => typeof entry === "string" ? entry === report : suite.every((part, depth) => entry[depth] === part)
      );
      return Uint8Array.from(
        reports,
        (number, place) => (report === "" || isIn[number]) && (suite.length === 0 || isIn[suites[place] ?? 0]) ? 1 : 0
      );
    }
    #placesWith(word) {
      const { suites, classes, files, strings } = this.#rows;
      this.#strings ??= strings.map((entry) => (typeof entry === "string" ? entry : entry.join(" › ")).toLowerCase());
      const has = Uint8Array.from(this.#strings, (string) => string.includes(word) ? 1 : 0);
      return Uint8Array.from(
        suites,
        (suite, place) => has[suite] || has[classes[place] ?? 0] || has[files[place] ?? 0] ? 1 : 0
      );
    }
    #lowerNames() {
      this.#names ??= this.#rows.names.map((name) => name.toLowerCase());
      return this.#names;
    }
  };

  // hash-state.ts
  function readHash(hash) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const test = said.get("test") ?? "";
    return {
      state: stateFilters.find((state) => state === said.get("state")) ?? "all",
      query: said.get("q") ?? "",
      report: said.get("report") ?? "",
      suite: said.getAll("suite"),
      order: orders.find((order) => order === said.get("order")) ?? "failures",
      test: /^\\d{1,9}$/.test(test) ? Number(test) : void 0
    };
  }
  function writeHash({ state, query, report, suite, order, test }) {
    const said = new URLSearchParams();
    if (state !== "all") said.set("state", state);
    if (query !== "") said.set("q", query);
    if (report !== "") said.set("report", report);
    for (const part of suite) said.append("suite", part);
    if (order !== "failures") said.set("order", order);
    if (test !== void 0) said.set("test", String(test));
    return said.toString();
  }

  // client/data.js
  function readRows() {
    const blocks = [];
    for (const element of document.querySelectorAll("script.rows")) {
      blocks.push(
        /** @type {RowsBlock} */
        JSON.parse(element.textContent ?? "")
      );
      element.remove();
    }
    return decodeRows(blocks);
  }
  function readMeta() {
    return JSON.parse(document.getElementById("meta")?.textContent ?? "{}");
  }
  var recent = [];
  function readText(at) {
    if (at === 0) return ["", ""];
    const block = Math.floor(at / textsPerBlock);
    let known = recent.find((one) => one.block === block);
    if (!known) {
      const json = document.getElementById(textsId(block))?.textContent;
      known = { block, texts: json ? JSON.parse(json) : void 0 };
      recent = [known, ...recent.slice(0, 7)];
    }
    return known.texts?.[at % textsPerBlock];
  }

  // client/dom.js
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }
  function byId(id, kind) {
    const element = document.getElementById(id);
    if (!(element instanceof kind)) throw new Error(\`The page has no #\${id}.\`);
    return element;
  }
  function mark(state) {
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("class", \`icon \${state}\`);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(namespace, "use");
    use.setAttribute("href", \`#icon-\${state}\`);
    svg.append(use);
    const both = document.createDocumentFragment();
    both.append(svg, make("span", { class: "unseen" }, state));
    return both;
  }

  // count-choices.ts
  function countChoices(rows2, most2) {
    const places = rows2.reports.length;
    const tests = new Uint32Array(places);
    const failed = new Uint32Array(places);
    for (let row = 0; row < rows2.count; row++) {
      const place = rows2.places[row] ?? 0;
      tests[place] = (tests[place] ?? 0) + 1;
      if (rows2.states[row] === 0) failed[place] = (failed[place] ?? 0) + 1;
    }
    const count = (kind, column) => {
      const choices = /* @__PURE__ */ new Map();
      for (let place = 0; place < places; place++) {
        const entry = rows2.strings[column[place] ?? 0] ?? "";
        const path = typeof entry === "string" ? [entry] : entry;
        const key = path.join("\\n");
        if (key === "") continue;
        const choice = choices.get(key) ?? { kind, path, tests: 0, failed: 0 };
        choice.tests += tests[place] ?? 0;
        choice.failed += failed[place] ?? 0;
        choices.set(key, choice);
      }
      return [...choices.values()].sort((a, b) => b.failed - a.failed).slice(0, most2);
    };
    return { reports: count("report", rows2.reports), suites: count("suite", rows2.suites) };
  }

  // client/filters.js
  var most = 300;
  var Filters = class {
    #search = byId("search", HTMLInputElement);
    #within = byId("within", HTMLSelectElement);
    #order = byId("order", HTMLSelectElement);
    #states = (
      /** @type {HTMLButtonElement[]} */
      [...document.querySelectorAll("button[data-state]")]
    );
    /** @type {Map<string, Choice>} by the value of their option */
    #choices = /* @__PURE__ */ new Map();
    /**
     * @param {Rows} rows
     * @param {(change: Partial<View>) => void} onChange
     */
    constructor(rows2, onChange) {
      this.#countStates(rows2);
      const { reports, suites } = countChoices(rows2, most);
      if (reports.length > 1) this.#offer("Files", reports);
      if (suites.length > 1) this.#offer("Suites", suites);
      this.#search.addEventListener("input", () => onChange({ query: this.#search.value }));
      this.#search.form?.addEventListener("submit", (event) => event.preventDefault());
      this.#within.addEventListener("change", () => {
        const { kind, path = [] } = this.#choices.get(this.#within.value) ?? {};
        onChange({ report: kind === "report" ? path[0] ?? "" : "", suite: kind === "suite" ? path : [] });
      });
      this.#order.addEventListener("change", () => {
        onChange({ order: orders.find((order) => order === this.#order.value) ?? "failures" });
      });
      for (const button of this.#states) {
        button.addEventListener("click", () => {
          const { state } = button.dataset;
          onChange({ state: stateFilters.find((known) => known === state) ?? "all" });
        });
      }
    }
    /** @param {View} view */
    show({ state, query, report, suite, order }) {
      if (this.#search.value !== query) this.#search.value = query;
      for (const button of this.#states) button.setAttribute("aria-pressed", String(button.dataset.state === state));
      this.#order.value = order;
      this.#within.value = report !== "" ? this.#value("report", [report]) : this.#value("suite", suite);
    }
    /**
     * @param {Choice['kind']} kind
     * @param {readonly string[]} path
     * @returns {string} the value of the option, which is made where it is not offered
     */
    #value(kind, path) {
      if (path.length === 0) return "";
      for (const [value, choice] of this.#choices) {
        if (choice.kind === kind && choice.path.join("\\n") === path.join("\\n")) return value;
      }
      return this.#add(this.#within, { kind, path, tests: 0, failed: 0 });
    }
    /**
     * @param {string} label
     * @param {Choice[]} choices
     */
    #offer(label, choices) {
      const group = make("optgroup", { label });
      for (const choice of choices) this.#add(group, choice);
      this.#within.append(group);
    }
    /**
     * @param {HTMLElement} parent
     * @param {Choice} choice
     */
    #add(parent, choice) {
      const value = String(this.#choices.size + 1);
      const failed = choice.failed > 0 ? \` (\${thousands(choice.failed)} failed)\` : "";
      this.#choices.set(value, choice);
      parent.append(make("option", { value }, \`\${choice.path.join(" › ")}\${failed}\`));
      return value;
    }
    /** @param {Rows} rows */
    #countStates(rows2) {
      const counts = rowStates.map(() => 0);
      for (const state of rows2.states) counts[state] = (counts[state] ?? 0) + 1;
      for (const button of this.#states) {
        const index = (
          /** @type {readonly string[]} */
          rowStates.indexOf(button.dataset.state ?? "")
        );
        const flaky = button.dataset.state === "passed" ? counts[1] ?? 0 : 0;
        const count = index < 0 ? rows2.count : (counts[index] ?? 0) + flaky;
        button.querySelector("span:last-child")?.append(thousands(count));
        button.disabled = count === 0 && index >= 0;
      }
    }
  };

  // client/keys.js
  function watchKeys(table, clear) {
    const search = byId("search", HTMLInputElement);
    const list = byId("list", HTMLElement);
    const anywhere = {
      "/": () => {
        search.focus();
        search.select();
      },
      j: () => table.move(1),
      k: () => table.move(-1),
      Escape: clear
    };
    const inList = {
      ArrowDown: () => table.move(1),
      ArrowUp: () => table.move(-1),
      PageDown: () => table.move(10),
      PageUp: () => table.move(-10),
      Home: () => table.focus(0),
      End: () => table.focus(Number.POSITIVE_INFINITY)
    };
    const inSearch = {
      ArrowDown: () => table.focus(0),
      Enter: () => table.focus(0),
      Escape: () => search.value === "" ? search.blur() : clear()
    };
    document.addEventListener("keydown", (event) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target instanceof HTMLSelectElement)
        return;
      const isInList = target instanceof Node && list.contains(target);
      const keys = target === search ? inSearch : isInList ? { ...anywhere, ...inList } : anywhere;
      const act = Object.hasOwn(keys, key) ? keys[key] : void 0;
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  // layout.ts
  var Layout = class {
    count;
    #height;
    #open;
    /** The extra heights of all open rows before each. */
    #before;
    /**
     * @param height of a row that is not open, in pixels
     * @param open by position, rising
     */
    constructor(count, height, open) {
      this.count = count;
      this.#height = height;
      this.#open = open;
      let sum = 0;
      this.#before = [
        ...open.map(({ extra }) => {
          const before = sum;
          sum += extra;
          return before;
        }),
        sum
      ];
    }
    /** @returns the distance of a row from the start of the list; that of its end for the number of rows */
    top(position) {
      const opened = lowest(0, this.#open.length, (index) => (this.#open[index]?.position ?? 0) >= position);
      return position * this.#height + (this.#before[opened] ?? 0);
    }
    /** @returns the row that is at this distance; the first or the last where it is outside of the list */
    at(distance) {
      return Math.max(0, lowest(0, this.count, (position) => this.top(position) > distance) - 1);
    }
  };
  function lowest(low, high, isTrue) {
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (isTrue(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  // shown.ts
  function shownTime(ms) {
    if (!(ms > 0)) return "";
    return ms < 1 ? "< 1 ms" : duration(ms);
  }
  function shownPlace(suite, className) {
    const last = suite.at(-1) ?? "";
    if (className === "" || last === className || last.endsWith(\`.\${className}\`)) return suite.join(" › ");
    return [...last !== "" && className.startsWith(last) ? suite.slice(0, -1) : suite, className].join(" › ");
  }

  // source-link.ts
  function sourceLink(base, file, line) {
    if (base === "" || file === "") return void 0;
    const parts = file.split("/");
    if (parts.some((part) => part === "" || part === "." || part === "..")) return void 0;
    const path = parts.map((part) => encodeURIComponent(part.toWellFormed())).join("/");
    return \`\${base}\${path}\${line > 0 ? \`#L\${line}\` : ""}\`;
  }

  // client/row.js
  function makeLine(row, isOpen) {
    const name = make(
      "button",
      { type: "button", "aria-expanded": String(isOpen) },
      make("bdi", {}, row.name || "(no name)")
    );
    const place = make("span", { class: "place" }, make("bdi", {}, shownPlace(row.suite, row.className)));
    return make(
      "tr",
      { class: \`line \${row.state}\` },
      make("td", { class: "state" }, mark(row.state)),
      make("td", { class: "test" }, make("div", {}, name, place)),
      make("td", { class: "time" }, shownTime(row.ms))
    );
  }
  function makeDetails(row, number, text, sourceBase, isUnfolded) {
    const cell = make("td", { colspan: "3" }, makeFacts(row, number, sourceBase));
    const [message, details, leftOut] = text ?? ["", "", 1];
    if (message !== "") cell.append(make("pre", { class: "message" }, message));
    if (details !== "") {
      const fold = make("details", { class: "trace" }, make("summary", {}, "Details"), make("pre", {}, details));
      fold.open = isUnfolded;
      cell.append(fold);
    }
    if (leftOut) cell.append(make("p", { class: "muted" }, "More of its text had no room in this page."));
    if (row.state === "failed" && message === "" && details === "" && !leftOut) {
      cell.append(make("p", { class: "muted" }, "The report says nothing of why it failed."));
    }
    return make("tr", { class: "details" }, cell);
  }
  function makeFacts({ file, line, report, suite, attempts, state }, number, sourceBase) {
    const facts = make("ul", { class: "facts" });
    if (file !== "") {
      const label = make("bdi", {}, line > 0 ? \`\${file}:\${line}\` : file);
      const href = sourceLink(sourceBase, file, line);
      const link = href && make("a", { href, target: "_blank", rel: "noopener noreferrer" }, label);
      facts.append(make("li", { class: "source" }, link || label));
    }
    if (attempts > 1) {
      facts.append(make("li", {}, state === "flaky" ? \`passed after \${attempts} attempts\` : \`\${attempts} attempts\`));
    }
    if (report !== "") facts.append(make("li", {}, "from ", pick("report", "Show only the tests of this file", report)));
    if (suite.length > 0)
      facts.append(make("li", {}, pick("suite", "Show only the tests of this suite", "only this suite")));
    facts.append(make("li", {}, make("a", { href: \`#test=\${number}\` }, "link to this test")));
    return facts;
  }
  function pick(what, title, text) {
    return make("button", { type: "button", class: "pick", "data-pick": what, title }, make("bdi", {}, text));
  }

  // client/table.js
  var beyond = 400;
  var highest = 15e6;
  var openAtFirst = 50;
  var guess = 160;
  var Table = class {
    #rows;
    #sourceBase;
    #list = byId("list", HTMLElement);
    #table = (
      /** @type {HTMLTableElement} */
      this.#list.querySelector("table")
    );
    #height = 0;
    #width = 0;
    #found = (
      /** @type {Uint32Array} */
      new Uint32Array()
    );
    /** Rows by number: those that are open, those whose stack trace is, and what being open adds to their height. */
    #open = (
      /** @type {Set<number>} */
      /* @__PURE__ */ new Set()
    );
    #unfolded = (
      /** @type {Set<number>} */
      /* @__PURE__ */ new Set()
    );
    #extras = (
      /** @type {Map<number, number>} */
      /* @__PURE__ */ new Map()
    );
    /** The positions of the open rows. */
    #opened = (
      /** @type {number[]} */
      []
    );
    #layout = new Layout(0, 1, []);
    /** The elements of the rows in the window, by number. */
    #drawn = (
      /** @type {Map<number, HTMLTableSectionElement>} */
      /* @__PURE__ */ new Map()
    );
    #active = 0;
    /**
     * @param {Rows} rows
     * @param {string} sourceBase
     */
    constructor(rows2, sourceBase) {
      this.#rows = rows2;
      this.#sourceBase = sourceBase;
      for (let row = 0; row < rows2.count && this.#open.size < openAtFirst; row++) {
        if (rows2.states[row] === 0) this.#open.add(row);
      }
      let isWaiting = false;
      const soon = () => {
        if (isWaiting) return;
        isWaiting = true;
        requestAnimationFrame(() => {
          isWaiting = false;
          this.#draw();
        });
      };
      addEventListener("scroll", soon, { passive: true });
      new ResizeObserver(() => this.#resize()).observe(this.#list);
      addEventListener("resize", soon);
      this.#table.addEventListener("click", (event) => this.#click(event));
      this.#table.addEventListener("focusin", ({ target }) => {
        const position = this.#found.indexOf(numberOf(target));
        if (position >= 0) this.#active = position;
      });
      this.#table.addEventListener("toggle", (event) => this.#fold(event), true);
    }
    /** How many rows the list can show. */
    get limit() {
      return Math.floor(highest / this.#height);
    }
    /** Whether any row of the list is open. */
    get isAnyOpen() {
      return this.#opened.length > 0;
    }
    /** @param {Uint32Array} found the rows to show */
    show(found) {
      this.#measureRow();
      this.#width = this.#list.clientWidth;
      this.#found = found.subarray(0, this.limit);
      this.#active = 0;
      this.#clear();
      this.#arrange();
      this.#table.setAttribute("aria-rowcount", String(this.#found.length + 1));
      this.#draw();
    }
    /** Closes all rows, or opens the failures of the list. */
    openFailures(isOpen = true) {
      this.#open.clear();
      for (const row of isOpen ? this.#found : []) {
        if (this.#rows.states[row] === 0 && this.#open.size < 1e3) this.#open.add(row);
      }
      this.#clear();
      this.#arrange();
      this.#draw();
    }
    /**
     * Opens a row and goes there.
     *
     * @param {number} row
     * @returns {boolean} whether it is in the list
     */
    goTo(row) {
      const position = this.#found.indexOf(row);
      if (position < 0) return false;
      if (!this.#open.has(row)) this.#toggle(row);
      this.focus(position);
      return true;
    }
    /** @param {number} step how many rows further */
    move(step) {
      const isHere = this.#table.contains(document.activeElement);
      this.focus(isHere ? this.#active + step : this.#active);
    }
    /** @param {number} position of the row to focus; the first or last where there is none */
    focus(position) {
      if (this.#found.length === 0) return;
      this.#active = Math.min(Math.max(position, 0), this.#found.length - 1);
      for (let turn = 0; turn < 3; turn++) this.#reveal(this.#active);
      const row = this.#found[this.#active] ?? 0;
      this.#drawn.get(row)?.querySelector("button")?.focus({ preventScroll: true });
    }
    /** @param {number} position */
    #reveal(position) {
      const start2 = this.#list.getBoundingClientRect().top;
      const covered = byId("filters", HTMLElement).getBoundingClientRect().height + 8;
      const top = start2 + this.#layout.top(position);
      const bottom = Math.min(start2 + this.#layout.top(position + 1), top + innerHeight / 2);
      if (top < covered) scrollBy({ top: top - covered, behavior: "instant" });
      else if (bottom > innerHeight - 8) scrollBy({ top: bottom - innerHeight + 8, behavior: "instant" });
      this.#draw();
    }
    /** @param {MouseEvent} event */
    #click({ target }) {
      if (!(target instanceof Element) || !target.closest(".line") || String(getSelection()) !== "") return;
      this.#toggle(numberOf(target));
    }
    /** @param {Event} event */
    #fold({ target }) {
      if (!(target instanceof HTMLDetailsElement)) return;
      const row = numberOf(target);
      if (target.open) this.#unfolded.add(row);
      else this.#unfolded.delete(row);
      this.#draw();
    }
    /** @param {number} row */
    #toggle(row) {
      if (!this.#open.delete(row)) this.#open.add(row);
      const body = this.#drawn.get(row);
      const hadFocus = body?.contains(document.activeElement);
      body?.remove();
      this.#drawn.delete(row);
      this.#arrange();
      this.#draw();
      if (hadFocus) this.#drawn.get(row)?.querySelector("button")?.focus({ preventScroll: true });
      this.#list.dispatchEvent(new Event("open-changed"));
    }
    #resize() {
      if (this.#width === this.#list.clientWidth) return;
      this.#width = this.#list.clientWidth;
      const first = this.#layout.at(-this.#list.getBoundingClientRect().top);
      const before = this.#layout.top(first);
      this.#measureRow();
      this.#extras.clear();
      this.#measure();
      if (first > 0) scrollBy({ top: this.#layout.top(first) - before, behavior: "instant" });
      this.#draw();
    }
    #measureRow() {
      this.#height = Number.parseFloat(getComputedStyle(this.#list).getPropertyValue("--row"));
    }
    /** Finds the open rows of the list. */
    #arrange() {
      this.#opened = [];
      for (let position = 0; position < this.#found.length; position++) {
        if (this.#open.has(this.#found[position] ?? 0)) this.#opened.push(position);
      }
      this.#measure();
    }
    /** Works out where each row stands. */
    #measure() {
      const open = this.#opened.map((position) => ({
        position,
        extra: this.#extras.get(this.#found[position] ?? 0) ?? guess
      }));
      this.#layout = new Layout(this.#found.length, this.#height, open);
      this.#list.style.height = \`\${this.#layout.top(this.#found.length)}px\`;
    }
    #clear() {
      for (const body of this.#drawn.values()) body.remove();
      this.#drawn.clear();
    }
    /** Draws the rows in the window, again when one has another height than it was thought to have. */
    #draw(turns = 4) {
      const above = -this.#list.getBoundingClientRect().top;
      const from = this.#layout.at(above - beyond);
      const to = Math.min(this.#found.length, this.#layout.at(above + innerHeight + beyond) + 1);
      this.#table.style.top = \`\${this.#layout.top(from)}px\`;
      const wanted = this.#found.subarray(from, to);
      const stays = new Set(wanted);
      for (const [row, body] of this.#drawn) {
        if (stays.has(row)) continue;
        body.remove();
        this.#drawn.delete(row);
      }
      const first = this.#layout.at(above);
      const stop = this.#active >= from && this.#active < to ? this.#active : first;
      let before = (
        /** @type {Element | null} */
        this.#table.tHead
      );
      wanted.forEach((row, index) => {
        const body = this.#drawn.get(row) ?? this.#make(row);
        if (before?.nextElementSibling !== body) before?.after(body);
        before = body;
        body.rows[0]?.setAttribute("aria-rowindex", String(from + index + 2));
        body.querySelector("button")?.setAttribute("tabindex", from + index === stop ? "0" : "-1");
      });
      let moved = 0;
      let isOff = false;
      wanted.forEach((row, index) => {
        if (!this.#open.has(row)) return;
        const extra = (this.#drawn.get(row)?.getBoundingClientRect().height ?? 0) - this.#height;
        const known = this.#extras.get(row) ?? guess;
        if (Math.abs(extra - known) < 0.5) return;
        this.#extras.set(row, extra);
        isOff = true;
        if (from + index < first) moved += extra - known;
      });
      if (!isOff || turns === 0) return;
      this.#measure();
      if (moved !== 0) scrollBy({ top: moved, behavior: "instant" });
      this.#draw(turns - 1);
    }
    /** @param {number} row */
    #make(row) {
      const isOpen = this.#open.has(row);
      const body = document.createElement("tbody");
      const shown = rowAt(this.#rows, row);
      body.dataset.row = String(row);
      body.className = isOpen ? "open" : "";
      body.append(makeLine(shown, isOpen));
      if (isOpen) {
        const text = readText(this.#rows.texts[row] ?? 0);
        body.append(makeDetails(shown, row, text, this.#sourceBase, this.#unfolded.has(row)));
      }
      this.#drawn.set(row, body);
      return body;
    }
  };
  function numberOf(target) {
    const body = target instanceof Element ? target.closest("tbody") : null;
    return Number(body?.dataset.row ?? -1);
  }

  // client/theme.js
  function watchTheme() {
    const button = byId("theme", HTMLButtonElement);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const { dataset } = document.documentElement;
    const isDark = () => (dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
    const say = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", \`Change to \${isDark() ? "light" : "dark"} colours\`);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      dataset.theme = isDark() ? "light" : "dark";
      say();
    });
    system.addEventListener("change", say);
    say();
  }

  // client/main.js
  watchTheme();
  var rows = readRows();
  if (rows.count > 0) start();
  function start() {
    document.documentElement.classList.add("live");
    byId("tests", HTMLElement).hidden = false;
    const timings = document.getElementById("timings");
    if (timings instanceof HTMLDetailsElement && matchMedia("(min-width: 1100px)").matches) timings.open = true;
    const table = new Table(rows, readMeta().sourceBase);
    const filter = new RowFilter(rows);
    const filters = new Filters(rows, change);
    const found = byId("found", HTMLElement);
    const clear = byId("clear", HTMLButtonElement);
    const fold = byId("fold", HTMLButtonElement);
    const list = byId("list", HTMLElement);
    let view = readHash(location.hash);
    let saving = 0;
    function show() {
      filters.show(view);
      const numbers = filter.find(view, view.order);
      table.show(numbers);
      const all = numbers.length === rows.count;
      const shown = numbers.length > table.limit ? \`; the first \${thousands(table.limit)} are listed\` : "";
      found.textContent = numbers.length === 0 ? "No test matches" : all ? \`\${thousands(rows.count)} \${rows.count === 1 ? "test" : "tests"}\${shown}\` : \`\${thousands(numbers.length)} of \${thousands(rows.count)} tests\${shown}\`;
      clear.hidden = all && view.query === "";
      sayFold();
    }
    function sayFold() {
      fold.textContent = table.isAnyOpen ? "Close all" : "Open failures";
      fold.hidden = !table.isAnyOpen && !rows.states.includes(0);
    }
    function change(said) {
      view = { ...view, test: void 0, ...said };
      show();
      const top = byId("tests", HTMLElement).getBoundingClientRect().top;
      if (top < 0) scrollBy({ top, behavior: "instant" });
      clearTimeout(saving);
      saving = setTimeout(() => history.replaceState(null, "", \`#\${writeHash(view)}\`), 200);
    }
    const clearAll = () => change({ state: "all", query: "", report: "", suite: [] });
    function follow() {
      clearTimeout(saving);
      view = readHash(location.hash);
      show();
      if (view.test === void 0 || table.goTo(view.test)) return;
      const { test } = view;
      view = { ...view, state: "all", query: "", report: "", suite: [] };
      show();
      table.goTo(test);
    }
    addEventListener("hashchange", () => {
      if (!document.getElementById(location.hash.slice(1))) follow();
    });
    clear.addEventListener("click", clearAll);
    fold.addEventListener("click", () => {
      table.openFailures(!table.isAnyOpen);
      sayFold();
    });
    list.addEventListener("open-changed", sayFold);
    list.addEventListener("click", ({ target }) => {
      const picked = target instanceof Element ? target.closest("[data-pick]") : null;
      if (!(picked instanceof HTMLElement)) return;
      const { report, suite } = rowAt(rows, numberOf(picked));
      change(picked.dataset.pick === "report" ? { report, suite: [] } : { suite, report: "" });
    });
    watchKeys(table, clearAll);
    follow();
    setTimeout(() => filter.prepare(), 300);
  }
})();
`;var units=__webpack_require__(4363);;const icons=html`<svg class="icons" aria-hidden="true">
<symbol id="icon-failed" viewBox="0 0 16 16"><circle class="disc" cx="8" cy="8" r="8"/><path class="sign" d="M5 5l6 6M11 5l-6 6"/></symbol>
<symbol id="icon-flaky" viewBox="0 0 16 16"><path class="disc" d="M8 1.5l6.8 12.6h-13.6z"/><path class="sign" d="M8 6.2v3.6M8 12.1v0.1"/></symbol>
<symbol id="icon-skipped" viewBox="0 0 16 16"><circle class="ring" cx="8" cy="8" r="6.8"/><path class="ring" d="M4.8 8h6.4"/></symbol>
<symbol id="icon-passed" viewBox="0 0 16 16"><circle class="disc" cx="8" cy="8" r="8"/><path class="sign" d="M4.5 8.2l2.5 2.6 4.6-5.2"/></symbol>
</svg>`;function icon(state,name=""){return html`<svg class="icon ${state}" aria-hidden="true"><use href="#icon-${state}"/></svg>${name!==""&&html`<span class="unseen">${name}</span>`}`};function shownTime(ms){if(!(ms>0))return"";return ms<1?"< 1 ms":(0,units.p0)(ms)}function shownPlace(suite,className){const last=suite.at(-1)??"";if(className===""||last===className||last.endsWith(`.${className}`))return suite.join(" › ");return[...last!==""&&className.startsWith(last)?suite.slice(0,-1):suite,className].join(" › ")}function shownDate(created){const date=new Date(created);return Number.isNaN(date.getTime())?created:`${date.toISOString().slice(0,16).replace("T"," ")} UTC`};function sourceLink(base,file,line){if(base===""||file==="")return void 0;const parts=file.split("/");if(parts.some(part=>part===""||part==="."||part===".."))return void 0;const path=parts.map(part=>encodeURIComponent(part.toWellFormed())).join("/");return`${base}${path}${line>0?`#L${line}`:""}`}function webLink(url){const parsed=URL.canParse(url)?new URL(url):void 0;return parsed?.protocol==="https:"||parsed?.protocol==="http:"?parsed.href:void 0};const marks={success:"passed",failure:"failed",incomplete:"flaky",empty:"skipped"};function renderHeader({title,verdict,conclusion,links=[],created}){const mark=marks[conclusion];return html`<header class="page-header ${mark}">
<div class="verdict">${icon(mark)}<div><p class="title">${title}</p><h1>${sentence(verdict)}</h1></div></div>
<button type="button" id="theme" hidden>Dark</button>
<ul class="facts">${links.map(link=>html`<li>${link.label} ${render_head_anchor(link)}</li>`)}
<li><time datetime="${created}">${shownDate(created)}</time></li></ul>
</header>`}function renderTotals({counts,durationMs,coverage=[]}){const{tests,passed,failed,skipped,flaky}=counts;const shares={failed,flaky,passed:passed-flaky,skipped};const numbers=[["Tests",(0,units.oh)(tests),""],["Failed",(0,units.oh)(failed),"failed"],["Flaky",(0,units.oh)(flaky),"flaky"],["Skipped",(0,units.oh)(skipped),"skipped"],["Passed",(0,units.oh)(passed),"passed"]];return html`<section class="totals" aria-labelledby="totals"><h2 id="totals" class="unseen">Totals</h2>
<dl class="numbers">${numbers.map(([label,value,state])=>html`<div class="${value==="0"?"none":state}"><dt>${label}</dt><dd>${value}</dd></div>`)}<div><dt>Duration</dt><dd>${shownTime(durationMs)||"–"}</dd></div>${coverage.map(({what,covered,total})=>html`<div><dt>Coverage, ${what}</dt><dd>${percent(covered,total)}</dd>
<dd class="more">${(0,units.oh)(covered)} of ${(0,units.oh)(total)}</dd></div>`)}</dl>
${tests>0&&totalsBar(shares)}
</section>`}function totalsBar(shares){const parts=Object.entries(shares).filter(([,number])=>number>0);const widths=parts.map(([,number])=>Math.max(number/parts.reduce((sum,[,of])=>sum+of,0),.004));const whole=widths.reduce((sum,width)=>sum+width,0);let at=0;const bars=parts.map(([state],index)=>{const width=100*(widths[index]??0)/whole;at+=width;return html`<rect class="${state}" x="${(at-width).toFixed(3)}" width="${width.toFixed(3)}" height="1"/>`});const said=parts.map(([state,number])=>`${(0,units.oh)(number)} ${state}`).join(", ");return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${said}">${bars}</svg>`}function render_head_anchor({text,url}){const href=webLink(url);if(href===void 0)return html`<bdi>${text}</bdi>`;return html`<a href="${href}" rel="noopener noreferrer"><bdi>${text}</bdi></a>`}function percent(part,total){return total>0?`${(Math.floor(1e3*part/total)/10).toFixed(1)} %`:"–"}const sentence=text=>text.charAt(0).toUpperCase()+text.slice(1);function windowTitle({title,verdict,conclusion,counts}){const mark={success:"✓",failure:"✗",incomplete:"!",empty:"∅"}[conclusion];return`${mark} ${verdict||(0,units.U9)(counts.tests,"test")} · ${title}`};const most={entries:200,text:8e3};function renderNotices(head,{leftOut,textsLeftOut}){const{unreadable=[],suiteFailures=[]}=head;const room=[leftOut>0&&`${(0,units.U9)(leftOut,"test")} had no room in this page; the totals and the timings count them.`,textsLeftOut>0&&`The texts of ${(0,units.U9)(textsLeftOut,"test")} had no room in this page, or not whole.`].filter(said=>said!==false);return html`${head.conclusion==="empty"&&html`<section class="notice" aria-label="No tests"><p>There is no test in what was read. Did the tests run before this report was made, and did they write their results where it looks for them?</p></section>`}${unreadable.length>0&&html`<section class="notice flaky" aria-labelledby="unreadable"><h2 id="unreadable">${icon("flaky")}
${(0,units.U9)(unreadable.length,"file")} could not be read</h2>
<p>What is in ${unreadable.length===1?"it":"them"} is not known, so the run is no success.</p>
${list(unreadable)}</section>`}${suiteFailures.length>0&&html`<section class="notice failed" aria-labelledby="suites"><h2 id="suites">${icon("failed")}
${(0,units.U9)(suiteFailures.length,"suite")} failed outside of the tests</h2>
<ul>${suiteFailures.slice(0,most.entries).map(({suite,message,details})=>html`<li><strong><bdi>${suite.join(" › ")||"A suite without a name"}</bdi></strong>${texts(message,details)}</li>`)}${more(suiteFailures)}</ul></section>`}${room.length>0&&html`<section class="notice" aria-label="Left out">${room.map(said=>html`<p>${said}</p>`)}</section>`}`}function renderComparison({comparison}){if(!comparison)return html``;const{newFailures,fixed,slower}=comparison;const part=(title,names,isOpen)=>names.length===0?html`<p class="muted">No ${title}</p>`:html`<details${isOpen&&html` open`}><summary>${names.length} ${title}</summary>${list(names)}</details>`;return html`<section class="card" aria-labelledby="comparison"><h2 id="comparison">Compared with <bdi>${comparison.with}</bdi></h2>
${part(newFailures.length===1?"new failure":"new failures",newFailures,true)}
${part("fixed",fixed,false)}
${part("slower",slower,false)}</section>`}function texts(message,details){const cut2=text=>text.length>most.text?`${text.slice(0,most.text)}
…`:text;return html`${message.trim()!==""&&html`<pre class="message">${cut2(message.trim())}</pre>`}${details.trim()!==""&&html`<details class="trace"><summary>Details</summary><pre>${cut2(details.replace(/^\n+|\s+$/g,""))}</pre></details>`}`}function list(entries){return html`<ul>${entries.slice(0,most.entries).map(entry=>html`<li><bdi>${entry}</bdi></li>`)}${more(entries)}</ul>`}function more(entries){const rest=entries.length-most.entries;return rest>0?html`<li>… and ${(0,units.U9)(rest,"other")}</li>`:html``};function renderTests(){return html`<section class="tests" id="tests" aria-labelledby="tests-title" hidden>
<h2 id="tests-title">Tests</h2>
<form class="filters" id="filters" role="search" aria-label="Filter the tests">
<label class="search"><span class="unseen">Search in names, classes, suites and files</span>
<input type="search" id="search" placeholder="Search names, classes, suites" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
<div class="states" role="group" aria-label="State">
<button type="button" data-state="all" aria-pressed="true">All <span></span></button>
${rowStates.map(state=>html`<button type="button" data-state="${state}" aria-pressed="false">${icon(state)} ${render_tests_name(state)} <span></span></button>`)}
</div>
<label class="pick"><span>In</span> <select id="within" aria-label="In"><option value="">all files and suites</option></select></label>
<label class="pick"><span>Order</span> <select id="order" aria-label="Order"><option value="failures">failures first</option><option value="slowest">slowest first</option><option value="reported">as reported</option></select></label>
</form>
<div class="found"><p role="status" id="found"></p><button type="button" id="clear" hidden>Clear filters</button><button type="button" id="fold">Close all</button></div>
<div id="list" class="list"><table aria-labelledby="tests-title"><thead><tr><th scope="col" class="state"><span class="unseen">State</span></th><th scope="col"><span class="unseen">Test</span></th><th scope="col" class="time"><span class="unseen">Duration</span></th></tr></thead></table></div>
<p class="keys muted">Keys: <kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> or arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> clears.</p>
</section>`}function renderFailures({printed,failed},sourceBase2){return html`<section class="plain" aria-labelledby="failures"><noscript><p class="notice">Without JavaScript this page shows its totals and the first failures only.</p></noscript>
${failed>0&&html`<h2 id="failures">${failed>printed.length?`The first ${printed.length} of ${(0,units.U9)(failed,"failure")}`:"Failures"}</h2>
${printed.map(row=>renderFailure(row,sourceBase2))}`}</section>`}function renderFailure(row,sourceBase2){const{name:test,suite,className,message,details,file,line,durationMs}=row;const label=`${file}${line===void 0?"":`:${line}`}`;const href=sourceLink(sourceBase2,file,line??0);return html`<article class="failure">
<h3>${icon("failed","failed")} <bdi>${test||"(no name)"}</bdi></h3>
<p class="muted"><bdi>${shownPlace(suite,className)}</bdi> ${shownTime(durationMs)}</p>
${file!==""&&html`<p>${href===void 0?html`<bdi>${label}</bdi>`:html`<a href="${href}" rel="noopener noreferrer"><bdi>${label}</bdi></a>`}</p>`}
${texts(message,details)}
</article>`}const render_tests_name=state=>state.charAt(0).toUpperCase()+state.slice(1);;function renderTimings({bars,slowest,untimed},isOpen){if(bars.length===0)return html``;const most2=Math.max(...bars.map(({tests})=>tests));const time=bars.reduce((sum,{ms})=>sum+ms,0);return html`<details class="card timings" id="timings"${isOpen&&html` open`}><summary><h2>Timings</h2></summary>
<table class="chart"><caption>Tests by duration</caption>
<thead><tr><th scope="col"><span class="unseen">Duration</span></th><th scope="col"><span class="unseen">Chart</span></th><th scope="col"><span class="unseen">Tests</span></th><th scope="col"><span class="unseen">Share of the time</span></th></tr></thead>
<tbody>${bars.map(({label,tests,ms})=>html`<tr><th scope="row">${label}</th><td>${bar(tests/most2)}</td>
<td class="number">${(0,units.oh)(tests)}</td><td class="number muted">${share(ms/time)}</td></tr>`)}</tbody></table>
<p class="muted">The last column is the share of the whole time.${untimed>0&&` ${(0,units.U9)(untimed,"test")} came without a time.`}</p>
<table class="chart slowest"><caption>Slowest tests</caption>
<thead><tr><th scope="col"><span class="unseen">Test</span></th><th scope="col"><span class="unseen">Duration</span></th></tr></thead>
<tbody>${slowest.map(({row,name,ms})=>html`<tr><th scope="row">${row===void 0?html`<bdi>${name}</bdi>`:html`<a href="#test=${row}"><bdi>${name}</bdi></a>`}${bar(ms/(slowest[0]?.ms??ms))}</th><td class="number">${shownTime(ms)}</td></tr>`)}</tbody></table></details>`}function bar(part){const width=part>0?Math.max(100*part,1):0;return html`<svg class="bar" aria-hidden="true"><rect width="${width.toFixed(1)}%" height="100%" rx="2"/></svg>`}const share=part=>part>0&&part<.01?"< 1 %":`${Math.round(100*part)} %`;;function renderStart(head,gathered){const policy=["default-src 'none'",`style-src '${digest(style)}'`,`script-src '${digest(script)}'`,"base-uri 'none'","form-action 'none'"].join("; ");const side=html`${renderComparison(head)}${renderTimings(gathered.timings,head.conclusion==="success")}`;return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${windowTitle(head)}</title>
<style>${new Html(style)}</style>
</head>
<body>
${icons}
<a class="skip" href="#main">Skip to the tests</a>
${renderHeader(head)}
<main>
${renderTotals(head)}
${renderNotices(head,gathered)}
<div class="columns">
${side.text!==""&&html`<aside aria-label="Comparison and timings">${side}</aside>`}
<div class="main" id="main" tabindex="-1">
${renderTests()}
${renderFailures(gathered,sourceBase(head))}
</div>
</div>
</main>
`.text}function renderEnd(head){const meta={sourceBase:sourceBase(head)};return html(_a||(_a=__template(['<script type="application/json" id="meta">',"<\/script>\n<script>","<\/script>\n</body>\n</html>\n"])),new Html(scriptJson(JSON.stringify(meta))),new Html(script)).text}function sourceBase({sourceBase:base=""}){const href=webLink(base);return href===void 0||href.endsWith("/")?href??"":`${href}/`}const digest=text=>`sha256-${(0,external_node_crypto_.createHash)("sha256").update(text).digest("base64")}`;;async function writePage(file,rows,head,limits=pageLimits){await(0,promises_.mkdir)(external_node_path_default().dirname(file),{recursive:true});const folder=await(0,promises_.mkdtemp)(external_node_path_default().join(external_node_path_default().dirname(file),".page-"));const opened=[];const create=async name=>{const part=await PagePart.create(external_node_path_default().join(folder,name));opened.push(part);return part};try{const parts={rows:await create("rows"),failed:await create("failed"),others:await create("others")};const gathered=await gatherRows(rows,parts,limits);const page=await create("page.html");await page.add(renderStart(head,gathered));await page.addFrom(parts.rows,parts.rows.length);await page.addFrom(parts.failed,parts.failed.length);await page.addFrom(parts.others,gathered.others);await page.add(renderEnd(head));await page.close();opened.pop();await(0,promises_.rename)(external_node_path_default().join(folder,"page.html"),file)}finally{await Promise.allSettled(opened.map(part=>part.close()));await(0,promises_.rm)(folder,{recursive:true,force:true})}}})};
