export const id = 926;
export const ids = [926];
export const modules = {

/***/ 5926:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   conflicts: () => (/* binding */ y)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8662);
/* harmony import */ var _chunk_7NAMVT74_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(762);
/* harmony import */ var _chunk_IVUCWD7P_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9279);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);
function y(i){let r=new Map,n=[];for(let t of i.flatMap(u)){let e=r.get(t.path);e===void 0?r.set(t.path,t):e.value!==t.value&&n.push(`${t.place}: "${t.path}" is already set at ${e.place}, and cloud-init keeps the first.`)}return n}function u({name:i,content:r}){let n=Buffer.from(r).toString("utf8");if((0,_chunk_7NAMVT74_js__WEBPACK_IMPORTED_MODULE_2__.c)(n))return[];let t=new _chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__.x,{contents:e}=(0,_chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__.A)(n,{schema:"failsafe",lineCounter:t});return!(0,_chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__.c)(e)||e.has("merge_how")||e.has("merge_type")?[]:c(e,"",g=>`${i}:${t.linePos(g).line}`)}function c(i,r,n){return i.items.flatMap(({key:t,value:e})=>{if(!(0,_chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__.e)(t))return[];let s=`${r}${String(t.value)}`;return (0,_chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__.c)(e)?c(e,`${s}.`,n):(0,_chunk_REBJORGC_js__WEBPACK_IMPORTED_MODULE_1__.e)(e)?[{path:s,value:String(e.value),place:n(t.range?.[0]??0)}]:[]})}


/***/ })

};
