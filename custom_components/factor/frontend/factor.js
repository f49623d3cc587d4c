// node_modules/@lit/reactive-element/css-tag.js
var e = globalThis, t = e.ShadowRoot && (e.ShadyCSS === void 0 || e.ShadyCSS.nativeShadow) && "adoptedStyleSheets" in Document.prototype && "replace" in CSSStyleSheet.prototype, n = Symbol(), r = /* @__PURE__ */ new WeakMap(), i = class {
	constructor(e, t, r) {
		if (this._$cssResult$ = !0, r !== n) throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");
		this.cssText = e, this.t = t;
	}
	get styleSheet() {
		let e = this.o, n = this.t;
		if (t && e === void 0) {
			let t = n !== void 0 && n.length === 1;
			t && (e = r.get(n)), e === void 0 && ((this.o = e = new CSSStyleSheet()).replaceSync(this.cssText), t && r.set(n, e));
		}
		return e;
	}
	toString() {
		return this.cssText;
	}
}, a = (e) => new i(typeof e == "string" ? e : e + "", void 0, n), o = (e, ...t) => new i(e.length === 1 ? e[0] : t.reduce((t, n, r) => t + ((e) => {
	if (!0 === e._$cssResult$) return e.cssText;
	if (typeof e == "number") return e;
	throw Error("Value passed to 'css' function must be a 'css' function result: " + e + ". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.");
})(n) + e[r + 1], e[0]), e, n), s = (n, r) => {
	if (t) n.adoptedStyleSheets = r.map((e) => e instanceof CSSStyleSheet ? e : e.styleSheet);
	else for (let t of r) {
		let r = document.createElement("style"), i = e.litNonce;
		i !== void 0 && r.setAttribute("nonce", i), r.textContent = t.cssText, n.appendChild(r);
	}
}, c = t ? (e) => e : (e) => e instanceof CSSStyleSheet ? ((e) => {
	let t = "";
	for (let n of e.cssRules) t += n.cssText;
	return a(t);
})(e) : e, { is: l, defineProperty: u, getOwnPropertyDescriptor: d, getOwnPropertyNames: f, getOwnPropertySymbols: p, getPrototypeOf: m } = Object, h = globalThis, ee = h.trustedTypes, te = ee ? ee.emptyScript : "", ne = h.reactiveElementPolyfillSupport, g = (e, t) => e, _ = {
	toAttribute(e, t) {
		switch (t) {
			case Boolean:
				e = e ? te : null;
				break;
			case Object:
			case Array: e = e == null ? e : JSON.stringify(e);
		}
		return e;
	},
	fromAttribute(e, t) {
		let n = e;
		switch (t) {
			case Boolean:
				n = e !== null;
				break;
			case Number:
				n = e === null ? null : Number(e);
				break;
			case Object:
			case Array: try {
				n = JSON.parse(e);
			} catch {
				n = null;
			}
		}
		return n;
	}
}, re = (e, t) => !l(e, t), ie = {
	attribute: !0,
	type: String,
	converter: _,
	reflect: !1,
	useDefault: !1,
	hasChanged: re
};
Symbol.metadata ??= Symbol("metadata"), h.litPropertyMetadata ??= /* @__PURE__ */ new WeakMap();
var v = class extends HTMLElement {
	static addInitializer(e) {
		this._$Ei(), (this.l ??= []).push(e);
	}
	static get observedAttributes() {
		return this.finalize(), this._$Eh && [...this._$Eh.keys()];
	}
	static createProperty(e, t = ie) {
		if (t.state && (t.attribute = !1), this._$Ei(), this.prototype.hasOwnProperty(e) && ((t = Object.create(t)).wrapped = !0), this.elementProperties.set(e, t), !t.noAccessor) {
			let n = Symbol(), r = this.getPropertyDescriptor(e, n, t);
			r !== void 0 && u(this.prototype, e, r);
		}
	}
	static getPropertyDescriptor(e, t, n) {
		let { get: r, set: i } = d(this.prototype, e) ?? {
			get() {
				return this[t];
			},
			set(e) {
				this[t] = e;
			}
		};
		return {
			get: r,
			set(t) {
				let a = r?.call(this);
				i?.call(this, t), this.requestUpdate(e, a, n);
			},
			configurable: !0,
			enumerable: !0
		};
	}
	static getPropertyOptions(e) {
		return this.elementProperties.get(e) ?? ie;
	}
	static _$Ei() {
		if (this.hasOwnProperty(g("elementProperties"))) return;
		let e = m(this);
		e.finalize(), e.l !== void 0 && (this.l = [...e.l]), this.elementProperties = new Map(e.elementProperties);
	}
	static finalize() {
		if (this.hasOwnProperty(g("finalized"))) return;
		if (this.finalized = !0, this._$Ei(), this.hasOwnProperty(g("properties"))) {
			let e = this.properties, t = [...f(e), ...p(e)];
			for (let n of t) this.createProperty(n, e[n]);
		}
		let e = this[Symbol.metadata];
		if (e !== null) {
			let t = litPropertyMetadata.get(e);
			if (t !== void 0) for (let [e, n] of t) this.elementProperties.set(e, n);
		}
		this._$Eh = /* @__PURE__ */ new Map();
		for (let [e, t] of this.elementProperties) {
			let n = this._$Eu(e, t);
			n !== void 0 && this._$Eh.set(n, e);
		}
		this.elementStyles = this.finalizeStyles(this.styles);
	}
	static finalizeStyles(e) {
		let t = [];
		if (Array.isArray(e)) {
			let n = new Set(e.flat(1 / 0).reverse());
			for (let e of n) t.unshift(c(e));
		} else e !== void 0 && t.push(c(e));
		return t;
	}
	static _$Eu(e, t) {
		let n = t.attribute;
		return !1 === n ? void 0 : typeof n == "string" ? n : typeof e == "string" ? e.toLowerCase() : void 0;
	}
	constructor() {
		super(), this._$Ep = void 0, this.isUpdatePending = !1, this.hasUpdated = !1, this._$Em = null, this._$Ev();
	}
	_$Ev() {
		this._$ES = new Promise((e) => this.enableUpdating = e), this._$AL = /* @__PURE__ */ new Map(), this._$E_(), this.requestUpdate(), this.constructor.l?.forEach((e) => e(this));
	}
	addController(e) {
		(this._$EO ??= /* @__PURE__ */ new Set()).add(e), this.renderRoot !== void 0 && this.isConnected && e.hostConnected?.();
	}
	removeController(e) {
		this._$EO?.delete(e);
	}
	_$E_() {
		let e = /* @__PURE__ */ new Map(), t = this.constructor.elementProperties;
		for (let n of t.keys()) this.hasOwnProperty(n) && (e.set(n, this[n]), delete this[n]);
		e.size > 0 && (this._$Ep = e);
	}
	createRenderRoot() {
		let e = this.shadowRoot ?? this.attachShadow(this.constructor.shadowRootOptions);
		return s(e, this.constructor.elementStyles), e;
	}
	connectedCallback() {
		this.renderRoot ??= this.createRenderRoot(), this.enableUpdating(!0), this._$EO?.forEach((e) => e.hostConnected?.());
	}
	enableUpdating(e) {}
	disconnectedCallback() {
		this._$EO?.forEach((e) => e.hostDisconnected?.());
	}
	attributeChangedCallback(e, t, n) {
		this._$AK(e, n);
	}
	_$ET(e, t) {
		let n = this.constructor.elementProperties.get(e), r = this.constructor._$Eu(e, n);
		if (r !== void 0 && !0 === n.reflect) {
			let i = (n.converter?.toAttribute === void 0 ? _ : n.converter).toAttribute(t, n.type);
			this._$Em = e, i == null ? this.removeAttribute(r) : this.setAttribute(r, i), this._$Em = null;
		}
	}
	_$AK(e, t) {
		let n = this.constructor, r = n._$Eh.get(e);
		if (r !== void 0 && this._$Em !== r) {
			let e = n.getPropertyOptions(r), i = typeof e.converter == "function" ? { fromAttribute: e.converter } : e.converter?.fromAttribute === void 0 ? _ : e.converter;
			this._$Em = r;
			let a = i.fromAttribute(t, e.type);
			this[r] = a ?? this._$Ej?.get(r) ?? a, this._$Em = null;
		}
	}
	requestUpdate(e, t, n, r = !1, i) {
		if (e !== void 0) {
			let a = this.constructor;
			if (!1 === r && (i = this[e]), n ??= a.getPropertyOptions(e), !((n.hasChanged ?? re)(i, t) || n.useDefault && n.reflect && i === this._$Ej?.get(e) && !this.hasAttribute(a._$Eu(e, n)))) return;
			this.C(e, t, n);
		}
		!1 === this.isUpdatePending && (this._$ES = this._$EP());
	}
	C(e, t, { useDefault: n, reflect: r, wrapped: i }, a) {
		n && !(this._$Ej ??= /* @__PURE__ */ new Map()).has(e) && (this._$Ej.set(e, a ?? t ?? this[e]), !0 !== i || a !== void 0) || (this._$AL.has(e) || (this.hasUpdated || n || (t = void 0), this._$AL.set(e, t)), !0 === r && this._$Em !== e && (this._$Eq ??= /* @__PURE__ */ new Set()).add(e));
	}
	async _$EP() {
		this.isUpdatePending = !0;
		try {
			await this._$ES;
		} catch (e) {
			Promise.reject(e);
		}
		let e = this.scheduleUpdate();
		return e != null && await e, !this.isUpdatePending;
	}
	scheduleUpdate() {
		return this.performUpdate();
	}
	performUpdate() {
		if (!this.isUpdatePending) return;
		if (!this.hasUpdated) {
			if (this.renderRoot ??= this.createRenderRoot(), this._$Ep) {
				for (let [e, t] of this._$Ep) this[e] = t;
				this._$Ep = void 0;
			}
			let e = this.constructor.elementProperties;
			if (e.size > 0) for (let [t, n] of e) {
				let { wrapped: e } = n, r = this[t];
				!0 !== e || this._$AL.has(t) || r === void 0 || this.C(t, void 0, n, r);
			}
		}
		let e = !1, t = this._$AL;
		try {
			e = this.shouldUpdate(t), e ? (this.willUpdate(t), this._$EO?.forEach((e) => e.hostUpdate?.()), this.update(t)) : this._$EM();
		} catch (t) {
			throw e = !1, this._$EM(), t;
		}
		e && this._$AE(t);
	}
	willUpdate(e) {}
	_$AE(e) {
		this._$EO?.forEach((e) => e.hostUpdated?.()), this.hasUpdated || (this.hasUpdated = !0, this.firstUpdated(e)), this.updated(e);
	}
	_$EM() {
		this._$AL = /* @__PURE__ */ new Map(), this.isUpdatePending = !1;
	}
	get updateComplete() {
		return this.getUpdateComplete();
	}
	getUpdateComplete() {
		return this._$ES;
	}
	shouldUpdate(e) {
		return !0;
	}
	update(e) {
		this._$Eq &&= this._$Eq.forEach((e) => this._$ET(e, this[e])), this._$EM();
	}
	updated(e) {}
	firstUpdated(e) {}
};
v.elementStyles = [], v.shadowRootOptions = { mode: "open" }, v[g("elementProperties")] = /* @__PURE__ */ new Map(), v[g("finalized")] = /* @__PURE__ */ new Map(), ne?.({ ReactiveElement: v }), (h.reactiveElementVersions ??= []).push("2.1.2");
// node_modules/lit-html/lit-html.js
var ae = globalThis, oe = (e) => e, se = ae.trustedTypes, ce = se ? se.createPolicy("lit-html", { createHTML: (e) => e }) : void 0, le = "$lit$", y = `lit$${Math.random().toFixed(9).slice(2)}$`, ue = "?" + y, de = `<${ue}>`, b = document, x = () => b.createComment(""), S = (e) => e === null || typeof e != "object" && typeof e != "function", fe = Array.isArray, pe = (e) => fe(e) || typeof e?.[Symbol.iterator] == "function", me = "[ 	\n\f\r]", C = /<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g, he = /-->/g, ge = />/g, w = RegExp(`>|${me}(?:([^\\s"'>=/]+)(${me}*=${me}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`, "g"), _e = /'/g, ve = /"/g, ye = /^(?:script|style|textarea|title)$/i, T = ((e) => (t, ...n) => ({
	_$litType$: e,
	strings: t,
	values: n
}))(1), E = Symbol.for("lit-noChange"), D = Symbol.for("lit-nothing"), be = /* @__PURE__ */ new WeakMap(), O = b.createTreeWalker(b, 129);
function xe(e, t) {
	if (!fe(e) || !e.hasOwnProperty("raw")) throw Error("invalid template strings array");
	return ce === void 0 ? t : ce.createHTML(t);
}
var Se = (e, t) => {
	let n = e.length - 1, r = [], i, a = t === 2 ? "<svg>" : t === 3 ? "<math>" : "", o = C;
	for (let t = 0; t < n; t++) {
		let n = e[t], s, c, l = -1, u = 0;
		for (; u < n.length && (o.lastIndex = u, c = o.exec(n), c !== null);) u = o.lastIndex, o === C ? c[1] === "!--" ? o = he : c[1] === void 0 ? c[2] === void 0 ? c[3] !== void 0 && (o = w) : (ye.test(c[2]) && (i = RegExp("</" + c[2], "g")), o = w) : o = ge : o === w ? c[0] === ">" ? (o = i ?? C, l = -1) : c[1] === void 0 ? l = -2 : (l = o.lastIndex - c[2].length, s = c[1], o = c[3] === void 0 ? w : c[3] === "\"" ? ve : _e) : o === ve || o === _e ? o = w : o === he || o === ge ? o = C : (o = w, i = void 0);
		let d = o === w && e[t + 1].startsWith("/>") ? " " : "";
		a += o === C ? n + de : l >= 0 ? (r.push(s), n.slice(0, l) + le + n.slice(l) + y + d) : n + y + (l === -2 ? t : d);
	}
	return [xe(e, a + (e[n] || "<?>") + (t === 2 ? "</svg>" : t === 3 ? "</math>" : "")), r];
}, Ce = class e {
	constructor({ strings: t, _$litType$: n }, r) {
		let i;
		this.parts = [];
		let a = 0, o = 0, s = t.length - 1, c = this.parts, [l, u] = Se(t, n);
		if (this.el = e.createElement(l, r), O.currentNode = this.el.content, n === 2 || n === 3) {
			let e = this.el.content.firstChild;
			e.replaceWith(...e.childNodes);
		}
		for (; (i = O.nextNode()) !== null && c.length < s;) {
			if (i.nodeType === 1) {
				if (i.hasAttributes()) for (let e of i.getAttributeNames()) if (e.endsWith(le)) {
					let t = u[o++], n = i.getAttribute(e).split(y), r = /([.?@])?(.*)/.exec(t);
					c.push({
						type: 1,
						index: a,
						name: r[2],
						strings: n,
						ctor: r[1] === "." ? Ee : r[1] === "?" ? De : r[1] === "@" ? Oe : A
					}), i.removeAttribute(e);
				} else e.startsWith(y) && (c.push({
					type: 6,
					index: a
				}), i.removeAttribute(e));
				if (ye.test(i.tagName)) {
					let e = i.textContent.split(y), t = e.length - 1;
					if (t > 0) {
						i.textContent = se ? se.emptyScript : "";
						for (let n = 0; n < t; n++) i.append(e[n], x()), O.nextNode(), c.push({
							type: 2,
							index: ++a
						});
						i.append(e[t], x());
					}
				}
			} else if (i.nodeType === 8) {
				if (i.data === ue) c.push({
					type: 2,
					index: a
				});
				else {
					let e = -1;
					for (; (e = i.data.indexOf(y, e + 1)) !== -1;) c.push({
						type: 7,
						index: a
					}), e += y.length - 1;
				}
			}
			a++;
		}
	}
	static createElement(e, t) {
		let n = b.createElement("template");
		return n.innerHTML = e, n;
	}
};
function k(e, t, n = e, r) {
	if (t === E) return t;
	let i = r === void 0 ? n._$Cl : n._$Co?.[r], a = S(t) ? void 0 : t._$litDirective$;
	return i?.constructor !== a && (i?._$AO?.(!1), a === void 0 ? i = void 0 : (i = new a(e), i._$AT(e, n, r)), r === void 0 ? n._$Cl = i : (n._$Co ??= [])[r] = i), i !== void 0 && (t = k(e, i._$AS(e, t.values), i, r)), t;
}
var we = class {
	constructor(e, t) {
		this._$AV = [], this._$AN = void 0, this._$AD = e, this._$AM = t;
	}
	get parentNode() {
		return this._$AM.parentNode;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	u(e) {
		let { el: { content: t }, parts: n } = this._$AD, r = (e?.creationScope ?? b).importNode(t, !0);
		O.currentNode = r;
		let i = O.nextNode(), a = 0, o = 0, s = n[0];
		for (; s !== void 0;) {
			if (a === s.index) {
				let t;
				s.type === 2 ? t = new Te(i, i.nextSibling, this, e) : s.type === 1 ? t = new s.ctor(i, s.name, s.strings, this, e) : s.type === 6 && (t = new ke(i, this, e)), this._$AV.push(t), s = n[++o];
			}
			a !== s?.index && (i = O.nextNode(), a++);
		}
		return O.currentNode = b, r;
	}
	p(e) {
		let t = 0;
		for (let n of this._$AV) n !== void 0 && (n.strings === void 0 ? n._$AI(e[t]) : (n._$AI(e, n, t), t += n.strings.length - 2)), t++;
	}
}, Te = class e {
	get _$AU() {
		return this._$AM?._$AU ?? this._$Cv;
	}
	constructor(e, t, n, r) {
		this.type = 2, this._$AH = D, this._$AN = void 0, this._$AA = e, this._$AB = t, this._$AM = n, this.options = r, this._$Cv = r?.isConnected ?? !0;
	}
	get parentNode() {
		let e = this._$AA.parentNode, t = this._$AM;
		return t !== void 0 && e?.nodeType === 11 && (e = t.parentNode), e;
	}
	get startNode() {
		return this._$AA;
	}
	get endNode() {
		return this._$AB;
	}
	_$AI(e, t = this) {
		e = k(this, e, t), S(e) ? e === D || e == null || e === "" ? (this._$AH !== D && this._$AR(), this._$AH = D) : e !== this._$AH && e !== E && this._(e) : e._$litType$ === void 0 ? e.nodeType === void 0 ? pe(e) ? this.k(e) : this._(e) : this.T(e) : this.$(e);
	}
	O(e) {
		return this._$AA.parentNode.insertBefore(e, this._$AB);
	}
	T(e) {
		this._$AH !== e && (this._$AR(), this._$AH = this.O(e));
	}
	_(e) {
		this._$AH !== D && S(this._$AH) ? this._$AA.nextSibling.data = e : this.T(b.createTextNode(e)), this._$AH = e;
	}
	$(e) {
		let { values: t, _$litType$: n } = e, r = typeof n == "number" ? this._$AC(e) : (n.el === void 0 && (n.el = Ce.createElement(xe(n.h, n.h[0]), this.options)), n);
		if (this._$AH?._$AD === r) this._$AH.p(t);
		else {
			let e = new we(r, this), n = e.u(this.options);
			e.p(t), this.T(n), this._$AH = e;
		}
	}
	_$AC(e) {
		let t = be.get(e.strings);
		return t === void 0 && be.set(e.strings, t = new Ce(e)), t;
	}
	k(t) {
		fe(this._$AH) || (this._$AH = [], this._$AR());
		let n = this._$AH, r, i = 0;
		for (let a of t) i === n.length ? n.push(r = new e(this.O(x()), this.O(x()), this, this.options)) : r = n[i], r._$AI(a), i++;
		i < n.length && (this._$AR(r && r._$AB.nextSibling, i), n.length = i);
	}
	_$AR(e = this._$AA.nextSibling, t) {
		for (this._$AP?.(!1, !0, t); e !== this._$AB;) {
			let t = oe(e).nextSibling;
			oe(e).remove(), e = t;
		}
	}
	setConnected(e) {
		this._$AM === void 0 && (this._$Cv = e, this._$AP?.(e));
	}
}, A = class {
	get tagName() {
		return this.element.tagName;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	constructor(e, t, n, r, i) {
		this.type = 1, this._$AH = D, this._$AN = void 0, this.element = e, this.name = t, this._$AM = r, this.options = i, n.length > 2 || n[0] !== "" || n[1] !== "" ? (this._$AH = Array(n.length - 1).fill(/* @__PURE__ */ new String()), this.strings = n) : this._$AH = D;
	}
	_$AI(e, t = this, n, r) {
		let i = this.strings, a = !1;
		if (i === void 0) e = k(this, e, t, 0), a = !S(e) || e !== this._$AH && e !== E, a && (this._$AH = e);
		else {
			let r = e, o, s;
			for (e = i[0], o = 0; o < i.length - 1; o++) s = k(this, r[n + o], t, o), s === E && (s = this._$AH[o]), a ||= !S(s) || s !== this._$AH[o], s === D ? e = D : e !== D && (e += (s ?? "") + i[o + 1]), this._$AH[o] = s;
		}
		a && !r && this.j(e);
	}
	j(e) {
		e === D ? this.element.removeAttribute(this.name) : this.element.setAttribute(this.name, e ?? "");
	}
}, Ee = class extends A {
	constructor() {
		super(...arguments), this.type = 3;
	}
	j(e) {
		this.element[this.name] = e === D ? void 0 : e;
	}
}, De = class extends A {
	constructor() {
		super(...arguments), this.type = 4;
	}
	j(e) {
		this.element.toggleAttribute(this.name, !!e && e !== D);
	}
}, Oe = class extends A {
	constructor(e, t, n, r, i) {
		super(e, t, n, r, i), this.type = 5;
	}
	_$AI(e, t = this) {
		if ((e = k(this, e, t, 0) ?? D) === E) return;
		let n = this._$AH, r = e === D && n !== D || e.capture !== n.capture || e.once !== n.once || e.passive !== n.passive, i = e !== D && (n === D || r);
		r && this.element.removeEventListener(this.name, this, n), i && this.element.addEventListener(this.name, this, e), this._$AH = e;
	}
	handleEvent(e) {
		typeof this._$AH == "function" ? this._$AH.call(this.options?.host ?? this.element, e) : this._$AH.handleEvent(e);
	}
}, ke = class {
	constructor(e, t, n) {
		this.element = e, this.type = 6, this._$AN = void 0, this._$AM = t, this.options = n;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	_$AI(e) {
		k(this, e);
	}
}, Ae = {
	M: le,
	P: y,
	A: ue,
	C: 1,
	L: Se,
	R: we,
	D: pe,
	V: k,
	I: Te,
	H: A,
	N: De,
	U: Oe,
	B: Ee,
	F: ke
}, je = ae.litHtmlPolyfillSupport;
je?.(Ce, Te), (ae.litHtmlVersions ??= []).push("3.3.3");
var Me = (e, t, n) => {
	let r = n?.renderBefore ?? t, i = r._$litPart$;
	if (i === void 0) {
		let e = n?.renderBefore ?? null;
		r._$litPart$ = i = new Te(t.insertBefore(x(), e), e, void 0, n ?? {});
	}
	return i._$AI(e), i;
}, Ne = globalThis, j = class extends v {
	constructor() {
		super(...arguments), this.renderOptions = { host: this }, this._$Do = void 0;
	}
	createRenderRoot() {
		let e = super.createRenderRoot();
		return this.renderOptions.renderBefore ??= e.firstChild, e;
	}
	update(e) {
		let t = this.render();
		this.hasUpdated || (this.renderOptions.isConnected = this.isConnected), super.update(e), this._$Do = Me(t, this.renderRoot, this.renderOptions);
	}
	connectedCallback() {
		super.connectedCallback(), this._$Do?.setConnected(!0);
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this._$Do?.setConnected(!1);
	}
	render() {
		return E;
	}
};
j._$litElement$ = !0, j.finalized = !0, Ne.litElementHydrateSupport?.({ LitElement: j });
var Pe = Ne.litElementPolyfillSupport;
Pe?.({ LitElement: j }), (Ne.litElementVersions ??= []).push("4.2.2");
// node_modules/@lit/reactive-element/decorators/property.js
var Fe = {
	attribute: !0,
	type: String,
	converter: _,
	reflect: !1,
	hasChanged: re
}, Ie = (e = Fe, t, n) => {
	let { kind: r, metadata: i } = n, a = globalThis.litPropertyMetadata.get(i);
	if (a === void 0 && globalThis.litPropertyMetadata.set(i, a = /* @__PURE__ */ new Map()), r === "setter" && ((e = Object.create(e)).wrapped = !0), a.set(n.name, e), r === "accessor") {
		let { name: r } = n;
		return {
			set(n) {
				let i = t.get.call(this);
				t.set.call(this, n), this.requestUpdate(r, i, e, !0, n);
			},
			init(t) {
				return t !== void 0 && this.C(r, void 0, e, t), t;
			}
		};
	}
	if (r === "setter") {
		let { name: r } = n;
		return function(n) {
			let i = this[r];
			t.call(this, n), this.requestUpdate(r, i, e, !0, n);
		};
	}
	throw Error("Unsupported decorator location: " + r);
};
function M(e) {
	return (t, n) => typeof n == "object" ? Ie(e, t, n) : ((e, t, n) => {
		let r = t.hasOwnProperty(n);
		return t.constructor.createProperty(n, e), r ? Object.getOwnPropertyDescriptor(t, n) : void 0;
	})(e, t, n);
}
// node_modules/@lit/reactive-element/decorators/state.js
function N(e) {
	return M({
		...e,
		state: !0,
		attribute: !1
	});
}
// node_modules/lit-html/directive.js
var Le = {
	ATTRIBUTE: 1,
	CHILD: 2,
	PROPERTY: 3,
	BOOLEAN_ATTRIBUTE: 4,
	EVENT: 5,
	ELEMENT: 6
}, Re = (e) => (...t) => ({
	_$litDirective$: e,
	values: t
}), ze = class {
	constructor(e) {}
	get _$AU() {
		return this._$AM._$AU;
	}
	_$AT(e, t, n) {
		this._$Ct = e, this._$AM = t, this._$Ci = n;
	}
	_$AS(e, t) {
		return this.update(e, t);
	}
	update(e, t) {
		return this.render(...t);
	}
}, { I: Be } = Ae, Ve = (e) => e, He = () => document.createComment(""), P = (e, t, n) => {
	let r = e._$AA.parentNode, i = t === void 0 ? e._$AB : t._$AA;
	if (n === void 0) n = new Be(r.insertBefore(He(), i), r.insertBefore(He(), i), e, e.options);
	else {
		let t = n._$AB.nextSibling, a = n._$AM, o = a !== e;
		if (o) {
			let t;
			n._$AQ?.(e), n._$AM = e, n._$AP !== void 0 && (t = e._$AU) !== a._$AU && n._$AP(t);
		}
		if (t !== i || o) {
			let e = n._$AA;
			for (; e !== t;) {
				let t = Ve(e).nextSibling;
				Ve(r).insertBefore(e, i), e = t;
			}
		}
	}
	return n;
}, F = (e, t, n = e) => (e._$AI(t, n), e), Ue = {}, We = (e, t = Ue) => e._$AH = t, Ge = (e) => e._$AH, Ke = (e) => {
	e._$AR(), e._$AA.remove();
}, qe = (e, t, n) => {
	let r = /* @__PURE__ */ new Map();
	for (let i = t; i <= n; i++) r.set(e[i], i);
	return r;
}, Je = Re(class extends ze {
	constructor(e) {
		if (super(e), e.type !== Le.CHILD) throw Error("repeat() can only be used in text expressions");
	}
	dt(e, t, n) {
		let r;
		n === void 0 ? n = t : t !== void 0 && (r = t);
		let i = [], a = [], o = 0;
		for (let t of e) i[o] = r ? r(t, o) : o, a[o] = n(t, o), o++;
		return {
			values: a,
			keys: i
		};
	}
	render(e, t, n) {
		return this.dt(e, t, n).values;
	}
	update(e, [t, n, r]) {
		let i = Ge(e), { values: a, keys: o } = this.dt(t, n, r);
		if (!Array.isArray(i)) return this.ut = o, a;
		let s = this.ut ??= [], c = [], l, u, d = 0, f = i.length - 1, p = 0, m = a.length - 1;
		for (; d <= f && p <= m;) if (i[d] === null) d++;
		else if (i[f] === null) f--;
		else if (s[d] === o[p]) c[p] = F(i[d], a[p]), d++, p++;
		else if (s[f] === o[m]) c[m] = F(i[f], a[m]), f--, m--;
		else if (s[d] === o[m]) c[m] = F(i[d], a[m]), P(e, c[m + 1], i[d]), d++, m--;
		else if (s[f] === o[p]) c[p] = F(i[f], a[p]), P(e, i[d], i[f]), f--, p++;
		else if (l === void 0 && (l = qe(o, p, m), u = qe(s, d, f)), l.has(s[d])) {
			if (l.has(s[f])) {
				let t = u.get(o[p]), n = t === void 0 ? null : i[t];
				if (n === null) {
					let t = P(e, i[d]);
					F(t, a[p]), c[p] = t;
				} else c[p] = F(n, a[p]), P(e, i[d], n), i[t] = null;
				p++;
			} else Ke(i[f]), f--;
		} else Ke(i[d]), d++;
		for (; p <= m;) {
			let t = P(e, c[m + 1]);
			F(t, a[p]), c[p++] = t;
		}
		for (; d <= f;) {
			let e = i[d++];
			e !== null && Ke(e);
		}
		return this.ut = o, We(e, c), E;
	}
});
// src/define.ts
function I(e) {
	return (t) => {
		customElements.get(e) || customElements.define(e, t);
	};
}
// src/format.ts
var L = 60, Ye = 3600, R = 24 * Ye, Xe = 120, Ze = {
	comma_decimal: "en-US",
	decimal_comma: "de",
	space_comma: "fr",
	quote_decimal: "de-CH",
	none: "en-US"
};
function Qe({ number_format: e, language: t }) {
	return e === "system" ? void 0 : Ze[e] ?? t;
}
function z(e, { locale: t }, n = {}) {
	return new Intl.NumberFormat(Qe(t), {
		useGrouping: t.number_format !== "none",
		...n
	}).format(e);
}
function $e(e, { locale: t }) {
	let n = Math.max(0, Math.floor(e)), r = n < Xe ? {
		minutes: Math.floor(n / L),
		seconds: n % L
	} : {
		days: Math.floor(n / R),
		hours: Math.floor(n % R / Ye),
		minutes: Math.floor(n % Ye / L)
	};
	return new Intl.DurationFormat(t.language, { style: "narrow" }).format(r) || new Intl.DurationFormat(t.language, {
		style: "narrow",
		secondsDisplay: "always"
	}).format({ seconds: 0 });
}
function et(e) {
	return e <= Xe ? 1 : e % L + .05;
}
function tt({ locale: e, config: t }) {
	let { time_format: n, time_zone: r } = e, i = {};
	return r === "server" && (i.timeZone = t.time_zone), n === "12" && (i.hourCycle = "h12"), n === "24" && (i.hourCycle = "h23"), {
		language: n === "system" ? void 0 : e.language,
		options: i
	};
}
function nt(e, t, n = /* @__PURE__ */ new Date()) {
	let { language: r, options: i } = tt(t), a = new Intl.DateTimeFormat("en", {
		dateStyle: "short",
		...i.timeZone && { timeZone: i.timeZone }
	}), o = Math.abs(e.getTime() - n.getTime()) / 1e3, s = a.format(e) === a.format(n);
	return new Intl.DateTimeFormat(r, {
		hour: "numeric",
		minute: "2-digit",
		...!s && o < 6 * R && { weekday: "short" },
		...o >= 6 * R && {
			month: "short",
			day: "numeric"
		},
		...i
	}).format(e);
}
function rt(e, t, n) {
	return z(e, n, {
		style: "currency",
		currency: t,
		currencyDisplay: "narrowSymbol"
	});
}
function it(e, t) {
	let [n, r] = e < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
	return z(e / r, t, {
		style: "unit",
		unit: n,
		maximumFractionDigits: e < 1e6 ? 0 : 1
	});
}
function B(e, t) {
	return z(Math.floor(e) / 100, t, { style: "percent" });
}
function at(e, t) {
	return z(e, t, { maximumFractionDigits: 0 });
}
// src/ha.ts
function ot(e, t, n) {
	e.dispatchEvent(new CustomEvent(t, {
		detail: n,
		bubbles: !0,
		composed: !0
	}));
}
function st(e, t) {
	ot(e, "hass-more-info", { entityId: t });
}
function ct(e, t, n) {
	ot(e, "show-dialog", {
		dialogTag: t,
		dialogImport: () => customElements.whenDefined(t),
		dialogParams: n
	});
}
async function lt(e, t) {
	return (await window.loadCardHelpers()).showConfirmationDialog(e, {
		title: t.title,
		text: t.text,
		confirmText: t.yes,
		dismissText: t.no,
		destructive: t.isGrave ?? !1
	});
}
var ut = {
	printer_card_name: "FACTOR printer",
	printer_card_description: "One printer: what it does, how far it is, how hot it is, and all that can be done with it now.",
	farm_card_name: "FACTOR farm",
	farm_card_description: "All printers, those that need somebody first.",
	strategy_name: "FACTOR printers",
	strategy_description: "All printers, a page for each, prints and costs. Follows what you add and remove.",
	option_device_id: "Printer",
	option_layout: "Size",
	layout_full: "Full",
	layout_compact: "Compact",
	layout_line: "One line",
	option_light: "Light",
	help_light: "A light or switch that lights the printer. One that you have put on the printer's device is found by itself.",
	option_title: "Title",
	option_area: "Only printers in these areas",
	option_label: "Only printers with one of these labels",
	choose_printer: "Choose a printer in this card's settings.",
	no_such_printer: "This printer is not there any more. Choose another one in this card's settings.",
	time_left: "{duration} left",
	any_moment: "any moment now",
	finishes_at: "done at {time}",
	no_estimate: "no estimate yet",
	height: "Height",
	face_away: "No connection",
	face_lost: "Lost during a print",
	face_silent: "Offline",
	face_disconnected: "Not connected",
	face_connecting: "Connecting",
	face_finished: "Finished",
	notice_away: "Home Assistant has no connection to this printer's broker.",
	notice_lost: "Not heard since {since}, in the middle of a print. It may well go on printing.",
	notice_silent: "Not heard since {since}. Is it switched on, and in the network?",
	notice_disconnected: "OctoPrint is there, but its printer is off or not connected.",
	notice_connecting: "OctoPrint is connecting to its printer.",
	notice_error: "The printer has reported an error. OctoPrint's terminal says more.",
	notice_paused: "Paused since {since}. The heaters stay on.",
	notice_finished: "Finished at {since}. The print waits on the bed.",
	notice_heater_left_on: "A heater is on, and nothing is printed.",
	hotend: "Hotend",
	hotend_n: "Hotend {number}",
	bed: "Bed",
	chamber: "Chamber",
	target: "target {target}",
	off: "off",
	set_target: "{heater}: {value}, {target}. Set the target",
	show_history: "{heater}: {value}, {target}. Show the history",
	pause: "Pause",
	resume: "Resume",
	cancel: "Cancel",
	cancel_title: "Cancel the print?",
	cancel_text: "{printer} ends {file} at {progress}. This can't be undone.",
	cancel_yes: "Cancel the print",
	cancel_no: "Go on printing",
	print: "Print",
	print_file: "Print a file",
	home: "Home",
	heaters_off: "Heaters off",
	heaters_off_title: "Turn the heaters off?",
	heaters_off_text: "The print on {printer} is paused: it may come off a cold bed.",
	heaters_off_no: "Leave them on",
	light: "Light",
	fan: "Fan",
	more: "More about {printer}",
	files_title: "Print on {printer}",
	files_search: "Search for a file",
	files_none: "There are no files on this printer.",
	files_no_match: "No file's name contains “{search}”.",
	files_upload: "Upload a file",
	files_start_title: "Start the print?",
	files_start_text: "{printer} starts to heat and prints {file}. Is its bed free?",
	files_start_no: "Not now",
	files_sd: "SD card",
	drop: "Drop G-code here to send it to {printer}",
	drop_no_gcode: "{file} is no G-code: its name should end with .gcode, .gco or .g.",
	uploading_here: "{file}: on its way to Home Assistant",
	uploading_there: "{file}: on its way to the printer",
	uploaded: "{file} is on the printer.",
	upload_failed: "{file} was not sent: {error}",
	upload_failed_here: "Home Assistant did not take it ({status}).",
	prints: "Last prints",
	prints_none: "No print has ended since this printer was added.",
	prints_total: "{total} prints are remembered; these are the last {count}.",
	outcome_finished: "Finished",
	outcome_cancelled: "Cancelled",
	outcome_failed: "Failed",
	outcome_unknown: "Ended in an unknown way",
	farm: "Printers",
	farm_none: "No printers here yet. Add them under Settings, Devices & services, FACTOR.",
	farm_no_match: "No printer fits.",
	farm_search: "Search by name or file",
	farm_filter: "Show only: {group}",
	group_attention: "Need you",
	group_printing: "Printing",
	group_idle: "Idle",
	group_offline: "Offline",
	view_farm: "Farm",
	view_prints: "Prints",
	section_temperatures: "Temperatures",
	section_calendar: "When what was printed",
	section_prints: "Prints a week",
	section_time: "Printing time a week",
	section_filament: "Filament a week",
	section_energy: "Energy a week",
	section_cost: "Cost a week",
	section_totals: "In all"
}, dt = {
	en: ut,
	ko: {
		printer_card_name: "FACTOR 프린터",
		printer_card_description: "프린터 한 대: 무엇을 하고 있는지, 얼마나 진행되었는지, 온도는 몇 도인지, 지금 할 수 있는 모든 것.",
		farm_card_name: "FACTOR 프린터 팜",
		farm_card_description: "모든 프린터. 사람 손이 필요한 프린터부터 표시합니다.",
		strategy_name: "FACTOR 프린터",
		strategy_description: "모든 프린터, 프린터별 페이지, 출력 기록과 비용. 프린터를 추가하거나 제거하면 자동으로 반영됩니다.",
		option_device_id: "프린터",
		option_layout: "크기",
		layout_full: "전체",
		layout_compact: "간략히",
		layout_line: "한 줄",
		option_light: "조명",
		help_light: "프린터를 비추는 조명 또는 스위치입니다. 프린터 기기에 넣어 둔 조명은 자동으로 찾습니다.",
		option_title: "제목",
		option_area: "이 영역의 프린터만",
		option_label: "이 레이블이 있는 프린터만",
		choose_printer: "카드 설정에서 프린터를 선택하세요.",
		no_such_printer: "이 프린터는 더 이상 없습니다. 카드 설정에서 다른 프린터를 선택하세요.",
		time_left: "{duration} 남음",
		any_moment: "곧 끝남",
		finishes_at: "{time} 완료",
		no_estimate: "아직 예상 시간 없음",
		height: "높이",
		face_away: "연결 없음",
		face_lost: "출력 중 연결 끊김",
		face_silent: "오프라인",
		face_disconnected: "연결되지 않음",
		face_connecting: "연결 중",
		face_finished: "출력 완료",
		notice_away: "Home Assistant가 이 프린터의 브로커에 연결되어 있지 않습니다.",
		notice_lost: "{since}부터 신호가 없습니다. 출력 중이었으며 계속 출력되고 있을 수 있습니다.",
		notice_silent: "{since}부터 신호가 없습니다. 전원과 네트워크를 확인하세요.",
		notice_disconnected: "OctoPrint는 동작하지만 프린터가 꺼져 있거나 연결되지 않았습니다.",
		notice_connecting: "OctoPrint가 프린터에 연결하고 있습니다.",
		notice_error: "프린터가 오류를 보고했습니다. 자세한 내용은 OctoPrint 터미널에서 확인하세요.",
		notice_paused: "{since}부터 일시정지되어 있습니다. 히터는 켜진 상태로 유지됩니다.",
		notice_finished: "{since}에 완료되었습니다. 출력물이 베드에 있습니다.",
		notice_heater_left_on: "출력이 없는데 히터가 켜져 있습니다.",
		hotend: "핫엔드",
		hotend_n: "핫엔드 {number}",
		bed: "베드",
		chamber: "챔버",
		target: "목표 {target}",
		off: "꺼짐",
		set_target: "{heater}: {value}, {target}. 목표 온도 설정",
		show_history: "{heater}: {value}, {target}. 기록 보기",
		pause: "일시정지",
		resume: "재개",
		cancel: "취소",
		cancel_title: "출력을 취소할까요?",
		cancel_text: "{printer}에서 {progress} 진행된 {file} 출력을 끝냅니다. 되돌릴 수 없습니다.",
		cancel_yes: "출력 취소",
		cancel_no: "계속 출력",
		print: "출력",
		print_file: "파일 출력",
		home: "원점 복귀",
		heaters_off: "히터 끄기",
		heaters_off_title: "히터를 끌까요?",
		heaters_off_text: "{printer}의 출력이 일시정지되어 있습니다. 베드가 식으면 출력물이 떨어질 수 있습니다.",
		heaters_off_no: "켜 두기",
		light: "조명",
		fan: "팬",
		more: "{printer} 자세히 보기",
		files_title: "{printer}에서 출력",
		files_search: "파일 검색",
		files_none: "이 프린터에 파일이 없습니다.",
		files_no_match: "이름에 “{search}”이(가) 들어간 파일이 없습니다.",
		files_upload: "파일 업로드",
		files_start_title: "출력을 시작할까요?",
		files_start_text: "{printer}에서 가열을 시작하고 {file} 파일을 출력합니다. 베드가 비어 있나요?",
		files_start_no: "나중에",
		files_sd: "SD 카드",
		drop: "{printer}(으)로 보낼 G-code를 여기에 놓으세요",
		drop_no_gcode: "{file}은(는) G-code가 아닙니다. 이름이 .gcode, .gco 또는 .g로 끝나야 합니다.",
		uploading_here: "{file}: Home Assistant로 보내는 중",
		uploading_there: "{file}: 프린터로 보내는 중",
		uploaded: "{file} 파일이 프린터에 있습니다.",
		upload_failed: "{file} 파일을 보내지 못했습니다: {error}",
		upload_failed_here: "Home Assistant가 파일을 받지 못했습니다({status}).",
		prints: "최근 출력",
		prints_none: "이 프린터를 추가한 뒤 끝난 출력이 없습니다.",
		prints_total: "기억된 출력 {total}건 중 최근 {count}건입니다.",
		outcome_finished: "완료",
		outcome_cancelled: "취소",
		outcome_failed: "실패",
		outcome_unknown: "알 수 없이 끝남",
		farm: "프린터",
		farm_none: "아직 프린터가 없습니다. 설정의 기기 및 서비스에서 FACTOR에 추가하세요.",
		farm_no_match: "해당하는 프린터가 없습니다.",
		farm_search: "이름 또는 파일 검색",
		farm_filter: "이것만 보기: {group}",
		group_attention: "확인 필요",
		group_printing: "출력 중",
		group_idle: "대기 중",
		group_offline: "오프라인",
		view_farm: "프린터 팜",
		view_prints: "출력 기록",
		section_temperatures: "온도",
		section_calendar: "언제 무엇을 출력했는지",
		section_prints: "주간 출력",
		section_time: "주간 출력 시간",
		section_filament: "주간 필라멘트",
		section_energy: "주간 에너지",
		section_cost: "주간 비용",
		section_totals: "합계"
	}
};
function V(e, t, n = {}) {
	let r = e?.language ?? document.documentElement.lang;
	return ((dt[r] ?? dt[r.split("-")[0] ?? ""])?.[t] ?? ut[t]).replace(/\{(\w+)\}/g, (e, t) => String(n[t] ?? ""));
}
// src/styles.ts
var ft = o`
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
`, H = o`
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
`, U = o`
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
  button:disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
`, pt = o`
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
`, mt = [
	".gcode",
	".gco",
	".g"
];
function ht(e) {
	return mt.some((t) => e.toLowerCase().endsWith(t));
}
var gt = class {
	constructor(e) {
		this.host = e, this.last = Promise.resolve();
	}
	send(e, t, n) {
		return this.last = this.last.then(() => this.run(e, t, n));
	}
	dismiss() {
		this.show(void 0);
	}
	async run(e, t, n) {
		let { name: r } = n;
		if (!ht(r)) this.show({
			at: "failed",
			text: V(e, "drop_no_gcode", { file: r })
		});
		else try {
			this.show({
				at: "here",
				file: r,
				percent: 0
			});
			let i = await _t(e, n, (e) => this.show({
				at: "here",
				file: r,
				percent: e
			}));
			this.show({
				at: "there",
				file: r
			});
			let a = {
				device_id: t,
				file: i
			};
			await e.callService("factor", "upload_file", a, void 0, !1), this.show({
				at: "done",
				file: r
			});
		} catch (t) {
			let n = t instanceof Object && "message" in t ? t.message : t;
			this.show({
				at: "failed",
				text: V(e, "upload_failed", {
					file: r,
					error: String(n)
				})
			});
		}
	}
	show(e) {
		this.step = e, this.host.requestUpdate();
	}
};
async function _t(e, t, n) {
	e.auth.expired && await e.auth.refreshAccessToken();
	let r = new FormData();
	r.append("file", t);
	let i = new XMLHttpRequest();
	return new Promise((t, a) => {
		i.upload.onprogress = ({ loaded: e, total: t }) => n(100 * e / t), i.onload = () => {
			i.status === 200 ? t(JSON.parse(i.responseText).file_id) : o();
		};
		let o = () => {
			let t = i.status || "–";
			a(Error(V(e, "upload_failed_here", { status: t })));
		};
		i.onerror = o, i.onabort = o, i.open("POST", e.hassUrl("/api/file_upload")), i.setRequestHeader("Authorization", `Bearer ${e.auth.accessToken}`), i.send(r);
	});
}
// \0@oxc-project+runtime@0.156.0/helpers/esm/decorate.js
function W(e, t, n, r) {
	var i = arguments.length, a = i < 3 ? t : r === null ? r = Object.getOwnPropertyDescriptor(t, n) : r, o;
	if (typeof Reflect == "object" && typeof Reflect.decorate == "function") a = Reflect.decorate(e, t, n, r);
	else for (var s = e.length - 1; s >= 0; s--) (o = e[s]) && (a = (i < 3 ? o(a) : i > 3 ? o(t, n, a) : o(t, n)) || a);
	return i > 3 && a && Object.defineProperty(t, n, a), a;
}
// src/files-dialog.ts
var G = class extends j {
	constructor(...e) {
		super(...e), this.open = !1, this.error = "", this.search = "", this.renderFile = (e) => {
			let { hass: t } = this, n = [
				e.origin === "sdcard" && V(t, "files_sd"),
				e.date && nt(/* @__PURE__ */ new Date(e.date * 1e3), t),
				e.size && it(e.size, t),
				e.estimated_print_time_s && $e(e.estimated_print_time_s, t)
			].filter(Boolean);
			return T`<li>
      <button
        type="button"
        ?disabled=${this.starting !== void 0}
        @click=${() => this.print(e)}
      >
        ${this.starting === e ? T`<ha-spinner size="small"></ha-spinner>` : T`<ha-icon icon="mdi:file-document-outline"></ha-icon>`}
        <span>
          <span class="name">${vt(e)}</span>
          <span class="second numbers">${n.join(" · ")}</span>
        </span>
        <ha-icon icon="mdi:play"></ha-icon>
      </button>
    </li>`;
		};
	}
	async showDialog(e) {
		this.params = e, this.files = void 0, this.search = this.error = "", this.open = !0;
		try {
			let t = await this.hass.callService("factor", "list_files", { device_id: e.printer.id }, void 0, !1, !0);
			this.files = (t.response?.files ?? []).filter((e) => !e.is_folder).sort((e, t) => (t.date ?? 0) - (e.date ?? 0));
		} catch (e) {
			this.fail(e);
		}
	}
	closeDialog() {
		return this.open = !1, !0;
	}
	closed() {
		this.open = !1, this.params = void 0, ot(this, "dialog-closed", { dialog: this.localName });
	}
	fail(e) {
		this.error = e.message ?? String(e);
	}
	render() {
		if (!this.params) return D;
		let { hass: e } = this, { printer: t } = this.params;
		return T`<ha-dialog
      .open=${this.open}
      .headerTitle=${V(e, "files_title", { printer: t.name })}
      @closed=${this.closed}
    >
      <div class="tools">
        <ha-input-search
          appearance="outlined"
          .placeholder=${V(e, "files_search")}
          .value=${this.search}
          @input=${(e) => {
			this.search = e.target.value;
		}}
        ></ha-input-search>
        <ha-button appearance="filled" @click=${this.pick}>
          <ha-icon slot="start" icon="mdi:upload"></ha-icon>
          ${V(e, "files_upload")}
        </ha-button>
        <input
          type="file"
          hidden
          accept=${mt.join(",")}
          @change=${this.picked}
        />
      </div>
      <div aria-live="polite">
        ${this.error ? T`<ha-alert alert-type="error">${this.error}</ha-alert>` : D}
        ${this.renderFiles()}
      </div>
    </ha-dialog>`;
	}
	renderFiles() {
		let { hass: e, files: t, search: n } = this;
		if (!t) return this.error ? D : T`<div class="center"><ha-spinner></ha-spinner></div>`;
		let r = n.toLowerCase().split(/\s+/), i = t.filter((e) => r.every((t) => vt(e).toLowerCase().includes(t)));
		return i.length ? T`<ul>
      ${Je(i, (e) => `${e.origin}/${e.name}`, this.renderFile)}
    </ul>` : T`<p class="center">
        ${t.length ? V(e, "files_no_match", { search: n }) : V(e, "files_none")}
      </p>`;
	}
	async print(e) {
		let { hass: t, params: n } = this;
		if (n && await lt(this, {
			title: V(t, "files_start_title"),
			text: V(t, "files_start_text", {
				printer: n.printer.name,
				file: vt(e)
			}),
			yes: V(t, "print"),
			no: V(t, "files_start_no")
		})) {
			this.starting = e, this.error = "";
			try {
				await t.callService("factor", "print_file", {
					device_id: n.printer.id,
					filename: e.name,
					origin: e.origin === "sdcard" ? "sd" : "local"
				}, void 0, !1), this.closeDialog();
			} catch (e) {
				this.fail(e);
			} finally {
				this.starting = void 0;
			}
		}
	}
	pick() {
		this.renderRoot.querySelector("input")?.click();
	}
	picked(e) {
		let [t] = e.target.files ?? [];
		t && (this.params?.send(t), this.closeDialog());
	}
	static {
		this.styles = [
			U,
			H,
			o`
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
      li button:hover:enabled {
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
      .center {
        display: flex;
        justify-content: center;
        padding: 24px;
        text-align: center;
      }
    `
		];
	}
};
W([M({ attribute: !1 })], G.prototype, "hass", void 0), W([N()], G.prototype, "params", void 0), W([N()], G.prototype, "open", void 0), W([N()], G.prototype, "files", void 0), W([N()], G.prototype, "error", void 0), W([N()], G.prototype, "search", void 0), W([N()], G.prototype, "starting", void 0), G = W([I("factor-files-dialog")], G);
function vt(e) {
	return e.display ?? e.name;
}
// src/registry.ts
var yt = class {
	constructor(e, t) {
		this.device = e, this.ids = [], this.hotends = [], this.byKey = /* @__PURE__ */ new Map();
		for (let e of t) {
			this.ids.push(e.entity_id);
			let t = bt(e);
			this.byKey.has(t) || this.byKey.set(t, e.entity_id);
			let n = t.match(/^sensor\.hotend_(\d+)_temperature$/);
			n && this.hotends.push(Number(n[1]));
		}
		this.hotends.sort((e, t) => e - t);
	}
	get id() {
		return this.device.id;
	}
	get name() {
		return this.device.name_by_user ?? this.device.name ?? "";
	}
	get isPrinter() {
		return this.byKey.has("event.print") || this.byKey.has("sensor.state");
	}
	idOf(e) {
		return this.byKey.get(e);
	}
};
function bt(e) {
	let [t] = e.entity_id.split(".");
	if (e.platform !== "factor") return `${t}`;
	let [n] = e.name?.match(/\d+/) ?? e.entity_id.match(/\d+(?!.*\d)/) ?? [];
	return `${t}.${(e.translation_key ?? "").replace(/^hotend_n_/, `hotend_${n}_`).replace(/^hotend_(?=[a-z])/, "hotend_1_")}`;
}
var xt = /* @__PURE__ */ new WeakMap();
function K(e) {
	let t = xt.get(e.entities);
	t || xt.set(e.entities, t = /* @__PURE__ */ new WeakMap());
	let n = t.get(e.devices);
	return n || t.set(e.devices, n = St(e)), n;
}
function St(e) {
	let t = /* @__PURE__ */ new Map(), n = /* @__PURE__ */ new Set();
	for (let r of Object.values(e.entities)) {
		if (!r.device_id) continue;
		r.platform === "factor" && n.add(r.device_id);
		let e = t.get(r.device_id);
		e ? e.push(r) : t.set(r.device_id, [r]);
	}
	let r = [];
	for (let i of n) {
		let n = e.devices[i];
		if (!n) continue;
		let a = new yt(n, t.get(i) ?? []);
		a.isPrinter && r.push(a);
	}
	let i = new Intl.Collator(e.language, { numeric: !0 });
	return r.sort((e, t) => i.compare(e.name, t.name)), new Map(r.map((e) => [e.id, e]));
}
// src/printer.ts
var Ct = {
	offline: "disconnected",
	offline_after_error: "error",
	connecting: "connecting",
	error: "error",
	paused: "paused",
	starting: "working",
	printing: "working",
	pausing: "working",
	resuming: "working",
	finishing: "working",
	cancelling: "working",
	transferring: "transferring",
	idle: "idle"
}, wt = ["unavailable", "unknown"];
function q(e, t, n) {
	let r = t.idOf(n);
	return r === void 0 ? void 0 : e.states[r];
}
function J(e, t, n) {
	let r = q(e, t, n);
	return r && !wt.includes(r.state) ? r : void 0;
}
function Tt(e, t, n) {
	let r = q(e, t, n);
	return r?.state === "unavailable" ? void 0 : r;
}
function Et(e) {
	let t = Number(e?.state);
	return e && Number.isFinite(t) ? t : void 0;
}
function Dt(e) {
	let t = new Date(e?.state ?? "");
	return Number.isNaN(t.getTime()) ? void 0 : t;
}
function Ot(e, t) {
	let n = (n) => J(e, t, n), r = Et(n("sensor.progress")), i = kt(e, t, r), a = [
		"working",
		"paused",
		"lost"
	].includes(i);
	return {
		entities: t,
		id: t.id,
		name: t.name,
		face: i,
		state: q(e, t, "sensor.state"),
		hasJob: a,
		file: n("sensor.file")?.state,
		progress: r,
		finish: a ? Dt(n("sensor.finish_time")) : void 0,
		upload: Et(n("sensor.upload")),
		heaters: At(e, t),
		heaterLeftOn: n("binary_sensor.heater_left_on")?.state === "on"
	};
}
function kt(e, t, n) {
	let r = q(e, t, "binary_sensor.online")?.state, i = J(e, t, "sensor.file") !== void 0;
	if (r === "off") return i ? "lost" : "silent";
	let a = J(e, t, "sensor.state")?.state;
	if (a === void 0) return r === "on" ? "connecting" : "away";
	let o = Ct[a] ?? "idle", s = J(e, t, "sensor.last_print_outcome")?.state;
	return o === "idle" && n === 100 && s === "finished" ? "finished" : o;
}
function At(e, t) {
	let n = t.hotends.length > 1;
	return [
		...t.hotends.map((r) => jt(e, t, "hotend", n ? r : 0, `hotend_${r}`)),
		jt(e, t, "bed", 0, "bed"),
		jt(e, t, "chamber", 0, "chamber")
	].filter((e) => e !== void 0);
}
function jt(e, t, n, r, i) {
	let a = J(e, t, `sensor.${i}_temperature`), o = Et(a);
	if (!a || o === void 0) return;
	let s = q(e, t, `number.${i}_target`), c = s !== void 0 && s.state !== "unavailable";
	return {
		kind: n,
		number: r,
		temperature: a,
		value: o,
		target: Et(s ?? q(e, t, `sensor.${i}_target`)),
		entityId: c ? s.entity_id : a.entity_id,
		canSet: c,
		targetId: s?.entity_id
	};
}
var Mt = class {
	constructor() {
		this.states = [];
	}
	read(e, t, n) {
		let r = K(e).get(t);
		if (!r) return this.printer = void 0;
		let i = n ? [...r.ids, n] : r.ids;
		return this.printer?.entities === r && this.locale === e.locale && this.states.length === i.length && i.every((t, n) => this.states[n] === e.states[t]) ? this.printer : (this.states = i.map((t) => e.states[t]), this.locale = e.locale, this.printer = Ot(e, r));
	}
}, Y = class extends j {
	constructor(...e) {
		super(...e), this.small = !1, this.button = ({ key: e, icon: t, isGrave: n, run: r }) => {
			let i = V(this.hass, e), a = this.busy === e;
			return T`<button
      type="button"
      class=${n ? "grave" : ""}
      title=${i}
      aria-label=${i}
      aria-busy=${a}
      ?disabled=${this.busy !== void 0}
      @click=${() => this.start(e, r)}
    >
      ${a ? T`<ha-spinner size="tiny"></ha-spinner>` : T`<ha-icon .icon=${t}></ha-icon>`}
      <span>${i}</span>
    </button>`;
		};
	}
	render() {
		let e = this.possible();
		return this.hidden = !e.length, T`<div role="group" aria-label=${this.printer.name}>
      ${Je(e, ({ key: e }) => Nt(e), this.button)}
    </div>`;
	}
	async start(e, t) {
		this.busy = e;
		try {
			await t();
		} catch {} finally {
			this.busy = void 0;
		}
	}
	possible() {
		let { hass: e, printer: t } = this, n = (n) => Tt(e, t.entities, n), r = (e, t) => {
			let r = n(`button.${e}`);
			return r && {
				key: e,
				icon: t,
				run: () => this.press(r.entity_id)
			};
		}, i = t.face === "idle" || t.face === "finished", a = t.heaters.filter((e) => e.canSet && e.target), o = n("fan.fan")?.entity_id, s = this.light ?? t.entities.idOf("light") ?? t.entities.idOf("switch"), c = r("cancel", "mdi:stop");
		return [
			r("pause", "mdi:pause"),
			r("resume", "mdi:play"),
			c && {
				...c,
				isGrave: !0,
				run: () => this.cancel(c)
			},
			i && {
				key: "print_file",
				icon: "mdi:file-document-outline",
				run: () => this.chooseFile()
			},
			a.length > 0 && (i || t.face === "paused") && {
				key: "heaters_off",
				icon: "mdi:radiator-off",
				run: () => this.turnHeatersOff(a.map((e) => e.targetId))
			},
			r("home", "mdi:home-import-outline"),
			s && e.states[s] && {
				key: "light",
				icon: e.states[s].state === "on" ? "mdi:lightbulb-on" : "mdi:lightbulb-outline",
				run: () => e.callService("homeassistant", "toggle", {}, { entity_id: s })
			},
			o && {
				key: "fan",
				icon: "mdi:fan",
				run: () => st(this, o)
			}
		].filter((e) => !!e);
	}
	press(e) {
		return this.hass.callService("button", "press", {}, { entity_id: e });
	}
	async cancel(e) {
		let { hass: t, printer: n } = this;
		await lt(this, {
			title: V(t, "cancel_title"),
			text: V(t, "cancel_text", {
				printer: n.name,
				file: n.file ?? "",
				progress: B(n.progress ?? 0, t)
			}),
			yes: V(t, "cancel_yes"),
			no: V(t, "cancel_no"),
			isGrave: !0
		}) && await e.run();
	}
	async turnHeatersOff(e) {
		let { hass: t, printer: n } = this;
		(n.face !== "paused" || await lt(this, {
			title: V(t, "heaters_off_title"),
			text: V(t, "heaters_off_text", { printer: n.name }),
			yes: V(t, "heaters_off"),
			no: V(t, "heaters_off_no")
		})) && await t.callService("number", "set_value", { value: 0 }, { entity_id: e });
	}
	chooseFile() {
		ct(this, "factor-files-dialog", {
			printer: this.printer,
			send: this.send
		});
	}
	static {
		this.styles = [U, o`
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
      button:hover:enabled {
        background: color-mix(
          in srgb,
          var(--secondary-text-color) 20%,
          transparent
        );
      }
      button:disabled:not([aria-busy="true"]) {
        opacity: 0.5;
      }
      .grave {
        color: var(--error-color);
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
    `];
	}
};
W([M({ attribute: !1 })], Y.prototype, "hass", void 0), W([M({ attribute: !1 })], Y.prototype, "printer", void 0), W([M({ attribute: !1 })], Y.prototype, "light", void 0), W([M({ attribute: !1 })], Y.prototype, "send", void 0), W([M({
	type: Boolean,
	reflect: !0
})], Y.prototype, "small", void 0), W([N()], Y.prototype, "busy", void 0), Y = W([I("factor-actions")], Y);
function Nt(e) {
	return e === "resume" ? "pause" : e;
}
// src/drop-zone.ts
var Pt = class {
	constructor(e, t, n) {
		this.host = e, this.canTake = t, this.take = n, this.isOver = !1, this.over = (e) => {
			e.dataTransfer?.types.includes("Files") && this.canTake() && (e.preventDefault(), this.set(!0));
		}, this.leave = (e) => {
			let t = e.relatedTarget;
			t && this.host.contains(t) || this.set(!1);
		}, this.drop = (e) => {
			if (this.isOver) {
				e.preventDefault(), this.set(!1);
				for (let t of e.dataTransfer?.files ?? []) this.take(t);
			}
		}, e.addController(this), e.addEventListener("dragover", this.over), e.addEventListener("dragleave", this.leave), e.addEventListener("drop", this.drop);
	}
	hostDisconnected() {
		this.isOver = !1;
	}
	set(e) {
		this.isOver !== e && (this.isOver = e, this.host.requestUpdate());
	}
}, Ft = "hui-trend-graph-card-feature", It = 1, X = class extends j {
	render() {
		let { hass: e, heater: t } = this, n = V(e, t.number ? "hotend_n" : t.kind, { number: t.number }), r = e.formatEntityState(t.temperature), i = t.target ? V(e, "target", { target: at(t.target, e) + "°" }) : V(e, "off"), a = V(e, t.canSet ? "set_target" : "show_history", {
			heater: n,
			value: r,
			target: i
		});
		return T`<button
      type="button"
      class=${t.target ? "on" : ""}
      aria-label=${a}
      title=${a}
      @click=${() => st(this, t.entityId)}
    >
      <div class="second">${n}</div>
      <div class="value numbers">${r}</div>
      <div class="second numbers">
        ${t.targetId || t.target ? i : "\xA0"}
      </div>
      <div class="graph">${this.drawn}</div>
    </button>`;
	}
	firstUpdated() {
		this.draw();
	}
	updated() {
		this.drawn && (this.drawn.hass = this.hass);
	}
	async draw() {
		await customElements.whenDefined(Ft);
		let e = document.createElement(Ft);
		e.setConfig({
			type: "trend-graph",
			hours_to_show: It,
			detail: !1
		}), e.context = { entity_id: this.heater.temperature.entity_id }, e.hass = this.hass, this.drawn = e;
	}
	static {
		this.styles = [
			U,
			H,
			o`
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
    `
		];
	}
};
W([M({ attribute: !1 })], X.prototype, "hass", void 0), W([M({ attribute: !1 })], X.prototype, "heater", void 0), W([N()], X.prototype, "drawn", void 0), X = W([I("factor-heater")], X);
// src/icons.ts
var Lt = {
	away: "mdi:cloud-off-outline",
	lost: "mdi:lan-disconnect",
	silent: "mdi:printer-3d-off",
	disconnected: "mdi:power-plug-off-outline",
	connecting: "mdi:connection",
	error: "mdi:alert-circle-outline",
	paused: "mdi:pause-circle-outline",
	working: "mdi:printer-3d-nozzle",
	transferring: "mdi:file-upload-outline",
	finished: "mdi:check-circle-outline",
	idle: "mdi:printer-3d"
}, Rt = {
	finished: "mdi:check-circle-outline",
	cancelled: "mdi:close-circle-outline",
	failed: "mdi:alert-circle-outline",
	unknown: "mdi:help-circle-outline"
}, zt = class extends j {
	createRenderRoot() {
		return this;
	}
	connectedCallback() {
		super.connectedCallback(), this.requestUpdate();
	}
	disconnectedCallback() {
		super.disconnectedCallback(), clearTimeout(this.timer);
	}
	render() {
		let e = (this.until.getTime() - Date.now()) / 1e3;
		return T`${e > 0 ? V(this.hass, "time_left", { duration: $e(e, this.hass) }) : V(this.hass, "any_moment")}`;
	}
	updated() {
		clearTimeout(this.timer);
		let e = (this.until.getTime() - Date.now()) / 1e3;
		e <= 0 || !this.isConnected || (this.timer = setTimeout(() => this.requestUpdate(), et(e) * 1e3));
	}
};
W([M({ attribute: !1 })], zt.prototype, "hass", void 0), W([M({ attribute: !1 })], zt.prototype, "until", void 0), zt = W([I("factor-time-left")], zt);
// src/job.ts
function Bt(e, t) {
	return T`<div
    class="bar"
    role="progressbar"
    aria-label=${t}
    aria-valuenow=${Math.floor(e)}
    aria-valuemin="0"
    aria-valuemax="100"
  >
    <div style="width: ${e}%"></div>
  </div>`;
}
function Vt(e, { progress: t }) {
	return t === void 0 ? D : Bt(t, B(t, e));
}
function Ht(e, { face: t, finish: n }) {
	return t === "working" ? n ? T`<factor-time-left .hass=${e} .until=${n}></factor-time-left>` : V(e, "no_estimate") : D;
}
function Ut(e, t) {
	let { progress: n, face: r } = t, i = r === "paused" ? void 0 : t.finish, a = J(e, t.entities, "sensor.height"), o = n === void 0 ? "" : B(n, e), s = a && `${V(e, "height")} ${e.formatEntityState(a)}`, c = i && V(e, "finishes_at", { time: nt(i, e) });
	return T`<div class="job">
    ${Vt(e, t)}
    ${o && T`<div class="row large numbers">
        <span>${o}</span>
        <span>${Ht(e, t)}</span>
      </div>`}
    <div class="row second numbers">
      <span>${s}</span>
      <span>${c}</span>
    </div>
  </div>`;
}
// src/media.ts
var Wt = 1;
function Gt(e, t) {
	let n = Tt(e, t.entities, "camera.camera");
	if (n) return !(Number(n.attributes.supported_features ?? 0) & Wt) || n.state === "streaming" ? n.entity_id : void 0;
}
function Kt(e, t, n) {
	let r = J(e, t.entities, `image.${n}`), i = r?.attributes.entity_picture;
	return r && i ? e.hassUrl(`${i}&state=${encodeURIComponent(r.state)}`) : void 0;
}
function qt(e, t) {
	let n = Gt(e, t);
	if (n) return T`<hui-image
      class="media"
      .hass=${e}
      .cameraImage=${n}
      .entity=${n}
      cameraView="live"
      aspectRatio="16:9"
      fitMode="cover"
    ></hui-image>`;
	let r = Kt(e, t, "snapshot");
	if (r) return T`<img class="media" src=${r} alt=${t.name} />`;
	let i = Kt(e, t, "preview");
	return i && t.hasJob ? T`<img
      class="media preview"
      src=${i}
      alt=${t.file ?? t.name}
    />` : D;
}
// src/notice.ts
var Jt = {
	away: ["notice_away"],
	lost: ["notice_lost", "binary_sensor.online"],
	silent: ["notice_silent", "binary_sensor.online"],
	disconnected: ["notice_disconnected"],
	connecting: ["notice_connecting"],
	error: ["notice_error"],
	paused: ["notice_paused", "sensor.state"],
	finished: ["notice_finished", "sensor.last_print_ended"]
}, Yt = {
	lost: "warning",
	error: "error",
	paused: "warning",
	finished: "success"
};
function Xt(e, t) {
	let { face: n, entities: r, heaterLeftOn: i } = t;
	if (i) return {
		kind: "error",
		text: V(e, "notice_heater_left_on")
	};
	let [a, o] = Jt[n] ?? [];
	if (!a) return;
	let s = o && q(e, r, o), c = s && (Dt(s) ?? new Date(s.last_changed));
	return {
		kind: Yt[n] ?? "info",
		text: V(e, a, { since: c ? nt(c, e) : "" })
	};
}
function Zt(e, t, n) {
	let r = Xt(e, t);
	return !r || n && !["error", "warning"].includes(r.kind) ? D : T`<ha-alert
    role=${r.kind === "error" ? "alert" : "status"}
    alert-type=${r.kind}
    >${r.text}</ha-alert
  >`;
}
var Qt = {
	away: "face_away",
	lost: "face_lost",
	silent: "face_silent",
	disconnected: "face_disconnected",
	connecting: "face_connecting",
	finished: "face_finished"
};
function $t(e, t) {
	let n = Qt[t.face];
	return n ? V(e, n) : t.state ? e.formatEntityState(t.state) : "";
}
// src/printer-form.ts
var en = { entity: [{
	integration: "factor",
	domain: "event"
}] }, tn = { filter: [{ domain: ["light", "switch"] }] };
function nn() {
	let e = [
		"full",
		"compact",
		"line"
	].map((e) => ({
		value: e,
		label: V(void 0, `layout_${e}`)
	}));
	return {
		schema: [
			{
				name: "device_id",
				required: !0,
				selector: { device: en }
			},
			{
				name: "layout",
				default: "full",
				selector: { select: {
					mode: "dropdown",
					options: e
				} }
			},
			{
				name: "light",
				selector: { entity: tn }
			}
		],
		computeLabel: ({ name: e }) => V(void 0, `option_${e}`),
		computeHelper: ({ name: e }) => e === "light" ? V(void 0, "help_light") : void 0
	};
}
function rn(e, t) {
	let n = e.entities[t]?.device_id;
	return !n || !K(e).has(n) ? null : { config: {
		type: "custom:factor-printer-card",
		device_id: n
	} };
}
// src/prints.ts
var an = 10, Z = class extends j {
	constructor(...e) {
		super(...e), this.expanded = !1, this.error = "", this.shown = "";
	}
	render() {
		let { hass: e } = this;
		return T`<ha-expansion-panel
      outlined
      .header=${V(e, "prints")}
      .secondary=${this.lastPrint()}
      @expanded-changed=${(e) => {
			this.expanded = e.detail.expanded;
		}}
    >
      ${this.expanded ? this.renderHistory() : D}
    </ha-expansion-panel>`;
	}
	lastPrint() {
		let { hass: e, printer: t } = this, n = J(e, t.entities, "sensor.last_print_outcome");
		return [J(e, t.entities, "sensor.last_print_file")?.state, n && e.formatEntityState(n)].filter(Boolean).join(" · ");
	}
	renderHistory() {
		let { hass: e, history: t } = this;
		return this.error ? T`<p class="second">${this.error}</p>` : t ? t.total ? T`<ul>
        ${t.prints.map((e) => this.renderPrint(e))}
      </ul>
      ${t.total > t.prints.length ? T`<p class="second">
              ${V(e, "prints_total", {
			total: t.total,
			count: t.prints.length
		})}
            </p>` : D}` : T`<p class="second">${V(e, "prints_none")}</p>` : T`<ha-spinner size="small"></ha-spinner>`;
	}
	renderPrint(e) {
		let { hass: t } = this, n = V(t, `outcome_${e.outcome}`);
		return T`<li class=${e.outcome}>
      <ha-icon
        .icon=${Rt[e.outcome]}
        role="img"
        aria-label=${n}
        title=${n}
      ></ha-icon>
      <div>
        <div class="name">${e.file ?? "–"}</div>
        <div class="second numbers">
          ${n} · ${nt(new Date(e.ended), t)}
        </div>
      </div>
      <div class="end second numbers">
        <div>
          ${e.duration === null ? "–" : $e(e.duration, t)}
        </div>
        <div>
          ${e.cost === null ? D : rt(e.cost, e.currency ?? t.config.currency, t)}
        </div>
      </div>
    </li>`;
	}
	willUpdate(e) {
		if (!this.expanded) return;
		let t = q(this.hass, this.printer.entities, "event.print"), n = `${this.printer.id} ${t?.state}`;
		n !== this.shown && (this.shown = n, this.ask(n));
	}
	async ask(e) {
		this.error = "";
		try {
			let { response: t } = await this.hass.callService("factor", "get_print_history", {
				device_id: this.printer.id,
				limit: an
			}, void 0, !1, !0);
			e === this.shown && (this.history = t);
		} catch (e) {
			this.error = e.message ?? String(e);
		}
	}
	static {
		this.styles = [H, o`
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
    `];
	}
};
W([M({ attribute: !1 })], Z.prototype, "hass", void 0), W([M({ attribute: !1 })], Z.prototype, "printer", void 0), W([N()], Z.prototype, "expanded", void 0), W([N()], Z.prototype, "history", void 0), W([N()], Z.prototype, "error", void 0), Z = W([I("factor-prints")], Z);
// src/upload-status.ts
function on(e, t, n) {
	let { step: r } = n;
	if (!r) return D;
	if (r.at === "done" || r.at === "failed") {
		let t = r.at === "done";
		return T`<ha-alert
      role="status"
      dismissable
      alert-type=${t ? "success" : "error"}
      @alert-dismissed-clicked=${() => n.dismiss()}
      >${t ? V(e, "uploaded", { file: r.file }) : r.text}</ha-alert
    >`;
	}
	let i = r.at === "here" ? r.percent : t.upload ?? 0, a = V(e, `uploading_${r.at}`, { file: r.file });
	return T`<div class="job" data-face="transferring">
    ${Bt(i, a)}
    <div class="row second numbers">
      <span role="status">${a}</span>
      <span>${B(i, e)}</span>
    </div>
  </div>`;
}
// src/printer-card.ts
var sn = [
	"away",
	"lost",
	"silent"
], Q = class extends j {
	constructor(...e) {
		super(...e), this.preview = !1, this.reader = new Mt(), this.uploads = new gt(this), this.dropZone = new Pt(this, () => !!this.printer && !sn.includes(this.printer.face), (e) => this.send(e)), this.send = (e) => {
			let t = this.config?.device_id;
			this.hass && t && this.uploads.send(this.hass, t, e);
		};
	}
	static {
		this.getConfigForm = nn;
	}
	static getStubConfig(e) {
		let [t] = K(e).keys();
		return t === void 0 ? {} : { device_id: t };
	}
	setConfig(e) {
		this.config = e;
	}
	getCardSize() {
		return {
			full: 8,
			compact: 4,
			line: 1
		}[this.size];
	}
	getGridOptions() {
		return {
			full: {
				columns: 12,
				min_columns: 6
			},
			compact: {
				columns: 12,
				min_columns: 6
			},
			line: {
				columns: 12,
				rows: 1,
				min_columns: 6,
				min_rows: 1
			}
		}[this.size];
	}
	get size() {
		return this.config?.layout ?? "full";
	}
	shouldUpdate(e) {
		return !(e.size === 1 && e.has("hass")) || this.read() !== this.printer || !this.printer;
	}
	willUpdate() {
		this.printer = this.read();
	}
	read() {
		let { device_id: e, light: t } = this.config ?? {};
		if (this.hass && e) return this.reader.read(this.hass, e, t);
	}
	render() {
		let { hass: e, printer: t } = this;
		return e ? t ? T`<ha-card class=${this.size} data-face=${t.face}>
      ${this.size === "line" ? this.line(e, t) : this.card(e, t)}
      ${this.dropZone.isOver ? T`<div class="drop">
              <ha-icon icon="mdi:file-upload-outline"></ha-icon>
              ${V(e, "drop", { printer: t.name })}
            </div>` : D}
    </ha-card>` : T`<ha-card>
        <ha-alert>${V(e, this.config?.device_id ? "no_such_printer" : "choose_printer")}</ha-alert>
      </ha-card>` : D;
	}
	line(e, t) {
		return T`<button
      type="button"
      class="line"
      @click=${() => ct(this, "factor-printer-dialog", { deviceId: t.id })}
    >
      ${this.icon(e, t)}
      <span class="title">
        <span class="name">${t.name}</span>
        <span class="second numbers">
          ${$t(e, t)}
          ${t.hasJob && t.progress !== void 0 ? T`· ${B(t.progress, e)}` : D}
          ${t.face === "working" ? T`· ${Ht(e, t)}` : D}
        </span>
      </span>
      ${t.hasJob ? Vt(e, t) : D}
    </button>`;
	}
	card(e, t) {
		let n = this.size === "full";
		return T`
      ${n ? qt(e, t) : D}
      <div class="content">
        <div class="header">
          ${this.icon(e, t)}
          <button
            type="button"
            class="title"
            title=${V(e, "more", { printer: t.name })}
            @click=${() => t.state && st(this, t.state.entity_id)}
          >
            <div class="name">${t.name}</div>
            <div class="second">
              <span class="state">${$t(e, t)}</span>
              ${t.file && t.face !== "idle" ? T`· ${t.file}` : D}
            </div>
          </button>
          ${n ? D : this.temperatures(e, t)}
        </div>
        ${Zt(e, t, !n)}
        ${on(e, t, this.uploads)}
        ${t.hasJob ? Ut(e, t) : D}
        ${n && t.heaters.length ? this.heaters(e, t) : D}
        <factor-actions
          .hass=${e}
          .printer=${t}
          .light=${this.config?.light}
          .send=${this.send}
          .small=${!n}
        ></factor-actions>
        ${n ? T`<factor-prints
                .hass=${e}
                .printer=${t}
              ></factor-prints>` : D}
      </div>
    `;
	}
	icon(e, t) {
		let n = this.size === "full" && !Gt(e, t) ? void 0 : Kt(e, t, "preview");
		return T`<ha-tile-icon .imageUrl=${t.hasJob ? n : void 0}>
      <ha-icon slot="icon" .icon=${Lt[t.face]}></ha-icon>
    </ha-tile-icon>`;
	}
	heaters(e, t) {
		return T`<div class="heaters">
      ${Je(t.heaters, (e) => e.temperature.entity_id, (t) => T`<factor-heater .hass=${e} .heater=${t}></factor-heater>`)}
    </div>`;
	}
	temperatures(e, t) {
		return T`<div class="temperatures second numbers">
      ${t.heaters.slice(0, 3).map((t) => T`<button
              type="button"
              title=${V(e, t.kind)}
              @click=${() => st(this, t.entityId)}
            >
              ${at(t.value, e)}${t.target ? `/${at(t.target, e)}` : D}°
            </button>`)}
    </div>`;
	}
	static {
		this.styles = [
			ft,
			H,
			U,
			pt,
			o`
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
    `
		];
	}
};
W([M({ attribute: !1 })], Q.prototype, "hass", void 0), W([M({ type: Boolean })], Q.prototype, "preview", void 0), W([N()], Q.prototype, "config", void 0), W([N()], Q.prototype, "printer", void 0), Q = W([I("factor-printer-card")], Q), window.customCards ??= [], window.customCards.push({
	type: "factor-printer-card",
	get name() {
		return V(void 0, "printer_card_name");
	},
	get description() {
		return V(void 0, "printer_card_description");
	},
	preview: !0,
	documentationURL: "https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md",
	getEntitySuggestion: rn
});
// src/printer-dialog.ts
var $ = class extends j {
	constructor(...e) {
		super(...e), this.open = !1;
	}
	showDialog({ deviceId: e }) {
		this.card = document.createElement("factor-printer-card"), this.card.setConfig({
			type: "custom:factor-printer-card",
			device_id: e
		}), this.name = K(this.hass).get(e)?.name, this.open = !0;
	}
	closeDialog() {
		return this.open = !1, !0;
	}
	closed() {
		this.open = !1, this.card = this.name = void 0, ot(this, "dialog-closed", { dialog: this.localName });
	}
	render() {
		return this.card ? (this.card.hass = this.hass, T`<ha-dialog
      .open=${this.open}
      .headerTitle=${this.name ?? ""}
      @closed=${this.closed}
    >
      ${this.card}
    </ha-dialog>`) : D;
	}
	static {
		this.styles = o`
    ha-dialog {
      --dialog-content-padding: 0;
    }
    factor-printer-card {
      --ha-card-border-width: 0;
      --ha-card-box-shadow: none;
      --ha-card-background: transparent;
    }
  `;
	}
};
W([M({ attribute: !1 })], $.prototype, "hass", void 0), W([N()], $.prototype, "name", void 0), W([N()], $.prototype, "open", void 0), $ = W([I("factor-printer-dialog")], $);
