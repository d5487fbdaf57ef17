export const id = 670;
export const ids = [670];
export const modules = {

/***/ 8670:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fromTokenFile: () => (/* binding */ N)
/* harmony export */ });
/* unused harmony export fromWebToken */
/* harmony import */ var node_module__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8995);
/* harmony import */ var _chunk_4ZEBTUSG_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4240);
/* harmony import */ var _chunk_3VU73JPP_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2268);
/* harmony import */ var _chunk_TTPUHFSF_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(376);
/* harmony import */ var _chunk_M7SIRZ2R_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1316);
/* harmony import */ var _chunk_YDN5F6IC_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5944);
/* harmony import */ var _chunk_FEFT6V4Q_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5660);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3024);
 const require = (0,node_module__WEBPACK_IMPORTED_MODULE_0__.createRequire)(import.meta.url);
var l=e=>async t=>{e.logger?.debug("@aws-sdk/credential-provider-web-identity - fromWebToken");let{roleArn:o,roleSessionName:r,webIdentityToken:s,providerId:n,policyArns:f,policy:g,durationSeconds:E}=e,{roleAssumerWithWebIdentity:i}=e;if(!i){let{getDefaultRoleAssumerWithWebIdentity:p}=await __webpack_require__.e(/* import() */ 16).then(__webpack_require__.bind(__webpack_require__, 5016));i=p({...e.clientConfig,credentialProviderLogger:e.logger,parentClientConfig:{...t?.callerClientConfig,...e.parentClientConfig}},e.clientPlugins)}return i({RoleArn:o,RoleSessionName:r??`aws-sdk-js-session-${Date.now()}`,WebIdentityToken:s,ProviderId:n,PolicyArns:f,Policy:g,DurationSeconds:E})};var m="AWS_WEB_IDENTITY_TOKEN_FILE",S="AWS_ROLE_ARN",T="AWS_ROLE_SESSION_NAME",N=(e={})=>async t=>{e.logger?.debug("@aws-sdk/credential-provider-web-identity - fromTokenFile");let o=e?.webIdentityTokenFile??process.env[m],r=e?.roleArn??process.env[S],s=e?.roleSessionName??process.env[T];if(!o||!r)throw new _chunk_TTPUHFSF_js__WEBPACK_IMPORTED_MODULE_3__.b("Web identity configuration not specified",{logger:e.logger});let n=await l({...e,webIdentityToken:_chunk_TTPUHFSF_js__WEBPACK_IMPORTED_MODULE_3__.m?.getTokenRecord?.()[o]??(0,node_fs__WEBPACK_IMPORTED_MODULE_7__.readFileSync)(o,{encoding:"ascii"}),roleArn:r,roleSessionName:s})(t);return o===process.env[m]&&(0,_chunk_4ZEBTUSG_js__WEBPACK_IMPORTED_MODULE_1__.j)(n,"CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN","h"),n};


/***/ })

};
