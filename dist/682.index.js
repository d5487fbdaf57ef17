export const id = 682;
export const ids = [682];
export const modules = {

/***/ 2682:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   unknownKeyWarnings: () => (/* binding */ d)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5212);
/* harmony import */ var _chunk_H3IJSEQN_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8241);
/* harmony import */ var _chunk_3IPJIXEI_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2717);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);
function d(i){return i.flatMap(({name:m,content:f})=>{let r=Buffer.from(f).toString("utf8");if((0,_chunk_H3IJSEQN_js__WEBPACK_IMPORTED_MODULE_2__.g)(r))return[];let s=(0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.A)(r,{schema:"failsafe"});return (0,_chunk_H3IJSEQN_js__WEBPACK_IMPORTED_MODULE_2__.d)(s,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.E).map(({key:u,offset:p})=>`${m}:${(0,_chunk_3IPJIXEI_js__WEBPACK_IMPORTED_MODULE_3__.h)(r,p)}: cloud-init knows no "${u}" and ignores it.`)})}


/***/ })

};
