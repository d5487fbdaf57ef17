export const id = 92;
export const ids = [92];
export const modules = {

/***/ 7092:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fromEnv: () => (/* reexport safe */ _chunk_HQ37PIUM_js__WEBPACK_IMPORTED_MODULE_1__.g)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_HQ37PIUM_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9372);
/* harmony import */ var _chunk_4ZEBTUSG_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4240);
/* harmony import */ var _chunk_3VU73JPP_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2268);
/* harmony import */ var _chunk_TTPUHFSF_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(376);
/* harmony import */ var _chunk_M7SIRZ2R_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1316);
/* harmony import */ var _chunk_YDN5F6IC_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5944);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);



/***/ })

};
