export const id = 967;
export const ids = [967];
export const modules = {

/***/ 6967:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   credentialsEnd: () => (/* binding */ F),
/* harmony export */   presignGet: () => (/* binding */ V)
/* harmony export */ });
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_G66CZBC3_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8764);
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
var m=class extends (0,_chunk_G66CZBC3_js__WEBPACK_IMPORTED_MODULE_1__.o)(_chunk_G66CZBC3_js__WEBPACK_IMPORTED_MODULE_1__.p,_chunk_G66CZBC3_js__WEBPACK_IMPORTED_MODULE_1__.t,"GetObject",_chunk_G66CZBC3_js__WEBPACK_IMPORTED_MODULE_1__.y){};var I="UNSIGNED-PAYLOAD",y="X-Amz-Content-Sha256";var d=class{signer;constructor(e){let t={service:e.signingName||e.service||"s3",uriEscapePath:e.uriEscapePath||!1,applyChecksum:e.applyChecksum||!1,...e};this.signer=new _chunk_SMSSGPRA_js__WEBPACK_IMPORTED_MODULE_2__.a(t)}presign(e,{unsignableHeaders:t=new Set,hoistableHeaders:r=new Set,unhoistableHeaders:i=new Set,...s}={}){return this.prepareRequest(e,{unsignableHeaders:t,unhoistableHeaders:i,hoistableHeaders:r}),this.signer.presign(e,{expiresIn:900,unsignableHeaders:t,unhoistableHeaders:i,...s})}presignWithCredentials(e,t,{unsignableHeaders:r=new Set,hoistableHeaders:i=new Set,unhoistableHeaders:s=new Set,...c}={}){return this.prepareRequest(e,{unsignableHeaders:r,unhoistableHeaders:s,hoistableHeaders:i}),this.signer.presignWithCredentials(e,t,{expiresIn:900,unsignableHeaders:r,unhoistableHeaders:s,...c})}prepareRequest(e,{unsignableHeaders:t=new Set,unhoistableHeaders:r=new Set,hoistableHeaders:i=new Set}={}){t.add("content-type"),Object.keys(e.headers).map(a=>a.toLowerCase()).filter(a=>a.startsWith("x-amz-server-side-encryption")).forEach(a=>{i.has(a)||r.add(a)}),e.headers[y]=I;let s=e.headers.host,c=e.port,g=`${e.hostname}${e.port!=null?":"+c:""}`;(!s||s===e.hostname&&e.port!=null)&&(e.headers.host=g)}};var A=async(n,e,t={})=>{let r,i;if(typeof n.config.endpointProvider=="function"){let o=(await (0,_chunk_4ZEBTUSG_js__WEBPACK_IMPORTED_MODULE_5__.f)(e.input,e.constructor,n.config)).properties?.authSchemes?.[0];o?.name==="sigv4a"?i=o?.signingRegionSet?.join(","):i=o?.signingRegion,r=new d({...n.config,signingName:o?.signingName,region:async()=>i})}else r=new d(n.config);let s=(M,o)=>async v=>{let{request:p}=v;if(!_chunk_YDN5F6IC_js__WEBPACK_IMPORTED_MODULE_9__.g.isInstance(p))throw new Error("Request to be presigned is not an valid HTTP request.");delete p.headers["amz-sdk-invocation-id"],delete p.headers["amz-sdk-request"],delete p.headers["x-amz-user-agent"];let l,f={...t,signingRegion:t.signingRegion??o.signing_region??i,signingService:t.signingService??o.signing_service};return o.s3ExpressIdentity?l=await r.presignWithCredentials(p,o.s3ExpressIdentity,f):l=await r.presign(p,f),{response:{},output:{$metadata:{httpStatusCode:200},presigned:l}}},c="presignInterceptMiddleware",g=n.middlewareStack.clone();g.addRelativeTo(s,{name:c,relation:"before",toMiddleware:"awsAuthMiddleware",override:!0});let a=e.resolveMiddleware(g,n.config,{}),{output:P}=await a({input:e.input}),{presigned:D}=P;return (0,_chunk_G66CZBC3_js__WEBPACK_IMPORTED_MODULE_1__.a)(D)};function V(n,{bucket:e,key:t,seconds:r}){return A(n,new m({Bucket:e,Key:t}),{expiresIn:r})}async function F({config:n}){return(await n.credentials()).expiration?.getTime()}


/***/ })

};
