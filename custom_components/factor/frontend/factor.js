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
})(e) : e, { is: l, defineProperty: u, getOwnPropertyDescriptor: d, getOwnPropertyNames: f, getOwnPropertySymbols: p, getPrototypeOf: m } = Object, ee = globalThis, te = ee.trustedTypes, ne = te ? te.emptyScript : "", re = ee.reactiveElementPolyfillSupport, h = (e, t) => e, ie = {
	toAttribute(e, t) {
		switch (t) {
			case Boolean:
				e = e ? ne : null;
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
}, ae = (e, t) => !l(e, t), oe = {
	attribute: !0,
	type: String,
	converter: ie,
	reflect: !1,
	useDefault: !1,
	hasChanged: ae
};
Symbol.metadata ??= Symbol("metadata"), ee.litPropertyMetadata ??= /* @__PURE__ */ new WeakMap();
var g = class extends HTMLElement {
	static addInitializer(e) {
		this._$Ei(), (this.l ??= []).push(e);
	}
	static get observedAttributes() {
		return this.finalize(), this._$Eh && [...this._$Eh.keys()];
	}
	static createProperty(e, t = oe) {
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
		return this.elementProperties.get(e) ?? oe;
	}
	static _$Ei() {
		if (this.hasOwnProperty(h("elementProperties"))) return;
		let e = m(this);
		e.finalize(), e.l !== void 0 && (this.l = [...e.l]), this.elementProperties = new Map(e.elementProperties);
	}
	static finalize() {
		if (this.hasOwnProperty(h("finalized"))) return;
		if (this.finalized = !0, this._$Ei(), this.hasOwnProperty(h("properties"))) {
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
			let i = (n.converter?.toAttribute === void 0 ? ie : n.converter).toAttribute(t, n.type);
			this._$Em = e, i == null ? this.removeAttribute(r) : this.setAttribute(r, i), this._$Em = null;
		}
	}
	_$AK(e, t) {
		let n = this.constructor, r = n._$Eh.get(e);
		if (r !== void 0 && this._$Em !== r) {
			let e = n.getPropertyOptions(r), i = typeof e.converter == "function" ? { fromAttribute: e.converter } : e.converter?.fromAttribute === void 0 ? ie : e.converter;
			this._$Em = r;
			let a = i.fromAttribute(t, e.type);
			this[r] = a ?? this._$Ej?.get(r) ?? a, this._$Em = null;
		}
	}
	requestUpdate(e, t, n, r = !1, i) {
		if (e !== void 0) {
			let a = this.constructor;
			if (!1 === r && (i = this[e]), n ??= a.getPropertyOptions(e), !((n.hasChanged ?? ae)(i, t) || n.useDefault && n.reflect && i === this._$Ej?.get(e) && !this.hasAttribute(a._$Eu(e, n)))) return;
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
g.elementStyles = [], g.shadowRootOptions = { mode: "open" }, g[h("elementProperties")] = /* @__PURE__ */ new Map(), g[h("finalized")] = /* @__PURE__ */ new Map(), re?.({ ReactiveElement: g }), (ee.reactiveElementVersions ??= []).push("2.1.2");
// node_modules/lit-html/lit-html.js
var se = globalThis, ce = (e) => e, le = se.trustedTypes, ue = le ? le.createPolicy("lit-html", { createHTML: (e) => e }) : void 0, de = "$lit$", _ = `lit$${Math.random().toFixed(9).slice(2)}$`, fe = "?" + _, pe = `<${fe}>`, v = document, y = () => v.createComment(""), b = (e) => e === null || typeof e != "object" && typeof e != "function", me = Array.isArray, he = (e) => me(e) || typeof e?.[Symbol.iterator] == "function", ge = "[ 	\n\f\r]", x = /<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g, _e = /-->/g, ve = />/g, S = RegExp(`>|${ge}(?:([^\\s"'>=/]+)(${ge}*=${ge}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`, "g"), ye = /'/g, be = /"/g, xe = /^(?:script|style|textarea|title)$/i, C = ((e) => (t, ...n) => ({
	_$litType$: e,
	strings: t,
	values: n
}))(1), w = Symbol.for("lit-noChange"), T = Symbol.for("lit-nothing"), Se = /* @__PURE__ */ new WeakMap(), E = v.createTreeWalker(v, 129);
function Ce(e, t) {
	if (!me(e) || !e.hasOwnProperty("raw")) throw Error("invalid template strings array");
	return ue === void 0 ? t : ue.createHTML(t);
}
var we = (e, t) => {
	let n = e.length - 1, r = [], i, a = t === 2 ? "<svg>" : t === 3 ? "<math>" : "", o = x;
	for (let t = 0; t < n; t++) {
		let n = e[t], s, c, l = -1, u = 0;
		for (; u < n.length && (o.lastIndex = u, c = o.exec(n), c !== null);) u = o.lastIndex, o === x ? c[1] === "!--" ? o = _e : c[1] === void 0 ? c[2] === void 0 ? c[3] !== void 0 && (o = S) : (xe.test(c[2]) && (i = RegExp("</" + c[2], "g")), o = S) : o = ve : o === S ? c[0] === ">" ? (o = i ?? x, l = -1) : c[1] === void 0 ? l = -2 : (l = o.lastIndex - c[2].length, s = c[1], o = c[3] === void 0 ? S : c[3] === "\"" ? be : ye) : o === be || o === ye ? o = S : o === _e || o === ve ? o = x : (o = S, i = void 0);
		let d = o === S && e[t + 1].startsWith("/>") ? " " : "";
		a += o === x ? n + pe : l >= 0 ? (r.push(s), n.slice(0, l) + de + n.slice(l) + _ + d) : n + _ + (l === -2 ? t : d);
	}
	return [Ce(e, a + (e[n] || "<?>") + (t === 2 ? "</svg>" : t === 3 ? "</math>" : "")), r];
}, Te = class e {
	constructor({ strings: t, _$litType$: n }, r) {
		let i;
		this.parts = [];
		let a = 0, o = 0, s = t.length - 1, c = this.parts, [l, u] = we(t, n);
		if (this.el = e.createElement(l, r), E.currentNode = this.el.content, n === 2 || n === 3) {
			let e = this.el.content.firstChild;
			e.replaceWith(...e.childNodes);
		}
		for (; (i = E.nextNode()) !== null && c.length < s;) {
			if (i.nodeType === 1) {
				if (i.hasAttributes()) for (let e of i.getAttributeNames()) if (e.endsWith(de)) {
					let t = u[o++], n = i.getAttribute(e).split(_), r = /([.?@])?(.*)/.exec(t);
					c.push({
						type: 1,
						index: a,
						name: r[2],
						strings: n,
						ctor: r[1] === "." ? Oe : r[1] === "?" ? ke : r[1] === "@" ? Ae : O
					}), i.removeAttribute(e);
				} else e.startsWith(_) && (c.push({
					type: 6,
					index: a
				}), i.removeAttribute(e));
				if (xe.test(i.tagName)) {
					let e = i.textContent.split(_), t = e.length - 1;
					if (t > 0) {
						i.textContent = le ? le.emptyScript : "";
						for (let n = 0; n < t; n++) i.append(e[n], y()), E.nextNode(), c.push({
							type: 2,
							index: ++a
						});
						i.append(e[t], y());
					}
				}
			} else if (i.nodeType === 8) {
				if (i.data === fe) c.push({
					type: 2,
					index: a
				});
				else {
					let e = -1;
					for (; (e = i.data.indexOf(_, e + 1)) !== -1;) c.push({
						type: 7,
						index: a
					}), e += _.length - 1;
				}
			}
			a++;
		}
	}
	static createElement(e, t) {
		let n = v.createElement("template");
		return n.innerHTML = e, n;
	}
};
function D(e, t, n = e, r) {
	if (t === w) return t;
	let i = r === void 0 ? n._$Cl : n._$Co?.[r], a = b(t) ? void 0 : t._$litDirective$;
	return i?.constructor !== a && (i?._$AO?.(!1), a === void 0 ? i = void 0 : (i = new a(e), i._$AT(e, n, r)), r === void 0 ? n._$Cl = i : (n._$Co ??= [])[r] = i), i !== void 0 && (t = D(e, i._$AS(e, t.values), i, r)), t;
}
var Ee = class {
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
		let { el: { content: t }, parts: n } = this._$AD, r = (e?.creationScope ?? v).importNode(t, !0);
		E.currentNode = r;
		let i = E.nextNode(), a = 0, o = 0, s = n[0];
		for (; s !== void 0;) {
			if (a === s.index) {
				let t;
				s.type === 2 ? t = new De(i, i.nextSibling, this, e) : s.type === 1 ? t = new s.ctor(i, s.name, s.strings, this, e) : s.type === 6 && (t = new je(i, this, e)), this._$AV.push(t), s = n[++o];
			}
			a !== s?.index && (i = E.nextNode(), a++);
		}
		return E.currentNode = v, r;
	}
	p(e) {
		let t = 0;
		for (let n of this._$AV) n !== void 0 && (n.strings === void 0 ? n._$AI(e[t]) : (n._$AI(e, n, t), t += n.strings.length - 2)), t++;
	}
}, De = class e {
	get _$AU() {
		return this._$AM?._$AU ?? this._$Cv;
	}
	constructor(e, t, n, r) {
		this.type = 2, this._$AH = T, this._$AN = void 0, this._$AA = e, this._$AB = t, this._$AM = n, this.options = r, this._$Cv = r?.isConnected ?? !0;
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
		e = D(this, e, t), b(e) ? e === T || e == null || e === "" ? (this._$AH !== T && this._$AR(), this._$AH = T) : e !== this._$AH && e !== w && this._(e) : e._$litType$ === void 0 ? e.nodeType === void 0 ? he(e) ? this.k(e) : this._(e) : this.T(e) : this.$(e);
	}
	O(e) {
		return this._$AA.parentNode.insertBefore(e, this._$AB);
	}
	T(e) {
		this._$AH !== e && (this._$AR(), this._$AH = this.O(e));
	}
	_(e) {
		this._$AH !== T && b(this._$AH) ? this._$AA.nextSibling.data = e : this.T(v.createTextNode(e)), this._$AH = e;
	}
	$(e) {
		let { values: t, _$litType$: n } = e, r = typeof n == "number" ? this._$AC(e) : (n.el === void 0 && (n.el = Te.createElement(Ce(n.h, n.h[0]), this.options)), n);
		if (this._$AH?._$AD === r) this._$AH.p(t);
		else {
			let e = new Ee(r, this), n = e.u(this.options);
			e.p(t), this.T(n), this._$AH = e;
		}
	}
	_$AC(e) {
		let t = Se.get(e.strings);
		return t === void 0 && Se.set(e.strings, t = new Te(e)), t;
	}
	k(t) {
		me(this._$AH) || (this._$AH = [], this._$AR());
		let n = this._$AH, r, i = 0;
		for (let a of t) i === n.length ? n.push(r = new e(this.O(y()), this.O(y()), this, this.options)) : r = n[i], r._$AI(a), i++;
		i < n.length && (this._$AR(r && r._$AB.nextSibling, i), n.length = i);
	}
	_$AR(e = this._$AA.nextSibling, t) {
		for (this._$AP?.(!1, !0, t); e !== this._$AB;) {
			let t = ce(e).nextSibling;
			ce(e).remove(), e = t;
		}
	}
	setConnected(e) {
		this._$AM === void 0 && (this._$Cv = e, this._$AP?.(e));
	}
}, O = class {
	get tagName() {
		return this.element.tagName;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	constructor(e, t, n, r, i) {
		this.type = 1, this._$AH = T, this._$AN = void 0, this.element = e, this.name = t, this._$AM = r, this.options = i, n.length > 2 || n[0] !== "" || n[1] !== "" ? (this._$AH = Array(n.length - 1).fill(/* @__PURE__ */ new String()), this.strings = n) : this._$AH = T;
	}
	_$AI(e, t = this, n, r) {
		let i = this.strings, a = !1;
		if (i === void 0) e = D(this, e, t, 0), a = !b(e) || e !== this._$AH && e !== w, a && (this._$AH = e);
		else {
			let r = e, o, s;
			for (e = i[0], o = 0; o < i.length - 1; o++) s = D(this, r[n + o], t, o), s === w && (s = this._$AH[o]), a ||= !b(s) || s !== this._$AH[o], s === T ? e = T : e !== T && (e += (s ?? "") + i[o + 1]), this._$AH[o] = s;
		}
		a && !r && this.j(e);
	}
	j(e) {
		e === T ? this.element.removeAttribute(this.name) : this.element.setAttribute(this.name, e ?? "");
	}
}, Oe = class extends O {
	constructor() {
		super(...arguments), this.type = 3;
	}
	j(e) {
		this.element[this.name] = e === T ? void 0 : e;
	}
}, ke = class extends O {
	constructor() {
		super(...arguments), this.type = 4;
	}
	j(e) {
		this.element.toggleAttribute(this.name, !!e && e !== T);
	}
}, Ae = class extends O {
	constructor(e, t, n, r, i) {
		super(e, t, n, r, i), this.type = 5;
	}
	_$AI(e, t = this) {
		if ((e = D(this, e, t, 0) ?? T) === w) return;
		let n = this._$AH, r = e === T && n !== T || e.capture !== n.capture || e.once !== n.once || e.passive !== n.passive, i = e !== T && (n === T || r);
		r && this.element.removeEventListener(this.name, this, n), i && this.element.addEventListener(this.name, this, e), this._$AH = e;
	}
	handleEvent(e) {
		typeof this._$AH == "function" ? this._$AH.call(this.options?.host ?? this.element, e) : this._$AH.handleEvent(e);
	}
}, je = class {
	constructor(e, t, n) {
		this.element = e, this.type = 6, this._$AN = void 0, this._$AM = t, this.options = n;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	_$AI(e) {
		D(this, e);
	}
}, Me = {
	M: de,
	P: _,
	A: fe,
	C: 1,
	L: we,
	R: Ee,
	D: he,
	V: D,
	I: De,
	H: O,
	N: ke,
	U: Ae,
	B: Oe,
	F: je
}, Ne = se.litHtmlPolyfillSupport;
Ne?.(Te, De), (se.litHtmlVersions ??= []).push("3.3.3");
var Pe = (e, t, n) => {
	let r = n?.renderBefore ?? t, i = r._$litPart$;
	if (i === void 0) {
		let e = n?.renderBefore ?? null;
		r._$litPart$ = i = new De(t.insertBefore(y(), e), e, void 0, n ?? {});
	}
	return i._$AI(e), i;
}, Fe = globalThis, k = class extends g {
	constructor() {
		super(...arguments), this.renderOptions = { host: this }, this._$Do = void 0;
	}
	createRenderRoot() {
		let e = super.createRenderRoot();
		return this.renderOptions.renderBefore ??= e.firstChild, e;
	}
	update(e) {
		let t = this.render();
		this.hasUpdated || (this.renderOptions.isConnected = this.isConnected), super.update(e), this._$Do = Pe(t, this.renderRoot, this.renderOptions);
	}
	connectedCallback() {
		super.connectedCallback(), this._$Do?.setConnected(!0);
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this._$Do?.setConnected(!1);
	}
	render() {
		return w;
	}
};
k._$litElement$ = !0, k.finalized = !0, Fe.litElementHydrateSupport?.({ LitElement: k });
var Ie = Fe.litElementPolyfillSupport;
Ie?.({ LitElement: k }), (Fe.litElementVersions ??= []).push("4.2.2");
// node_modules/@lit/reactive-element/decorators/property.js
var Le = {
	attribute: !0,
	type: String,
	converter: ie,
	reflect: !1,
	hasChanged: ae
}, Re = (e = Le, t, n) => {
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
function A(e) {
	return (t, n) => typeof n == "object" ? Re(e, t, n) : ((e, t, n) => {
		let r = t.hasOwnProperty(n);
		return t.constructor.createProperty(n, e), r ? Object.getOwnPropertyDescriptor(t, n) : void 0;
	})(e, t, n);
}
// node_modules/@lit/reactive-element/decorators/state.js
function j(e) {
	return A({
		...e,
		state: !0,
		attribute: !1
	});
}
// node_modules/lit-html/directive.js
var ze = {
	ATTRIBUTE: 1,
	CHILD: 2,
	PROPERTY: 3,
	BOOLEAN_ATTRIBUTE: 4,
	EVENT: 5,
	ELEMENT: 6
}, Be = (e) => (...t) => ({
	_$litDirective$: e,
	values: t
}), Ve = class {
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
}, { I: He } = Me, Ue = (e) => e, We = () => document.createComment(""), M = (e, t, n) => {
	let r = e._$AA.parentNode, i = t === void 0 ? e._$AB : t._$AA;
	if (n === void 0) n = new He(r.insertBefore(We(), i), r.insertBefore(We(), i), e, e.options);
	else {
		let t = n._$AB.nextSibling, a = n._$AM, o = a !== e;
		if (o) {
			let t;
			n._$AQ?.(e), n._$AM = e, n._$AP !== void 0 && (t = e._$AU) !== a._$AU && n._$AP(t);
		}
		if (t !== i || o) {
			let e = n._$AA;
			for (; e !== t;) {
				let t = Ue(e).nextSibling;
				Ue(r).insertBefore(e, i), e = t;
			}
		}
	}
	return n;
}, N = (e, t, n = e) => (e._$AI(t, n), e), Ge = {}, Ke = (e, t = Ge) => e._$AH = t, qe = (e) => e._$AH, Je = (e) => {
	e._$AR(), e._$AA.remove();
}, Ye = (e, t, n) => {
	let r = /* @__PURE__ */ new Map();
	for (let i = t; i <= n; i++) r.set(e[i], i);
	return r;
}, P = Be(class extends Ve {
	constructor(e) {
		if (super(e), e.type !== ze.CHILD) throw Error("repeat() can only be used in text expressions");
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
		let i = qe(e), { values: a, keys: o } = this.dt(t, n, r);
		if (!Array.isArray(i)) return this.ut = o, a;
		let s = this.ut ??= [], c = [], l, u, d = 0, f = i.length - 1, p = 0, m = a.length - 1;
		for (; d <= f && p <= m;) if (i[d] === null) d++;
		else if (i[f] === null) f--;
		else if (s[d] === o[p]) c[p] = N(i[d], a[p]), d++, p++;
		else if (s[f] === o[m]) c[m] = N(i[f], a[m]), f--, m--;
		else if (s[d] === o[m]) c[m] = N(i[d], a[m]), M(e, c[m + 1], i[d]), d++, m--;
		else if (s[f] === o[p]) c[p] = N(i[f], a[p]), M(e, i[d], i[f]), f--, p++;
		else if (l === void 0 && (l = Ye(o, p, m), u = Ye(s, d, f)), l.has(s[d])) {
			if (l.has(s[f])) {
				let t = u.get(o[p]), n = t === void 0 ? null : i[t];
				if (n === null) {
					let t = M(e, i[d]);
					N(t, a[p]), c[p] = t;
				} else c[p] = N(n, a[p]), M(e, i[d], n), i[t] = null;
				p++;
			} else Je(i[f]), f--;
		} else Je(i[d]), d++;
		for (; p <= m;) {
			let t = M(e, c[m + 1]);
			N(t, a[p]), c[p++] = t;
		}
		for (; d <= f;) {
			let e = i[d++];
			e !== null && Je(e);
		}
		return this.ut = o, Ke(e, c), w;
	}
});
// src/define.ts
function F(e) {
	return (t) => {
		customElements.get(e) || customElements.define(e, t);
	};
}
// src/registry.ts
var Xe = class {
	constructor(e, t) {
		this.device = e, this.ids = [], this.hotends = [], this.byKey = /* @__PURE__ */ new Map();
		for (let e of t) {
			this.ids.push(e.entity_id);
			let t = Ze(e);
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
function Ze(e) {
	let [t] = e.entity_id.split(".");
	if (e.platform !== "factor") return `${t}`;
	let [n] = e.name?.match(/\d+/) ?? e.entity_id.match(/\d+(?!.*\d)/) ?? [];
	return `${t}.${(e.translation_key ?? "").replace(/^hotend_n_/, `hotend_${n}_`).replace(/^hotend_(?=[a-z])/, "hotend_1_")}`;
}
var Qe = /* @__PURE__ */ new WeakMap();
function I(e) {
	let t = Qe.get(e.entities);
	t || Qe.set(e.entities, t = /* @__PURE__ */ new WeakMap());
	let n = t.get(e.devices);
	return n || t.set(e.devices, n = $e(e)), n;
}
function $e(e) {
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
		let a = new Xe(n, t.get(i) ?? []);
		a.isPrinter && r.push(a);
	}
	let i = new Intl.Collator(e.language, { numeric: !0 });
	return r.sort((e, t) => i.compare(e.name, t.name)), new Map(r.map((e) => [e.id, e]));
}
// src/printer.ts
var et = {
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
}, tt = ["unavailable", "unknown"];
function L(e, t, n) {
	let r = t.idOf(n);
	return r === void 0 ? void 0 : e.states[r];
}
function R(e, t, n) {
	let r = L(e, t, n);
	return r && !tt.includes(r.state) ? r : void 0;
}
function nt(e, t, n) {
	let r = L(e, t, n);
	return r?.state === "unavailable" ? void 0 : r;
}
function rt(e) {
	let t = Number(e?.state);
	return e && Number.isFinite(t) ? t : void 0;
}
function it(e) {
	let t = new Date(e?.state ?? "");
	return Number.isNaN(t.getTime()) ? void 0 : t;
}
function at(e, t) {
	let n = (n) => R(e, t, n), r = rt(n("sensor.progress")), i = ot(e, t, r), a = [
		"working",
		"paused",
		"lost"
	].includes(i);
	return {
		entities: t,
		id: t.id,
		name: t.name,
		face: i,
		state: L(e, t, "sensor.state"),
		hasJob: a,
		file: n("sensor.file")?.state,
		progress: r,
		finish: a ? it(n("sensor.finish_time")) : void 0,
		upload: rt(n("sensor.upload")),
		heaters: st(e, t),
		heaterLeftOn: n("binary_sensor.heater_left_on")?.state === "on"
	};
}
function ot(e, t, n) {
	let r = L(e, t, "binary_sensor.online")?.state, i = R(e, t, "sensor.file") !== void 0;
	if (r === "off") return i ? "lost" : "silent";
	let a = R(e, t, "sensor.state")?.state;
	if (a === void 0) return r === "on" ? "connecting" : "away";
	let o = et[a] ?? "idle", s = R(e, t, "sensor.last_print_outcome")?.state;
	return o === "idle" && n === 100 && s === "finished" ? "finished" : o;
}
function st(e, t) {
	let n = t.hotends.length > 1;
	return [
		...t.hotends.map((r) => ct(e, t, "hotend", n ? r : 0, `hotend_${r}`)),
		ct(e, t, "bed", 0, "bed"),
		ct(e, t, "chamber", 0, "chamber")
	].filter((e) => e !== void 0);
}
function ct(e, t, n, r, i) {
	let a = R(e, t, `sensor.${i}_temperature`), o = rt(a);
	if (!a || o === void 0) return;
	let s = L(e, t, `number.${i}_target`), c = s !== void 0 && s.state !== "unavailable";
	return {
		kind: n,
		number: r,
		temperature: a,
		value: o,
		target: rt(s ?? L(e, t, `sensor.${i}_target`)),
		entityId: c ? s.entity_id : a.entity_id,
		canSet: c,
		targetId: s?.entity_id
	};
}
var lt = class {
	constructor() {
		this.states = [];
	}
	read(e, t, n) {
		let r = I(e).get(t);
		if (!r) return this.printer = void 0;
		let i = n ? [...r.ids, n] : r.ids;
		return this.printer?.entities === r && this.locale === e.locale && this.states.length === i.length && i.every((t, n) => this.states[n] === e.states[t]) ? this.printer : (this.states = i.map((t) => e.states[t]), this.locale = e.locale, this.printer = at(e, r));
	}
}, ut = [
	"attention",
	"printing",
	"idle",
	"offline"
], dt = [
	["error", "attention"],
	["lost", "attention"],
	["paused", "attention"],
	["finished", "attention"],
	["working", "printing"],
	["transferring", "idle"],
	["idle", "idle"],
	["connecting", "idle"],
	["disconnected", "offline"],
	["silent", "offline"],
	["away", "offline"]
], ft = new Map(dt.map(([e], t) => [e, t])), pt = new Map(dt);
function mt({ face: e, heaterLeftOn: t }) {
	return t ? "attention" : pt.get(e);
}
function ht({ face: e, heaterLeftOn: t }) {
	return t ? ft.get("error") : ft.get(e);
}
function gt(e, t) {
	let n = new Intl.Collator(t, { numeric: !0 }), r = ({ finish: e }) => e?.getTime() ?? Infinity;
	return e.toSorted((e, t) => ht(e) - ht(t) || (r(e) < r(t) ? -1 : Number(r(e) > r(t))) || n.compare(e.name, t.name));
}
function _t(e) {
	let t = {
		attention: 0,
		printing: 0,
		idle: 0,
		offline: 0
	};
	for (let n of e) t[mt(n)] += 1;
	return t;
}
function vt(e, t) {
	let n = `${e.name} ${e.file ?? ""}`.toLowerCase();
	return t.toLowerCase().split(/\s+/).every((e) => n.includes(e));
}
function yt({ device: e }, { area: t, label: n }) {
	return (!t?.length || t.includes(e.area_id ?? "")) && (!n?.length || e.labels.some((e) => n.includes(e)));
}
var bt = class {
	constructor() {
		this.readers = /* @__PURE__ */ new Map(), this.printers = [];
	}
	read(e, t) {
		let n = [];
		for (let [r, i] of I(e)) {
			if (!yt(i, t)) continue;
			let a = this.readers.get(r);
			a || this.readers.set(r, a = new lt()), n.push(a.read(e, r));
		}
		return n.length === this.printers.length && n.every((e, t) => e === this.printers[t]) ? this.printers : this.printers = n;
	}
}, xt = {
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
	section_totals: "In all",
	heater_on: "a heater is on"
}, St = {
	en: xt,
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
		section_totals: "합계",
		heater_on: "히터가 켜져 있음"
	}
};
function z(e, t, n = {}) {
	let r = e?.language ?? document.documentElement.lang;
	return ((St[r] ?? St[r.split("-")[0] ?? ""])?.[t] ?? xt[t]).replace(/\{(\w+)\}/g, (e, t) => String(n[t] ?? ""));
}
// src/farm-form.ts
function Ct() {
	return {
		schema: [
			{
				name: "title",
				selector: { text: {} }
			},
			{
				name: "area",
				selector: { area: { multiple: !0 } }
			},
			{
				name: "label",
				selector: { label: { multiple: !0 } }
			}
		],
		computeLabel: ({ name: e }) => z(void 0, `option_${e}`)
	};
}
function wt(e, t) {
	let { platform: n, translation_key: r } = e.entities[t] ?? {}, i = /^(printers_|next_)/.test(r ?? "");
	return n !== "factor" || !i ? null : { config: { type: "custom:factor-farm-card" } };
}
// src/format.ts
var Tt = 60, Et = 3600, Dt = 24 * Et, Ot = 120, kt = {
	comma_decimal: "en-US",
	decimal_comma: "de",
	space_comma: "fr",
	quote_decimal: "de-CH",
	none: "en-US"
};
function At({ number_format: e, language: t }) {
	return e === "system" ? void 0 : kt[e] ?? t;
}
function jt(e, { locale: t }, n = {}) {
	return new Intl.NumberFormat(At(t), {
		useGrouping: t.number_format !== "none",
		...n
	}).format(e);
}
function Mt(e, { locale: t }) {
	let n = Math.max(0, Math.floor(e)), r = n < Ot ? {
		minutes: Math.floor(n / Tt),
		seconds: n % Tt
	} : {
		days: Math.floor(n / Dt),
		hours: Math.floor(n % Dt / Et),
		minutes: Math.floor(n % Et / Tt)
	};
	return new Intl.DurationFormat(t.language, { style: "narrow" }).format(r) || new Intl.DurationFormat(t.language, {
		style: "narrow",
		secondsDisplay: "always"
	}).format({ seconds: 0 });
}
function Nt(e) {
	return e <= Ot ? 1 : e % Tt + .05;
}
function Pt({ locale: e, config: t }) {
	let { time_format: n, time_zone: r } = e, i = {};
	return r === "server" && (i.timeZone = t.time_zone), n === "12" && (i.hourCycle = "h12"), n === "24" && (i.hourCycle = "h23"), {
		language: n === "system" ? void 0 : e.language,
		options: i
	};
}
function B(e, t, n = /* @__PURE__ */ new Date()) {
	let { language: r, options: i } = Pt(t), a = new Intl.DateTimeFormat("en", {
		dateStyle: "short",
		...i.timeZone && { timeZone: i.timeZone }
	}), o = Math.abs(e.getTime() - n.getTime()) / 1e3, s = a.format(e) === a.format(n);
	return new Intl.DateTimeFormat(r, {
		hour: "numeric",
		minute: "2-digit",
		...!s && o < 6 * Dt && { weekday: "short" },
		...o >= 6 * Dt && {
			month: "short",
			day: "numeric"
		},
		...i
	}).format(e);
}
function Ft(e, t, n) {
	return jt(e, n, {
		style: "currency",
		currency: t,
		currencyDisplay: "narrowSymbol"
	});
}
function It(e, t) {
	let [n, r] = e < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
	return jt(e / r, t, {
		style: "unit",
		unit: n,
		maximumFractionDigits: e < 1e6 ? 0 : 1
	});
}
function V(e, t) {
	return jt(Math.floor(e) / 100, t, { style: "percent" });
}
function Lt(e, t) {
	return jt(e, t, { maximumFractionDigits: 0 });
}
// src/ha.ts
function H(e, t, n) {
	e.dispatchEvent(new CustomEvent(t, {
		detail: n,
		bubbles: !0,
		composed: !0
	}));
}
function Rt(e, t) {
	H(e, "hass-more-info", { entityId: t });
}
function zt(e, t, n) {
	H(e, "show-dialog", {
		dialogTag: t,
		dialogImport: () => customElements.whenDefined(t),
		dialogParams: n
	});
}
function Bt(e) {
	history.pushState(null, "", e), H(window, "location-changed", { replace: !1 });
}
async function Vt(e, t) {
	return (await window.loadCardHelpers()).showConfirmationDialog(e, {
		title: t.title,
		text: t.text,
		confirmText: t.yes,
		dismissText: t.no,
		destructive: t.isGrave ?? !1
	});
}
// src/icons.ts
var Ht = {
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
}, Ut = {
	finished: "mdi:check-circle-outline",
	cancelled: "mdi:close-circle-outline",
	failed: "mdi:alert-circle-outline",
	unknown: "mdi:help-circle-outline"
};
// \0@oxc-project+runtime@0.156.0/helpers/esm/decorate.js
function U(e, t, n, r) {
	var i = arguments.length, a = i < 3 ? t : r === null ? r = Object.getOwnPropertyDescriptor(t, n) : r, o;
	if (typeof Reflect == "object" && typeof Reflect.decorate == "function") a = Reflect.decorate(e, t, n, r);
	else for (var s = e.length - 1; s >= 0; s--) (o = e[s]) && (a = (i < 3 ? o(a) : i > 3 ? o(t, n, a) : o(t, n)) || a);
	return i > 3 && a && Object.defineProperty(t, n, a), a;
}
// src/time-left.ts
var Wt = class extends k {
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
		return C`${e > 0 ? z(this.hass, "time_left", { duration: Mt(e, this.hass) }) : z(this.hass, "any_moment")}`;
	}
	updated() {
		clearTimeout(this.timer);
		let e = (this.until.getTime() - Date.now()) / 1e3;
		e <= 0 || !this.isConnected || (this.timer = setTimeout(() => this.requestUpdate(), Nt(e) * 1e3));
	}
};
U([A({ attribute: !1 })], Wt.prototype, "hass", void 0), U([A({ attribute: !1 })], Wt.prototype, "until", void 0), Wt = U([F("factor-time-left")], Wt);
// src/job.ts
function Gt(e, t) {
	return C`<div
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
function Kt(e, { progress: t }) {
	return t === void 0 ? T : Gt(t, V(t, e));
}
function qt(e, { face: t, finish: n }) {
	return t === "working" ? n ? C`<factor-time-left .hass=${e} .until=${n}></factor-time-left>` : z(e, "no_estimate") : T;
}
function Jt(e, t) {
	let { progress: n, face: r } = t, i = r === "paused" ? void 0 : t.finish, a = R(e, t.entities, "sensor.height"), o = n === void 0 ? "" : V(n, e), s = a && `${z(e, "height")} ${e.formatEntityState(a)}`, c = i && z(e, "finishes_at", { time: B(i, e) });
	return C`<div class="job">
    ${Kt(e, t)}
    ${o && C`<div class="row large numbers">
        <span>${o}</span>
        <span>${qt(e, t)}</span>
      </div>`}
    <div class="row second numbers">
      <span>${s}</span>
      <span>${c}</span>
    </div>
  </div>`;
}
// src/media.ts
var Yt = 1;
function Xt(e, t) {
	let n = nt(e, t.entities, "camera.camera");
	if (n) return !(Number(n.attributes.supported_features ?? 0) & Yt) || n.state === "streaming" ? n.entity_id : void 0;
}
function Zt(e, t, n) {
	let r = R(e, t.entities, `image.${n}`), i = r?.attributes.entity_picture;
	return r && i ? e.hassUrl(`${i}&state=${encodeURIComponent(r.state)}`) : void 0;
}
function Qt(e, t) {
	let n = Xt(e, t);
	if (n) return C`<hui-image
      class="media"
      .hass=${e}
      .cameraImage=${n}
      .entity=${n}
      cameraView="live"
      aspectRatio="16:9"
      fitMode="cover"
    ></hui-image>`;
	let r = Zt(e, t, "snapshot");
	if (r) return C`<img class="media" src=${r} alt=${t.name} />`;
	let i = Zt(e, t, "preview");
	return i && t.hasJob ? C`<img
      class="media preview"
      src=${i}
      alt=${t.file ?? t.name}
    />` : T;
}
// src/notice.ts
var $t = {
	away: ["notice_away"],
	lost: ["notice_lost", "binary_sensor.online"],
	silent: ["notice_silent", "binary_sensor.online"],
	disconnected: ["notice_disconnected"],
	connecting: ["notice_connecting"],
	error: ["notice_error"],
	paused: ["notice_paused", "sensor.state"],
	finished: ["notice_finished", "sensor.last_print_ended"]
}, en = {
	lost: "warning",
	error: "error",
	paused: "warning",
	finished: "success"
};
function tn(e, t) {
	let { face: n, entities: r, heaterLeftOn: i } = t;
	if (i) return {
		kind: "error",
		text: z(e, "notice_heater_left_on")
	};
	let [a, o] = $t[n] ?? [];
	if (!a) return;
	let s = o && L(e, r, o), c = s && (it(s) ?? new Date(s.last_changed));
	return {
		kind: en[n] ?? "info",
		text: z(e, a, { since: c ? B(c, e) : "" })
	};
}
function nn(e, t, n) {
	let r = tn(e, t);
	return !r || n && !["error", "warning"].includes(r.kind) ? T : C`<ha-alert
    role=${r.kind === "error" ? "alert" : "status"}
    alert-type=${r.kind}
    >${r.text}</ha-alert
  >`;
}
var rn = {
	away: "face_away",
	lost: "face_lost",
	silent: "face_silent",
	disconnected: "face_disconnected",
	connecting: "face_connecting",
	finished: "face_finished"
};
function an(e, t) {
	let n = rn[t.face];
	return n ? z(e, n) : t.state ? e.formatEntityState(t.state) : "";
}
// src/styles.ts
var on = o`
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
`, W = o`
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
`, G = o`
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
`, sn = o`
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
`, K = class extends k {
	constructor(...e) {
		super(...e), this.views = !1;
	}
	render() {
		let { hass: e, printer: t } = this, { hasJob: n, face: r, finish: i, progress: a } = t;
		return C`<button type="button" data-face=${r} @click=${this.open}>
      <ha-tile-icon
        .imageUrl=${n ? Zt(e, t, "preview") : void 0}
      >
        <ha-icon slot="icon" .icon=${Ht[r]}></ha-icon>
      </ha-tile-icon>
      <span class="texts">
        <span class="row">
          <span class="name">${t.name}</span>
          <span class="name numbers">
            ${n && a !== void 0 ? V(a, e) : T}
          </span>
        </span>
        <span class="row second">
          <span>
            <span class="state">${an(e, t)}</span>
            ${t.heaterLeftOn ? C`· ${z(e, "heater_on")}` : n && t.file ? C`· ${t.file}` : T}
          </span>
          <span class="numbers">
            ${n ? qt(e, t) : T}
            ${r === "working" && i ? C`· ${B(i, e)}` : T}
          </span>
        </span>
      </span>
      ${n ? Kt(e, t) : T}
    </button>`;
	}
	open() {
		let { id: e } = this.printer, [, t] = location.pathname.split("/");
		this.views ? Bt(`/${t}/${e}`) : zt(this, "factor-printer-dialog", { deviceId: e });
	}
	static {
		this.styles = [
			on,
			W,
			G,
			sn,
			o`
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
      .state {
        color: var(--primary-text-color);
      }
      .bar {
        position: absolute;
        inset: auto 0 0;
        height: 4px;
        border-radius: 0;
      }
    `
		];
	}
};
U([A({
	attribute: !1,
	hasChanged: () => !1
})], K.prototype, "hass", void 0), U([A({ attribute: !1 })], K.prototype, "printer", void 0), U([A({ type: Boolean })], K.prototype, "views", void 0), K = U([F("factor-farm-row")], K);
// src/documentation.ts
var cn = "https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md", ln = 500, un = 9, q = class extends k {
	constructor(...e) {
		super(...e), this.preview = !1, this.search = "", this.reader = new bt(), this.printers = [], this.drawn = -Infinity;
	}
	static {
		this.getConfigForm = Ct;
	}
	static getStubConfig() {
		return {};
	}
	setConfig(e) {
		this.config = e;
	}
	getCardSize() {
		return 2 + this.printers.length;
	}
	getGridOptions() {
		return {
			columns: "full",
			min_columns: 6
		};
	}
	disconnectedCallback() {
		super.disconnectedCallback(), clearTimeout(this.timer), this.timer = void 0;
	}
	shouldUpdate(e) {
		if (e.size !== 1 || !e.has("hass")) return !0;
		if (this.timer || this.read() === this.printers) return !1;
		let t = this.drawn + ln - performance.now();
		return t <= 0 || !this.isConnected || (this.timer = setTimeout(() => {
			this.timer = void 0, this.requestUpdate();
		}, t), !1);
	}
	willUpdate() {
		this.printers = this.read(), this.drawn = performance.now();
	}
	read() {
		return this.hass ? this.reader.read(this.hass, this.config ?? {}) : [];
	}
	render() {
		let { hass: e, printers: t } = this;
		if (!e) return T;
		let n = t.filter((e) => (!this.group || mt(e) === this.group) && vt(e, this.search));
		return C`<ha-card>
      <div class="header">
        <h2>${this.config?.title ?? z(e, "farm")}</h2>
        ${this.filters(e)}
        ${t.length < un ? T : C`<ha-input-search
                appearance="outlined"
                .placeholder=${z(e, "farm_search")}
                .value=${this.search}
                @input=${(e) => {
			this.search = e.target.value;
		}}
              ></ha-input-search>`}
      </div>
      ${n.length ? C`<div class="rows">
              ${P(gt(n, e.language), ({ id: e }) => e, (t) => C`<factor-farm-row
                    .hass=${e}
                    .printer=${t}
                    .views=${this.config?.views ?? !1}
                  ></factor-farm-row>`)}
            </div>` : C`<p role="status">
              ${z(e, t.length ? "farm_no_match" : "farm_none")}
            </p>`}
    </ha-card>`;
	}
	filters(e) {
		let t = _t(this.printers);
		return C`<div class="filters" role="group">
      ${P(ut.filter((e) => t[e] || this.group === e), (e) => e, (n) => {
			let r = z(e, `group_${n}`);
			return C`<button
            type="button"
            class=${n}
            aria-pressed=${this.group === n}
            title=${z(e, "farm_filter", { group: r })}
            @click=${() => {
				this.group = this.group === n ? void 0 : n;
			}}
          >
            <b>${t[n]}</b> ${r}
          </button>`;
		})}
    </div>`;
	}
	static {
		this.styles = [G, o`
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
        grid-template-columns: repeat(auto-fill, minmax(min(280px, 100%), 1fr));
        gap: 8px;
        padding: 12px;
      }
      p {
        margin: 0;
        padding: 24px 12px;
        color: var(--secondary-text-color);
        text-align: center;
      }
    `];
	}
};
U([A({ attribute: !1 })], q.prototype, "hass", void 0), U([A({ type: Boolean })], q.prototype, "preview", void 0), U([j()], q.prototype, "config", void 0), U([j()], q.prototype, "group", void 0), U([j()], q.prototype, "search", void 0), q = U([F("factor-farm-card")], q), window.customCards ??= [], window.customCards.push({
	type: "factor-farm-card",
	get name() {
		return z(void 0, "farm_card_name");
	},
	get description() {
		return z(void 0, "farm_card_description");
	},
	preview: !0,
	documentationURL: cn,
	getEntitySuggestion: wt
});
// src/upload.ts
var dn = [
	".gcode",
	".gco",
	".g"
];
function fn(e) {
	return dn.some((t) => e.toLowerCase().endsWith(t));
}
var pn = class {
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
		if (!fn(r)) this.show({
			at: "failed",
			text: z(e, "drop_no_gcode", { file: r })
		});
		else try {
			this.show({
				at: "here",
				file: r,
				percent: 0
			});
			let i = await mn(e, n, (e) => this.show({
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
				text: z(e, "upload_failed", {
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
async function mn(e, t, n) {
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
			a(Error(z(e, "upload_failed_here", { status: t })));
		};
		i.onerror = o, i.onabort = o, i.open("POST", e.hassUrl("/api/file_upload")), i.setRequestHeader("Authorization", `Bearer ${e.auth.accessToken}`), i.send(r);
	});
}
// src/files-dialog.ts
var J = class extends k {
	constructor(...e) {
		super(...e), this.open = !1, this.error = "", this.search = "", this.renderFile = (e) => {
			let { hass: t } = this, n = [
				e.origin === "sdcard" && z(t, "files_sd"),
				e.date && B(/* @__PURE__ */ new Date(e.date * 1e3), t),
				e.size && It(e.size, t),
				e.estimated_print_time_s && Mt(e.estimated_print_time_s, t)
			].filter(Boolean);
			return C`<li>
      <button
        type="button"
        ?disabled=${this.starting !== void 0}
        @click=${() => this.print(e)}
      >
        ${this.starting === e ? C`<ha-spinner size="small"></ha-spinner>` : C`<ha-icon icon="mdi:file-document-outline"></ha-icon>`}
        <span>
          <span class="name">${hn(e)}</span>
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
		this.open = !1, this.params = void 0, H(this, "dialog-closed", { dialog: this.localName });
	}
	fail(e) {
		this.error = e.message ?? String(e);
	}
	render() {
		if (!this.params) return T;
		let { hass: e } = this, { printer: t } = this.params;
		return C`<ha-dialog
      .open=${this.open}
      .headerTitle=${z(e, "files_title", { printer: t.name })}
      @closed=${this.closed}
    >
      <div class="tools">
        <ha-input-search
          appearance="outlined"
          .placeholder=${z(e, "files_search")}
          .value=${this.search}
          @input=${(e) => {
			this.search = e.target.value;
		}}
        ></ha-input-search>
        <ha-button appearance="filled" @click=${this.pick}>
          <ha-icon slot="start" icon="mdi:upload"></ha-icon>
          ${z(e, "files_upload")}
        </ha-button>
        <input
          type="file"
          hidden
          accept=${dn.join(",")}
          @change=${this.picked}
        />
      </div>
      <div aria-live="polite">
        ${this.error ? C`<ha-alert alert-type="error">${this.error}</ha-alert>` : T}
        ${this.renderFiles()}
      </div>
    </ha-dialog>`;
	}
	renderFiles() {
		let { hass: e, files: t, search: n } = this;
		if (!t) return this.error ? T : C`<div class="center"><ha-spinner></ha-spinner></div>`;
		let r = n.toLowerCase().split(/\s+/), i = t.filter((e) => r.every((t) => hn(e).toLowerCase().includes(t)));
		return i.length ? C`<ul>
      ${P(i, (e) => `${e.origin}/${e.name}`, this.renderFile)}
    </ul>` : C`<p class="center">
        ${t.length ? z(e, "files_no_match", { search: n }) : z(e, "files_none")}
      </p>`;
	}
	async print(e) {
		let { hass: t, params: n } = this;
		if (n && await Vt(this, {
			title: z(t, "files_start_title"),
			text: z(t, "files_start_text", {
				printer: n.printer.name,
				file: hn(e)
			}),
			yes: z(t, "print"),
			no: z(t, "files_start_no")
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
			G,
			W,
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
U([A({ attribute: !1 })], J.prototype, "hass", void 0), U([j()], J.prototype, "params", void 0), U([j()], J.prototype, "open", void 0), U([j()], J.prototype, "files", void 0), U([j()], J.prototype, "error", void 0), U([j()], J.prototype, "search", void 0), U([j()], J.prototype, "starting", void 0), J = U([F("factor-files-dialog")], J);
function hn(e) {
	return e.display ?? e.name;
}
// src/actions.ts
var Y = class extends k {
	constructor(...e) {
		super(...e), this.small = !1, this.button = ({ key: e, icon: t, isGrave: n, run: r }) => {
			let i = z(this.hass, e), a = this.busy === e;
			return C`<button
      type="button"
      class=${n ? "grave" : ""}
      title=${i}
      aria-label=${i}
      aria-busy=${a}
      ?disabled=${this.busy !== void 0}
      @click=${() => this.start(e, r)}
    >
      ${a ? C`<ha-spinner size="tiny"></ha-spinner>` : C`<ha-icon .icon=${t}></ha-icon>`}
      <span>${i}</span>
    </button>`;
		};
	}
	render() {
		let e = this.possible();
		return this.hidden = !e.length, C`<div role="group" aria-label=${this.printer.name}>
      ${P(e, ({ key: e }) => gn(e), this.button)}
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
		let { hass: e, printer: t } = this, n = (n) => nt(e, t.entities, n), r = (e, t) => {
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
				run: () => Rt(this, o)
			}
		].filter((e) => !!e);
	}
	press(e) {
		return this.hass.callService("button", "press", {}, { entity_id: e });
	}
	async cancel(e) {
		let { hass: t, printer: n } = this;
		await Vt(this, {
			title: z(t, "cancel_title"),
			text: z(t, "cancel_text", {
				printer: n.name,
				file: n.file ?? "",
				progress: V(n.progress ?? 0, t)
			}),
			yes: z(t, "cancel_yes"),
			no: z(t, "cancel_no"),
			isGrave: !0
		}) && await e.run();
	}
	async turnHeatersOff(e) {
		let { hass: t, printer: n } = this;
		(n.face !== "paused" || await Vt(this, {
			title: z(t, "heaters_off_title"),
			text: z(t, "heaters_off_text", { printer: n.name }),
			yes: z(t, "heaters_off"),
			no: z(t, "heaters_off_no")
		})) && await t.callService("number", "set_value", { value: 0 }, { entity_id: e });
	}
	chooseFile() {
		zt(this, "factor-files-dialog", {
			printer: this.printer,
			send: this.send
		});
	}
	static {
		this.styles = [G, o`
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
U([A({ attribute: !1 })], Y.prototype, "hass", void 0), U([A({ attribute: !1 })], Y.prototype, "printer", void 0), U([A({ attribute: !1 })], Y.prototype, "light", void 0), U([A({ attribute: !1 })], Y.prototype, "send", void 0), U([A({
	type: Boolean,
	reflect: !0
})], Y.prototype, "small", void 0), U([j()], Y.prototype, "busy", void 0), Y = U([F("factor-actions")], Y);
function gn(e) {
	return e === "resume" ? "pause" : e;
}
// src/drop-zone.ts
var _n = class {
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
}, vn = "hui-trend-graph-card-feature", yn = 1, X = class extends k {
	render() {
		let { hass: e, heater: t } = this, n = z(e, t.number ? "hotend_n" : t.kind, { number: t.number }), r = e.formatEntityState(t.temperature), i = t.target ? z(e, "target", { target: Lt(t.target, e) + "°" }) : z(e, "off"), a = z(e, t.canSet ? "set_target" : "show_history", {
			heater: n,
			value: r,
			target: i
		});
		return C`<button
      type="button"
      class=${t.target ? "on" : ""}
      aria-label=${a}
      title=${a}
      @click=${() => Rt(this, t.entityId)}
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
		await customElements.whenDefined(vn);
		let e = document.createElement(vn);
		e.setConfig({
			type: "trend-graph",
			hours_to_show: yn,
			detail: !1
		}), e.context = { entity_id: this.heater.temperature.entity_id }, e.hass = this.hass, this.drawn = e;
	}
	static {
		this.styles = [
			G,
			W,
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
U([A({ attribute: !1 })], X.prototype, "hass", void 0), U([A({ attribute: !1 })], X.prototype, "heater", void 0), U([j()], X.prototype, "drawn", void 0), X = U([F("factor-heater")], X);
// src/printer-form.ts
var bn = { entity: [{
	integration: "factor",
	domain: "event"
}] }, xn = { filter: [{ domain: ["light", "switch"] }] };
function Sn() {
	let e = [
		"full",
		"compact",
		"line"
	].map((e) => ({
		value: e,
		label: z(void 0, `layout_${e}`)
	}));
	return {
		schema: [
			{
				name: "device_id",
				required: !0,
				selector: { device: bn }
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
				selector: { entity: xn }
			}
		],
		computeLabel: ({ name: e }) => z(void 0, `option_${e}`),
		computeHelper: ({ name: e }) => e === "light" ? z(void 0, "help_light") : void 0
	};
}
function Cn(e, t) {
	let n = e.entities[t]?.device_id;
	return !n || !I(e).has(n) ? null : { config: {
		type: "custom:factor-printer-card",
		device_id: n
	} };
}
// src/prints.ts
var wn = 10, Z = class extends k {
	constructor(...e) {
		super(...e), this.expanded = !1, this.error = "", this.shown = "";
	}
	render() {
		let { hass: e } = this;
		return C`<ha-expansion-panel
      outlined
      .header=${z(e, "prints")}
      .secondary=${this.lastPrint()}
      @expanded-changed=${(e) => {
			this.expanded = e.detail.expanded;
		}}
    >
      ${this.expanded ? this.renderHistory() : T}
    </ha-expansion-panel>`;
	}
	lastPrint() {
		let { hass: e, printer: t } = this, n = R(e, t.entities, "sensor.last_print_outcome");
		return [R(e, t.entities, "sensor.last_print_file")?.state, n && e.formatEntityState(n)].filter(Boolean).join(" · ");
	}
	renderHistory() {
		let { hass: e, history: t } = this;
		return this.error ? C`<p class="second">${this.error}</p>` : t ? t.total ? C`<ul>
        ${t.prints.map((e) => this.renderPrint(e))}
      </ul>
      ${t.total > t.prints.length ? C`<p class="second">
              ${z(e, "prints_total", {
			total: t.total,
			count: t.prints.length
		})}
            </p>` : T}` : C`<p class="second">${z(e, "prints_none")}</p>` : C`<ha-spinner size="small"></ha-spinner>`;
	}
	renderPrint(e) {
		let { hass: t } = this, n = z(t, `outcome_${e.outcome}`);
		return C`<li class=${e.outcome}>
      <ha-icon
        .icon=${Ut[e.outcome]}
        role="img"
        aria-label=${n}
        title=${n}
      ></ha-icon>
      <div>
        <div class="name">${e.file ?? "–"}</div>
        <div class="second numbers">
          ${n} · ${B(new Date(e.ended), t)}
        </div>
      </div>
      <div class="end second numbers">
        <div>
          ${e.duration === null ? "–" : Mt(e.duration, t)}
        </div>
        <div>
          ${e.cost === null ? T : Ft(e.cost, e.currency ?? t.config.currency, t)}
        </div>
      </div>
    </li>`;
	}
	willUpdate(e) {
		if (!this.expanded) return;
		let t = L(this.hass, this.printer.entities, "event.print"), n = `${this.printer.id} ${t?.state}`;
		n !== this.shown && (this.shown = n, this.ask(n));
	}
	async ask(e) {
		this.error = "";
		try {
			let { response: t } = await this.hass.callService("factor", "get_print_history", {
				device_id: this.printer.id,
				limit: wn
			}, void 0, !1, !0);
			e === this.shown && (this.history = t);
		} catch (e) {
			this.error = e.message ?? String(e);
		}
	}
	static {
		this.styles = [W, o`
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
U([A({ attribute: !1 })], Z.prototype, "hass", void 0), U([A({ attribute: !1 })], Z.prototype, "printer", void 0), U([j()], Z.prototype, "expanded", void 0), U([j()], Z.prototype, "history", void 0), U([j()], Z.prototype, "error", void 0), Z = U([F("factor-prints")], Z);
// src/upload-status.ts
function Tn(e, t, n) {
	let { step: r } = n;
	if (!r) return T;
	if (r.at === "done" || r.at === "failed") {
		let t = r.at === "done";
		return C`<ha-alert
      role="status"
      dismissable
      alert-type=${t ? "success" : "error"}
      @alert-dismissed-clicked=${() => n.dismiss()}
      >${t ? z(e, "uploaded", { file: r.file }) : r.text}</ha-alert
    >`;
	}
	let i = r.at === "here" ? r.percent : t.upload ?? 0, a = z(e, `uploading_${r.at}`, { file: r.file });
	return C`<div class="job" data-face="transferring">
    ${Gt(i, a)}
    <div class="row second numbers">
      <span role="status">${a}</span>
      <span>${V(i, e)}</span>
    </div>
  </div>`;
}
// src/printer-card.ts
var En = [
	"away",
	"lost",
	"silent"
], Q = class extends k {
	constructor(...e) {
		super(...e), this.preview = !1, this.reader = new lt(), this.uploads = new pn(this), this.dropZone = new _n(this, () => !!this.printer && !En.includes(this.printer.face), (e) => this.send(e)), this.send = (e) => {
			let t = this.config?.device_id;
			this.hass && t && this.uploads.send(this.hass, t, e);
		};
	}
	static {
		this.getConfigForm = Sn;
	}
	static getStubConfig(e) {
		let [t] = I(e).keys();
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
		return e ? t ? C`<ha-card class=${this.size} data-face=${t.face}>
      ${this.size === "line" ? this.line(e, t) : this.card(e, t)}
      ${this.dropZone.isOver ? C`<div class="drop">
              <ha-icon icon="mdi:file-upload-outline"></ha-icon>
              ${z(e, "drop", { printer: t.name })}
            </div>` : T}
    </ha-card>` : C`<ha-card>
        <ha-alert>${z(e, this.config?.device_id ? "no_such_printer" : "choose_printer")}</ha-alert>
      </ha-card>` : T;
	}
	line(e, t) {
		return C`<button
      type="button"
      class="line"
      @click=${() => zt(this, "factor-printer-dialog", { deviceId: t.id })}
    >
      ${this.icon(e, t)}
      <span class="title">
        <span class="name">${t.name}</span>
        <span class="second numbers">
          ${an(e, t)}
          ${t.hasJob && t.progress !== void 0 ? C`· ${V(t.progress, e)}` : T}
          ${t.face === "working" ? C`· ${qt(e, t)}` : T}
        </span>
      </span>
      ${t.hasJob ? Kt(e, t) : T}
    </button>`;
	}
	card(e, t) {
		let n = this.size === "full";
		return C`
      ${n ? Qt(e, t) : T}
      <div class="content">
        <div class="header">
          ${this.icon(e, t)}
          <button
            type="button"
            class="title"
            title=${z(e, "more", { printer: t.name })}
            @click=${() => t.state && Rt(this, t.state.entity_id)}
          >
            <div class="name">${t.name}</div>
            <div class="second">
              <span class="state">${an(e, t)}</span>
              ${t.file && t.face !== "idle" ? C`· ${t.file}` : T}
            </div>
          </button>
          ${n ? T : this.temperatures(e, t)}
        </div>
        ${nn(e, t, !n)}
        ${Tn(e, t, this.uploads)}
        ${t.hasJob ? Jt(e, t) : T}
        ${n && t.heaters.length ? this.heaters(e, t) : T}
        <factor-actions
          .hass=${e}
          .printer=${t}
          .light=${this.config?.light}
          .send=${this.send}
          .small=${!n}
        ></factor-actions>
        ${n ? C`<factor-prints
                .hass=${e}
                .printer=${t}
              ></factor-prints>` : T}
      </div>
    `;
	}
	icon(e, t) {
		let n = this.size === "full" && !Xt(e, t) ? void 0 : Zt(e, t, "preview");
		return C`<ha-tile-icon .imageUrl=${t.hasJob ? n : void 0}>
      <ha-icon slot="icon" .icon=${Ht[t.face]}></ha-icon>
    </ha-tile-icon>`;
	}
	heaters(e, t) {
		return C`<div class="heaters">
      ${P(t.heaters, (e) => e.temperature.entity_id, (t) => C`<factor-heater .hass=${e} .heater=${t}></factor-heater>`)}
    </div>`;
	}
	temperatures(e, t) {
		return C`<div class="temperatures second numbers">
      ${t.heaters.slice(0, 3).map((t) => C`<button
              type="button"
              title=${z(e, t.kind)}
              @click=${() => Rt(this, t.entityId)}
            >
              ${Lt(t.value, e)}${t.target ? `/${Lt(t.target, e)}` : T}°
            </button>`)}
    </div>`;
	}
	static {
		this.styles = [
			on,
			W,
			G,
			sn,
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
U([A({ attribute: !1 })], Q.prototype, "hass", void 0), U([A({ type: Boolean })], Q.prototype, "preview", void 0), U([j()], Q.prototype, "config", void 0), U([j()], Q.prototype, "printer", void 0), Q = U([F("factor-printer-card")], Q), window.customCards ??= [], window.customCards.push({
	type: "factor-printer-card",
	get name() {
		return z(void 0, "printer_card_name");
	},
	get description() {
		return z(void 0, "printer_card_description");
	},
	preview: !0,
	documentationURL: cn,
	getEntitySuggestion: Cn
});
// src/printer-dialog.ts
var $ = class extends k {
	constructor(...e) {
		super(...e), this.open = !1;
	}
	showDialog({ deviceId: e }) {
		this.card = document.createElement("factor-printer-card"), this.card.setConfig({
			type: "custom:factor-printer-card",
			device_id: e
		}), this.name = I(this.hass).get(e)?.name, this.open = !0;
	}
	closeDialog() {
		return this.open = !1, !0;
	}
	closed() {
		this.open = !1, this.card = this.name = void 0, H(this, "dialog-closed", { dialog: this.localName });
	}
	render() {
		return this.card ? (this.card.hass = this.hass, C`<ha-dialog
      .open=${this.open}
      .headerTitle=${this.name ?? ""}
      @closed=${this.closed}
    >
      ${this.card}
    </ha-dialog>`) : T;
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
U([A({ attribute: !1 })], $.prototype, "hass", void 0), U([j()], $.prototype, "name", void 0), U([j()], $.prototype, "open", void 0), $ = U([F("factor-printer-dialog")], $);
// src/strategy.ts
var Dn = 8, On = 4, kn = 3, An = 20, jn = 6, Mn = 90, Nn = { type: "entity" }, Pn = { columns: "full" }, Fn = [
	"sensor.prints_finished",
	"sensor.prints_cancelled",
	"sensor.prints_failed",
	"sensor.printing_time",
	"sensor.filament_used_weight",
	"sensor.energy_used",
	"sensor.cost_of_prints",
	"binary_sensor.safe_to_power_off"
], In = [
	["section_prints", ["sensor.prints_finished", "sensor.prints_failed"]],
	["section_time", ["sensor.printing_time"]],
	["section_filament", ["sensor.filament_used_weight"]],
	["section_energy", ["sensor.energy_used"]],
	["section_cost", ["sensor.cost_of_prints"]]
];
function Ln(e, t) {
	return e.flatMap((e) => t.map((t) => e.idOf(t))).filter((e) => e !== void 0);
}
function Rn(e, t) {
	return {
		type: "grid",
		cards: [{
			type: "heading",
			heading: e
		}, ...t]
	};
}
function zn(e) {
	return {
		type: "custom:factor-printer-card",
		device_id: e.id
	};
}
function Bn(e, t) {
	let n = {
		type: "custom:factor-farm-card",
		views: !0
	}, r = {
		title: z(e, "view_farm"),
		path: "farm"
	};
	return t.length > On ? {
		...r,
		type: "panel",
		cards: [n]
	} : {
		...r,
		type: "sections",
		max_columns: kn,
		sections: [{
			type: "grid",
			column_span: kn,
			cards: [n]
		}, ...t.map((e) => ({
			type: "grid",
			cards: [zn(e)]
		}))]
	};
}
function Vn(e, t, n) {
	let r = [
		...t.hotends.map((e) => `sensor.hotend_${e}_temperature`),
		"sensor.bed_temperature",
		"sensor.chamber_temperature"
	], i = Ln([t], r), a = Ln([t], Fn), o = {
		type: "history-graph",
		hours_to_show: jn,
		entities: i.map((e) => ({
			entity: e,
			name: Nn
		})),
		grid_options: Pn
	}, s = a.map((e) => ({
		type: "tile",
		entity: e,
		name: Nn
	}));
	return {
		title: t.name,
		path: t.id,
		type: "sections",
		max_columns: kn,
		subview: !n,
		sections: [
			{
				type: "grid",
				cards: [zn(t)]
			},
			...i.length ? [Rn(z(e, "section_temperatures"), [o])] : [],
			...s.length ? [Rn(z(e, "section_totals"), s)] : []
		]
	};
}
function Hn(e, t) {
	let n = Ln(t, ["calendar.prints"]), r = In.map(([n, r]) => {
		let i = Ln(t.slice(0, An), r), a = {
			type: "statistics-graph",
			entities: i,
			period: "week",
			days_to_show: Mn,
			stat_types: ["change"],
			chart_type: "bar",
			grid_options: Pn
		};
		return i.length ? [Rn(z(e, n), [a])] : [];
	}), i = {
		type: "calendar",
		entities: n,
		grid_options: Pn
	};
	return {
		title: z(e, "view_prints"),
		path: "prints",
		type: "sections",
		max_columns: kn,
		sections: [...n.length ? [Rn(z(e, "section_calendar"), [i])] : [], ...r.flat()]
	};
}
function Un(e) {
	let t = [...I(e).values()];
	return JSON.stringify([e.language, t.map(({ id: e, name: t, ids: n }) => [
		e,
		t,
		n
	])]);
}
var Wn = class extends HTMLElement {
	static {
		this.noEditor = !0;
	}
	static getCreateSuggestions(e) {
		return {
			title: z(e, "strategy_name"),
			icon: "mdi:printer-3d"
		};
	}
	static shouldRegenerate(e, t, n) {
		return (t.entities !== n.entities || t.devices !== n.devices || t.language !== n.language) && Un(t) !== Un(n);
	}
	static async generate(e, t) {
		let n = [...I(t).values()], r = n.length <= Dn;
		return { views: [
			...n.length === 1 ? [] : [Bn(t, n)],
			...n.map((e) => Vn(t, e, r)),
			...n.length ? [Hn(t, n)] : []
		] };
	}
};
Wn = U([F("ll-strategy-dashboard-factor")], Wn), window.customStrategies ??= [], window.customStrategies.push({
	type: "factor",
	strategyType: "dashboard",
	get name() {
		return z(void 0, "strategy_name");
	},
	get description() {
		return z(void 0, "strategy_description");
	},
	documentationURL: cn
});
