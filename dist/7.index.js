export const id = 7;
export const ids = [7];
export const modules = {

/***/ 7:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   presignGet: () => (/* binding */ V)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_IJSNQUNB_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7176);
/* harmony import */ var _chunk_SMSSGPRA_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(608);
/* harmony import */ var _chunk_K7QUOSQS_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4022);
/* harmony import */ var _chunk_QFFPWXFJ_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3710);
/* harmony import */ var _chunk_4ZEBTUSG_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4240);
/* harmony import */ var _chunk_3VU73JPP_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2268);
/* harmony import */ var _chunk_TTPUHFSF_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(376);
/* harmony import */ var _chunk_M7SIRZ2R_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(1316);
/* harmony import */ var _chunk_YDN5F6IC_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5944);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(5660);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);
var m=class extends (0,_chunk_IJSNQUNB_js__WEBPACK_IMPORTED_MODULE_1__.o)(_chunk_IJSNQUNB_js__WEBPACK_IMPORTED_MODULE_1__.p,_chunk_IJSNQUNB_js__WEBPACK_IMPORTED_MODULE_1__.s,"GetObject",_chunk_IJSNQUNB_js__WEBPACK_IMPORTED_MODULE_1__.x){};var I="UNSIGNED-PAYLOAD",y="X-Amz-Content-Sha256";var d=class{signer;constructor(e){let t={service:e.signingName||e.service||"s3",uriEscapePath:e.uriEscapePath||!1,applyChecksum:e.applyChecksum||!1,...e};this.signer=new _chunk_SMSSGPRA_js__WEBPACK_IMPORTED_MODULE_2__.a(t)}presign(e,{unsignableHeaders:t=new Set,hoistableHeaders:r=new Set,unhoistableHeaders:n=new Set,...i}={}){return this.prepareRequest(e,{unsignableHeaders:t,unhoistableHeaders:n,hoistableHeaders:r}),this.signer.presign(e,{expiresIn:900,unsignableHeaders:t,unhoistableHeaders:n,...i})}presignWithCredentials(e,t,{unsignableHeaders:r=new Set,hoistableHeaders:n=new Set,unhoistableHeaders:i=new Set,...c}={}){return this.prepareRequest(e,{unsignableHeaders:r,unhoistableHeaders:i,hoistableHeaders:n}),this.signer.presignWithCredentials(e,t,{expiresIn:900,unsignableHeaders:r,unhoistableHeaders:i,...c})}prepareRequest(e,{unsignableHeaders:t=new Set,unhoistableHeaders:r=new Set,hoistableHeaders:n=new Set}={}){t.add("content-type"),Object.keys(e.headers).map(a=>a.toLowerCase()).filter(a=>a.startsWith("x-amz-server-side-encryption")).forEach(a=>{n.has(a)||r.add(a)}),e.headers[y]=I;let i=e.headers.host,c=e.port,g=`${e.hostname}${e.port!=null?":"+c:""}`;(!i||i===e.hostname&&e.port!=null)&&(e.headers.host=g)}};var A=async(s,e,t={})=>{let r,n;if(typeof s.config.endpointProvider=="function"){let o=(await (0,_chunk_4ZEBTUSG_js__WEBPACK_IMPORTED_MODULE_5__.f)(e.input,e.constructor,s.config)).properties?.authSchemes?.[0];o?.name==="sigv4a"?n=o?.signingRegionSet?.join(","):n=o?.signingRegion,r=new d({...s.config,signingName:o?.signingName,region:async()=>n})}else r=new d(s.config);let i=(M,o)=>async v=>{let{request:p}=v;if(!_chunk_YDN5F6IC_js__WEBPACK_IMPORTED_MODULE_9__.g.isInstance(p))throw new Error("Request to be presigned is not an valid HTTP request.");delete p.headers["amz-sdk-invocation-id"],delete p.headers["amz-sdk-request"],delete p.headers["x-amz-user-agent"];let l,h={...t,signingRegion:t.signingRegion??o.signing_region??n,signingService:t.signingService??o.signing_service};return o.s3ExpressIdentity?l=await r.presignWithCredentials(p,o.s3ExpressIdentity,h):l=await r.presign(p,h),{response:{},output:{$metadata:{httpStatusCode:200},presigned:l}}},c="presignInterceptMiddleware",g=s.middlewareStack.clone();g.addRelativeTo(i,{name:c,relation:"before",toMiddleware:"awsAuthMiddleware",override:!0});let a=e.resolveMiddleware(g,s.config,{}),{output:P}=await a({input:e.input}),{presigned:D}=P;return (0,_chunk_IJSNQUNB_js__WEBPACK_IMPORTED_MODULE_1__.a)(D)};function V(s,{bucket:e,key:t,seconds:r}){return A(s,new m({Bucket:e,Key:t}),{expiresIn:r})}


/***/ })

};
