var e=Object.defineProperty,t=(e,t,n)=>()=>{if(n)throw n[0];try{return e&&(t=e(e=0)),t}catch(e){throw n=[e],e}},n=(t,n)=>{let r={};for(var i in t)e(r,i,{get:t[i],enumerable:!0});return n||e(r,Symbol.toStringTag,{value:`Module`}),r},r,i,a,o,s,c,l,u,d,f=t((()=>{r=globalThis,i=r.ShadowRoot&&(r.ShadyCSS===void 0||r.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,a=Symbol(),o=/* @__PURE__ */ new WeakMap,s=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==a)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(i&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=o.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&o.set(t,e))}return e}toString(){return this.cssText}},c=e=>new s(typeof e==`string`?e:e+``,void 0,a),l=(e,...t)=>{let n=e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]);return new s(n,e,a)},u=(e,t)=>{if(i)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),i=r.litNonce;i!==void 0&&t.setAttribute(`nonce`,i),t.textContent=n.cssText,e.appendChild(t)}},d=i?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return c(t)})(e):e})),p,m,ee,te,ne,re,ie,ae,oe,se,ce,le,ue,de,h,fe=t((()=>{f(),{is:p,defineProperty:m,getOwnPropertyDescriptor:ee,getOwnPropertyNames:te,getOwnPropertySymbols:ne,getPrototypeOf:re}=Object,ie=globalThis,ae=ie.trustedTypes,oe=ae?ae.emptyScript:``,se=ie.reactiveElementPolyfillSupport,ce=(e,t)=>e,le={toAttribute(e,t){switch(t){case Boolean:e=e?oe:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},ue=(e,t)=>!p(e,t),de={attribute:!0,type:String,converter:le,reflect:!1,useDefault:!1,hasChanged:ue},Symbol.metadata??=Symbol(`metadata`),ie.litPropertyMetadata??=/* @__PURE__ */ new WeakMap,h=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=de){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&m(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=ee(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??de}static _$Ei(){if(this.hasOwnProperty(ce(`elementProperties`)))return;let e=re(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(ce(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(ce(`properties`))){let e=this.properties,t=[...te(e),...ne(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(d(e))}else e!==void 0&&t.push(d(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return u(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?le:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?le:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??ue)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}},h.elementStyles=[],h.shadowRootOptions={mode:`open`},h[ce(`elementProperties`)]=/* @__PURE__ */ new Map,h[ce(`finalized`)]=/* @__PURE__ */ new Map,se?.({ReactiveElement:h}),(ie.reactiveElementVersions??=[]).push(`2.1.2`)}));function pe(e,t){if(!Ce(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return _e===void 0?t:_e.createHTML(t)}function g(e,t,n=e,r){if(t===x)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=Se(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=g(e,i._$AS(e,t.values),i,r)),t}var me,he,ge,_e,ve,_,ye,be,v,xe,Se,Ce,we,Te,Ee,De,Oe,y,ke,Ae,je,Me,b,x,S,Ne,C,Pe,Fe,Ie,Le,w,Re,ze,Be,Ve,He,Ue,We,T=t((()=>{me=globalThis,he=e=>e,ge=me.trustedTypes,_e=ge?ge.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,ve=`$lit$`,_=`lit$${Math.random().toFixed(9).slice(2)}$`,ye=`?`+_,be=`<${ye}>`,v=document,xe=()=>v.createComment(``),Se=e=>e===null||typeof e!=`object`&&typeof e!=`function`,Ce=Array.isArray,we=e=>Ce(e)||typeof e?.[Symbol.iterator]==`function`,Te=`[ 	
\f\r]`,Ee=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,De=/-->/g,Oe=/>/g,y=RegExp(`>|${Te}(?:([^\\s"'>=/]+)(${Te}*=${Te}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),ke=/'/g,Ae=/"/g,je=/^(?:script|style|textarea|title)$/i,Me=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),b=Me(1),Me(2),Me(3),x=Symbol.for(`lit-noChange`),S=Symbol.for(`lit-nothing`),Ne=/* @__PURE__ */ new WeakMap,C=v.createTreeWalker(v,129),Pe=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=Ee;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===Ee?c[1]===`!--`?o=De:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=y):(je.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=y):o=Oe:o===y?c[0]===`>`?(o=i??Ee,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?y:c[3]===`"`?Ae:ke):o===Ae||o===ke?o=y:o===De||o===Oe?o=Ee:(o=y,i=void 0);let d=o===y&&e[t+1].startsWith(`/>`)?` `:``;a+=o===Ee?n+be:l>=0?(r.push(s),n.slice(0,l)+ve+n.slice(l)+_+d):n+_+(l===-2?t:d)}return[pe(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},Fe=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=Pe(t,n);if(this.el=e.createElement(l,r),C.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=C.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(ve)){let t=u[o++],n=i.getAttribute(e).split(_),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Re:r[1]===`?`?ze:r[1]===`@`?Be:w}),i.removeAttribute(e)}else e.startsWith(_)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(je.test(i.tagName)){let e=i.textContent.split(_),t=e.length-1;if(t>0){i.textContent=ge?ge.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],xe()),C.nextNode(),c.push({type:2,index:++a});i.append(e[t],xe())}}}else if(i.nodeType===8){if(i.data===ye)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(_,e+1))!==-1;)c.push({type:7,index:a}),e+=_.length-1}}a++}}static createElement(e,t){let n=v.createElement(`template`);return n.innerHTML=e,n}},Ie=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??v).importNode(t,!0);C.currentNode=r;let i=C.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new Le(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Ve(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=C.nextNode(),a++)}return C.currentNode=v,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},Le=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=S,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=g(this,e,t),Se(e)?e===S||e==null||e===``?(this._$AH!==S&&this._$AR(),this._$AH=S):e!==this._$AH&&e!==x&&this._(e):e._$litType$===void 0?e.nodeType===void 0?we(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==S&&Se(this._$AH)?this._$AA.nextSibling.data=e:this.T(v.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=Fe.createElement(pe(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new Ie(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=Ne.get(e.strings);return t===void 0&&Ne.set(e.strings,t=new Fe(e)),t}k(t){Ce(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(xe()),this.O(xe()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=he(e).nextSibling;he(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},w=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=S,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=S}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=g(this,e,t,0),a=!Se(e)||e!==this._$AH&&e!==x,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=g(this,r[n+o],t,o),s===x&&(s=this._$AH[o]),a||=!Se(s)||s!==this._$AH[o],s===S?e=S:e!==S&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===S?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Re=class extends w{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===S?void 0:e}},ze=class extends w{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==S)}},Be=class extends w{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=g(this,e,t,0)??S)===x)return;let n=this._$AH,r=e===S&&n!==S||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==S&&(n===S||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Ve=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){g(this,e)}},He={M:ve,P:_,A:ye,C:1,L:Pe,R:Ie,D:we,V:g,I:Le,H:w,N:ze,U:Be,B:Re,F:Ve},Ue=me.litHtmlPolyfillSupport,Ue?.(Fe,Le),(me.litHtmlVersions??=[]).push(`3.3.3`),We=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new Le(t.insertBefore(xe(),e),e,void 0,n??{})}return i._$AI(e),i}})),Ge,E,Ke,qe=t((()=>{fe(),fe(),T(),T(),Ge=globalThis,E=class extends h{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=We(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return x}},E._$litElement$=!0,E.finalized=!0,Ge.litElementHydrateSupport?.({LitElement:E}),Ke=Ge.litElementPolyfillSupport,Ke?.({LitElement:E}),(Ge.litElementVersions??=[]).push(`4.2.2`)})),Je=t((()=>{})),D=t((()=>{fe(),T(),qe(),Je()})),Ye=t((()=>{}));function O(e){return(t,n)=>typeof n==`object`?Ze(e,t,n):((e,t,n)=>{let r=t.hasOwnProperty(n);return t.constructor.createProperty(n,e),r?Object.getOwnPropertyDescriptor(t,n):void 0})(e,t,n)}var Xe,Ze,Qe=t((()=>{fe(),Xe={attribute:!0,type:String,converter:le,reflect:!1,hasChanged:ue},Ze=(e=Xe,t,n)=>{let{kind:r,metadata:i}=n,a=globalThis.litPropertyMetadata.get(i);if(a===void 0&&globalThis.litPropertyMetadata.set(i,a=/* @__PURE__ */ new Map),r===`setter`&&((e=Object.create(e)).wrapped=!0),a.set(n.name,e),r===`accessor`){let{name:r}=n;return{set(n){let i=t.get.call(this);t.set.call(this,n),this.requestUpdate(r,i,e,!0,n)},init(t){return t!==void 0&&this.C(r,void 0,e,t),t}}}if(r===`setter`){let{name:r}=n;return function(n){let i=this[r];t.call(this,n),this.requestUpdate(r,i,e,!0,n)}}throw Error(`Unsupported decorator location: `+r)}}));function k(e){return O({...e,state:!0,attribute:!1})}var $e=t((()=>{Qe()})),et=t((()=>{})),tt=t((()=>{})),nt=t((()=>{})),rt=t((()=>{})),it=t((()=>{})),at=t((()=>{})),A=t((()=>{Ye(),Qe(),$e(),et(),tt(),nt(),rt(),it(),at()})),ot,st,ct,lt=t((()=>{ot={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},st=e=>(...t)=>({_$litDirective$:e,values:t}),ct=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}}})),ut,dt,ft,j,M,pt,mt,ht,gt,_t=t((()=>{T(),{I:ut}=He,dt=e=>e,ft=()=>document.createComment(``),j=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0){let t=r.insertBefore(ft(),i),a=r.insertBefore(ft(),i);n=new ut(t,a,e,e.options)}else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=dt(e).nextSibling;dt(r).insertBefore(e,i),e=t}}}return n},M=(e,t,n=e)=>(e._$AI(t,n),e),pt={},mt=(e,t=pt)=>e._$AH=t,ht=e=>e._$AH,gt=e=>{e._$AR(),e._$AA.remove()}})),vt,yt,bt=t((()=>{T(),lt(),_t(),vt=(e,t,n)=>{let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},yt=st(class extends ct{constructor(e){if(super(e),e.type!==ot.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=ht(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=M(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=M(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=M(i[d],a[m]),j(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=M(i[f],a[p]),j(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=vt(o,p,m),u=vt(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=j(e,i[d]);M(t,a[p]),c[p]=t}else c[p]=M(n,a[p]),j(e,i[d],n),i[t]=null;p++}else gt(i[f]),f--}else gt(i[d]),d++;for(;p<=m;){let t=j(e,c[m+1]);M(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&gt(e)}return this.ut=o,mt(e,c),x}})})),xt=t((()=>{bt()}));function N(e){return t=>{customElements.get(e)||customElements.define(e,t)}}var P=t((()=>{}));function St(e){let[t]=e.entity_id.split(`.`);if(e.platform!==`factor`)return`${t}`;let[n]=e.name?.match(/\d+/)??e.entity_id.match(/\d+(?!.*\d)/)??[];return`${t}.${(e.translation_key??``).replace(/^hotend_n_/,`hotend_${n}_`).replace(/^hotend_(?=[a-z])/,`hotend_1_`)}`}function F(e){let t=Tt.get(e.entities);t||Tt.set(e.entities,t=/* @__PURE__ */ new WeakMap);let n=t.get(e.devices);return n||t.set(e.devices,n=Ct(e)),n}function Ct(e){let t=/* @__PURE__ */ new Map,n=/* @__PURE__ */ new Set;for(let r of Object.values(e.entities)){if(!r.device_id)continue;r.platform===`factor`&&n.add(r.device_id);let e=t.get(r.device_id);e?e.push(r):t.set(r.device_id,[r])}let r=[];for(let i of n){let n=e.devices[i];if(!n)continue;let a=new wt(n,t.get(i)??[]);a.isPrinter&&r.push(a)}let i=new Intl.Collator(e.language,{numeric:!0});return r.sort((e,t)=>i.compare(e.name,t.name)),new Map(r.map(e=>[e.id,e]))}var wt,Tt,I=t((()=>{wt=class{constructor(e,t){this.device=e,this.ids=[],this.hotends=[],this.byKey=/* @__PURE__ */ new Map;for(let e of t){this.ids.push(e.entity_id);let t=St(e);this.byKey.has(t)||this.byKey.set(t,e.entity_id);let n=t.match(/^sensor\.hotend_(\d+)_temperature$/);n&&this.hotends.push(Number(n[1]))}this.hotends.sort((e,t)=>e-t)}get id(){return this.device.id}get name(){return this.device.name_by_user??this.device.name??``}get isPrinter(){return this.byKey.has(`event.print`)||this.byKey.has(`sensor.state`)}idOf(e){return this.byKey.get(e)}},Tt=/* @__PURE__ */ new WeakMap}));function L(e,t,n){let r=t.idOf(n);return r===void 0?void 0:e.states[r]}function R(e,t,n){let r=L(e,t,n);return r&&!Ft.includes(r.state)?r:void 0}function Et(e,t,n){let r=L(e,t,n);return r?.state===`unavailable`?void 0:r}function Dt(e){let t=Number(e?.state);return e&&Number.isFinite(t)?t:void 0}function Ot(e){let t=new Date(e?.state??``);return Number.isNaN(t.getTime())?void 0:t}function kt(e,t){let n=n=>R(e,t,n),r=Dt(n(`sensor.progress`)),i=At(e,t,r),a=[`working`,`paused`,`lost`].includes(i);return{entities:t,id:t.id,name:t.name,face:i,state:L(e,t,`sensor.state`),hasJob:a,file:n(`sensor.file`)?.state??(i===`lost`?n(`calendar.prints`)?.attributes.message:void 0),progress:r,finish:a?Ot(n(`sensor.finish_time`)):void 0,takesFiles:L(e,t,`sensor.upload`)?.state!==`unavailable`,upload:Dt(n(`sensor.upload`)),heaters:Mt(e,t),heaterLeftOn:n(`binary_sensor.heater_left_on`)?.state===`on`}}function At(e,t,n){let r=L(e,t,`binary_sensor.online`)?.state;if(r===`off`)return jt(e,t)?`lost`:`silent`;let i=R(e,t,`sensor.state`)?.state;if(i===void 0)return r===`on`?`connecting`:`away`;let a=Pt[i]??`idle`,o=R(e,t,`sensor.last_print_outcome`)?.state;return a===`idle`&&n===100&&o===`finished`?`finished`:a}function jt(e,t){return R(e,t,`event.print`)?.attributes.event_type===`connection_lost`||R(e,t,`sensor.file`)!==void 0}function Mt(e,t){let n=t.hotends.length>1;return[...t.hotends.map(r=>Nt(e,t,`hotend`,n?r:0,`hotend_${r}`)),Nt(e,t,`bed`,0,`bed`),Nt(e,t,`chamber`,0,`chamber`)].filter(e=>e!==void 0)}function Nt(e,t,n,r,i){let a=R(e,t,`sensor.${i}_temperature`),o=Dt(a);if(!a||o===void 0)return;let s=L(e,t,`number.${i}_target`),c=Et(e,t,`number.${i}_target`);return{kind:n,number:r,temperature:a,value:o,target:Dt(s??L(e,t,`sensor.${i}_target`)),entityId:(c??a).entity_id,canSet:c!==void 0,targetId:s?.entity_id}}var Pt,Ft,It,z=t((()=>{I(),Pt={offline:`disconnected`,offline_after_error:`error`,connecting:`connecting`,error:`error`,paused:`paused`,starting:`working`,printing:`working`,pausing:`working`,resuming:`working`,finishing:`working`,cancelling:`working`,transferring:`transferring`,idle:`idle`},Ft=[`unavailable`,`unknown`],It=class{constructor(){this.states=[]}read(e,t,n){let r=F(e).get(t);if(!r)return this.printer=void 0;let i=n?[...r.ids,n]:r.ids;return this.printer?.entities===r&&this.locale===e.locale&&this.states.length===i.length&&i.every((t,n)=>this.states[n]===e.states[t])?this.printer:(this.states=i.map(t=>e.states[t]),this.locale=e.locale,this.printer=kt(e,r))}}}));function Lt(e,t){let n=e.toLowerCase();return t.toLowerCase().split(/\s+/).every(e=>n.includes(e))}var Rt=t((()=>{}));function zt({face:e,heaterLeftOn:t}){return t?`attention`:Jt.get(e)}function Bt({face:e,heaterLeftOn:t}){return t?qt.get(`error`):qt.get(e)}function Vt(e,t){let n=new Intl.Collator(t,{numeric:!0}),r=e=>zt(e)===`printing`?e.finish?.getTime()??1/0:1/0;return e.toSorted((e,t)=>Bt(e)-Bt(t)||(r(e)<r(t)?-1:Number(r(e)>r(t)))||n.compare(e.name,t.name))}function Ht(e){let t={attention:0,printing:0,idle:0,offline:0};for(let n of e)t[zt(n)]+=1;return t}function Ut(e,t){return Lt(`${e.name} ${e.file??``}`,t)}function Wt({device:e},{area:t,label:n}){return(!t?.length||t.includes(e.area_id??``))&&(!n?.length||e.labels.some(e=>n.includes(e)))}var Gt,Kt,qt,Jt,Yt,Xt=t((()=>{z(),I(),Rt(),Gt=[`attention`,`printing`,`idle`,`offline`],Kt=[[`error`,`attention`],[`paused`,`attention`],[`finished`,`attention`],[`lost`,`attention`],[`working`,`printing`],[`transferring`,`idle`],[`idle`,`idle`],[`connecting`,`idle`],[`disconnected`,`offline`],[`silent`,`offline`],[`away`,`offline`]],qt=new Map(Kt.map(([e],t)=>[e,t])),Jt=new Map(Kt),Yt=class{constructor(){this.readers=/* @__PURE__ */ new Map,this.printers=[]}read(e,t){let n=[];for(let[r,i]of F(e)){if(!Wt(i,t))continue;let a=this.readers.get(r);a||this.readers.set(r,a=new It),n.push(a.read(e,r))}return n.length===this.printers.length&&n.every((e,t)=>e===this.printers[t])?this.printers:this.printers=n}}})),Zt,Qt,$t,en,tn,nn,rn,an,on,sn,cn,ln,un,dn,fn,pn,mn,hn,gn,_n,vn,yn,bn,xn,Sn,Cn,wn,Tn,En,Dn,On,kn,An,jn,Mn,Nn,Pn,Fn,In,Ln,Rn,zn,Bn,Vn,Hn,Un,Wn,Gn,Kn,qn,Jn,Yn,Xn,Zn,Qn,$n,er,tr,nr,rr,ir,ar,or,sr,cr,lr,ur,dr,fr,pr,mr,hr,gr,_r,vr,yr,br,xr,Sr,Cr,wr,Tr,Er,Dr,Or,kr,Ar,jr,Mr,Nr,Pr,Fr,Ir,Lr,Rr,zr,Br,Vr,Hr,Ur,Wr,Gr,Kr,qr,Jr,Yr,Xr,Zr,Qr,$r,ei,ti=t((()=>{Zt=`FACTOR printer`,Qt=`One printer: what it does, how far it is, how hot it is, and all that can be done with it now.`,$t=`FACTOR farm`,en=`All printers, those that need somebody first.`,tn=`FACTOR printers`,nn=`All printers, a page for each, prints and costs. Follows what you add and remove.`,rn=`Printer`,an=`Size`,on=`Full`,sn=`Compact`,cn=`One line`,ln=`Light`,un=`A light or switch that lights the printer. One that you have put on the printer's device is found by itself.`,dn=`Title`,fn=`Only printers in these areas`,pn=`Only printers with one of these labels`,mn=`Choose a printer in this card's settings.`,hn=`This printer is not there any more. Choose another one in this card's settings.`,gn=`{duration} left`,_n=`any moment now`,vn=`done at {time}`,yn=`no estimate yet`,bn=`Height`,xn=`No connection`,Sn=`Lost during a print`,Cn=`Offline`,wn=`Not connected`,Tn=`Connecting`,En=`Finished`,Dn=`Home Assistant has no connection to this printer's broker.`,On=`Not heard since {since}, in the middle of a print. It may well go on printing.`,kn=`Not heard since {since}. Is it switched on, and in the network?`,An=`OctoPrint is there, but its printer is off or not connected.`,jn=`OctoPrint is connecting to its printer.`,Mn=`The printer has reported an error. OctoPrint's terminal says more.`,Nn=`Paused since {since}. The heaters stay on.`,Pn=`Finished at {since}. The print is still on the bed.`,Fn=`A heater is on, and nothing is printed.`,In=`Hotend`,Ln=`Hotend {number}`,Rn=`Chamber`,zn=`target {target}`,Bn=`{heater}: {value}, {target}. Set the target`,Vn=`{heater}: {value}, {target}. Show the history`,Hn=`Pause`,Un=`Resume`,Wn=`Cancel`,Gn=`Cancel the print?`,Kn=`{printer} stops printing {file} at {progress}. This can't be undone.`,qn=`Cancel the print`,Jn=`Keep the print`,Yn=`Print`,Xn=`Print a file`,Zn=`Home`,Qn=`Heaters off`,$n=`Turn the heaters off?`,er=`The print on {printer} is paused: it may come off a cold bed.`,tr=`Leave them on`,nr=`Light`,rr=`Camera`,ir=`More about {printer}`,ar=`Print on {printer}`,or=`Search for a file`,sr=`There are no files on this printer.`,cr=`No file's name contains “{search}”.`,lr=`Upload a file`,ur=`Start the print?`,dr=`{printer} starts to heat and prints {file}. Is its bed free?`,fr=`Not now`,pr=`Files in folders are not listed: the printer does not tell them.`,mr=`SD card`,hr=`Drop G-code here to send it to {printer}`,gr=`{file} is no G-code: its name should end with .gcode, .gco or .g.`,_r=`A file is on its way to the printer`,vr=`{file}: on its way to Home Assistant`,yr=`{file}: on its way to the printer`,br=`{count} more after it`,xr=`{file} is on the printer.`,Sr=`{count} files are on the printer: {file}.`,Cr=`{file} was not sent: {error}`,wr=`Home Assistant did not take it ({status}).`,Tr=`Last prints`,Er=`No print has ended since this printer was added.`,Dr=`{total} prints are remembered; these are the last {count}.`,Or=`Finished`,kr=`Cancelled`,Ar=`Failed`,jr=`Ended in an unknown way`,Mr=`Printers`,Nr=`No printers here yet.`,Pr=`Add a printer`,Fr=`No printer fits.`,Ir=`Search by name or file`,Lr=`Show only: {group}`,Rr=`Attention`,zr=`Printing`,Br=`Idle`,Vr=`Offline`,Hr=`Farm`,Ur=`Prints`,Wr=`Temperatures`,Gr=`Calendar`,Kr=`Finished prints per week`,qr=`Cancelled and failed prints per week`,Jr=`Printing time per week`,Yr=`Filament per week`,Xr=`Energy per week`,Zr=`Cost per week`,Qr=`Totals`,$r=`a heater is on`,ei={printer_card_name:Zt,printer_card_description:Qt,farm_card_name:$t,farm_card_description:en,strategy_name:tn,strategy_description:nn,option_device_id:rn,option_layout:an,layout_full:on,layout_compact:sn,layout_line:cn,option_light:ln,help_light:un,option_title:dn,option_area:fn,option_label:pn,choose_printer:mn,no_such_printer:hn,time_left:gn,any_moment:_n,finishes_at:vn,no_estimate:yn,height:bn,face_away:xn,face_lost:Sn,face_silent:Cn,face_disconnected:wn,face_connecting:Tn,face_finished:En,notice_away:Dn,notice_lost:On,notice_silent:kn,notice_disconnected:An,notice_connecting:jn,notice_error:Mn,notice_paused:Nn,notice_finished:Pn,notice_heater_left_on:Fn,hotend:In,hotend_n:Ln,bed:`Bed`,chamber:Rn,target:zn,off:`off`,set_target:Bn,show_history:Vn,pause:Hn,resume:Un,cancel:Wn,cancel_title:Gn,cancel_text:Kn,cancel_yes:qn,cancel_no:Jn,print:Yn,print_file:Xn,home:Zn,heaters_off:Qn,heaters_off_title:$n,heaters_off_text:er,heaters_off_no:tr,light:nr,fan:`Fan`,camera:rr,more:ir,files_title:ar,files_search:or,files_none:sr,files_no_match:cr,files_upload:lr,files_start_title:ur,files_start_text:dr,files_start_no:fr,files_in_folders:pr,files_sd:mr,drop:hr,drop_no_gcode:gr,uploading:_r,uploading_here:vr,uploading_there:yr,uploads_waiting:br,uploaded:xr,uploaded_all:Sr,upload_failed:Cr,upload_failed_here:wr,prints:Tr,prints_none:Er,prints_total:Dr,outcome_finished:Or,outcome_cancelled:kr,outcome_failed:Ar,outcome_unknown:jr,farm:Mr,farm_none:Nr,farm_add:Pr,farm_no_match:Fr,farm_search:Ir,farm_filter:Lr,group_attention:Rr,group_printing:zr,group_idle:Br,group_offline:Vr,view_farm:Hr,view_prints:Ur,section_temperatures:Wr,section_calendar:Gr,section_prints:Kr,section_wasted:qr,section_time:Jr,section_filament:Yr,section_energy:Xr,section_cost:Zr,section_totals:Qr,heater_on:$r}})),ni,ri,ii,ai,oi,si,ci,li,ui,di,fi,pi,mi,hi,gi,_i,vi,yi,bi,xi,Si,Ci,wi,Ti,Ei,Di,Oi,ki,Ai,ji,Mi,Ni,Pi,Fi,Ii,Li,Ri,zi,Bi,Vi,Hi,Ui,Wi,Gi,Ki,qi,Ji,Yi,Xi,Zi,Qi,$i,ea,ta,na,ra,ia,aa,oa,sa,ca,la,ua,da,fa,pa,ma,ha,ga,_a,va,ya,ba,xa,Sa,Ca,wa,Ta,Ea,Da,Oa,ka,Aa,ja,Ma,Na,Pa,Fa,Ia,La,Ra,za,Ba,Va,Ha,Ua,Wa,Ga,Ka,qa,Ja,Ya,Xa,Za,Qa,$a,eo,to,no,ro,io,ao,oo,so=t((()=>{ni=`FACTOR 프린터`,ri=`프린터 한 대: 무엇을 하고 있는지, 얼마나 진행되었는지, 온도는 몇 도인지, 지금 할 수 있는 모든 것.`,ii=`FACTOR 프린터 팜`,ai=`모든 프린터. 사람 손이 필요한 프린터부터 표시합니다.`,oi=`FACTOR 프린터`,si=`모든 프린터, 프린터별 페이지, 출력 기록과 비용. 프린터를 추가하거나 제거하면 자동으로 반영됩니다.`,ci=`프린터`,li=`크기`,ui=`전체`,di=`간략히`,fi=`한 줄`,pi=`조명`,mi=`프린터를 비추는 조명 또는 스위치입니다. 프린터 기기에 넣어 둔 조명은 자동으로 찾습니다.`,hi=`제목`,gi=`이 영역의 프린터만`,_i=`이 레이블이 있는 프린터만`,vi=`카드 설정에서 프린터를 선택하세요.`,yi=`이 프린터는 더 이상 없습니다. 카드 설정에서 다른 프린터를 선택하세요.`,bi=`{duration} 남음`,xi=`곧 끝남`,Si=`{time} 완료`,Ci=`아직 예상 시간 없음`,wi=`높이`,Ti=`연결 없음`,Ei=`출력 중 통신 끊김`,Di=`오프라인`,Oi=`연결되지 않음`,ki=`연결 중`,Ai=`출력 완료`,ji=`Home Assistant가 이 프린터의 브로커에 연결되어 있지 않습니다.`,Mi=`{since}부터 신호가 없습니다. 출력 중이었으며 계속 출력되고 있을 수 있습니다.`,Ni=`{since}부터 신호가 없습니다. 전원과 네트워크를 확인하세요.`,Pi=`OctoPrint는 동작하지만 프린터가 꺼져 있거나 연결되지 않았습니다.`,Fi=`OctoPrint가 프린터에 연결하고 있습니다.`,Ii=`프린터가 오류를 보고했습니다. 자세한 내용은 OctoPrint 터미널에서 확인하세요.`,Li=`{since}부터 일시정지되어 있습니다. 히터는 켜진 상태로 유지됩니다.`,Ri=`{since}에 완료되었습니다. 출력물이 베드에 있습니다.`,zi=`출력이 없는데 히터가 켜져 있습니다.`,Bi=`핫엔드`,Vi=`핫엔드 {number}`,Hi=`베드`,Ui=`챔버`,Wi=`목표 {target}`,Gi=`꺼짐`,Ki=`{heater}: {value}, {target}. 목표 온도 설정`,qi=`{heater}: {value}, {target}. 기록 보기`,Ji=`일시정지`,Yi=`재개`,Xi=`취소`,Zi=`출력을 취소할까요?`,Qi=`{printer}에서 {progress} 진행된 {file} 출력을 끝냅니다. 되돌릴 수 없습니다.`,$i=`출력 취소`,ea=`취소하지 않기`,ta=`출력`,na=`파일 출력`,ra=`원점 복귀`,ia=`히터 끄기`,aa=`히터를 끌까요?`,oa=`{printer}의 출력이 일시정지되어 있습니다. 베드가 식으면 출력물이 떨어질 수 있습니다.`,sa=`켜 두기`,ca=`조명`,la=`카메라`,ua=`{printer} 자세히 보기`,da=`{printer}에서 출력`,fa=`파일 검색`,pa=`이 프린터에 파일이 없습니다.`,ma=`이름에 “{search}”이(가) 들어간 파일이 없습니다.`,ha=`파일 업로드`,ga=`출력을 시작할까요?`,_a=`{printer}에서 가열을 시작하고 {file} 파일을 출력합니다. 베드가 비어 있나요?`,va=`나중에`,ya=`폴더 안의 파일은 프린터가 알려 주지 않아 목록에 없습니다.`,ba=`SD 카드`,xa=`{printer}(으)로 보낼 G-code를 여기에 놓으세요`,Sa=`{file}은(는) G-code가 아닙니다. 이름이 .gcode, .gco 또는 .g로 끝나야 합니다.`,Ca=`파일을 프린터로 보내는 중`,wa=`{file}: Home Assistant로 보내는 중`,Ta=`{file}: 프린터로 보내는 중`,Ea=`남은 파일 {count}개`,Da=`{file} 파일이 프린터에 있습니다.`,Oa=`파일 {count}개가 프린터에 있습니다: {file}`,ka=`{file} 파일을 보내지 못했습니다: {error}`,Aa=`Home Assistant가 파일을 받지 못했습니다({status}).`,ja=`최근 출력`,Ma=`이 프린터를 추가한 뒤 끝난 출력이 없습니다.`,Na=`기억된 출력 {total}건 중 최근 {count}건입니다.`,Pa=`완료`,Fa=`취소`,Ia=`실패`,La=`결과 알 수 없음`,Ra=`프린터`,za=`아직 프린터가 없습니다.`,Ba=`프린터 추가`,Va=`해당하는 프린터가 없습니다.`,Ha=`이름 또는 파일 검색`,Ua=`이것만 보기: {group}`,Wa=`확인 필요`,Ga=`출력 중`,Ka=`대기 중`,qa=`오프라인`,Ja=`프린터 팜`,Ya=`출력 기록`,Xa=`온도`,Za=`캘린더`,Qa=`주간 완료 출력`,$a=`주간 취소·실패 출력`,eo=`주간 출력 시간`,to=`주간 필라멘트`,no=`주간 에너지`,ro=`주간 비용`,io=`합계`,ao=`히터가 켜져 있음`,oo={printer_card_name:ni,printer_card_description:ri,farm_card_name:ii,farm_card_description:ai,strategy_name:oi,strategy_description:si,option_device_id:ci,option_layout:li,layout_full:ui,layout_compact:di,layout_line:fi,option_light:pi,help_light:mi,option_title:hi,option_area:gi,option_label:_i,choose_printer:vi,no_such_printer:yi,time_left:bi,any_moment:xi,finishes_at:Si,no_estimate:Ci,height:wi,face_away:Ti,face_lost:Ei,face_silent:Di,face_disconnected:Oi,face_connecting:ki,face_finished:Ai,notice_away:ji,notice_lost:Mi,notice_silent:Ni,notice_disconnected:Pi,notice_connecting:Fi,notice_error:Ii,notice_paused:Li,notice_finished:Ri,notice_heater_left_on:zi,hotend:Bi,hotend_n:Vi,bed:Hi,chamber:Ui,target:Wi,off:Gi,set_target:Ki,show_history:qi,pause:Ji,resume:Yi,cancel:Xi,cancel_title:Zi,cancel_text:Qi,cancel_yes:$i,cancel_no:ea,print:ta,print_file:na,home:ra,heaters_off:ia,heaters_off_title:aa,heaters_off_text:oa,heaters_off_no:sa,light:ca,fan:`팬`,camera:la,more:ua,files_title:da,files_search:fa,files_none:pa,files_no_match:ma,files_upload:ha,files_start_title:ga,files_start_text:_a,files_start_no:va,files_in_folders:ya,files_sd:ba,drop:xa,drop_no_gcode:Sa,uploading:Ca,uploading_here:wa,uploading_there:Ta,uploads_waiting:Ea,uploaded:Da,uploaded_all:Oa,upload_failed:ka,upload_failed_here:Aa,prints:ja,prints_none:Ma,prints_total:Na,outcome_finished:Pa,outcome_cancelled:Fa,outcome_failed:Ia,outcome_unknown:La,farm:Ra,farm_none:za,farm_add:Ba,farm_no_match:Va,farm_search:Ha,farm_filter:Ua,group_attention:Wa,group_printing:Ga,group_idle:Ka,group_offline:qa,view_farm:Ja,view_prints:Ya,section_temperatures:Xa,section_calendar:Za,section_prints:Qa,section_wasted:$a,section_time:eo,section_filament:to,section_energy:no,section_cost:ro,section_totals:io,heater_on:ao}}));function B(e,t,n={}){let r=e?.language??document.documentElement.lang;return((co[r]??co[r.split(`-`)[0]??``])?.[t]??ei[t]).replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??``))}var co,V=t((()=>{ti(),so(),co={en:ei,ko:oo}}));function lo(){return{schema:[{name:`title`,selector:{text:{}}},{name:`area`,selector:{area:{multiple:!0}}},{name:`label`,selector:{label:{multiple:!0}}}],computeLabel:({name:e})=>B(void 0,`option_${e}`)}}function uo(e,t){let{platform:n,translation_key:r}=e.entities[t]??{},i=/^(printers_|next_)/.test(r??``);return n!==`factor`||!i?null:{config:{type:`custom:factor-farm-card`}}}var fo=t((()=>{V()}));function po({number_format:e,language:t}){return e===`system`?void 0:Eo[e]??t}function mo(e,{locale:t},n={}){return new Intl.NumberFormat(po(t),{useGrouping:t.number_format!==`none`,...n}).format(e)}function ho(e,{locale:t}){let n=Math.max(0,Math.floor(e)),r=n<To?{minutes:Math.floor(n/So),seconds:n%So}:{days:Math.floor(n/wo),hours:Math.floor(n%wo/Co),minutes:Math.floor(n%Co/So)};return new Intl.DurationFormat(t.language,{style:`narrow`}).format(r)||new Intl.DurationFormat(t.language,{style:`narrow`,secondsDisplay:`always`}).format({seconds:0})}function go(e){return e<=To?1:e%So+.05}function _o({locale:e,config:t}){let{time_format:n,time_zone:r}=e,i={};return r===`server`&&(i.timeZone=t.time_zone),n===`12`&&(i.hourCycle=`h12`),n===`24`&&(i.hourCycle=`h23`),{language:n===`system`?void 0:e.language,options:i}}function vo(e,t,n=/* @__PURE__ */ new Date){let{language:r,options:i}=_o(t),a=new Intl.DateTimeFormat(`en`,{dateStyle:`short`,...i.timeZone&&{timeZone:i.timeZone}}),o=Math.abs(e.getTime()-n.getTime())/1e3,s=a.format(e)===a.format(n);return new Intl.DateTimeFormat(r,{hour:`numeric`,minute:`2-digit`,...!s&&o<6*wo&&{weekday:`short`},...o>=6*wo&&{month:`short`,day:`numeric`},...i}).format(e)}function yo(e,t,n){return mo(e,n,{style:`currency`,currency:t,currencyDisplay:`narrowSymbol`})}function bo(e,t){let[n,r]=e<1e6?[`kilobyte`,1e3]:[`megabyte`,1e6];return mo(e/r,t,{style:`unit`,unit:n,maximumFractionDigits:e<1e6?0:1})}function H(e,t){return mo(Math.floor(e)/100,t,{style:`percent`})}function xo(e,t){return mo(e,t,{maximumFractionDigits:0})}var So,Co,wo,To,Eo,U=t((()=>{So=60,Co=3600,wo=24*Co,To=120,Eo={comma_decimal:`en-US`,decimal_comma:`de`,space_comma:`fr`,quote_decimal:`de-CH`,none:`en-US`}}));function Do(e,t,n){e.dispatchEvent(new CustomEvent(t,{detail:n,bubbles:!0,composed:!0}))}async function Oo(e,t,n){return(await e.callService(`factor`,t,n,void 0,!1,!0)).response}async function ko(e,t){let n=t??{},{translation_domain:r,translation_key:i}=n;if(r&&i){let t=(await e.loadBackendTranslation(`exceptions`,r))(`component.${r}.exceptions.${i}.message`,n.translation_placeholders);if(t)return t}return n.message??String(t)}function Ao(e,t){Do(e,`hass-more-info`,{entityId:t})}function jo(e){let t=document.querySelector(`home-assistant`);t&&Do(t,`hass-notification`,{message:e})}function Mo(e,t,n){Do(e,`show-dialog`,{dialogTag:t,dialogImport:()=>customElements.whenDefined(t),dialogParams:n})}function No(e){history.pushState(null,``,e),Do(window,`location-changed`,{replace:!1})}async function Po(e,t){return(await window.loadCardHelpers()).showConfirmationDialog(e,{title:t.title,text:t.text,confirmText:t.yes,dismissText:t.no,destructive:t.isGrave??!1})}var W=t((()=>{}));function G(e,t,n,r){var i=arguments.length,a=i<3?t:r===null?r=Object.getOwnPropertyDescriptor(t,n):r,o;if(typeof Reflect==`object`&&typeof Reflect.decorate==`function`)a=Reflect.decorate(e,t,n,r);else for(var s=e.length-1;s>=0;s--)(o=e[s])&&(a=(i<3?o(a):i>3?o(t,n,a):o(t,n))||a);return i>3&&a&&Object.defineProperty(t,n,a),a}var K=t((()=>{})),Fo,Io=t((()=>{D(),A(),P(),U(),V(),K(),Fo=class extends E{createRenderRoot(){return this}connectedCallback(){super.connectedCallback(),this.requestUpdate()}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer)}render(){let e=(this.until.getTime()-Date.now())/1e3;return b`${e>0?B(this.hass,`time_left`,{duration:ho(e,this.hass)}):B(this.hass,`any_moment`)}`}updated(){clearTimeout(this.timer);let e=(this.until.getTime()-Date.now())/1e3;e<=0||!this.isConnected||(this.timer=setTimeout(()=>this.requestUpdate(),go(e)*1e3))}},G([O({attribute:!1})],Fo.prototype,`hass`,void 0),G([O({attribute:!1})],Fo.prototype,`until`,void 0),Fo=G([N(`factor-time-left`)],Fo)}));function Lo(e,t){return b`<div
    class="bar"
    role="progressbar"
    aria-label=${t}
    aria-valuenow=${Math.floor(e)}
    aria-valuemin="0"
    aria-valuemax="100"
  >
    <div style="width: ${e}%"></div>
  </div>`}function Ro(e,{progress:t}){return t===void 0?S:Lo(t,H(t,e))}function zo(e,{face:t,finish:n}){return t===`working`?n?b`<factor-time-left .hass=${e} .until=${n}></factor-time-left>`:B(e,`no_estimate`):S}function Bo(e,t){let{progress:n,face:r}=t,i=r===`working`?t.finish:void 0,a=R(e,t.entities,`sensor.height`),o=n===void 0?``:H(n,e),s=a&&`${B(e,`height`)} ${e.formatEntityState(a)}`,c=i&&B(e,`finishes_at`,{time:vo(i,e)});return b`<div class="job">
    ${Ro(e,t)}
    ${o&&b`<div class="row large numbers">
        <span>${o}</span>
        <span>${zo(e,t)}</span>
      </div>`}
    <div class="row second numbers">
      <bdi>${s}</bdi>
      <span>${c}</span>
    </div>
  </div>`}var Vo=t((()=>{D(),U(),V(),z(),Io()})),Ho,Uo,Wo=t((()=>{Ho={away:`mdi:cloud-off-outline`,lost:`mdi:lan-disconnect`,silent:`mdi:printer-3d-off`,disconnected:`mdi:power-plug-off-outline`,connecting:`mdi:connection`,error:`mdi:alert-circle-outline`,paused:`mdi:pause-circle-outline`,working:`mdi:printer-3d-nozzle`,transferring:`mdi:file-upload-outline`,finished:`mdi:check-circle-outline`,idle:`mdi:printer-3d`},Uo={finished:`mdi:check-circle-outline`,cancelled:`mdi:cancel`,failed:`mdi:close-circle-outline`,unknown:`mdi:help-circle-outline`}}));function Go(e,t){let n=Et(e,t.entities,`camera.camera`);if(n)return!(Number(n.attributes.supported_features??0)&Xo)||n.state===`streaming`?n.entity_id:void 0}function Ko(e,t){let n=Et(e,t.entities,`camera.camera`),{supported_features:r,last_error:i,started_at:a}=n?.attributes??{};return Number(r??0)&Xo&&(!i||a)?n:void 0}function qo(e,t,n){let r=R(e,t.entities,`image.${n}`),i=r?.attributes.entity_picture;return r&&i?e.hassUrl(`${i}&state=${encodeURIComponent(r.state)}`):void 0}function Jo({face:e,hasJob:t},n){return b`<ha-tile-icon
    .icon=${Ho[e]}
    .imageUrl=${t?n:void 0}
  ></ha-tile-icon>`}function Yo(e,t){let n=Go(e,t);if(n)return b`<hui-image
      class="media"
      .hass=${e}
      .cameraImage=${n}
      .entity=${n}
      .cameraView=${`live`}
      .aspectRatio=${`16:9`}
      .fitMode=${`cover`}
    ></hui-image>`;let r=qo(e,t,`snapshot`);if(r)return b`<img class="media" src=${r} alt=${t.name} />`;let i=qo(e,t,`preview`);return i&&t.hasJob?b`<img
      class="media preview"
      src=${i}
      alt=${t.file??t.name}
    />`:S}var Xo,Zo=t((()=>{D(),Wo(),z(),Xo=1}));function Qo(e,t){let{face:n,entities:r,heaterLeftOn:i}=t;if(i)return{kind:`error`,text:B(e,`notice_heater_left_on`)};let[a,o,s]=ts[n]??[];if(!a)return;let c=L(e,r,`event.print`),l=s&&c?.attributes.event_type===s?c:o&&L(e,r,o),u=l&&(Ot(l)??new Date(l.last_changed));return{kind:ns[n]??`info`,text:B(e,a,{since:u?vo(u,e):``})}}function $o(e,t,n){let r=Qo(e,t);return!r||n&&![`error`,`warning`].includes(r.kind)?S:b`<ha-alert
    role=${r.kind===`error`?`alert`:`status`}
    alert-type=${r.kind}
    >${r.text}</ha-alert
  >`}function es(e,t){let n=rs[t.face];return n?B(e,n):t.state?e.formatEntityState(t.state):``}var ts,ns,rs,is=t((()=>{D(),U(),V(),z(),ts={away:[`notice_away`],lost:[`notice_lost`,`binary_sensor.online`,`connection_lost`],silent:[`notice_silent`,`binary_sensor.online`],disconnected:[`notice_disconnected`],connecting:[`notice_connecting`],error:[`notice_error`],paused:[`notice_paused`,`sensor.state`,`paused`],finished:[`notice_finished`,`sensor.last_print_ended`]},ns={lost:`warning`,error:`error`,paused:`warning`,finished:`success`},rs={away:`face_away`,lost:`face_lost`,silent:`face_silent`,disconnected:`face_disconnected`,connecting:`face_connecting`,finished:`face_finished`}})),as,os,q,ss,J=t((()=>{D(),as=l`
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
`,os=l`
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
`})),cs,ls=t((()=>{D(),A(),P(),U(),W(),Vo(),V(),Zo(),is(),J(),K(),cs=class extends E{constructor(...e){super(...e),this.views=!1}static{this.shadowRootOptions={...E.shadowRootOptions,delegatesFocus:!0}}render(){let{hass:e,printer:t}=this,{hasJob:n,face:r,finish:i,progress:a,heaterLeftOn:o}=t;return b`<button
      type="button"
      data-face=${o?`error`:r}
      @click=${this.open}
    >
      ${Jo(t,qo(e,t,`preview`))}
      <span class="texts">
        <span class="row">
          <span class="name" dir="auto">${t.name}</span>
          <span class="name numbers">
            ${n&&a!==void 0?H(a,e):S}
          </span>
        </span>
        <span class="row second">
          <span dir="auto">
            <span class="state">${es(e,t)}</span>
            ${o?b`· ${B(e,`heater_on`)}`:t.file&&(n||r===`finished`)?b`· ${t.file}`:S}
          </span>
          <span class="numbers">
            ${n?zo(e,t):S}
            ${r===`working`&&i?b`· <bdi>${vo(i,e)}</bdi>`:S}
          </span>
        </span>
      </span>
      <span aria-hidden="true">
        ${n?Ro(e,t):S}
      </span>
    </button>`}open(){let{id:e}=this.printer,[,t]=location.pathname.split(`/`);this.views?No(`/${t}/${e}`):Mo(this,`factor-printer-dialog`,{deviceId:e})}static{this.styles=[as,os,q,ss,l`
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
    `]}},G([O({attribute:!1,hasChanged:()=>!1})],cs.prototype,`hass`,void 0),G([O({attribute:!1})],cs.prototype,`printer`,void 0),G([O({type:Boolean})],cs.prototype,`views`,void 0),cs=G([N(`factor-farm-row`)],cs)}));function us(e,t,n,r){return{type:e,get name(){return B(void 0,t)},get description(){return B(void 0,n)},documentationURL:ds,...r}}var ds,fs=t((()=>{V(),ds=`https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md`})),ps,ms,hs,Y,gs=t((()=>{D(),A(),xt(),P(),Xt(),fo(),ls(),W(),V(),fs(),I(),J(),K(),ps=500,ms=9,hs=`/config/integrations/integration/factor`,Y=class extends E{constructor(...e){super(...e),this.search=``,this.reader=new Yt,this.printers=[],this.drawn=-1/0}static{this.getConfigForm=lo}static getStubConfig(){return{}}setConfig(e){this.config=e}getCardSize(){return 2+this.printers.length}getGridOptions(){return{columns:`full`,min_columns:6}}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer),this.timer=void 0}shouldUpdate(e){if(e.size!==1||!e.has(`hass`))return!0;if(this.timer||this.read()===this.printers)return!1;let t=this.drawn+ps-performance.now();return t<=0||!this.isConnected||(this.timer=setTimeout(()=>{this.timer=void 0,this.requestUpdate()},t),!1)}willUpdate(){this.printers=this.read(),this.drawn=performance.now(),this.focused=this.shadowRoot?.activeElement}updated(){let{focused:e}=this;e?.isConnected&&this.shadowRoot?.activeElement!==e&&e.focus({preventScroll:!0})}read(){return this.hass?this.reader.read(this.hass,this.config??{}):[]}render(){let{hass:e,printers:t}=this;if(!e)return S;let n=t.filter(e=>(!this.group||zt(e)===this.group)&&Ut(e,this.search));return b`<ha-card>
      <div class="header">
        <h2>${this.config?.title??B(e,`farm`)}</h2>
        ${this.filters(e)}
        ${t.length<ms&&!this.search?S:b`<ha-input-search
                appearance="outlined"
                .placeholder=${B(e,`farm_search`)}
                .value=${this.search}
                @input=${e=>{this.search=e.target.value}}
              ></ha-input-search>`}
      </div>
      ${n.length?b`<div class="rows">
              ${yt(Vt(n,e.language),({id:e})=>e,t=>b`<factor-farm-row
                    .hass=${e}
                    .printer=${t}
                    .views=${this.config?.views??!1}
                  ></factor-farm-row>`)}
            </div>`:this.nobody(e)}
    </ha-card>`}nobody(e){return F(e).size?b`<p role="status">${B(e,`farm_no_match`)}</p>`:b`<p role="status">${B(e,`farm_none`)}</p>
      <p>
        <ha-button appearance="filled" @click=${()=>No(hs)}>
          ${B(e,`farm_add`)}
        </ha-button>
      </p>`}filters(e){let t=Ht(this.printers),n=Gt.filter(e=>t[e]||this.group===e);return b`<div
      class="filters"
      role="group"
      aria-label=${B(e,`farm`)}
    >
      ${yt(n,e=>e,n=>{let r=B(e,`group_${n}`);return b`<button
            type="button"
            class=${n}
            aria-pressed=${this.group===n}
            title=${B(e,`farm_filter`,{group:r})}
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
    `]}},G([O({attribute:!1})],Y.prototype,`hass`,void 0),G([k()],Y.prototype,`config`,void 0),G([k()],Y.prototype,`group`,void 0),G([k()],Y.prototype,`search`,void 0),Y=G([N(`factor-farm-card`)],Y),window.customCards??=[],window.customCards.push(us(`factor-farm-card`,`farm_card_name`,`farm_card_description`,{preview:!0,getEntitySuggestion:uo}))}));function _s(e){return ys.some(t=>e.toLowerCase().endsWith(t))}async function vs(e,t,n){e.auth.expired&&await e.auth.refreshAccessToken();let r=new FormData;r.append(`file`,t);let i=new XMLHttpRequest;return new Promise((t,a)=>{i.upload.onprogress=({loaded:e,total:t})=>n(100*e/t),i.onload=()=>{i.status===200?t(JSON.parse(i.responseText).file_id):o()};let o=()=>{let t=i.status||`–`;a(Error(B(e,`upload_failed_here`,{status:t})))};i.onerror=o,i.onabort=o,i.open(`POST`,e.hassUrl(`/api/file_upload`)),i.setRequestHeader(`Authorization`,`Bearer ${e.auth.accessToken}`),i.send(r)})}var ys,bs,xs=t((()=>{W(),V(),ys=[`.gcode`,`.gco`,`.g`],bs=class{constructor(e){this.host=e,this.waiting=0,this.done=[],this.failures=[],this.last=Promise.resolve()}send(e,t,n){return!this.running&&!this.waiting&&(this.done=this.failures=[]),_s(n.name)?(this.waiting+=1,this.host.requestUpdate(),this.last=this.last.then(()=>this.run(e,t,n))):(this.fail(B(e,`drop_no_gcode`,{file:n.name})),Promise.resolve())}dismissDone(){this.done=[],this.host.requestUpdate()}dismiss(e){this.failures=this.failures.filter(t=>t!==e),this.host.requestUpdate()}async run(e,t,n){let{name:r}=n;--this.waiting;try{this.show({at:`here`,file:r,percent:0});let i=await vs(e,n,e=>this.show({at:`here`,file:r,percent:e}));this.show({at:`there`,file:r,percent:0});let a={device_id:t,file:i};await e.callService(`factor`,`upload_file`,a,void 0,!1),this.done=[...this.done,r],this.tell(B(e,`uploaded`,{file:r}))}catch(t){let n=await ko(e,t);this.fail(n.includes(r)?n:B(e,`upload_failed`,{file:r,error:n}))}finally{this.show(void 0)}}show(e){this.running=e,this.host.requestUpdate()}fail(e){this.failures=[...this.failures,e],this.host.requestUpdate(),this.tell(e)}tell(e){this.host.showsUploads||jo(e)}}}));function Ss(e){return e.display??e.name}var X,Cs=t((()=>{D(),A(),xt(),P(),U(),W(),V(),Rt(),J(),xs(),K(),X=class extends E{constructor(...e){super(...e),this.open=!1,this.error=``,this.search=``,this.hasFolders=!1,this.renderFile=e=>{let{hass:t}=this,n=[e.origin===`sdcard`&&B(t,`files_sd`),e.date&&vo(/* @__PURE__ */ new Date(e.date*1e3),t),e.size&&bo(e.size,t),e.estimated_print_time_s&&ho(e.estimated_print_time_s,t)].filter(Boolean),r=this.starting!==void 0;return b`<li>
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
    </li>`}}async showDialog(e){this.asked=e,this.files=void 0,this.search=this.error=``,this.open=!0;try{let t=await Oo(this.hass,`list_files`,{device_id:e.printer.id});this.hasFolders=t.files.some(e=>e.is_folder),this.files=t.files.filter(e=>!e.is_folder&&e.path===e.name).sort((e,t)=>(t.date??0)-(e.date??0))}catch(e){this.error=await ko(this.hass,e)}}closeDialog(){return this.open=!1,!0}closed(){let e=this.asked?.opener;requestAnimationFrame(()=>{document.activeElement===document.body&&e?.focus()}),this.open=!1,this.asked=void 0,Do(this,`dialog-closed`,{dialog:this.localName})}render(){if(!this.asked)return S;let{hass:e}=this,{printer:t}=this.asked;return b`<ha-dialog
      .open=${this.open}
      .headerTitle=${B(e,`files_title`,{printer:t.name})}
      @closed=${this.closed}
    >
      <div class="tools">
        <ha-input-search
          appearance="outlined"
          .placeholder=${B(e,`files_search`)}
          .value=${this.search}
          @input=${e=>{this.search=e.target.value}}
        ></ha-input-search>
        <ha-button appearance="filled" @click=${this.pick}>
          <ha-icon slot="start" icon="mdi:upload"></ha-icon>
          ${B(e,`files_upload`)}
        </ha-button>
        <input
          type="file"
          hidden
          accept=${ys.join(`,`)}
          @change=${this.picked}
        />
      </div>
      <div class="found" aria-live="polite">
        ${this.error?b`<ha-alert alert-type="error">${this.error}</ha-alert>`:S}
        ${this.renderFiles()}
      </div>
    </ha-dialog>`}renderFiles(){let{hass:e,files:t,search:n}=this;if(!t)return this.error?S:b`<div class="center"><ha-spinner></ha-spinner></div>`;let r=t.filter(e=>Lt(Ss(e),n));return r.length?b`<ul>
        ${yt(r,e=>`${e.origin}/${e.name}`,this.renderFile)}
      </ul>
      ${this.hasFolders?b`<p class="second">${B(e,`files_in_folders`)}</p>`:S}`:b`<p class="center">
        ${t.length?B(e,`files_no_match`,{search:n}):B(e,`files_none`)}
      </p>`}async print(e){let{hass:t,asked:n}=this;if(n&&await Po(this,{title:B(t,`files_start_title`),text:B(t,`files_start_text`,{printer:n.printer.name,file:Ss(e)}),yes:B(t,`print`),no:B(t,`files_start_no`)})){this.starting=e,this.error=``;try{await t.callService(`factor`,`print_file`,{device_id:n.printer.id,filename:e.name,origin:e.origin===`sdcard`?`sd`:`local`},void 0,!1),this.closeDialog()}catch(e){this.error=await ko(this.hass,e)}finally{this.starting=void 0}}}pick(){this.renderRoot.querySelector(`input`)?.click()}picked(e){let[t]=e.target.files??[];t&&(this.asked?.send(t),this.closeDialog())}static{this.styles=[q,os,l`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 4px 0 8px;
      }
      /* the search stays where it is while fewer are found */
      .found {
        min-height: min(336px, 50vh);
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
      li button[aria-disabled="true"]:not([aria-busy="true"]) {
        opacity: 0.5;
      }
      li ha-spinner {
        --ha-spinner-size: 24px;
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
    `]}},G([O({attribute:!1})],X.prototype,`hass`,void 0),G([k()],X.prototype,`asked`,void 0),G([k()],X.prototype,`open`,void 0),G([k()],X.prototype,`files`,void 0),G([k()],X.prototype,`error`,void 0),G([k()],X.prototype,`search`,void 0),G([k()],X.prototype,`starting`,void 0),X=G([N(`factor-files-dialog`)],X)})),ws,Ts=t((()=>{ws=class{constructor(e,t){this.host=e,this.ms=t,this.isNow=!1,e.addController(this)}begin(){clearTimeout(this.timer),this.isNow=!0,this.timer=setTimeout(()=>{this.isNow=!1,this.host.requestUpdate()},this.ms)}hostDisconnected(){clearTimeout(this.timer),this.isNow=!1}}}));function Es(e){return e===`resume`?`pause`:e}var Ds,Os,Z,ks=t((()=>{D(),A(),xt(),P(),U(),W(),V(),Zo(),Ts(),z(),J(),K(),Ds=600,Os=3e3,Z=class extends E{constructor(...e){super(...e),this.small=!1,this.actions=[],this.focused=null,this.moved=new ws(this,Ds),this.heatersWentOff=new ws(this,Os),this.button=({key:e,icon:t,isGrave:n,isOn:r,isOff:i,run:a})=>{let o=B(this.hass,e),s=this.busy===e,c=i||this.busy!==void 0||this.moved.isNow;return b`<button
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
    </button>`}}focus(){this.renderRoot.querySelector(`button`)?.focus()}willUpdate(){let e=e=>e.map(({key:e})=>Es(e)).join(),t=e(this.actions);this.actions=this.possible(),this.hasUpdated&&e(this.actions)!==t&&this.moved.begin(),this.focused=this.shadowRoot?.activeElement??null}updated(){this.focused&&!this.focused.isConnected&&this.focus()}render(){let{actions:e}=this;return this.hidden=!e.length,b`<div role="group" aria-label=${this.printer.name}>
      ${yt(e,({key:e})=>Es(e),this.button)}
    </div>`}async start(e,t){this.busy=e;try{await t()}catch{}finally{this.busy=void 0}}possible(){let{hass:e,printer:t}=this,n=n=>Et(e,t.entities,n),r=(e,t)=>{let r=n(`button.${e}`);return r&&{key:e,icon:t,run:()=>this.press(r.entity_id)}},i=t.face===`idle`||t.face===`finished`,a=t.heaters.filter(e=>e.canSet&&e.target),o=n(`fan.fan`),s=this.light??t.entities.idOf(`light`)??t.entities.idOf(`switch`),c=Ko(e,t),l=c?.state===`streaming`,u=s!==void 0&&e.states[s]?.state===`on`,d=r(`cancel`,`mdi:stop`),f=t.face===`working`||t.face===`paused`;return[r(`pause`,`mdi:pause`)??r(`resume`,`mdi:play`)??(f&&{key:`pause`,icon:`mdi:pause`,isOff:!0,run:()=>{}}),d&&{...d,isGrave:!0,run:()=>this.cancel(d)},i&&t.takesFiles&&{key:`print_file`,icon:`mdi:file-document-outline`,run:()=>this.chooseFile()},(a.length>0||this.heatersWentOff.isNow)&&(i||t.face===`paused`)&&{key:`heaters_off`,icon:`mdi:radiator-off`,isOff:!a.length,run:()=>this.turnHeatersOff(a.map(e=>e.targetId))},r(`home`,`mdi:home-import-outline`),s&&e.states[s]&&{key:`light`,icon:u?`mdi:lightbulb-on`:`mdi:lightbulb-outline`,isOn:u,run:()=>e.callService(`homeassistant`,`toggle`,{},{entity_id:s})},o&&{key:`fan`,icon:`mdi:fan`,isOn:o.state===`on`,run:()=>Ao(this,o.entity_id)},c&&!this.small&&{key:`camera`,icon:l?`mdi:video`:`mdi:video-off-outline`,isOn:l,run:()=>e.callService(`camera`,l?`turn_off`:`turn_on`,{},{entity_id:c.entity_id})}].filter(e=>!!e)}press(e){return this.hass.callService(`button`,`press`,{},{entity_id:e})}async cancel(e){let{hass:t,printer:n}=this;await Po(this,{title:B(t,`cancel_title`),text:B(t,`cancel_text`,{printer:n.name,file:n.file??``,progress:H(n.progress??0,t)}),yes:B(t,`cancel_yes`),no:B(t,`cancel_no`),isGrave:!0})&&await e.run()}async turnHeatersOff(e){let{hass:t,printer:n}=this;(n.face!==`paused`||await Po(this,{title:B(t,`heaters_off_title`),text:B(t,`heaters_off_text`,{printer:n.name}),yes:B(t,`heaters_off`),no:B(t,`heaters_off_no`)}))&&(this.heatersWentOff.begin(),await t.callService(`number`,`set_value`,{value:0},{entity_id:e}))}chooseFile(){Mo(this,`factor-files-dialog`,{printer:this.printer,send:this.send,opener:this})}static{this.styles=[q,l`
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
      /* two and two instead of three and one */
      @container (max-width: 400px) {
        :host(:not([small])) div:has(> :nth-child(4):last-child) button {
          flex-basis: 40%;
        }
      }
      button:hover:not([aria-disabled="true"]) {
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 20%,
          transparent
        );
      }
      button[aria-pressed="true"] {
        background: color-mix(in srgb, var(--primary-color) 24%, transparent);
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
    `]}},G([O({attribute:!1})],Z.prototype,`hass`,void 0),G([O({attribute:!1})],Z.prototype,`printer`,void 0),G([O({attribute:!1})],Z.prototype,`light`,void 0),G([O({attribute:!1})],Z.prototype,`send`,void 0),G([O({type:Boolean,reflect:!0})],Z.prototype,`small`,void 0),G([k()],Z.prototype,`busy`,void 0),Z=G([N(`factor-actions`)],Z)})),As,js=t((()=>{As=class{constructor(e,t,n){this.host=e,this.canTake=t,this.take=n,this.isOver=!1,this.over=e=>{if(!e.dataTransfer?.types.includes(`Files`))return;e.preventDefault();let t=this.canTake();t||(e.dataTransfer.dropEffect=`none`),this.set(t)},this.leave=e=>{let t=e.relatedTarget;t&&this.host.contains(t)||this.set(!1)},this.drop=e=>{if(this.isOver){e.preventDefault(),this.set(!1);for(let t of e.dataTransfer?.files??[])this.take(t)}},e.addController(this),e.addEventListener(`dragover`,this.over),e.addEventListener(`dragleave`,this.leave),e.addEventListener(`drop`,this.drop)}hostDisconnected(){this.isOver=!1}set(e){this.isOver!==e&&(this.isOver=e,this.host.requestUpdate())}}}));function Ms(e,{kind:t,number:n}){return B(e,n?`hotend_n`:t,{number:n})}var Ns,Ps,Fs,Is=t((()=>{D(),A(),P(),U(),W(),V(),J(),K(),Ns=`hui-trend-graph-card-feature`,Ps=1,Fs=class extends E{render(){let{hass:e,heater:t}=this,n=Ms(e,t),r=e.formatEntityState(t.temperature),i=t.target?B(e,`target`,{target:xo(t.target,e)+`°`}):B(e,`off`),a=B(e,t.canSet?`set_target`:`show_history`,{heater:n,value:r,target:i});return b`<button
      type="button"
      class=${t.target?`on`:``}
      aria-label=${a}
      title=${a}
      @click=${()=>Ao(this,t.entityId)}
    >
      <div class="second">${n}</div>
      <div class="value numbers"><bdi>${r}</bdi></div>
      <div class="second numbers">
        ${t.targetId||t.target?i:`\xA0`}
      </div>
      <div class="graph">${this.drawn}</div>
    </button>`}firstUpdated(){this.draw()}updated(){this.drawn&&(this.drawn.hass=this.hass)}async draw(){await customElements.whenDefined(Ns);let e=document.createElement(Ns);e.setConfig({type:`trend-graph`,hours_to_show:Ps,detail:!1}),e.context={entity_id:this.heater.temperature.entity_id},e.hass=this.hass,this.drawn=e}static{this.styles=[q,os,l`
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
    `]}},G([O({attribute:!1})],Fs.prototype,`hass`,void 0),G([O({attribute:!1})],Fs.prototype,`heater`,void 0),G([k()],Fs.prototype,`drawn`,void 0),Fs=G([N(`factor-heater`)],Fs)}));function Ls(){let e=[`full`,`compact`,`line`].map(e=>({value:e,label:B(void 0,`layout_${e}`)}));return{schema:[{name:`device_id`,required:!0,selector:{device:zs}},{name:`layout`,selector:{select:{mode:`dropdown`,options:e}}},{name:`light`,selector:{entity:Bs}}],computeLabel:({name:e})=>B(void 0,`option_${e}`),computeHelper:({name:e})=>e===`light`?B(void 0,`help_light`):void 0}}function Rs(e,t){let n=e.entities[t]?.device_id;return!n||!F(e).has(n)?null:{config:{type:`custom:factor-printer-card`,device_id:n,layout:`full`}}}var zs,Bs,Vs=t((()=>{V(),I(),zs={entity:[{integration:`factor`,domain:`event`}]},Bs={filter:[{domain:[`light`,`switch`]}]}})),Hs,Q,Us=t((()=>{D(),A(),P(),U(),W(),Wo(),V(),z(),J(),K(),Hs=10,Q=class extends E{constructor(...e){super(...e),this.expanded=!1,this.error=``,this.shown=``}render(){let{hass:e,printer:t}=this,n=L(e,t.entities,`sensor.last_print_ended`);return this.hidden=n?.state===`unknown`,this.hidden?S:b`<ha-expansion-panel
      outlined
      .header=${B(e,`prints`)}
      .secondary=${this.lastPrint()}
      @expanded-changed=${e=>{this.expanded=e.detail.expanded,this.error&&(this.shown=``)}}
    >
      ${this.expanded?this.renderHistory():S}
    </ha-expansion-panel>`}lastPrint(){let{hass:e,printer:t}=this,n=R(e,t.entities,`sensor.last_print_outcome`);return[R(e,t.entities,`sensor.last_print_file`)?.state,n&&e.formatEntityState(n)].filter(Boolean).join(` · `)}renderHistory(){let{hass:e,history:t}=this;return this.error?b`<p class="second">${this.error}</p>`:t?t.total?b`<ul>
        ${t.prints.map(e=>this.renderPrint(e))}
      </ul>
      ${t.total>t.prints.length?b`<p class="second">
              ${B(e,`prints_total`,{total:t.total,count:t.prints.length})}
            </p>`:S}`:b`<p class="second">${B(e,`prints_none`)}</p>`:b`<ha-spinner size="small"></ha-spinner>`}renderPrint(e){let{hass:t}=this,n=B(t,`outcome_${e.outcome}`);return b`<li class=${e.outcome}>
      <ha-icon
        .icon=${Uo[e.outcome]}
        role="img"
        aria-label=${n}
        title=${n}
      ></ha-icon>
      <div>
        <div class="name">${e.file??`–`}</div>
        <div class="second numbers">
          ${n} · ${vo(new Date(e.ended),t)}
        </div>
      </div>
      <div class="end second numbers">
        <div>
          ${e.duration===null?`–`:ho(e.duration,t)}
        </div>
        <div>
          ${e.cost===null?S:yo(e.cost,e.currency??t.config.currency,t)}
        </div>
      </div>
    </li>`}willUpdate(){if(!this.expanded)return;let e=L(this.hass,this.printer.entities,`event.print`),t=`${this.printer.id} ${e?.state}`;t!==this.shown&&(this.shown=t,this.load(t))}async load(e){this.error=``;try{let t=await Oo(this.hass,`get_print_history`,{device_id:this.printer.id,limit:Hs});e===this.shown&&(this.history=t)}catch(e){this.error=await ko(this.hass,e)}}static{this.styles=[os,l`
      :host([hidden]) {
        display: none;
      }
      ha-expansion-panel {
        --expansion-panel-summary-padding: 0 12px;
        --expansion-panel-content-padding: 0 12px;
      }
      ul {
        margin: 0 0 8px;
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
    `]}},G([O({attribute:!1})],Q.prototype,`hass`,void 0),G([O({attribute:!1})],Q.prototype,`printer`,void 0),G([k()],Q.prototype,`expanded`,void 0),G([k()],Q.prototype,`history`,void 0),G([k()],Q.prototype,`error`,void 0),Q=G([N(`factor-prints`)],Q)})),Ws,Gs=t((()=>{T(),lt(),_t(),Ws=st(class extends ct{constructor(){super(...arguments),this.key=S}render(e,t){return this.key=e,t}update(e,[t,n]){return t!==this.key&&(mt(e),this.key=t),n}})})),Ks=t((()=>{Gs()}));function qs(e,t,{running:n,waiting:r}){if(!n)return t.upload===void 0?void 0:{id:``,label:B(e,`uploading`),percent:t.upload};let{file:i,at:a,percent:o}=n,s=B(e,`uploading_${a}`,{file:i});return{id:`${i}/${a}`,label:r?`${s} · ${B(e,`uploads_waiting`,{count:r})}`:s,percent:a===`here`?o:t.upload??0}}function Js(e,t,n){let{done:r,failures:i}=n,a=qs(e,t,n),o=B(e,r.length>1?`uploaded_all`:`uploaded`,{file:r.join(`, `),count:r.length});return b`${a?b`<div class="job" data-face="transferring">
          ${Ws(a.id,Lo(a.percent,a.label))}
          <div class="row second numbers">
            <span class="way" role="status">${a.label}</span>
            <span>${H(a.percent,e)}</span>
          </div>
        </div>`:S}
  ${r.length?Ys(o,`success`,()=>n.dismissDone()):S}
  ${i.map(e=>Ys(e,`error`,()=>n.dismiss(e)))}`}function Ys(e,t,n){return b`<ha-alert
    role="status"
    dismissable
    alert-type=${t}
    @alert-dismissed-clicked=${n}
    >${e}</ha-alert
  >`}var Xs=t((()=>{D(),Ks(),U(),Vo(),V()})),Zs,Qs,$s=t((()=>{D(),A(),xt(),ks(),P(),js(),U(),W(),Is(),Vo(),V(),Zo(),is(),fs(),z(),Vs(),Us(),I(),J(),xs(),Xs(),K(),Zs=[`away`,`lost`,`silent`],Qs=class extends E{constructor(...e){super(...e),this.reader=new It,this.uploads=new bs(this),this.dropZone=new As(this,()=>!!this.printer?.takesFiles&&!Zs.includes(this.printer.face),e=>this.send(e)),this.send=e=>{let t=this.config?.device_id;this.hass&&t&&this.uploads.send(this.hass,t,e)}}static{this.getConfigForm=Ls}static getStubConfig(e){let[t]=F(e).keys();return t===void 0?{}:{device_id:t,layout:`full`}}setConfig(e){this.config=e}getCardSize(){return{full:8,compact:4,line:1}[this.size]}getGridOptions(){return{full:{columns:12,min_columns:9},compact:{columns:12,min_columns:9},line:{columns:12,rows:1,min_columns:6,min_rows:1}}[this.size]}get showsUploads(){return this.isConnected&&this.size!==`line`}get size(){return this.config?.layout??`full`}shouldUpdate(e){return!(e.size===1&&e.has(`hass`))||this.read()!==this.printer||!this.printer}willUpdate(){this.printer=this.read()}read(){let{device_id:e,light:t}=this.config??{};if(this.hass&&e)return this.reader.read(this.hass,e,t)}render(){let{hass:e,printer:t}=this;if(!e)return S;if(!t){let t=this.config?.device_id?`no_such_printer`:`choose_printer`;return b`<ha-card>
        <ha-alert>${B(e,t)}</ha-alert>
      </ha-card>`}return b`<ha-card
      class=${this.size}
      data-face=${t.face}
      role="group"
      aria-label=${t.name}
    >
      ${this.size===`line`?this.line(e,t):this.card(e,t)}
      ${this.dropZone.isOver?b`<div class="drop">
              <ha-icon icon="mdi:file-upload-outline"></ha-icon>
              ${B(e,`drop`,{printer:t.name})}
            </div>`:S}
    </ha-card>`}line(e,t){let n=qs(e,t,this.uploads);return b`<button
      type="button"
      class="line"
      @click=${()=>Mo(this,`factor-printer-dialog`,{deviceId:t.id})}
    >
      ${this.icon(e,t)}
      <span class="title">
        <span class="name">${t.name}</span>
        <span class="second numbers">
          <span class="state">${es(e,t)}</span>
          ${n&&b`· ${H(n.percent,e)} ${n.label}`}
          ${t.hasJob&&t.progress!==void 0?b`· ${H(t.progress,e)}`:S}
          ${t.face===`working`?b`· ${zo(e,t)}`:S}
        </span>
      </span>
      ${t.hasJob?Ro(e,t):S}
    </button>`}card(e,t){let n=this.size===`full`;return b`
      ${n?Yo(e,t):S}
      <div class="content">
        <div class="header">
          ${this.icon(e,t)}
          <button
            type="button"
            class="title"
            title=${B(e,`more`,{printer:t.name})}
            @click=${()=>t.state&&Ao(this,t.state.entity_id)}
          >
            <div class="name">${t.name}</div>
            <div class="second">
              <span class="state">${es(e,t)}</span>
              ${t.file&&t.face!==`idle`?b`· ${t.file}`:S}
            </div>
          </button>
          ${n?S:this.temperatures(e,t)}
        </div>
        ${$o(e,t,!n)}
        ${Js(e,t,this.uploads)}
        ${t.hasJob?Bo(e,t):S}
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
    `}icon(e,t){return Jo(t,this.size===`full`&&!Go(e,t)?void 0:qo(e,t,`preview`))}heaters(e,t){return b`<div class="heaters">
      ${yt(t.heaters,e=>e.temperature.entity_id,t=>b`<factor-heater .hass=${e} .heater=${t}></factor-heater>`)}
    </div>`}temperatures(e,t){return b`<div class="temperatures second numbers">
      ${t.heaters.slice(0,3).map(t=>b`<button
              type="button"
              title=${Ms(e,t)}
              @click=${()=>Ao(this,t.entityId)}
            >
              ${xo(t.value,e)}${t.target?`/${xo(t.target,e)}`:S}°
            </button>`)}
    </div>`}static{this.styles=[as,os,q,ss,l`
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
      .way {
        white-space: normal;
        overflow-wrap: anywhere;
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
    `]}},G([O({attribute:!1})],Qs.prototype,`hass`,void 0),G([k()],Qs.prototype,`config`,void 0),G([k()],Qs.prototype,`printer`,void 0),Qs=G([N(`factor-printer-card`)],Qs),window.customCards??=[],window.customCards.push(us(`factor-printer-card`,`printer_card_name`,`printer_card_description`,{preview:!0,getEntitySuggestion:Rs}))})),$,ec=t((()=>{D(),A(),P(),W(),$s(),I(),K(),$=class extends E{constructor(...e){super(...e),this.open=!1}showDialog({deviceId:e}){this.card=document.createElement(`factor-printer-card`),this.card.setConfig({type:`custom:factor-printer-card`,device_id:e}),this.name=F(this.hass).get(e)?.name,this.open=!0}closeDialog(){return this.open=!1,!0}closed(){this.open=!1,this.card=this.name=void 0,Do(this,`dialog-closed`,{dialog:this.localName})}render(){return this.card?(this.card.hass=this.hass,b`<ha-dialog
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
  `}},G([O({attribute:!1})],$.prototype,`hass`,void 0),G([k()],$.prototype,`name`,void 0),G([k()],$.prototype,`open`,void 0),$=G([N(`factor-printer-dialog`)],$)}));function tc(e,t){return e.flatMap(e=>t.map(t=>e.idOf(t))).filter(e=>e!==void 0)}function nc(e,t){return t.length?[{type:`heading`,heading:e},...t]:[]}function rc(e,t){return{type:`grid`,cards:nc(e,t)}}function ic(e){return{type:`custom:factor-printer-card`,device_id:e.id}}function ac(e,t){let n={type:`custom:factor-farm-card`,views:!0},r={title:B(e,`view_farm`),path:`farm`};return t.length>uc?{...r,type:`panel`,cards:[n]}:{...r,type:`sections`,max_columns:dc,sections:[{type:`grid`,column_span:dc,cards:[n]},...t.map(e=>({type:`grid`,cards:[ic(e)]}))]}}function oc(e,t,n){let r=[...t.hotends.map(e=>`sensor.hotend_${e}_temperature`),`sensor.bed_temperature`,`sensor.chamber_temperature`],i=tc([t],r),a={type:`history-graph`,hours_to_show:mc,entities:i.map(e=>({entity:e,name:gc})),grid_options:vc},o=e=>tc([t],e).map(e=>({type:`tile`,entity:e,name:gc,grid_options:vc})),s=[...nc(B(e,`section_temperatures`),[...i.length?[a]:[],...o([`binary_sensor.safe_to_power_off`])]),...nc(B(e,`section_totals`),o(yc))];return{title:t.name,path:t.id,type:`sections`,max_columns:dc,subview:!n,sections:[{type:`grid`,cards:[ic(t)]},...s.length?[{type:`grid`,cards:s}]:[]]}}function sc(e,t){let n=tc(t,[`calendar.prints`]),r=bc.map(([n,r])=>{let i=tc(t,r),a=r.length===1?_c:void 0,o={type:`statistics-graph`,entities:i.map(e=>({entity:e,...a&&{name:a}})),period:`week`,days_to_show:hc,stat_types:[`change`],chart_type:`bar-stack`,hide_legend:i.length>fc,grid_options:vc};return i.length?[rc(B(e,n),[o])]:[]}),i={type:`calendar`,entities:n,grid_options:{...vc,rows:pc}};return{title:B(e,`view_prints`),path:`prints`,type:`sections`,max_columns:dc,sections:[...n.length?[{...rc(B(e,`section_calendar`),[i]),column_span:dc}]:[],...r.flat()]}}function cc(e){let t=[...F(e).values()];return JSON.stringify([e.language,t.map(({id:e,name:t,ids:n})=>[e,t,n])])}var lc,uc,dc,fc,pc,mc,hc,gc,_c,vc,yc,bc,xc,Sc=t((()=>{P(),V(),fs(),I(),K(),lc=8,uc=4,dc=3,fc=8,pc=10,mc=6,hc=90,gc={type:`entity`},_c={type:`device`},vc={columns:`full`},yc=[`sensor.prints_finished`,`sensor.prints_cancelled`,`sensor.prints_failed`,`sensor.printing_time`,`sensor.filament_used_weight`,`sensor.energy_used`,`sensor.cost_of_prints`],bc=[[`section_prints`,[`sensor.prints_finished`]],[`section_wasted`,[`sensor.prints_cancelled`,`sensor.prints_failed`]],[`section_time`,[`sensor.printing_time`]],[`section_filament`,[`sensor.filament_used_weight`]],[`section_energy`,[`sensor.energy_used`]],[`section_cost`,[`sensor.cost_of_prints`]]],xc=class extends HTMLElement{static{this.noEditor=!0}static getCreateSuggestions(e){return{title:B(e,`strategy_name`),icon:`mdi:printer-3d`}}static shouldRegenerate(e,t,n){return(t.entities!==n.entities||t.devices!==n.devices||t.language!==n.language)&&cc(t)!==cc(n)}static async generate(e,t){let n=[...F(t).values()],r=n.length<=lc;return{views:[...n.length===1?[]:[ac(t,n)],...n.map(e=>oc(t,e,r)),...n.length?[sc(t,n)]:[]]}}},xc=G([N(`ll-strategy-dashboard-factor`)],xc),window.customStrategies??=[],window.customStrategies.push(us(`factor`,`strategy_name`,`strategy_description`,{strategyType:`dashboard`}))})),Cc=/* @__PURE__ */ n({}),wc=t((()=>{gs(),Cs(),$s(),ec(),Sc()}));await customElements.whenDefined(`home-assistant`),await Promise.resolve().then(()=>(wc(),Cc));