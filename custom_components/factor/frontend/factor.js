var e=Object.defineProperty,t=(e,t,n)=>()=>{if(n)throw n[0];try{return e&&(t=e(e=0)),t}catch(e){throw n=[e],e}},n=(t,n)=>{let r={};for(var i in t)e(r,i,{get:t[i],enumerable:!0});return n||e(r,Symbol.toStringTag,{value:`Module`}),r},r,i,a,o,s,c,l,u,d,f=t((()=>{r=globalThis,i=r.ShadowRoot&&(r.ShadyCSS===void 0||r.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,a=Symbol(),o=/* @__PURE__ */ new WeakMap,s=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==a)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(i&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=o.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&o.set(t,e))}return e}toString(){return this.cssText}},c=e=>new s(typeof e==`string`?e:e+``,void 0,a),l=(e,...t)=>{let n=e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]);return new s(n,e,a)},u=(e,t)=>{if(i)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),i=r.litNonce;i!==void 0&&t.setAttribute(`nonce`,i),t.textContent=n.cssText,e.appendChild(t)}},d=i?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return c(t)})(e):e})),p,m,ee,te,ne,re,ie,ae,oe,se,ce,le,ue,de,h,fe=t((()=>{f(),{is:p,defineProperty:m,getOwnPropertyDescriptor:ee,getOwnPropertyNames:te,getOwnPropertySymbols:ne,getPrototypeOf:re}=Object,ie=globalThis,ae=ie.trustedTypes,oe=ae?ae.emptyScript:``,se=ie.reactiveElementPolyfillSupport,ce=(e,t)=>e,le={toAttribute(e,t){switch(t){case Boolean:e=e?oe:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},ue=(e,t)=>!p(e,t),de={attribute:!0,type:String,converter:le,reflect:!1,useDefault:!1,hasChanged:ue},Symbol.metadata??=Symbol(`metadata`),ie.litPropertyMetadata??=/* @__PURE__ */ new WeakMap,h=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=de){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&m(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=ee(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??de}static _$Ei(){if(this.hasOwnProperty(ce(`elementProperties`)))return;let e=re(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(ce(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(ce(`properties`))){let e=this.properties,t=[...te(e),...ne(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(d(e))}else e!==void 0&&t.push(d(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return u(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?le:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?le:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??ue)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}},h.elementStyles=[],h.shadowRootOptions={mode:`open`},h[ce(`elementProperties`)]=/* @__PURE__ */ new Map,h[ce(`finalized`)]=/* @__PURE__ */ new Map,se?.({ReactiveElement:h}),(ie.reactiveElementVersions??=[]).push(`2.1.2`)}));function pe(e,t){if(!Ce(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return _e===void 0?t:_e.createHTML(t)}function g(e,t,n=e,r){if(t===x)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=Se(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=g(e,i._$AS(e,t.values),i,r)),t}var me,he,ge,_e,ve,_,ye,be,v,xe,Se,Ce,we,Te,Ee,De,Oe,y,ke,Ae,je,Me,b,x,S,Ne,C,Pe,Fe,Ie,Le,w,Re,ze,Be,Ve,He,Ue,We,Ge=t((()=>{me=globalThis,he=e=>e,ge=me.trustedTypes,_e=ge?ge.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,ve=`$lit$`,_=`lit$${Math.random().toFixed(9).slice(2)}$`,ye=`?`+_,be=`<${ye}>`,v=document,xe=()=>v.createComment(``),Se=e=>e===null||typeof e!=`object`&&typeof e!=`function`,Ce=Array.isArray,we=e=>Ce(e)||typeof e?.[Symbol.iterator]==`function`,Te=`[ 	
\f\r]`,Ee=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,De=/-->/g,Oe=/>/g,y=RegExp(`>|${Te}(?:([^\\s"'>=/]+)(${Te}*=${Te}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),ke=/'/g,Ae=/"/g,je=/^(?:script|style|textarea|title)$/i,Me=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),b=Me(1),Me(2),Me(3),x=Symbol.for(`lit-noChange`),S=Symbol.for(`lit-nothing`),Ne=/* @__PURE__ */ new WeakMap,C=v.createTreeWalker(v,129),Pe=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=Ee;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===Ee?c[1]===`!--`?o=De:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=y):(je.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=y):o=Oe:o===y?c[0]===`>`?(o=i??Ee,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?y:c[3]===`"`?Ae:ke):o===Ae||o===ke?o=y:o===De||o===Oe?o=Ee:(o=y,i=void 0);let d=o===y&&e[t+1].startsWith(`/>`)?` `:``;a+=o===Ee?n+be:l>=0?(r.push(s),n.slice(0,l)+ve+n.slice(l)+_+d):n+_+(l===-2?t:d)}return[pe(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},Fe=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=Pe(t,n);if(this.el=e.createElement(l,r),C.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=C.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(ve)){let t=u[o++],n=i.getAttribute(e).split(_),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Re:r[1]===`?`?ze:r[1]===`@`?Be:w}),i.removeAttribute(e)}else e.startsWith(_)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(je.test(i.tagName)){let e=i.textContent.split(_),t=e.length-1;if(t>0){i.textContent=ge?ge.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],xe()),C.nextNode(),c.push({type:2,index:++a});i.append(e[t],xe())}}}else if(i.nodeType===8){if(i.data===ye)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(_,e+1))!==-1;)c.push({type:7,index:a}),e+=_.length-1}}a++}}static createElement(e,t){let n=v.createElement(`template`);return n.innerHTML=e,n}},Ie=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??v).importNode(t,!0);C.currentNode=r;let i=C.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new Le(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Ve(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=C.nextNode(),a++)}return C.currentNode=v,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},Le=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=S,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=g(this,e,t),Se(e)?e===S||e==null||e===``?(this._$AH!==S&&this._$AR(),this._$AH=S):e!==this._$AH&&e!==x&&this._(e):e._$litType$===void 0?e.nodeType===void 0?we(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==S&&Se(this._$AH)?this._$AA.nextSibling.data=e:this.T(v.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=Fe.createElement(pe(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new Ie(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=Ne.get(e.strings);return t===void 0&&Ne.set(e.strings,t=new Fe(e)),t}k(t){Ce(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(xe()),this.O(xe()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=he(e).nextSibling;he(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},w=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=S,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=S}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=g(this,e,t,0),a=!Se(e)||e!==this._$AH&&e!==x,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=g(this,r[n+o],t,o),s===x&&(s=this._$AH[o]),a||=!Se(s)||s!==this._$AH[o],s===S?e=S:e!==S&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===S?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Re=class extends w{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===S?void 0:e}},ze=class extends w{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==S)}},Be=class extends w{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=g(this,e,t,0)??S)===x)return;let n=this._$AH,r=e===S&&n!==S||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==S&&(n===S||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ve=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){g(this,e)}},He={M:ve,P:_,A:ye,C:1,L:Pe,R:Ie,D:we,V:g,I:Le,H:w,N:ze,U:Be,B:Re,F:Ve},Ue=me.litHtmlPolyfillSupport,Ue?.(Fe,Le),(me.litHtmlVersions??=[]).push(`3.3.3`),We=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new Le(t.insertBefore(xe(),e),e,void 0,n??{})}return i._$AI(e),i}})),Ke,T,qe,Je=t((()=>{fe(),fe(),Ge(),Ge(),Ke=globalThis,T=class extends h{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=We(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return x}},T._$litElement$=!0,T.finalized=!0,Ke.litElementHydrateSupport?.({LitElement:T}),qe=Ke.litElementPolyfillSupport,qe?.({LitElement:T}),(Ke.litElementVersions??=[]).push(`4.2.2`)})),Ye=t((()=>{})),E=t((()=>{fe(),Ge(),Je(),Ye()})),Xe=t((()=>{}));function D(e){return(t,n)=>typeof n==`object`?Qe(e,t,n):((e,t,n)=>{let r=t.hasOwnProperty(n);return t.constructor.createProperty(n,e),r?Object.getOwnPropertyDescriptor(t,n):void 0})(e,t,n)}var Ze,Qe,$e=t((()=>{fe(),Ze={attribute:!0,type:String,converter:le,reflect:!1,hasChanged:ue},Qe=(e=Ze,t,n)=>{let{kind:r,metadata:i}=n,a=globalThis.litPropertyMetadata.get(i);if(a===void 0&&globalThis.litPropertyMetadata.set(i,a=/* @__PURE__ */ new Map),r===`setter`&&((e=Object.create(e)).wrapped=!0),a.set(n.name,e),r===`accessor`){let{name:r}=n;return{set(n){let i=t.get.call(this);t.set.call(this,n),this.requestUpdate(r,i,e,!0,n)},init(t){return t!==void 0&&this.C(r,void 0,e,t),t}}}if(r===`setter`){let{name:r}=n;return function(n){let i=this[r];t.call(this,n),this.requestUpdate(r,i,e,!0,n)}}throw Error(`Unsupported decorator location: `+r)}}));function O(e){return D({...e,state:!0,attribute:!1})}var et=t((()=>{$e()})),tt=t((()=>{})),nt=t((()=>{})),rt=t((()=>{})),it=t((()=>{})),at=t((()=>{})),ot=t((()=>{})),k=t((()=>{Xe(),$e(),et(),tt(),nt(),rt(),it(),at(),ot()})),st,ct,lt,ut=t((()=>{st={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ct=e=>(...t)=>({_$litDirective$:e,values:t}),lt=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}}})),dt,ft,pt,A,j,mt,ht,gt,_t,vt=t((()=>{Ge(),{I:dt}=He,ft=e=>e,pt=()=>document.createComment(``),A=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0){let t=r.insertBefore(pt(),i),a=r.insertBefore(pt(),i);n=new dt(t,a,e,e.options)}else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=ft(e).nextSibling;ft(r).insertBefore(e,i),e=t}}}return n},j=(e,t,n=e)=>(e._$AI(t,n),e),mt={},ht=(e,t=mt)=>e._$AH=t,gt=e=>e._$AH,_t=e=>{e._$AR(),e._$AA.remove()}})),yt,bt,xt=t((()=>{Ge(),ut(),vt(),yt=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},bt=ct(class extends lt{constructor(e){if(super(e),e.type!==st.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=gt(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=j(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=j(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=j(i[d],a[m]),A(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=j(i[f],a[p]),A(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=yt(o,p,m),u=yt(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=A(e,i[d]);j(t,a[p]),c[p]=t}else c[p]=j(n,a[p]),A(e,i[d],n),i[t]=null;p++}else _t(i[f]),f--}else _t(i[d]),d++;for(;p<=m;){let t=A(e,c[m+1]);j(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&_t(e)}return this.ut=o,ht(e,c),x}})})),St=t((()=>{xt()}));function M(e){return t=>{customElements.get(e)||customElements.define(e,t)}}var N=t((()=>{}));function Ct(e){let[t]=e.entity_id.split(`.`);if(e.platform!==`factor`)return`${t}`;let[n]=e.name?.match(/\d+/)??e.entity_id.match(/\d+(?!.*\d)/)??[];return`${t}.${(e.translation_key??``).replace(/^hotend_n_/,`hotend_${n}_`).replace(/^hotend_(?=[a-z])/,`hotend_1_`)}`}function P(e){let t=Et.get(e.entities);t||Et.set(e.entities,t=/* @__PURE__ */ new WeakMap);let n=t.get(e.devices);return n||t.set(e.devices,n=wt(e)),n}function wt(e){let t=/* @__PURE__ */ new Map,n=/* @__PURE__ */ new Set;for(let r of Object.values(e.entities)){if(!r.device_id)continue;r.platform===`factor`&&n.add(r.device_id);let e=t.get(r.device_id);e?e.push(r):t.set(r.device_id,[r])}let r=[];for(let i of n){let n=e.devices[i];if(!n)continue;let a=new Tt(n,t.get(i)??[]);a.isPrinter&&r.push(a)}let i=new Intl.Collator(e.language,{numeric:!0});return r.sort((e,t)=>i.compare(e.name,t.name)),new Map(r.map(e=>[e.id,e]))}var Tt,Et,F=t((()=>{Tt=class{constructor(e,t){this.device=e,this.ids=[],this.hotends=[],this.byKey=/* @__PURE__ */ new Map;for(let e of t){this.ids.push(e.entity_id);let t=Ct(e);this.byKey.has(t)||this.byKey.set(t,e.entity_id);let n=t.match(/^sensor\.hotend_(\d+)_temperature$/);n&&this.hotends.push(Number(n[1]))}this.hotends.sort((e,t)=>e-t)}get id(){return this.device.id}get name(){return this.device.name_by_user??this.device.name??``}get isPrinter(){return this.byKey.has(`event.print`)||this.byKey.has(`sensor.state`)}idOf(e){return this.byKey.get(e)}},Et=/* @__PURE__ */ new WeakMap}));function I(e,t,n){let r=t.idOf(n);return r===void 0?void 0:e.states[r]}function L(e,t,n){let r=I(e,t,n);return r&&!It.includes(r.state)?r:void 0}function Dt(e,t,n){let r=I(e,t,n);return r?.state===`unavailable`?void 0:r}function Ot(e){let t=Number(e?.state);return e&&Number.isFinite(t)?t:void 0}function kt(e){let t=new Date(e?.state??``);return Number.isNaN(t.getTime())?void 0:t}function At(e,t){let n=n=>L(e,t,n),r=Ot(n(`sensor.progress`)),i=jt(e,t,r),a=[`working`,`paused`,`lost`].includes(i);return{entities:t,id:t.id,name:t.name,face:i,state:I(e,t,`sensor.state`),hasJob:a,file:n(`sensor.file`)?.state??(i===`lost`?n(`calendar.prints`)?.attributes.message:void 0),progress:r,finish:a?kt(n(`sensor.finish_time`)):void 0,takesFiles:I(e,t,`sensor.upload`)?.state!==`unavailable`,upload:Ot(n(`sensor.upload`)),heaters:Nt(e,t),heaterLeftOn:n(`binary_sensor.heater_left_on`)?.state===`on`}}function jt(e,t,n){let r=I(e,t,`binary_sensor.online`)?.state;if(r===`off`)return Mt(e,t)?`lost`:`silent`;let i=L(e,t,`sensor.state`)?.state;if(i===void 0)return r===`on`?`connecting`:`away`;let a=Ft[i]??`idle`,o=L(e,t,`sensor.last_print_outcome`)?.state;return a===`idle`&&n===100&&o===`finished`?`finished`:a}function Mt(e,t){return L(e,t,`event.print`)?.attributes.event_type===`connection_lost`||L(e,t,`sensor.file`)!==void 0}function Nt(e,t){let n=t.hotends.length>1;return[...t.hotends.map(r=>Pt(e,t,`hotend`,n?r:0,`hotend_${r}`)),Pt(e,t,`bed`,0,`bed`),Pt(e,t,`chamber`,0,`chamber`)].filter(e=>e!==void 0)}function Pt(e,t,n,r,i){let a=L(e,t,`sensor.${i}_temperature`),o=Ot(a);if(!a||o===void 0)return;let s=I(e,t,`number.${i}_target`),c=Dt(e,t,`number.${i}_target`);return{kind:n,number:r,temperature:a,value:o,target:Ot(s??I(e,t,`sensor.${i}_target`)),entityId:(c??a).entity_id,canSet:c!==void 0,targetId:s?.entity_id}}var Ft,It,Lt,R=t((()=>{F(),Ft={offline:`disconnected`,offline_after_error:`error`,connecting:`connecting`,error:`error`,paused:`paused`,starting:`working`,printing:`working`,pausing:`working`,resuming:`working`,finishing:`working`,cancelling:`working`,transferring:`transferring`,idle:`idle`},It=[`unavailable`,`unknown`],Lt=class{constructor(){this.states=[]}read(e,t,n){let r=P(e).get(t);if(!r)return this.printer=void 0;let i=n?[...r.ids,n]:r.ids;return this.printer?.entities===r&&this.locale===e.locale&&this.states.length===i.length&&i.every((t,n)=>this.states[n]===e.states[t])?this.printer:(this.states=i.map(t=>e.states[t]),this.locale=e.locale,this.printer=At(e,r))}}}));function Rt(e,t){let n=e.toLowerCase();return t.toLowerCase().split(/\s+/).every(e=>n.includes(e))}var zt=t((()=>{}));function Bt({face:e,heaterLeftOn:t}){return t?`attention`:Yt.get(e)}function Vt({face:e,heaterLeftOn:t}){return t?Jt.get(`error`):Jt.get(e)}function Ht(e,t){let n=new Intl.Collator(t,{numeric:!0}),r=e=>Bt(e)===`printing`?e.finish?.getTime()??1/0:1/0;return e.toSorted((e,t)=>Vt(e)-Vt(t)||(r(e)<r(t)?-1:Number(r(e)>r(t)))||n.compare(e.name,t.name))}function Ut(e){let t={attention:0,printing:0,idle:0,offline:0};for(let n of e)t[Bt(n)]+=1;return t}function Wt(e,t){return Rt(`${e.name} ${e.file??``}`,t)}function Gt({device:e},{area:t,label:n}){return(!t?.length||t.includes(e.area_id??``))&&(!n?.length||e.labels.some(e=>n.includes(e)))}var Kt,qt,Jt,Yt,Xt,Zt=t((()=>{R(),F(),zt(),Kt=[`attention`,`printing`,`idle`,`offline`],qt=[[`error`,`attention`],[`paused`,`attention`],[`finished`,`attention`],[`lost`,`attention`],[`working`,`printing`],[`transferring`,`idle`],[`idle`,`idle`],[`connecting`,`idle`],[`disconnected`,`offline`],[`silent`,`offline`],[`away`,`offline`]],Jt=new Map(qt.map(([e],t)=>[e,t])),Yt=new Map(qt),Xt=class{constructor(){this.readers=/* @__PURE__ */ new Map,this.printers=[]}read(e,t){let n=[];for(let[r,i]of P(e)){if(!Gt(i,t))continue;let a=this.readers.get(r);a||this.readers.set(r,a=new Lt),n.push(a.read(e,r))}return n.length===this.printers.length&&n.every((e,t)=>e===this.printers[t])?this.printers:this.printers=n}}})),Qt,$t,en,tn,nn,rn,an,on,sn,cn,ln,un,dn,fn,pn,mn,hn,gn,_n,vn,yn,bn,xn,Sn,Cn,wn,Tn,En,Dn,On,kn,An,jn,Mn,Nn,Pn,Fn,In,Ln,Rn,zn,Bn,Vn,Hn,Un,Wn,Gn,Kn,qn,Jn,Yn,Xn,Zn,Qn,$n,er,tr,nr,rr,ir,ar,or,sr,cr,lr,ur,dr,fr,pr,mr,hr,gr,_r,vr,yr,br,xr,Sr,Cr,wr,Tr,Er,Dr,Or,kr,Ar,jr,Mr,Nr,Pr,Fr,Ir,Lr,Rr,zr,Br,Vr,Hr,Ur,Wr,Gr,Kr,qr,Jr,Yr,Xr,Zr,Qr,$r,ei,ti,ni=t((()=>{Qt=`FACTOR printer`,$t=`One printer: what it does, how far it is, how hot it is, and all that can be done with it now.`,en=`FACTOR farm`,tn=`All printers, those that need somebody first.`,nn=`FACTOR printers`,rn=`All printers, a page for each, prints and costs. Follows what you add and remove.`,an=`Printer`,on=`Size`,sn=`Full`,cn=`Compact`,ln=`One line`,un=`Light`,dn=`A light or switch that lights the printer. One that you have put on the printer's device is found by itself.`,fn=`Title`,pn=`Only printers in these areas`,mn=`Only printers with one of these labels`,hn=`Choose a printer in this card's settings.`,gn=`This printer is not there any more. Choose another one in this card's settings.`,_n=`{duration} left`,vn=`any moment now`,yn=`done at {time}`,bn=`no estimate yet`,xn=`Height`,Sn=`No connection`,Cn=`Lost during a print`,wn=`Offline`,Tn=`Not connected`,En=`Connecting`,Dn=`Finished`,On=`Home Assistant has no connection to this printer's broker.`,kn=`Not heard since {since}, in the middle of a print. It may well go on printing.`,An=`Not heard since {since}. Is it switched on, and in the network?`,jn=`OctoPrint is there, but its printer is off or not connected.`,Mn=`OctoPrint is connecting to its printer.`,Nn=`The printer has reported an error. OctoPrint's terminal says more.`,Pn=`Paused since {since}. The heaters stay on.`,Fn=`Finished at {since}. The print waits on the bed.`,In=`A heater is on, and nothing is printed.`,Ln=`Hotend`,Rn=`Hotend {number}`,zn=`Chamber`,Bn=`target {target}`,Vn=`{heater}: {value}, {target}. Set the target`,Hn=`{heater}: {value}, {target}. Show the history`,Un=`Pause`,Wn=`Resume`,Gn=`Cancel`,Kn=`Cancel the print?`,qn=`{printer} ends {file} at {progress}. This can't be undone.`,Jn=`Cancel the print`,Yn=`Go on printing`,Xn=`Print`,Zn=`Print a file`,Qn=`Home`,$n=`Heaters off`,er=`Turn the heaters off?`,tr=`The print on {printer} is paused: it may come off a cold bed.`,nr=`Leave them on`,rr=`Light`,ir=`Camera`,ar=`More about {printer}`,or=`Print on {printer}`,sr=`Search for a file`,cr=`There are no files on this printer.`,lr=`No file's name contains “{search}”.`,ur=`Upload a file`,dr=`Start the print?`,fr=`{printer} starts to heat and prints {file}. Is its bed free?`,pr=`Not now`,mr=`Files in folders are not listed: the printer does not tell them.`,hr=`SD card`,gr=`Drop G-code here to send it to {printer}`,_r=`{file} is no G-code: its name should end with .gcode, .gco or .g.`,vr=`A file is on its way to the printer`,yr=`{file}: on its way to Home Assistant`,br=`{file}: on its way to the printer`,xr=`{count} more after it`,Sr=`{file} is on the printer.`,Cr=`{count} files are on the printer: {file}.`,wr=`{file} was not sent: {error}`,Tr=`Home Assistant did not take it ({status}).`,Er=`Last prints`,Dr=`No print has ended since this printer was added.`,Or=`{total} prints are remembered; these are the last {count}.`,kr=`Finished`,Ar=`Cancelled`,jr=`Failed`,Mr=`Ended in an unknown way`,Nr=`Printers`,Pr=`No printers here yet.`,Fr=`Add a printer`,Ir=`No printer fits.`,Lr=`Search by name or file`,Rr=`Show only: {group}`,zr=`Need you`,Br=`Printing`,Vr=`Idle`,Hr=`Offline`,Ur=`Farm`,Wr=`Prints`,Gr=`Temperatures`,Kr=`When what was printed`,qr=`Prints finished a week`,Jr=`Cancelled or failed a week`,Yr=`Printing time a week`,Xr=`Filament a week`,Zr=`Energy a week`,Qr=`Cost a week`,$r=`In all`,ei=`a heater is on`,ti={printer_card_name:Qt,printer_card_description:$t,farm_card_name:en,farm_card_description:tn,strategy_name:nn,strategy_description:rn,option_device_id:an,option_layout:on,layout_full:sn,layout_compact:cn,layout_line:ln,option_light:un,help_light:dn,option_title:fn,option_area:pn,option_label:mn,choose_printer:hn,no_such_printer:gn,time_left:_n,any_moment:vn,finishes_at:yn,no_estimate:bn,height:xn,face_away:Sn,face_lost:Cn,face_silent:wn,face_disconnected:Tn,face_connecting:En,face_finished:Dn,notice_away:On,notice_lost:kn,notice_silent:An,notice_disconnected:jn,notice_connecting:Mn,notice_error:Nn,notice_paused:Pn,notice_finished:Fn,notice_heater_left_on:In,hotend:Ln,hotend_n:Rn,bed:`Bed`,chamber:zn,target:Bn,off:`off`,set_target:Vn,show_history:Hn,pause:Un,resume:Wn,cancel:Gn,cancel_title:Kn,cancel_text:qn,cancel_yes:Jn,cancel_no:Yn,print:Xn,print_file:Zn,home:Qn,heaters_off:$n,heaters_off_title:er,heaters_off_text:tr,heaters_off_no:nr,light:rr,fan:`Fan`,camera:ir,more:ar,files_title:or,files_search:sr,files_none:cr,files_no_match:lr,files_upload:ur,files_start_title:dr,files_start_text:fr,files_start_no:pr,files_in_folders:mr,files_sd:hr,drop:gr,drop_no_gcode:_r,uploading:vr,uploading_here:yr,uploading_there:br,uploads_waiting:xr,uploaded:Sr,uploaded_all:Cr,upload_failed:wr,upload_failed_here:Tr,prints:Er,prints_none:Dr,prints_total:Or,outcome_finished:kr,outcome_cancelled:Ar,outcome_failed:jr,outcome_unknown:Mr,farm:Nr,farm_none:Pr,farm_add:Fr,farm_no_match:Ir,farm_search:Lr,farm_filter:Rr,group_attention:zr,group_printing:Br,group_idle:Vr,group_offline:Hr,view_farm:Ur,view_prints:Wr,section_temperatures:Gr,section_calendar:Kr,section_prints:qr,section_wasted:Jr,section_time:Yr,section_filament:Xr,section_energy:Zr,section_cost:Qr,section_totals:$r,heater_on:ei}})),ri,ii,ai,oi,si,ci,li,ui,di,fi,pi,mi,hi,gi,_i,vi,yi,bi,xi,Si,Ci,wi,Ti,Ei,Di,Oi,ki,Ai,ji,Mi,Ni,Pi,Fi,Ii,Li,Ri,zi,Bi,Vi,Hi,Ui,Wi,Gi,Ki,qi,Ji,Yi,Xi,Zi,Qi,$i,ea,ta,na,ra,ia,aa,oa,sa,ca,la,ua,da,fa,pa,ma,ha,ga,_a,va,ya,ba,xa,Sa,Ca,wa,Ta,Ea,Da,Oa,ka,Aa,ja,Ma,Na,Pa,Fa,Ia,La,Ra,za,Ba,Va,Ha,Ua,Wa,Ga,Ka,qa,Ja,Ya,Xa,Za,Qa,$a,eo,to,no,ro,io,ao,oo,so,co=t((()=>{ri=`FACTOR 프린터`,ii=`프린터 한 대: 무엇을 하고 있는지, 얼마나 진행되었는지, 온도는 몇 도인지, 지금 할 수 있는 모든 것.`,ai=`FACTOR 프린터 팜`,oi=`모든 프린터. 사람 손이 필요한 프린터부터 표시합니다.`,si=`FACTOR 프린터`,ci=`모든 프린터, 프린터별 페이지, 출력 기록과 비용. 프린터를 추가하거나 제거하면 자동으로 반영됩니다.`,li=`프린터`,ui=`크기`,di=`전체`,fi=`간략히`,pi=`한 줄`,mi=`조명`,hi=`프린터를 비추는 조명 또는 스위치입니다. 프린터 기기에 넣어 둔 조명은 자동으로 찾습니다.`,gi=`제목`,_i=`이 영역의 프린터만`,vi=`이 레이블이 있는 프린터만`,yi=`카드 설정에서 프린터를 선택하세요.`,bi=`이 프린터는 더 이상 없습니다. 카드 설정에서 다른 프린터를 선택하세요.`,xi=`{duration} 남음`,Si=`곧 끝남`,Ci=`{time} 완료`,wi=`아직 예상 시간 없음`,Ti=`높이`,Ei=`연결 없음`,Di=`출력 중 통신 끊김`,Oi=`오프라인`,ki=`연결되지 않음`,Ai=`연결 중`,ji=`출력 완료`,Mi=`Home Assistant가 이 프린터의 브로커에 연결되어 있지 않습니다.`,Ni=`{since}부터 신호가 없습니다. 출력 중이었으며 계속 출력되고 있을 수 있습니다.`,Pi=`{since}부터 신호가 없습니다. 전원과 네트워크를 확인하세요.`,Fi=`OctoPrint는 동작하지만 프린터가 꺼져 있거나 연결되지 않았습니다.`,Ii=`OctoPrint가 프린터에 연결하고 있습니다.`,Li=`프린터가 오류를 보고했습니다. 자세한 내용은 OctoPrint 터미널에서 확인하세요.`,Ri=`{since}부터 일시정지되어 있습니다. 히터는 켜진 상태로 유지됩니다.`,zi=`{since}에 완료되었습니다. 출력물이 베드에 있습니다.`,Bi=`출력이 없는데 히터가 켜져 있습니다.`,Vi=`핫엔드`,Hi=`핫엔드 {number}`,Ui=`베드`,Wi=`챔버`,Gi=`목표 {target}`,Ki=`꺼짐`,qi=`{heater}: {value}, {target}. 목표 온도 설정`,Ji=`{heater}: {value}, {target}. 기록 보기`,Yi=`일시정지`,Xi=`재개`,Zi=`취소`,Qi=`출력을 취소할까요?`,$i=`{printer}에서 {progress} 진행된 {file} 출력을 끝냅니다. 되돌릴 수 없습니다.`,ea=`출력 취소`,ta=`계속 출력`,na=`출력`,ra=`파일 출력`,ia=`원점 복귀`,aa=`히터 끄기`,oa=`히터를 끌까요?`,sa=`{printer}의 출력이 일시정지되어 있습니다. 베드가 식으면 출력물이 떨어질 수 있습니다.`,ca=`켜 두기`,la=`조명`,ua=`카메라`,da=`{printer} 자세히 보기`,fa=`{printer}에서 출력`,pa=`파일 검색`,ma=`이 프린터에 파일이 없습니다.`,ha=`이름에 “{search}”이(가) 들어간 파일이 없습니다.`,ga=`파일 업로드`,_a=`출력을 시작할까요?`,va=`{printer}에서 가열을 시작하고 {file} 파일을 출력합니다. 베드가 비어 있나요?`,ya=`나중에`,ba=`폴더 안의 파일은 프린터가 알려 주지 않아 목록에 없습니다.`,xa=`SD 카드`,Sa=`{printer}(으)로 보낼 G-code를 여기에 놓으세요`,Ca=`{file}은(는) G-code가 아닙니다. 이름이 .gcode, .gco 또는 .g로 끝나야 합니다.`,wa=`파일을 프린터로 보내는 중`,Ta=`{file}: Home Assistant로 보내는 중`,Ea=`{file}: 프린터로 보내는 중`,Da=`남은 파일 {count}개`,Oa=`{file} 파일이 프린터에 있습니다.`,ka=`파일 {count}개가 프린터에 있습니다: {file}`,Aa=`{file} 파일을 보내지 못했습니다: {error}`,ja=`Home Assistant가 파일을 받지 못했습니다({status}).`,Ma=`최근 출력`,Na=`이 프린터를 추가한 뒤 끝난 출력이 없습니다.`,Pa=`기억된 출력 {total}건 중 최근 {count}건입니다.`,Fa=`완료`,Ia=`취소`,La=`실패`,Ra=`결과 알 수 없음`,za=`프린터`,Ba=`아직 프린터가 없습니다.`,Va=`프린터 추가`,Ha=`해당하는 프린터가 없습니다.`,Ua=`이름 또는 파일 검색`,Wa=`이것만 보기: {group}`,Ga=`확인 필요`,Ka=`출력 중`,qa=`대기 중`,Ja=`오프라인`,Ya=`프린터 팜`,Xa=`출력 기록`,Za=`온도`,Qa=`언제 무엇을 출력했는지`,$a=`주간 완료 출력`,eo=`주간 취소·실패 출력`,to=`주간 출력 시간`,no=`주간 필라멘트`,ro=`주간 에너지`,io=`주간 비용`,ao=`합계`,oo=`히터가 켜져 있음`,so={printer_card_name:ri,printer_card_description:ii,farm_card_name:ai,farm_card_description:oi,strategy_name:si,strategy_description:ci,option_device_id:li,option_layout:ui,layout_full:di,layout_compact:fi,layout_line:pi,option_light:mi,help_light:hi,option_title:gi,option_area:_i,option_label:vi,choose_printer:yi,no_such_printer:bi,time_left:xi,any_moment:Si,finishes_at:Ci,no_estimate:wi,height:Ti,face_away:Ei,face_lost:Di,face_silent:Oi,face_disconnected:ki,face_connecting:Ai,face_finished:ji,notice_away:Mi,notice_lost:Ni,notice_silent:Pi,notice_disconnected:Fi,notice_connecting:Ii,notice_error:Li,notice_paused:Ri,notice_finished:zi,notice_heater_left_on:Bi,hotend:Vi,hotend_n:Hi,bed:Ui,chamber:Wi,target:Gi,off:Ki,set_target:qi,show_history:Ji,pause:Yi,resume:Xi,cancel:Zi,cancel_title:Qi,cancel_text:$i,cancel_yes:ea,cancel_no:ta,print:na,print_file:ra,home:ia,heaters_off:aa,heaters_off_title:oa,heaters_off_text:sa,heaters_off_no:ca,light:la,fan:`팬`,camera:ua,more:da,files_title:fa,files_search:pa,files_none:ma,files_no_match:ha,files_upload:ga,files_start_title:_a,files_start_text:va,files_start_no:ya,files_in_folders:ba,files_sd:xa,drop:Sa,drop_no_gcode:Ca,uploading:wa,uploading_here:Ta,uploading_there:Ea,uploads_waiting:Da,uploaded:Oa,uploaded_all:ka,upload_failed:Aa,upload_failed_here:ja,prints:Ma,prints_none:Na,prints_total:Pa,outcome_finished:Fa,outcome_cancelled:Ia,outcome_failed:La,outcome_unknown:Ra,farm:za,farm_none:Ba,farm_add:Va,farm_no_match:Ha,farm_search:Ua,farm_filter:Wa,group_attention:Ga,group_printing:Ka,group_idle:qa,group_offline:Ja,view_farm:Ya,view_prints:Xa,section_temperatures:Za,section_calendar:Qa,section_prints:$a,section_wasted:eo,section_time:to,section_filament:no,section_energy:ro,section_cost:io,section_totals:ao,heater_on:oo}}));function z(e,t,n={}){let r=e?.language??document.documentElement.lang;return((lo[r]??lo[r.split(`-`)[0]??``])?.[t]??ti[t]).replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??``))}var lo,B=t((()=>{ni(),co(),lo={en:ti,ko:so}}));function uo(){return{schema:[{name:`title`,selector:{text:{}}},{name:`area`,selector:{area:{multiple:!0}}},{name:`label`,selector:{label:{multiple:!0}}}],computeLabel:({name:e})=>z(void 0,`option_${e}`)}}function fo(e,t){let{platform:n,translation_key:r}=e.entities[t]??{},i=/^(printers_|next_)/.test(r??``);return n!==`factor`||!i?null:{config:{type:`custom:factor-farm-card`}}}var po=t((()=>{B()}));function mo({number_format:e,language:t}){return e===`system`?void 0:Do[e]??t}function ho(e,{locale:t},n={}){return new Intl.NumberFormat(mo(t),{useGrouping:t.number_format!==`none`,...n}).format(e)}function go(e,{locale:t}){let n=Math.max(0,Math.floor(e)),r=n<Eo?{minutes:Math.floor(n/Co),seconds:n%Co}:{days:Math.floor(n/To),hours:Math.floor(n%To/wo),minutes:Math.floor(n%wo/Co)};return new Intl.DurationFormat(t.language,{style:`narrow`}).format(r)||new Intl.DurationFormat(t.language,{style:`narrow`,secondsDisplay:`always`}).format({seconds:0})}function _o(e){return e<=Eo?1:e%Co+.05}function vo({locale:e,config:t}){let{time_format:n,time_zone:r}=e,i={};return r===`server`&&(i.timeZone=t.time_zone),n===`12`&&(i.hourCycle=`h12`),n===`24`&&(i.hourCycle=`h23`),{language:n===`system`?void 0:e.language,options:i}}function yo(e,t,n=/* @__PURE__ */ new Date){let{language:r,options:i}=vo(t),a=new Intl.DateTimeFormat(`en`,{dateStyle:`short`,...i.timeZone&&{timeZone:i.timeZone}}),o=Math.abs(e.getTime()-n.getTime())/1e3,s=a.format(e)===a.format(n);return new Intl.DateTimeFormat(r,{hour:`numeric`,minute:`2-digit`,...!s&&o<6*To&&{weekday:`short`},...o>=6*To&&{month:`short`,day:`numeric`},...i}).format(e)}function bo(e,t,n){return ho(e,n,{style:`currency`,currency:t,currencyDisplay:`narrowSymbol`})}function xo(e,t){let[n,r]=e<1e6?[`kilobyte`,1e3]:[`megabyte`,1e6];return ho(e/r,t,{style:`unit`,unit:n,maximumFractionDigits:e<1e6?0:1})}function V(e,t){return ho(Math.floor(e)/100,t,{style:`percent`})}function So(e,t){return ho(e,t,{maximumFractionDigits:0})}var Co,wo,To,Eo,Do,H=t((()=>{Co=60,wo=3600,To=24*wo,Eo=120,Do={comma_decimal:`en-US`,decimal_comma:`de`,space_comma:`fr`,quote_decimal:`de-CH`,none:`en-US`}}));function Oo(e,t,n){e.dispatchEvent(new CustomEvent(t,{detail:n,bubbles:!0,composed:!0}))}async function ko(e,t,n){return(await e.callService(`factor`,t,n,void 0,!1,!0)).response}async function Ao(e,t){let n=t??{},{translation_domain:r,translation_key:i}=n;if(r&&i){let t=(await e.loadBackendTranslation(`exceptions`,r))(`component.${r}.exceptions.${i}.message`,n.translation_placeholders);if(t)return t}return n.message??String(t)}function jo(e,t){Oo(e,`hass-more-info`,{entityId:t})}function Mo(e){let t=document.querySelector(`home-assistant`);t&&Oo(t,`hass-notification`,{message:e})}function No(e,t,n){Oo(e,`show-dialog`,{dialogTag:t,dialogImport:()=>customElements.whenDefined(t),dialogParams:n})}function Po(e){history.pushState(null,``,e),Oo(window,`location-changed`,{replace:!1})}async function Fo(e,t){return(await window.loadCardHelpers()).showConfirmationDialog(e,{title:t.title,text:t.text,confirmText:t.yes,dismissText:t.no,destructive:t.isGrave??!1})}var U=t((()=>{}));function W(e,t,n,r){var i=arguments.length,a=i<3?t:r===null?r=Object.getOwnPropertyDescriptor(t,n):r,o;if(typeof Reflect==`object`&&typeof Reflect.decorate==`function`)a=Reflect.decorate(e,t,n,r);else for(var s=e.length-1;s>=0;s--)(o=e[s])&&(a=(i<3?o(a):i>3?o(t,n,a):o(t,n))||a);return i>3&&a&&Object.defineProperty(t,n,a),a}var G=t((()=>{})),Io,Lo=t((()=>{E(),k(),N(),H(),B(),G(),Io=class extends T{createRenderRoot(){return this}connectedCallback(){super.connectedCallback(),this.requestUpdate()}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer)}render(){let e=(this.until.getTime()-Date.now())/1e3;return b`${e>0?z(this.hass,`time_left`,{duration:go(e,this.hass)}):z(this.hass,`any_moment`)}`}updated(){clearTimeout(this.timer);let e=(this.until.getTime()-Date.now())/1e3;e<=0||!this.isConnected||(this.timer=setTimeout(()=>this.requestUpdate(),_o(e)*1e3))}},W([D({attribute:!1})],Io.prototype,`hass`,void 0),W([D({attribute:!1})],Io.prototype,`until`,void 0),Io=W([M(`factor-time-left`)],Io)}));function Ro(e,t){return b`<div
    class="bar"
    role="progressbar"
    aria-label=${t}
    aria-valuenow=${Math.floor(e)}
    aria-valuemin="0"
    aria-valuemax="100"
  >
    <div style="width: ${e}%"></div>
  </div>`}function zo(e,{progress:t}){return t===void 0?S:Ro(t,V(t,e))}function Bo(e,{face:t,finish:n}){return t===`working`?n?b`<factor-time-left .hass=${e} .until=${n}></factor-time-left>`:z(e,`no_estimate`):S}function Vo(e,t){let{progress:n,face:r}=t,i=r===`paused`?void 0:t.finish,a=L(e,t.entities,`sensor.height`),o=n===void 0?``:V(n,e),s=a&&`${z(e,`height`)} ${e.formatEntityState(a)}`,c=i&&z(e,`finishes_at`,{time:yo(i,e)});return b`<div class="job">
    ${zo(e,t)}
    ${o&&b`<div class="row large numbers">
        <span>${o}</span>
        <span>${Bo(e,t)}</span>
      </div>`}
    <div class="row second numbers">
      <bdi>${s}</bdi>
      <span>${c}</span>
    </div>
  </div>`}var Ho=t((()=>{E(),H(),B(),R(),Lo()})),Uo,Wo,Go=t((()=>{Uo={away:`mdi:cloud-off-outline`,lost:`mdi:lan-disconnect`,silent:`mdi:printer-3d-off`,disconnected:`mdi:power-plug-off-outline`,connecting:`mdi:connection`,error:`mdi:alert-circle-outline`,paused:`mdi:pause-circle-outline`,working:`mdi:printer-3d-nozzle`,transferring:`mdi:file-upload-outline`,finished:`mdi:check-circle-outline`,idle:`mdi:printer-3d`},Wo={finished:`mdi:check-circle-outline`,cancelled:`mdi:close-circle-outline`,failed:`mdi:alert-circle-outline`,unknown:`mdi:help-circle-outline`}}));function Ko(e,t){let n=Dt(e,t.entities,`camera.camera`);if(n)return!(Number(n.attributes.supported_features??0)&Zo)||n.state===`streaming`?n.entity_id:void 0}function qo(e,t){let n=Dt(e,t.entities,`camera.camera`),{supported_features:r,last_error:i,started_at:a}=n?.attributes??{};return Number(r??0)&Zo&&(!i||a)?n:void 0}function Jo(e,t,n){let r=L(e,t.entities,`image.${n}`),i=r?.attributes.entity_picture;return r&&i?e.hassUrl(`${i}&state=${encodeURIComponent(r.state)}`):void 0}function Yo({face:e,hasJob:t},n){return b`<ha-tile-icon
    .icon=${Uo[e]}
    .imageUrl=${t?n:void 0}
  ></ha-tile-icon>`}function Xo(e,t){let n=Ko(e,t);if(n)return b`<hui-image
      class="media"
      .hass=${e}
      .cameraImage=${n}
      .entity=${n}
      .cameraView=${`live`}
      .aspectRatio=${`16:9`}
      .fitMode=${`cover`}
    ></hui-image>`;let r=Jo(e,t,`snapshot`);if(r)return b`<img class="media" src=${r} alt=${t.name} />`;let i=Jo(e,t,`preview`);return i&&t.hasJob?b`<img
      class="media preview"
      src=${i}
      alt=${t.file??t.name}
    />`:S}var Zo,Qo=t((()=>{E(),Go(),R(),Zo=1}));function $o(e,t){let{face:n,entities:r,heaterLeftOn:i}=t;if(i)return{kind:`error`,text:z(e,`notice_heater_left_on`)};let[a,o,s]=ns[n]??[];if(!a)return;let c=I(e,r,`event.print`),l=s&&c?.attributes.event_type===s?c:o&&I(e,r,o),u=l&&(kt(l)??new Date(l.last_changed));return{kind:rs[n]??`info`,text:z(e,a,{since:u?yo(u,e):``})}}function es(e,t,n){let r=$o(e,t);return!r||n&&![`error`,`warning`].includes(r.kind)?S:b`<ha-alert
    role=${r.kind===`error`?`alert`:`status`}
    alert-type=${r.kind}
    >${r.text}</ha-alert
  >`}function ts(e,t){let n=is[t.face];return n?z(e,n):t.state?e.formatEntityState(t.state):``}var ns,rs,is,as=t((()=>{E(),H(),B(),R(),ns={away:[`notice_away`],lost:[`notice_lost`,`binary_sensor.online`,`connection_lost`],silent:[`notice_silent`,`binary_sensor.online`],disconnected:[`notice_disconnected`],connecting:[`notice_connecting`],error:[`notice_error`],paused:[`notice_paused`,`sensor.state`,`paused`],finished:[`notice_finished`,`sensor.last_print_ended`]},rs={lost:`warning`,error:`error`,paused:`warning`,finished:`success`},is={away:`face_away`,lost:`face_lost`,silent:`face_silent`,disconnected:`face_disconnected`,connecting:`face_connecting`,finished:`face_finished`}})),os,K,q,ss,J=t((()=>{E(),os=l`
  [data-face] {
    --face-color: var(--secondary-text-color);
  }
  [data-face="working"],
  [data-face="transferring"],
  [data-face="connecting"] {
    --face-color: var(--primary-color);
  }
  [data-face="paused"],
  [data-face="lost"] {
    --face-color: var(--warning-color);
  }
  [data-face="error"] {
    --face-color: var(--error-color);
  }
  [data-face="finished"] {
    --face-color: var(--success-color);
  }
  ha-tile-icon {
    --tile-icon-color: var(--face-color);
    flex: none;
  }
`,K=l`
  .name {
    font-weight: var(--ha-font-weight-medium, 500);
    font-size: var(--ha-font-size-m, 14px);
  }
  .second {
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
  }
  .name,
  .second {
    line-height: 1.4;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .numbers {
    font-variant-numeric: tabular-nums;
  }
`,q=l`
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: none;
    padding: 0;
    margin: 0;
    text-align: start;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled,
  button[aria-disabled="true"] {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
`,ss=l`
  .bar {
    height: 6px;
    border-radius: 3px;
    background: color-mix(in srgb, var(--face-color) 20%, transparent);
    overflow: hidden;
  }
  .bar > div {
    height: 100%;
    border-radius: inherit;
    background: var(--face-color);
    transition: width 0.5s;
  }
  @media (prefers-reduced-motion) {
    .bar > div {
      transition: none;
    }
  }
`})),cs,ls=t((()=>{E(),k(),N(),H(),U(),Ho(),B(),Qo(),as(),J(),G(),cs=class extends T{constructor(...e){super(...e),this.views=!1}static{this.shadowRootOptions={...T.shadowRootOptions,delegatesFocus:!0}}render(){let{hass:e,printer:t}=this,{hasJob:n,face:r,finish:i,progress:a,heaterLeftOn:o}=t;return b`<button
      type="button"
      data-face=${o?`error`:r}
      @click=${this.open}
    >
      ${Yo(t,Jo(e,t,`preview`))}
      <span class="texts">
        <span class="row">
          <span class="name" dir="auto">${t.name}</span>
          <span class="name numbers">
            ${n&&a!==void 0?V(a,e):S}
          </span>
        </span>
        <span class="row second">
          <span dir="auto">
            <span class="state">${ts(e,t)}</span>
            ${o?b`· ${z(e,`heater_on`)}`:t.file&&(n||r===`finished`)?b`· ${t.file}`:S}
          </span>
          <span class="numbers">
            ${n?Bo(e,t):S}
            ${r===`working`&&i?b`· <bdi>${yo(i,e)}</bdi>`:S}
          </span>
        </span>
      </span>
      <span aria-hidden="true">
        ${n?zo(e,t):S}
      </span>
    </button>`}open(){let{id:e}=this.printer,[,t]=location.pathname.split(`/`);this.views?Po(`/${t}/${e}`):No(this,`factor-printer-dialog`,{deviceId:e})}static{this.styles=[os,K,q,ss,l`
      :host {
        display: block;
        min-width: 0;
        content-visibility: auto;
        contain-intrinsic-size: auto 60px;
      }
      button {
        position: relative;
        display: flex;
        align-items: center;
        gap: 12px;
        box-sizing: border-box;
        width: 100%;
        height: 60px;
        padding: 0 12px;
        border-radius: var(--ha-border-radius-lg, 12px);
        background: color-mix(in srgb, var(--face-color) 10%, transparent);
        overflow: hidden;
      }
      /* content-visibility would cut what is outside */
      :focus-visible {
        outline-offset: -2px;
      }
      button:hover {
        background: color-mix(in srgb, var(--face-color) 18%, transparent);
      }
      .texts {
        flex: 1;
        min-width: 0;
      }
      .row {
        display: flex;
        justify-content: space-between;
        gap: 12px;
      }
      .row > :first-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .row > :last-child {
        flex: none;
      }
      [aria-hidden] {
        display: contents;
      }
      .state {
        color: var(--primary-text-color);
      }
      .bar {
        position: absolute;
        inset: auto 0 0;
        height: 4px;
        border-radius: 0;
      }
    `]}},W([D({attribute:!1,hasChanged:()=>!1})],cs.prototype,`hass`,void 0),W([D({attribute:!1})],cs.prototype,`printer`,void 0),W([D({type:Boolean})],cs.prototype,`views`,void 0),cs=W([M(`factor-farm-row`)],cs)}));function us(e,t,n,r){return{type:e,get name(){return z(void 0,t)},get description(){return z(void 0,n)},documentationURL:ds,...r}}var ds,fs=t((()=>{B(),ds=`https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md`})),ps,ms,hs,Y,gs=t((()=>{E(),k(),St(),N(),Zt(),po(),ls(),U(),B(),fs(),F(),J(),G(),ps=500,ms=9,hs=`/config/integrations/integration/factor`,Y=class extends T{constructor(...e){super(...e),this.search=``,this.reader=new Xt,this.printers=[],this.drawn=-1/0}static{this.getConfigForm=uo}static getStubConfig(){return{}}setConfig(e){this.config=e}getCardSize(){return 2+this.printers.length}getGridOptions(){return{columns:`full`,min_columns:6}}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.timer=void 0}shouldUpdate(e){if(e.size!==1||!e.has(`hass`))return!0;if(this.timer||this.read()===this.printers)return!1;let t=this.drawn+ps-performance.now();return t<=0||!this.isConnected||(this.timer=setTimeout(()=>{this.timer=void 0,this.requestUpdate()},t),!1)}willUpdate(){this.printers=this.read(),this.drawn=performance.now(),this.focused=this.shadowRoot?.activeElement}updated(){let{focused:e}=this;e?.isConnected&&this.shadowRoot?.activeElement!==e&&e.focus({preventScroll:!0})}read(){return this.hass?this.reader.read(this.hass,this.config??{}):[]}render(){let{hass:e,printers:t}=this;if(!e)return S;let n=t.filter(e=>(!this.group||Bt(e)===this.group)&&Wt(e,this.search));return b`<ha-card>
      <div class="header">
        <h2>${this.config?.title??z(e,`farm`)}</h2>
        ${this.filters(e)}
        ${t.length<ms&&!this.search?S:b`<ha-input-search
                appearance="outlined"
                .placeholder=${z(e,`farm_search`)}
                .value=${this.search}
                @input=${e=>{this.search=e.target.value}}
              ></ha-input-search>`}
      </div>
      ${n.length?b`<div class="rows">
              ${bt(Ht(n,e.language),({id:e})=>e,t=>b`<factor-farm-row
                    .hass=${e}
                    .printer=${t}
                    .views=${this.config?.views??!1}
                  ></factor-farm-row>`)}
            </div>`:this.nobody(e)}
    </ha-card>`}nobody(e){return P(e).size?b`<p role="status">${z(e,`farm_no_match`)}</p>`:b`<p role="status">${z(e,`farm_none`)}</p>
      <p>
        <ha-button appearance="filled" @click=${()=>Po(hs)}>
          ${z(e,`farm_add`)}
        </ha-button>
      </p>`}filters(e){let t=Ut(this.printers),n=Kt.filter(e=>t[e]||this.group===e);return b`<div
      class="filters"
      role="group"
      aria-label=${z(e,`farm`)}
    >
      ${bt(n,e=>e,n=>{let r=z(e,`group_${n}`);return b`<button
            type="button"
            class=${n}
            aria-pressed=${this.group===n}
            title=${z(e,`farm_filter`,{group:r})}
            @click=${()=>{this.group=this.group===n?void 0:n}}
          >
            <b>${t[n]}</b> ${r}
          </button>`})}
    </div>`}static{this.styles=[q,l`
      :host {
        display: block;
      }
      ha-card {
        height: 100%;
        container-type: inline-size;
      }
      .header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding: 12px 12px 0;
      }
      h2 {
        margin: 0;
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-normal, 400);
      }
      ha-input-search {
        flex: 1 1 200px;
        max-width: 400px;
      }
      .filters {
        display: flex;
        flex: 1 1 auto;
        flex-wrap: wrap;
        gap: 8px;
      }
      .filters button {
        --group-color: var(--secondary-text-color);
        min-height: 32px;
        padding: 0 12px;
        border-radius: 16px;
        font-variant-numeric: tabular-nums;
        background: color-mix(in srgb, var(--group-color) 14%, transparent);
      }
      .filters .attention {
        --group-color: var(--warning-color);
      }
      .filters .printing {
        --group-color: var(--primary-color);
      }
      .filters button[aria-pressed="true"] {
        background: color-mix(in srgb, var(--group-color) 40%, transparent);
      }
      .rows {
        display: grid;
        /* as many columns as fit, up to four */
        grid-template-columns: repeat(
          auto-fill,
          minmax(max(min(280px, 100%), (100% - 3 * 8px) / 4), 1fr)
        );
        gap: 8px;
        padding: 12px;
      }
      p {
        margin: 0;
        padding: 24px 12px;
        color: var(--secondary-text-color);
        text-align: center;
      }
    `]}},W([D({attribute:!1})],Y.prototype,`hass`,void 0),W([O()],Y.prototype,`config`,void 0),W([O()],Y.prototype,`group`,void 0),W([O()],Y.prototype,`search`,void 0),Y=W([M(`factor-farm-card`)],Y),window.customCards??=[],window.customCards.push(us(`factor-farm-card`,`farm_card_name`,`farm_card_description`,{preview:!0,getEntitySuggestion:fo}))}));function _s(e){return ys.some(t=>e.toLowerCase().endsWith(t))}async function vs(e,t,n){e.auth.expired&&await e.auth.refreshAccessToken();let r=new FormData;r.append(`file`,t);let i=new XMLHttpRequest;return new Promise((t,a)=>{i.upload.onprogress=({loaded:e,total:t})=>n(100*e/t),i.onload=()=>{i.status===200?t(JSON.parse(i.responseText).file_id):o()};let o=()=>{let t=i.status||`–`;a(Error(z(e,`upload_failed_here`,{status:t})))};i.onerror=o,i.onabort=o,i.open(`POST`,e.hassUrl(`/api/file_upload`)),i.setRequestHeader(`Authorization`,`Bearer ${e.auth.accessToken}`),i.send(r)})}var ys,bs,xs=t((()=>{U(),B(),ys=[`.gcode`,`.gco`,`.g`],bs=class{constructor(e){this.host=e,this.waiting=0,this.done=[],this.failures=[],this.last=Promise.resolve()}send(e,t,n){return!this.running&&!this.waiting&&(this.done=this.failures=[]),_s(n.name)?(this.waiting+=1,this.host.requestUpdate(),this.last=this.last.then(()=>this.run(e,t,n))):(this.fail(z(e,`drop_no_gcode`,{file:n.name})),Promise.resolve())}dismissDone(){this.done=[],this.host.requestUpdate()}dismiss(e){this.failures=this.failures.filter(t=>t!==e),this.host.requestUpdate()}async run(e,t,n){let{name:r}=n;--this.waiting;try{this.show({at:`here`,file:r,percent:0});let i=await vs(e,n,e=>this.show({at:`here`,file:r,percent:e}));this.show({at:`there`,file:r,percent:0});let a={device_id:t,file:i};await e.callService(`factor`,`upload_file`,a,void 0,!1),this.done=[...this.done,r],this.tell(z(e,`uploaded`,{file:r}))}catch(t){let n=await Ao(e,t);this.fail(n.includes(r)?n:z(e,`upload_failed`,{file:r,error:n}))}finally{this.show(void 0)}}show(e){this.running=e,this.host.requestUpdate()}fail(e){this.failures=[...this.failures,e],this.host.requestUpdate(),this.tell(e)}tell(e){this.host.showsUploads||Mo(e)}}}));function Ss(e){return e.display??e.name}var X,Cs=t((()=>{E(),k(),St(),N(),H(),U(),B(),zt(),J(),xs(),G(),X=class extends T{constructor(...e){super(...e),this.open=!1,this.error=``,this.search=``,this.hasFolders=!1,this.renderFile=e=>{let{hass:t}=this,n=[e.origin===`sdcard`&&z(t,`files_sd`),e.date&&yo(/* @__PURE__ */ new Date(e.date*1e3),t),e.size&&xo(e.size,t),e.estimated_print_time_s&&go(e.estimated_print_time_s,t)].filter(Boolean),r=this.starting!==void 0;return b`<li>
      <button
        type="button"
        aria-busy=${this.starting===e}
        aria-disabled=${r}
        @click=${()=>r||this.print(e)}
      >
        ${this.starting===e?b`<ha-spinner size="small"></ha-spinner>`:b`<ha-icon icon="mdi:file-document-outline"></ha-icon>`}
        <span>
          <span class="name">${Ss(e)}</span>
          <span class="second numbers">${n.join(` · `)}</span>
        </span>
        <ha-icon icon="mdi:play"></ha-icon>
      </button>
    </li>`}}async showDialog(e){this.asked=e,this.files=void 0,this.search=this.error=``,this.open=!0;try{let t=await ko(this.hass,`list_files`,{device_id:e.printer.id});this.hasFolders=t.files.some(e=>e.is_folder),this.files=t.files.filter(e=>!e.is_folder&&e.path===e.name).sort((e,t)=>(t.date??0)-(e.date??0))}catch(e){this.error=await Ao(this.hass,e)}}closeDialog(){return this.open=!1,!0}closed(){this.open=!1,this.asked=void 0,Oo(this,`dialog-closed`,{dialog:this.localName})}render(){if(!this.asked)return S;let{hass:e}=this,{printer:t}=this.asked;return b`<ha-dialog
      .open=${this.open}
      .headerTitle=${z(e,`files_title`,{printer:t.name})}
      @closed=${this.closed}
    >
      <div class="tools">
        <ha-input-search
          appearance="outlined"
          .placeholder=${z(e,`files_search`)}
          .value=${this.search}
          @input=${e=>{this.search=e.target.value}}
        ></ha-input-search>
        <ha-button appearance="filled" @click=${this.pick}>
          <ha-icon slot="start" icon="mdi:upload"></ha-icon>
          ${z(e,`files_upload`)}
        </ha-button>
        <input
          type="file"
          hidden
          accept=${ys.join(`,`)}
          @change=${this.picked}
        />
      </div>
      <div aria-live="polite">
        ${this.error?b`<ha-alert alert-type="error">${this.error}</ha-alert>`:S}
        ${this.renderFiles()}
      </div>
    </ha-dialog>`}renderFiles(){let{hass:e,files:t,search:n}=this;if(!t)return this.error?S:b`<div class="center"><ha-spinner></ha-spinner></div>`;let r=t.filter(e=>Rt(Ss(e),n));return r.length?b`<ul>
        ${bt(r,e=>`${e.origin}/${e.name}`,this.renderFile)}
      </ul>
      ${this.hasFolders?b`<p class="second">${z(e,`files_in_folders`)}</p>`:S}`:b`<p class="center">
        ${t.length?z(e,`files_no_match`,{search:n}):z(e,`files_none`)}
      </p>`}async print(e){let{hass:t,asked:n}=this;if(n&&await Fo(this,{title:z(t,`files_start_title`),text:z(t,`files_start_text`,{printer:n.printer.name,file:Ss(e)}),yes:z(t,`print`),no:z(t,`files_start_no`)})){this.starting=e,this.error=``;try{await t.callService(`factor`,`print_file`,{device_id:n.printer.id,filename:e.name,origin:e.origin===`sdcard`?`sd`:`local`},void 0,!1),this.closeDialog()}catch(e){this.error=await Ao(this.hass,e)}finally{this.starting=void 0}}}pick(){this.renderRoot.querySelector(`input`)?.click()}picked(e){let[t]=e.target.files??[];t&&(this.asked?.send(t),this.closeDialog())}static{this.styles=[q,K,l`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding-bottom: 8px;
      }
      ha-input-search {
        flex: 1 1 200px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li button {
        display: flex;
        align-items: center;
        gap: 16px;
        box-sizing: border-box;
        width: 100%;
        min-height: 56px;
        padding: 8px;
        border-radius: var(--ha-border-radius-md, 8px);
        color: var(--primary-text-color);
      }
      li button:hover:not([aria-disabled="true"]) {
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 10%,
          transparent
        );
      }
      li span {
        flex: 1;
        display: block;
        min-width: 0;
      }
      ha-icon {
        flex: none;
        color: var(--secondary-text-color);
      }
      p.second {
        white-space: normal;
      }
      .center {
        display: flex;
        justify-content: center;
        padding: 24px;
        text-align: center;
      }
    `]}},W([D({attribute:!1})],X.prototype,`hass`,void 0),W([O()],X.prototype,`asked`,void 0),W([O()],X.prototype,`open`,void 0),W([O()],X.prototype,`files`,void 0),W([O()],X.prototype,`error`,void 0),W([O()],X.prototype,`search`,void 0),W([O()],X.prototype,`starting`,void 0),X=W([M(`factor-files-dialog`)],X)}));function ws(e){return e===`resume`?`pause`:e}var Z,Ts=t((()=>{E(),k(),St(),N(),H(),U(),B(),Qo(),R(),J(),G(),Z=class extends T{constructor(...e){super(...e),this.small=!1,this.button=({key:e,icon:t,isGrave:n,isOn:r,isOff:i,run:a})=>{let o=z(this.hass,e),s=this.busy===e,c=i||this.busy!==void 0;return b`<button
      type="button"
      class=${n?`grave`:``}
      title=${o}
      aria-label=${o}
      aria-busy=${s}
      aria-pressed=${r??S}
      aria-disabled=${c}
      @click=${()=>c||this.start(e,a)}
    >
      ${s?b`<ha-spinner size="tiny"></ha-spinner>`:b`<ha-icon .icon=${t}></ha-icon>`}
      <span>${o}</span>
    </button>`}}render(){let e=this.possible();return this.hidden=!e.length,b`<div role="group" aria-label=${this.printer.name}>
      ${bt(e,({key:e})=>ws(e),this.button)}
    </div>`}async start(e,t){this.busy=e;try{await t()}catch{}finally{this.busy=void 0}}possible(){let{hass:e,printer:t}=this,n=n=>Dt(e,t.entities,n),r=(e,t)=>{let r=n(`button.${e}`);return r&&{key:e,icon:t,run:()=>this.press(r.entity_id)}},i=t.face===`idle`||t.face===`finished`,a=t.heaters.filter(e=>e.canSet&&e.target),o=n(`fan.fan`)?.entity_id,s=this.light??t.entities.idOf(`light`)??t.entities.idOf(`switch`),c=qo(e,t),l=c?.state===`streaming`,u=s!==void 0&&e.states[s]?.state===`on`,d=r(`cancel`,`mdi:stop`),f=t.face===`working`||t.face===`paused`;return[r(`pause`,`mdi:pause`)??r(`resume`,`mdi:play`)??(f&&{key:`pause`,icon:`mdi:pause`,isOff:!0,run:()=>{}}),d&&{...d,isGrave:!0,run:()=>this.cancel(d)},i&&t.takesFiles&&{key:`print_file`,icon:`mdi:file-document-outline`,run:()=>this.chooseFile()},a.length>0&&(i||t.face===`paused`)&&{key:`heaters_off`,icon:`mdi:radiator-off`,run:()=>this.turnHeatersOff(a.map(e=>e.targetId))},r(`home`,`mdi:home-import-outline`),s&&e.states[s]&&{key:`light`,icon:u?`mdi:lightbulb-on`:`mdi:lightbulb-outline`,isOn:u,run:()=>e.callService(`homeassistant`,`toggle`,{},{entity_id:s})},o&&{key:`fan`,icon:`mdi:fan`,run:()=>jo(this,o)},c&&!this.small&&{key:`camera`,icon:l?`mdi:video`:`mdi:video-off-outline`,isOn:l,run:()=>e.callService(`camera`,l?`turn_off`:`turn_on`,{},{entity_id:c.entity_id})}].filter(e=>!!e)}press(e){return this.hass.callService(`button`,`press`,{},{entity_id:e})}async cancel(e){let{hass:t,printer:n}=this;await Fo(this,{title:z(t,`cancel_title`),text:z(t,`cancel_text`,{printer:n.name,file:n.file??``,progress:V(n.progress??0,t)}),yes:z(t,`cancel_yes`),no:z(t,`cancel_no`),isGrave:!0})&&await e.run()}async turnHeatersOff(e){let{hass:t,printer:n}=this;(n.face!==`paused`||await Fo(this,{title:z(t,`heaters_off_title`),text:z(t,`heaters_off_text`,{printer:n.name}),yes:z(t,`heaters_off`),no:z(t,`heaters_off_no`)}))&&await t.callService(`number`,`set_value`,{value:0},{entity_id:e})}chooseFile(){No(this,`factor-files-dialog`,{printer:this.printer,send:this.send})}static{this.styles=[q,l`
      :host([hidden]) {
        display: none;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      button {
        display: flex;
        flex: 1 1 auto;
        align-items: center;
        justify-content: center;
        gap: 8px;
        min-height: 40px;
        padding: 0 12px;
        border-radius: var(--ha-border-radius-lg, 12px);
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 12%,
          transparent
        );
        white-space: nowrap;
        --mdc-icon-size: 20px;
        --ha-spinner-size: 20px;
      }
      button:hover:not([aria-disabled="true"]) {
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 20%,
          transparent
        );
      }
      button[aria-disabled="true"]:not([aria-busy="true"]) {
        opacity: 0.5;
      }
      .grave {
        /* on grey the error's colour alone can't be read well */
        color: color-mix(
          in srgb,
          var(--error-color) 75%,
          var(--primary-text-color)
        );
      }
      :host([small]) span {
        position: absolute;
        clip-path: inset(50%);
        width: 1px;
        height: 1px;
        overflow: hidden;
      }
      :host([small]) button {
        position: relative;
        min-width: 40px;
        padding: 0;
      }
    `]}},W([D({attribute:!1})],Z.prototype,`hass`,void 0),W([D({attribute:!1})],Z.prototype,`printer`,void 0),W([D({attribute:!1})],Z.prototype,`light`,void 0),W([D({attribute:!1})],Z.prototype,`send`,void 0),W([D({type:Boolean,reflect:!0})],Z.prototype,`small`,void 0),W([O()],Z.prototype,`busy`,void 0),Z=W([M(`factor-actions`)],Z)})),Es,Ds=t((()=>{Es=class{constructor(e,t,n){this.host=e,this.canTake=t,this.take=n,this.isOver=!1,this.over=e=>{if(!e.dataTransfer?.types.includes(`Files`))return;e.preventDefault();let t=this.canTake();t||(e.dataTransfer.dropEffect=`none`),this.set(t)},this.leave=e=>{let t=e.relatedTarget;t&&this.host.contains(t)||this.set(!1)},this.drop=e=>{if(this.isOver){e.preventDefault(),this.set(!1);for(let t of e.dataTransfer?.files??[])this.take(t)}},e.addController(this),e.addEventListener(`dragover`,this.over),e.addEventListener(`dragleave`,this.leave),e.addEventListener(`drop`,this.drop)}hostDisconnected(){this.isOver=!1}set(e){this.isOver!==e&&(this.isOver=e,this.host.requestUpdate())}}})),Os,ks,As,js=t((()=>{E(),k(),N(),H(),U(),B(),J(),G(),Os=`hui-trend-graph-card-feature`,ks=1,As=class extends T{render(){let{hass:e,heater:t}=this,n=z(e,t.number?`hotend_n`:t.kind,{number:t.number}),r=e.formatEntityState(t.temperature),i=t.target?z(e,`target`,{target:So(t.target,e)+`°`}):z(e,`off`),a=z(e,t.canSet?`set_target`:`show_history`,{heater:n,value:r,target:i});return b`<button
      type="button"
      class=${t.target?`on`:``}
      aria-label=${a}
      title=${a}
      @click=${()=>jo(this,t.entityId)}
    >
      <div class="second">${n}</div>
      <div class="value numbers"><bdi>${r}</bdi></div>
      <div class="second numbers">
        ${t.targetId||t.target?i:`\xA0`}
      </div>
      <div class="graph">${this.drawn}</div>
    </button>`}firstUpdated(){this.draw()}updated(){this.drawn&&(this.drawn.hass=this.hass)}async draw(){await customElements.whenDefined(Os);let e=document.createElement(Os);e.setConfig({type:`trend-graph`,hours_to_show:ks,detail:!1}),e.context={entity_id:this.heater.temperature.entity_id},e.hass=this.hass,this.drawn=e}static{this.styles=[q,K,l`
      :host {
        display: block;
        min-width: 0;
      }
      button {
        display: block;
        box-sizing: border-box;
        position: relative;
        width: 100%;
        height: 100%;
        padding: 8px 12px;
        overflow: hidden;
        border-radius: var(--ha-border-radius-lg, 12px);
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 8%,
          transparent
        );
      }
      .on {
        background: color-mix(
          in srgb,
          var(--deep-orange-color, #ff6f22) 14%,
          transparent
        );
      }
      .value {
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
        line-height: 1.4;
        white-space: nowrap;
      }
      .graph {
        height: 32px;
        margin: 4px -12px -8px;
        pointer-events: none;
        --feature-height: 32px;
        --feature-border-radius: 0;
        --feature-color: var(--secondary-text-color);
      }
      .on .graph {
        --feature-color: var(--deep-orange-color, #ff6f22);
      }
    `]}},W([D({attribute:!1})],As.prototype,`hass`,void 0),W([D({attribute:!1})],As.prototype,`heater`,void 0),W([O()],As.prototype,`drawn`,void 0),As=W([M(`factor-heater`)],As)}));function Ms(){let e=[`full`,`compact`,`line`].map(e=>({value:e,label:z(void 0,`layout_${e}`)}));return{schema:[{name:`device_id`,required:!0,selector:{device:Ps}},{name:`layout`,selector:{select:{mode:`dropdown`,options:e}}},{name:`light`,selector:{entity:Fs}}],computeLabel:({name:e})=>z(void 0,`option_${e}`),computeHelper:({name:e})=>e===`light`?z(void 0,`help_light`):void 0}}function Ns(e,t){let n=e.entities[t]?.device_id;return!n||!P(e).has(n)?null:{config:{type:`custom:factor-printer-card`,device_id:n,layout:`full`}}}var Ps,Fs,Is=t((()=>{B(),F(),Ps={entity:[{integration:`factor`,domain:`event`}]},Fs={filter:[{domain:[`light`,`switch`]}]}})),Ls,Q,Rs=t((()=>{E(),k(),N(),H(),U(),Go(),B(),R(),J(),G(),Ls=10,Q=class extends T{constructor(...e){super(...e),this.expanded=!1,this.error=``,this.shown=``}render(){let{hass:e}=this;return b`<ha-expansion-panel
      outlined
      .header=${z(e,`prints`)}
      .secondary=${this.lastPrint()}
      @expanded-changed=${e=>{this.expanded=e.detail.expanded}}
    >
      ${this.expanded?this.renderHistory():S}
    </ha-expansion-panel>`}lastPrint(){let{hass:e,printer:t}=this,n=L(e,t.entities,`sensor.last_print_outcome`);return[L(e,t.entities,`sensor.last_print_file`)?.state,n&&e.formatEntityState(n)].filter(Boolean).join(` · `)||z(e,`prints_none`)}renderHistory(){let{hass:e,history:t}=this;return this.error?b`<p class="second">${this.error}</p>`:t?t.total?b`<ul>
        ${t.prints.map(e=>this.renderPrint(e))}
      </ul>
      ${t.total>t.prints.length?b`<p class="second">
              ${z(e,`prints_total`,{total:t.total,count:t.prints.length})}
            </p>`:S}`:b`<p class="second">${z(e,`prints_none`)}</p>`:b`<ha-spinner size="small"></ha-spinner>`}renderPrint(e){let{hass:t}=this,n=z(t,`outcome_${e.outcome}`);return b`<li class=${e.outcome}>
      <ha-icon
        .icon=${Wo[e.outcome]}
        role="img"
        aria-label=${n}
        title=${n}
      ></ha-icon>
      <div>
        <div class="name">${e.file??`–`}</div>
        <div class="second numbers">
          ${n} · ${yo(new Date(e.ended),t)}
        </div>
      </div>
      <div class="end second numbers">
        <div>
          ${e.duration===null?`–`:go(e.duration,t)}
        </div>
        <div>
          ${e.cost===null?S:bo(e.cost,e.currency??t.config.currency,t)}
        </div>
      </div>
    </li>`}willUpdate(){if(!this.expanded)return;let e=I(this.hass,this.printer.entities,`event.print`),t=`${this.printer.id} ${e?.state}`;t!==this.shown&&(this.shown=t,this.load(t))}async load(e){this.error=``;try{let t=await ko(this.hass,`get_print_history`,{device_id:this.printer.id,limit:Ls});e===this.shown&&(this.history=t)}catch(e){this.error=await Ao(this.hass,e)}}static{this.styles=[K,l`
      ha-expansion-panel {
        --expansion-panel-summary-padding: 0 12px;
        --expansion-panel-content-padding: 0 12px 8px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 6px 0;
      }
      li > div:nth-child(2) {
        flex: 1;
        min-width: 0;
      }
      .end {
        text-align: end;
      }
      p {
        margin: 8px 0;
      }
      ha-icon {
        flex: none;
        color: var(--secondary-text-color);
      }
      .finished ha-icon {
        color: var(--success-color);
      }
      .failed ha-icon {
        color: var(--error-color);
      }
    `]}},W([D({attribute:!1})],Q.prototype,`hass`,void 0),W([D({attribute:!1})],Q.prototype,`printer`,void 0),W([O()],Q.prototype,`expanded`,void 0),W([O()],Q.prototype,`history`,void 0),W([O()],Q.prototype,`error`,void 0),Q=W([M(`factor-prints`)],Q)}));function zs(e,t,{running:n,waiting:r}){if(!n)return t.upload===void 0?void 0:{label:z(e,`uploading`),percent:t.upload};let{file:i,at:a,percent:o}=n,s=z(e,`uploading_${a}`,{file:i});return{label:r?`${s} · ${z(e,`uploads_waiting`,{count:r})}`:s,percent:a===`here`?o:t.upload??0}}function Bs(e,t,n){let{done:r,failures:i}=n,a=zs(e,t,n),o=z(e,r.length>1?`uploaded_all`:`uploaded`,{file:r.join(`, `),count:r.length});return b`${a?b`<div class="job" data-face="transferring">
          ${Ro(a.percent,a.label)}
          <div class="row second numbers">
            <span role="status">${a.label}</span>
            <span>${V(a.percent,e)}</span>
          </div>
        </div>`:S}
  ${r.length?Vs(o,`success`,()=>n.dismissDone()):S}
  ${i.map(e=>Vs(e,`error`,()=>n.dismiss(e)))}`}function Vs(e,t,n){return b`<ha-alert
    role="status"
    dismissable
    alert-type=${t}
    @alert-dismissed-clicked=${n}
    >${e}</ha-alert
  >`}var Hs=t((()=>{E(),H(),Ho(),B()})),Us,Ws,Gs=t((()=>{E(),k(),St(),Ts(),N(),Ds(),H(),U(),js(),Ho(),B(),Qo(),as(),fs(),R(),Is(),Rs(),F(),J(),xs(),Hs(),G(),Us=[`away`,`lost`,`silent`],Ws=class extends T{constructor(...e){super(...e),this.reader=new Lt,this.uploads=new bs(this),this.dropZone=new Es(this,()=>!!this.printer?.takesFiles&&!Us.includes(this.printer.face),e=>this.send(e)),this.send=e=>{let t=this.config?.device_id;this.hass&&t&&this.uploads.send(this.hass,t,e)}}static{this.getConfigForm=Ms}static getStubConfig(e){let[t]=P(e).keys();return t===void 0?{}:{device_id:t,layout:`full`}}setConfig(e){this.config=e}getCardSize(){return{full:8,compact:4,line:1}[this.size]}getGridOptions(){return{full:{columns:12,min_columns:6},compact:{columns:12,min_columns:6},line:{columns:12,rows:1,min_columns:6,min_rows:1}}[this.size]}get showsUploads(){return this.isConnected&&this.size!==`line`}get size(){return this.config?.layout??`full`}shouldUpdate(e){return!(e.size===1&&e.has(`hass`))||this.read()!==this.printer||!this.printer}willUpdate(){this.printer=this.read()}read(){let{device_id:e,light:t}=this.config??{};if(this.hass&&e)return this.reader.read(this.hass,e,t)}render(){let{hass:e,printer:t}=this;if(!e)return S;if(!t){let t=this.config?.device_id?`no_such_printer`:`choose_printer`;return b`<ha-card>
        <ha-alert>${z(e,t)}</ha-alert>
      </ha-card>`}return b`<ha-card
      class=${this.size}
      data-face=${t.face}
      role="group"
      aria-label=${t.name}
    >
      ${this.size===`line`?this.line(e,t):this.card(e,t)}
      ${this.dropZone.isOver?b`<div class="drop">
              <ha-icon icon="mdi:file-upload-outline"></ha-icon>
              ${z(e,`drop`,{printer:t.name})}
            </div>`:S}
    </ha-card>`}line(e,t){let n=zs(e,t,this.uploads);return b`<button
      type="button"
      class="line"
      @click=${()=>No(this,`factor-printer-dialog`,{deviceId:t.id})}
    >
      ${this.icon(e,t)}
      <span class="title">
        <span class="name">${t.name}</span>
        <span class="second numbers">
          ${ts(e,t)}
          ${n&&b`· ${V(n.percent,e)} ${n.label}`}
          ${t.hasJob&&t.progress!==void 0?b`· ${V(t.progress,e)}`:S}
          ${t.face===`working`?b`· ${Bo(e,t)}`:S}
        </span>
      </span>
      ${t.hasJob?zo(e,t):S}
    </button>`}card(e,t){let n=this.size===`full`;return b`
      ${n?Xo(e,t):S}
      <div class="content">
        <div class="header">
          ${this.icon(e,t)}
          <button
            type="button"
            class="title"
            title=${z(e,`more`,{printer:t.name})}
            @click=${()=>t.state&&jo(this,t.state.entity_id)}
          >
            <div class="name">${t.name}</div>
            <div class="second">
              <span class="state">${ts(e,t)}</span>
              ${t.file&&t.face!==`idle`?b`· ${t.file}`:S}
            </div>
          </button>
          ${n?S:this.temperatures(e,t)}
        </div>
        ${es(e,t,!n)}
        ${Bs(e,t,this.uploads)}
        ${t.hasJob?Vo(e,t):S}
        ${n&&t.heaters.length?this.heaters(e,t):S}
        <factor-actions
          .hass=${e}
          .printer=${t}
          .light=${this.config?.light}
          .send=${this.send}
          .small=${!n}
        ></factor-actions>
        ${n?b`<factor-prints
                .hass=${e}
                .printer=${t}
              ></factor-prints>`:S}
      </div>
    `}icon(e,t){return Yo(t,this.size===`full`&&!Ko(e,t)?void 0:Jo(e,t,`preview`))}heaters(e,t){return b`<div class="heaters">
      ${bt(t.heaters,e=>e.temperature.entity_id,t=>b`<factor-heater .hass=${e} .heater=${t}></factor-heater>`)}
    </div>`}temperatures(e,t){return b`<div class="temperatures second numbers">
      ${t.heaters.slice(0,3).map(t=>b`<button
              type="button"
              title=${z(e,t.kind)}
              @click=${()=>jo(this,t.entityId)}
            >
              ${So(t.value,e)}${t.target?`/${So(t.target,e)}`:S}°
            </button>`)}
    </div>`}static{this.styles=[os,K,q,ss,l`
      :host {
        display: block;
      }
      ha-card {
        position: relative;
        overflow: hidden;
        height: 100%;
        container-type: inline-size;
      }
      .media {
        display: block;
        width: 100%;
        aspect-ratio: 16 / 9;
        object-fit: cover;
        background: var(--secondary-background-color);
      }
      .preview {
        object-fit: contain;
      }
      .content {
        display: flex;
        flex-direction: column;
        gap: 12px;
        padding: 12px;
      }
      .header,
      button.line {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .title {
        flex: 1;
        min-width: 0;
      }
      .state {
        color: var(--primary-text-color);
      }
      .full .name {
        font-size: var(--ha-font-size-l, 16px);
      }
      .row {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        min-height: 1.4em;
        line-height: 1.4;
      }
      .row > span:last-child {
        text-align: end;
      }
      .large {
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
      }
      .job {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      .heaters {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: 8px;
      }
      .heaters:has(> :nth-child(4):last-child) {
        grid-template-columns: repeat(2, 1fr);
      }
      .temperatures {
        display: flex;
        flex-direction: column;
        align-items: flex-end;
      }
      button.line {
        position: relative;
        box-sizing: border-box;
        width: 100%;
        height: 100%;
        min-height: 56px;
        padding: 0 12px;
        color: var(--primary-text-color);
      }
      .line .title > span {
        display: block;
      }
      .line .bar {
        position: absolute;
        inset: auto 0 0;
        height: 4px;
        border-radius: 0;
      }
      .drop {
        position: absolute;
        inset: 0;
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 8px;
        padding: 16px;
        border: 2px dashed var(--primary-color);
        border-radius: inherit;
        background: color-mix(
          in srgb,
          var(--ha-card-background, var(--card-background-color)) 90%,
          transparent
        );
        text-align: center;
        pointer-events: none;
        --mdc-icon-size: 40px;
      }
    `]}},W([D({attribute:!1})],Ws.prototype,`hass`,void 0),W([O()],Ws.prototype,`config`,void 0),W([O()],Ws.prototype,`printer`,void 0),Ws=W([M(`factor-printer-card`)],Ws),window.customCards??=[],window.customCards.push(us(`factor-printer-card`,`printer_card_name`,`printer_card_description`,{preview:!0,getEntitySuggestion:Ns}))})),Ks,qs=t((()=>{E(),k(),N(),U(),Gs(),F(),G(),Ks=class extends T{constructor(...e){super(...e),this.open=!1}showDialog({deviceId:e}){this.card=document.createElement(`factor-printer-card`),this.card.setConfig({type:`custom:factor-printer-card`,device_id:e}),this.name=P(this.hass).get(e)?.name,this.open=!0}closeDialog(){return this.open=!1,!0}closed(){this.open=!1,this.card=this.name=void 0,Oo(this,`dialog-closed`,{dialog:this.localName})}render(){return this.card?(this.card.hass=this.hass,b`<ha-dialog
      .open=${this.open}
      .headerTitle=${this.name??``}
      @closed=${this.closed}
    >
      ${this.card}
    </ha-dialog>`):S}static{this.styles=l`
    ha-dialog {
      --dialog-content-padding: 0;
    }
    factor-printer-card {
      --ha-card-border-width: 0;
      --ha-card-box-shadow: none;
      --ha-card-background: transparent;
    }
  `}},W([D({attribute:!1})],Ks.prototype,`hass`,void 0),W([O()],Ks.prototype,`name`,void 0),W([O()],Ks.prototype,`open`,void 0),Ks=W([M(`factor-printer-dialog`)],Ks)}));function Js(e,t){return e.flatMap(e=>t.map(t=>e.idOf(t))).filter(e=>e!==void 0)}function Ys(e,t){return{type:`grid`,cards:[{type:`heading`,heading:e},...t]}}function Xs(e){return{type:`custom:factor-printer-card`,device_id:e.id}}function Zs(e,t){let n={type:`custom:factor-farm-card`,views:!0},r={title:z(e,`view_farm`),path:`farm`};return t.length>nc?{...r,type:`panel`,cards:[n]}:{...r,type:`sections`,max_columns:$,sections:[{type:`grid`,column_span:$,cards:[n]},...t.map(e=>({type:`grid`,cards:[Xs(e)]}))]}}function Qs(e,t,n){let r=[...t.hotends.map(e=>`sensor.hotend_${e}_temperature`),`sensor.bed_temperature`,`sensor.chamber_temperature`],i=Js([t],r),a=Js([t],lc),o={type:`history-graph`,hours_to_show:ac,entities:i.map(e=>({entity:e,name:sc})),grid_options:cc},s=a.map(e=>({type:`tile`,entity:e,name:sc,grid_options:cc}));return{title:t.name,path:t.id,type:`sections`,max_columns:$,subview:!n,sections:[{type:`grid`,cards:[Xs(t)]},...i.length?[Ys(z(e,`section_temperatures`),[o])]:[],...s.length?[Ys(z(e,`section_totals`),s)]:[]]}}function $s(e,t){let n=Js(t,[`calendar.prints`]),r=uc.map(([n,r])=>{let i=Js(t,r),a={type:`statistics-graph`,entities:i,period:`week`,days_to_show:oc,stat_types:[`change`],chart_type:`bar-stack`,hide_legend:i.length>rc,grid_options:cc};return i.length?[Ys(z(e,n),[a])]:[]}),i={type:`calendar`,entities:n,grid_options:{...cc,rows:ic}};return{title:z(e,`view_prints`),path:`prints`,type:`sections`,max_columns:$,sections:[...n.length?[{...Ys(z(e,`section_calendar`),[i]),column_span:$}]:[],...r.flat()]}}function ec(e){let t=[...P(e).values()];return JSON.stringify([e.language,t.map(({id:e,name:t,ids:n})=>[e,t,n])])}var tc,nc,$,rc,ic,ac,oc,sc,cc,lc,uc,dc,fc=t((()=>{N(),B(),fs(),F(),G(),tc=8,nc=4,$=3,rc=8,ic=10,ac=6,oc=90,sc={type:`entity`},cc={columns:`full`},lc=[`sensor.prints_finished`,`sensor.prints_cancelled`,`sensor.prints_failed`,`sensor.printing_time`,`sensor.filament_used_weight`,`sensor.energy_used`,`sensor.cost_of_prints`,`binary_sensor.safe_to_power_off`],uc=[[`section_prints`,[`sensor.prints_finished`]],[`section_wasted`,[`sensor.prints_cancelled`,`sensor.prints_failed`]],[`section_time`,[`sensor.printing_time`]],[`section_filament`,[`sensor.filament_used_weight`]],[`section_energy`,[`sensor.energy_used`]],[`section_cost`,[`sensor.cost_of_prints`]]],dc=class extends HTMLElement{static{this.noEditor=!0}static getCreateSuggestions(e){return{title:z(e,`strategy_name`),icon:`mdi:printer-3d`}}static shouldRegenerate(e,t,n){return(t.entities!==n.entities||t.devices!==n.devices||t.language!==n.language)&&ec(t)!==ec(n)}static async generate(e,t){let n=[...P(t).values()],r=n.length<=tc;return{views:[...n.length===1?[]:[Zs(t,n)],...n.map(e=>Qs(t,e,r)),...n.length?[$s(t,n)]:[]]}}},dc=W([M(`ll-strategy-dashboard-factor`)],dc),window.customStrategies??=[],window.customStrategies.push(us(`factor`,`strategy_name`,`strategy_description`,{strategyType:`dashboard`}))})),pc=/* @__PURE__ */ n({}),mc=t((()=>{gs(),Cs(),Gs(),qs(),fc()}));await customElements.whenDefined(`home-assistant`),await Promise.resolve().then(()=>(mc(),pc));