export const id = 845;
export const ids = [845];
export const modules = {

/***/ 3845:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Alias: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.k),
/* harmony export */   CST: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.v),
/* harmony export */   Composer: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.u),
/* harmony export */   Document: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.q),
/* harmony export */   Lexer: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.w),
/* harmony export */   LineCounter: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.x),
/* harmony export */   Pair: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.m),
/* harmony export */   Parser: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.y),
/* harmony export */   Scalar: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.l),
/* harmony export */   Schema: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.p),
/* harmony export */   YAMLError: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.r),
/* harmony export */   YAMLMap: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.n),
/* harmony export */   YAMLParseError: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.s),
/* harmony export */   YAMLSeq: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.o),
/* harmony export */   YAMLWarning: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.t),
/* harmony export */   "default": () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.D),
/* harmony export */   isAlias: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.a),
/* harmony export */   isCollection: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.g),
/* harmony export */   isDocument: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.b),
/* harmony export */   isMap: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.c),
/* harmony export */   isNode: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.h),
/* harmony export */   isPair: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.d),
/* harmony export */   isScalar: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.e),
/* harmony export */   isSeq: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.f),
/* harmony export */   parse: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.B),
/* harmony export */   parseAllDocuments: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.z),
/* harmony export */   parseDocument: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.A),
/* harmony export */   stringify: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.C),
/* harmony export */   visit: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.i),
/* harmony export */   visitAsync: () => (/* reexport safe */ _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.j)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5212);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);



/***/ })

};
