export const id = 217;
export const ids = [217];
export const modules = {

/***/ 1217:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   conflicts: () => (/* binding */ d)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5212);
/* harmony import */ var _chunk_H3IJSEQN_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8241);
/* harmony import */ var _chunk_3IPJIXEI_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2717);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);
function d(a){let r=new Map,n=[];for(let t of a.flatMap(m)){let e=r.get(t.path);e===void 0?r.set(t.path,t):e.form!==t.form?n.push(`${t.place}: "${t.path}" is a ${t.form}, but a ${e.form} at ${e.place}, and cloud-init can't merge those.`):e.value!==t.value&&n.push(`${t.place}: "${t.path}" is already set at ${e.place}, and cloud-init keeps the first.`)}return n}function m({name:a,content:r}){let n=Buffer.from(r).toString("utf8");if((0,_chunk_H3IJSEQN_js__WEBPACK_IMPORTED_MODULE_2__.g)(n))return[];let t=new _chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.x,{contents:e}=(0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.A)(n,{schema:"failsafe",lineCounter:t});return!(0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.c)(e)||e.has("merge_how")||e.has("merge_type")?[]:g(e,"",s=>`${a}:${t.linePos(s).line}`)}function g(a,r,n){return a.items.flatMap(({key:t,value:e})=>{if(!(0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.e)(t))return[];let i=`${r}${String(t.value)}`,s=n(t.range?.[0]??0);return (0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.c)(e)?[{path:i,form:"map",value:"",place:s},...g(e,`${i}.`,n)]:(0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.f)(e)?[{path:i,form:"list",value:"",place:s}]:(0,_chunk_2N3IT7VI_js__WEBPACK_IMPORTED_MODULE_1__.e)(e)?[{path:i,form:"plain value",value:String(e.value),place:s}]:[]})}


/***/ })

};
