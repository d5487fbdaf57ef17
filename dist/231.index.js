export const id = 231;
export const ids = [231];
export const modules = {

/***/ 2231:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fromEnv: () => (/* reexport safe */ _chunk_TWOOKTR5_js__WEBPACK_IMPORTED_MODULE_1__.g)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_TWOOKTR5_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6053);
/* harmony import */ var _chunk_YXMZIZIX_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5008);
/* harmony import */ var _chunk_BJ2EM2AU_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8568);
/* harmony import */ var _chunk_SCRFDHXM_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2125);
/* harmony import */ var _chunk_TZPORWST_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6811);
/* harmony import */ var _chunk_YWRATWSA_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9336);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);



/***/ })

};
