export const id=7364;export const ids=[7364];export const modules={7364:((__unused_webpack_module,__webpack_exports__,__webpack_require__)=>{__webpack_require__.d(__webpack_exports__,{summariseFailure:()=>summariseFailure});var _ci_actions_format_markdown__WEBPACK_IMPORTED_MODULE_2__=__webpack_require__(9347);var _ci_actions_image_build_build_failed__WEBPACK_IMPORTED_MODULE_0__=__webpack_require__(689);var _ci_actions_image_scan_scan_gate__WEBPACK_IMPORTED_MODULE_1__=__webpack_require__(5819);async function summariseFailure(host,thrown){const markdown=render(thrown);if(markdown!==void 0)await host.summarise("publish-image-failed",markdown)}function render(thrown){if(thrown instanceof _ci_actions_image_scan_scan_gate__WEBPACK_IMPORTED_MODULE_1__.W)return`### ❌ Not published: the scan found too much

${thrown.result.markdown}`;if(!(thrown instanceof _ci_actions_image_build_build_failed__WEBPACK_IMPORTED_MODULE_0__.U))return void 0;const[sentence=""]=thrown.message.split("\n");return`### ❌ The image was not built

${(0,_ci_actions_format_markdown__WEBPACK_IMPORTED_MODULE_2__.Qq)(sentence)}

${(0,_ci_actions_format_markdown__WEBPACK_IMPORTED_MODULE_2__.DV)(thrown.lastLines.join("\n"))}
`}})};
