// SPDX-License-Identifier: MIT
// The page of a fleet. Its data are facts, parts of reports, reports and machines, each by number (facts/fleet/page.c), so
// that a filter is answered for each part once and not for each machine. All text from machines goes through textContent.
"use strict";

const CELLS = ["disk", "network", "interrupts", "timers", "motherboard", "privileged"];
const VERDICTS = ["paravirtual", "hardware", "passthrough", "mixed", "emulated", "none", "unknown", "conflict", ""];
const SIGNS = ["PV", "HW", "PT", "MX", "EM", "–", "?", "!", "·"];
const GRADES = [["poor", "0", "○"], ["room for improvement", "1", "◐"], ["optimal", "2", "●"], ["no grade", "n", "?"]];
const GRADE_WORDS = ["poor", "improvable", "optimal", "none"];
const NAMES = {
	xen: "version", "xen.version": "version", kernel: "kernel.release", problem: "problems",
	...Object.fromEntries(CELLS.map(cell => [cell, `spectrum.${cell}`])),
};
const DERIVED = new Set(["evidence", "explained", "unknown", "unknown_count", "compat", "problems", "problem_count", "denied",
	"denied_count", "schema", "label"]);
const SLICE = 8; // milliseconds of work before the browser may draw
const STRIDE = 256; // machines, reports or parts between two looks at the clock

const fleet = {
	kinds: [], keys: [], keyOf: [], values: [], parts: [], advice: [], reports: [], names: [], reportOf: [], damaged: [],
	repeated: [], keyNumber: new Map(),
};
const state = { shown: [], counts: [], query: "", machine: "" };
const find = id => document.getElementById(id);

// ---- elements ----

function make(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
	element.append(...children);
	return element;
}

// A sentence whose commands stand between backquotes.
const quotes = text => text.split("`").map((part, i) => i % 2 ? make("code", {}, part) : part);

function fill(id, ...children) {
	find(id).replaceChildren(...children);
}

// Not by toLocaleString, whose first call takes 30 ms.
const number = count => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

// ---- reading the data ----

// The grade of a value in a row of the spectrum, as in facts/formats/rows.c; 3: no grade.
function gradeOf(cell, value) {
	if (value === "paravirtual") return cell === 5 ? 1 : 2;
	if (value === "emulated") return cell >= 4 ? 1 : 0;
	return value === "hardware" || value === "passthrough" ? 2 : value === "mixed" ? 1 : 3;
}

const verdictOf = value => VERDICTS.includes(value) ? VERDICTS.indexOf(value) : VERDICTS.length - 1;

const read = {
	facts([key, ...values]) {
		if (!fleet.keyNumber.has(key)) {
			fleet.keyNumber.set(key, fleet.keys.length);
			fleet.keys.push({ text: key, from: fleet.values.length, to: 0, list: false });
		}
		const at = fleet.keyNumber.get(key);
		for (const value of values) {
			fleet.keyOf.push(at);
			fleet.values.push(value);
		}
		fleet.keys[at].to = fleet.values.length;
	},
	// `roles` of a part: what a summary needs of it.
	parts(facts) {
		const part = { facts, roles: null };
		let last = -1;
		for (const fact of facts) {
			const key = fleet.keys[fleet.keyOf[fact]];
			const cell = CELLS.findIndex(name => key.text === `spectrum.${name}`);
			if (fleet.keyOf[fact] === last) key.list = true;
			last = fleet.keyOf[fact];
			if (cell >= 0) (part.roles ||= {})[cell] = verdictOf(fleet.values[fact]);
			if (key.text === "version") (part.roles ||= {}).xen = fact;
			if (key.text === "kernel.release") (part.roles ||= {}).kernel = fact;
		}
		fleet.parts.push(part);
	},
	advice(text) { fleet.advice.push(text); },
	reports([parts, problems, kind, grade]) {
		const report = { parts, problems, kind, grade: grade < 0 ? 3 : grade, cells: [8, 8, 8, 8, 8, 8], xen: -1, kernel: -1 };
		for (const part of parts) {
			const roles = fleet.parts[part].roles;
			for (const role in roles)
				if (role.length === 1) report.cells[role] = roles[role];
				else report[role] = roles[role];
		}
		fleet.reports.push(report);
	},
	machines(item) { (typeof item === "string" ? fleet.names : fleet.reportOf).push(item); },
	damaged(remark) { fleet.damaged.push(remark); },
	repeated(remark) { fleet.repeated.push(remark); },
	kinds(kind) { fleet.kinds.push(kind); },
};

// Lets the browser draw, then continues.
const pause = () => new Promise(resume => setTimeout(resume, 0));

// Does work that yields wherever it may be interrupted, a slice at a time; ends early when it is no longer wanted.
async function slices(work, wanted = () => true) {
	let begun = performance.now();
	while (!work.next().done) {
		if (performance.now() - begun < SLICE) continue;
		await pause();
		if (!wanted()) return;
		begun = performance.now();
	}
}

function* load() {
	for (const piece of document.querySelectorAll("#data, script.data")) {
		for (const [name, items] of Object.entries(JSON.parse(piece.textContent)))
			for (const item of items) read[name](item);
		piece.remove();
		yield;
	}
}

// ---- filters ----

// Terms between blanks; quotes keep blanks together.
const termsOf = query => query.match(/(?:[^\s"]|"[^"]*"?)+/g) || [];

function pattern(text) {
	const escaped = text.replace(/"/g, "").replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*");
	return new RegExp(`^${escaped}$`, "i");
}

// Which reports have a fact: an array of 0 and 1 by their number.
function reportsWith(matches, from, to) {
	const facts = new Uint8Array(fleet.values.length), parts = new Uint8Array(fleet.parts.length);
	const reports = new Uint8Array(fleet.reports.length);
	let any = false;
	for (let fact = from; fact < to; fact++) {
		facts[fact] = matches(fleet.values[fact]) ? 1 : 0;
		any ||= facts[fact] === 1;
	}
	if (!any) return reports;
	fleet.parts.forEach((part, at) => { parts[at] = part.facts.some(fact => facts[fact]) ? 1 : 0; });
	fleet.reports.forEach((report, at) => { reports[at] = report.parts.some(part => parts[part]) ? 1 : 0; });
	return reports;
}

function reportsThat(holds) {
	return Uint8Array.from(fleet.reports, report => holds(report) ? 1 : 0);
}

// A term as {reports} or {name}: which reports it selects, or what a machine's name must contain.
function select(term) {
	const [, key, sign, value] = /^([a-z][\w.:-]*)(!?=)(.*)$/i.exec(term) || [];
	if (!key) return { name: term.replace(/"/g, "").toLowerCase() };
	const wanted = pattern(value), holds = text => wanted.test(text), whole = NAMES[key] || key;
	if (key === "machine") return { wanted, not: sign === "!=" };
	const at = fleet.keyNumber.has(whole) ? fleet.keys[fleet.keyNumber.get(whole)] : { from: 0, to: 0 };
	const reports = key === "kind" ? reportsThat(report => holds(report.kind)) :
		key === "grade" ? reportsThat(report => holds(GRADE_WORDS[report.grade])) :
		key === "advice" ? reportsThat(report => report.problems.some((item, i) => i % 2 && holds(fleet.advice[item]))) :
		reportsWith(holds, at.from, at.to);
	return { reports: sign === "=" ? reports : reports.map(one => 1 - one) };
}

function matchesName(selection, name) {
	if (selection.wanted) return selection.wanted.test(name) !== selection.not;
	return name.toLowerCase().includes(selection.name);
}

// Numbers of the machines that all terms select, the worst first.
function* machinesOf(terms) {
	const byName = [], good = reportsThat(() => true), found = GRADES.map(() => []);
	for (const term of terms) {
		const one = select(term);
		if (one.reports) for (let i = 0; i < good.length; i++) good[i] &= one.reports[i];
		else byName.push(one);
		yield;
	}
	for (let i = 0; i < fleet.names.length; i++) {
		const report = fleet.reportOf[i];
		if (good[report] && byName.every(one => matchesName(one, fleet.names[i]))) found[fleet.reports[report].grade].push(i);
		if (i % STRIDE === 0) yield;
	}
	return found.flat();
}

const quoted = value => /[\s"]/.test(value) ? `"${value.replace(/"/g, "*")}"` : value;
const fragment = (query, machine) => "#" + new URLSearchParams({ ...query && { q: query }, ...machine && { m: machine } });

// A link that adds a term to the filter.
function narrow(text, term) {
	const terms = termsOf(state.query);
	return make("a", { href: fragment([...terms.filter(one => one !== term), term].join(" ")) }, text);
}

const machineLink = at => make("a", { href: fragment(state.query, fleet.names[at]) }, fleet.names[at]);

// ---- the summary ----

// Counts by text, the most first.
function sorted(map) {
	return [...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

const add = (map, key, count) => map.set(key, (map.get(key) || 0) + count);

function stripe(counts, total, more) {
	const bar = make("div", { class: `stripe ${more || ""}`, "aria-hidden": "true" });
	for (const grade of [0, 1, 2, 3]) {
		const part = make("i", { class: `g${GRADES[grade][1]}` });
		part.style.width = `${100 * counts[grade] / (total || 1)}%`;
		bar.append(part);
	}
	return bar;
}

function showGrades() {
	const total = [0, 0, 0, 0], modes = new Map();
	fleet.reports.forEach((report, at) => {
		const count = state.counts[at];
		if (!count) return;
		if (!modes.has(report.kind)) modes.set(report.kind, [0, 0, 0, 0]);
		total[report.grade] += count;
		modes.get(report.kind)[report.grade] += count;
	});
	const words = make("p", {});
	GRADES.forEach(([word, sign, mark], grade) => {
		words.append(make("span", { class: `cell g${sign}`, "aria-hidden": "true" }, mark), ` ${number(total[grade])} `,
			narrow(word, `grade=${GRADE_WORDS[grade]}`), grade < 3 ? " · " : "");
	});
	fill("grades", stripe(total, state.shown.length, "total"), words);
	const list = make("ul", { class: "bars" });
	const sums = new Map([...modes].map(([kind, counts]) => [kind, counts.reduce((a, b) => a + b)]));
	for (const [kind, count] of sorted(sums)) {
		const link = narrow(kind, `kind=${quoted(kind)}`);
		list.append(make("li", {}, make("b", {}, number(count)), link, stripe(modes.get(kind), state.shown.length)));
	}
	fill("modes", list);
}

function plural(count, kind) {
	return count === 1 ? kind : kind.replace(/(guest|machine)/, "$1s");
}

// Problems of a report into groups by word, kind of machine and advice.
function addProblems(groups, report, at) {
	for (let i = 0; i < report.problems.length; i += 2) {
		const word = report.problems[i].split(":")[0], key = `${word}\n${report.kind}\n${report.problems[i + 1]}`;
		if (!groups.has(key)) groups.set(key, { word, kind: report.kind, advice: report.problems[i + 1], reports: new Set() });
		groups.get(key).reports.add(at);
	}
}

// Groups of problems; those of the same reports are one.
function* problemGroups() {
	const groups = new Map(), merged = new Map();
	for (let at = 0; at < fleet.reports.length; at++) {
		if (state.counts[at]) addProblems(groups, fleet.reports[at], at);
		if (at % STRIDE === 0) yield;
	}
	const order = word => { const at = fleet.kinds.findIndex(kind => kind[0] === word); return at < 0 ? -1 : at; };
	const warns = group => (fleet.kinds[order(group.word)] || [])[1] !== "info";
	for (const group of [...groups.values()].sort((a, b) => order(a.word) - order(b.word))) {
		const key = `${group.kind}\n${group.advice}\n${[...group.reports].join()}`, known = merged.get(key);
		group.count = [...group.reports].reduce((sum, at) => sum + state.counts[at], 0);
		if (known) known.words.push(group.word);
		else merged.set(key, { ...group, warns: warns(group), words: [group.word] });
		yield;
	}
	return [...merged.values()].sort((a, b) => b.warns - a.warns || b.count - a.count);
}

// The first few machines whose report is in a set, as links.
function someMachines(has, count) {
	const line = make("p", { class: "quiet" }, "on ");
	let shown = 0;
	for (const at of state.shown) {
		if (!has(fleet.reportOf[at])) continue;
		line.append(shown ? ", " : "", machineLink(at));
		if (++shown === 5) break;
	}
	if (count > shown) line.append(` and ${number(count - shown)} more`);
	return line;
}

const joined = words => words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;

function todoItem(group) {
	const words = group.words.map(word => (fleet.kinds.find(kind => kind[0] === word) || [0, 0, "with another problem"])[2]);
	const title = `${number(group.count)} ${plural(group.count, group.kind)} ${joined(words)}`;
	const item = make("li", {}, make("b", {}, title), " ");
	for (const word of group.words) item.append(narrow(`${word}`, `problem=${word}*`), " ");
	if (fleet.advice[group.advice]) item.append(make("p", { class: "do" }, ...quotes(fleet.advice[group.advice])));
	item.append(someMachines(report => group.reports.has(report), group.count));
	return item;
}

// The first items, and a fold with the rest, which is made when it is opened.
function foldable(items, shown, wrap, what) {
	const out = [wrap(items.slice(0, shown), 1)];
	if (items.length > shown) {
		const fold = make("details", {}, make("summary", {}, `${number(items.length - shown)} more ${what}`));
		fold.addEventListener("toggle", () => fold.append(wrap(items.slice(shown), shown + 1)), { once: true });
		out.push(fold);
	}
	return out;
}

function* showTodo() {
	const groups = yield* problemGroups();
	if (!groups.length) return fill("todo", make("p", {}, "Nothing: no machine has a problem."));
	const wrap = (items, start) => make("ol", { class: "todo", start }, ...items.map(todoItem));
	return fill("todo", ...foldable(groups, 5, wrap, "problems"));
}

const strength = share => share > .4 ? 3 : share > .1 ? 2 : 1;

function showHeat() {
	const counts = CELLS.map(() => VERDICTS.map(() => 0)), total = state.shown.length || 1;
	fleet.reports.forEach((report, at) => {
		if (state.counts[at]) report.cells.forEach((verdict, cell) => { counts[cell][verdict] += state.counts[at]; });
	});
	const used = VERDICTS.map((word, at) => at).filter(at => counts.some(row => row[at]));
	const head = make("tr", {}, make("th", { scope: "col" }, "Subsystem"));
	for (const at of used) head.append(make("th", { scope: "col" }, VERDICTS[at] || "not reported"));
	const body = make("tbody");
	CELLS.forEach((cell, row) => {
		const line = make("tr", {}, make("th", { scope: "row" }, cell));
		for (const at of used) {
			const count = counts[row][at], grade = gradeOf(row, VERDICTS[at]);
			const field = count ? make("td", { class: `g${GRADES[grade][1]} s${strength(count / total)}` }, `${grade < 3 ? GRADES[grade][2] : SIGNS[at]} `,
				VERDICTS[at] ? narrow(number(count), `${cell}=${VERDICTS[at]}`) : number(count)) : make("td", {}, "");
			line.append(field);
		}
		body.append(line);
	});
	fill("heat", make("table", {}, make("thead", {}, head), body));
}

function showVersions() {
	const lists = [];
	for (const [role, title, key] of [["xen", "Xen", "xen"], ["kernel", "Linux", "kernel"]]) {
		const counts = new Map();
		fleet.reports.forEach((report, at) => {
			if (state.counts[at] && report[role] >= 0) add(counts, fleet.values[report[role]], state.counts[at]);
		});
		const wrap = items => make("ul", { class: "bars" }, ...items.map(([text, count]) =>
			make("li", {}, make("b", {}, number(count)), narrow(text, `${key}=${quoted(text)}`))));
		if (counts.size) lists.push(make("h3", {}, title), ...foldable(sorted(counts), 5, wrap, "versions"));
	}
	fill("versions", ...lists);
}

// Machines with each fact, and with each key.
function* tally() {
	const parts = new Float64Array(fleet.parts.length), facts = new Float64Array(fleet.values.length);
	const keys = new Float64Array(fleet.keys.length);
	fleet.reports.forEach((report, at) => {
		if (state.counts[at]) for (const part of report.parts) parts[part] += state.counts[at];
	});
	for (let at = 0; at < fleet.parts.length; at++) {
		let last = -1;
		for (const fact of parts[at] ? fleet.parts[at].facts : []) {
			facts[fact] += parts[at];
			if (fleet.keyOf[fact] !== last) keys[fleet.keyOf[fact]] += parts[at];
			last = fleet.keyOf[fact];
		}
		if (at % STRIDE === 0) yield;
	}
	return { facts, keys };
}

// As fleet_outliers in facts/fleet/groups.c.
function* outliers() {
	const { facts, keys } = yield* tally(), found = [];
	fleet.keys.forEach((key, at) => {
		if (keys[at] < 10 || key.list || DERIVED.has(key.text.split(".")[0])) return;
		let usual = key.from;
		for (let fact = key.from; fact < key.to; fact++) if (facts[fact] > facts[usual]) usual = fact;
		if (facts[usual] * 10 < keys[at] * 9) return;
		for (let fact = key.from; fact < key.to; fact++)
			if (facts[fact] && facts[fact] <= Math.max(1, Math.floor(keys[at] / 50)))
				found.push({ key: key.text, fact, usual, count: facts[fact] });
	});
	return found;
}

function* showOutliers() {
	const found = yield* outliers();
	const wrap = items => make("ul", { class: "bars" }, ...items.map(one => make("li", {}, make("b", {}, number(one.count)),
		make("span", {}, narrow(`${one.key} is ${fleet.values[one.fact]}`, `${one.key}=${quoted(fleet.values[one.fact])}`),
			`, usually ${fleet.values[one.usual]}`))));
	fill("outliers", ...found.length ? foldable(found, 8, wrap, "outliers") : [make("p", {}, "None.")]);
}

function showRemarks() {
	const lists = [];
	for (const [title, items] of [["Damaged", fleet.damaged], ["More than once", fleet.repeated]]) {
		const wrap = some => make("ul", {}, ...some.map(([what, why]) => make("li", {}, `${what}: ${why}`)));
		if (items.length) lists.push(make("h3", {}, `${title} (${number(items.length)})`), ...foldable(items, 8, wrap, "inputs"));
	}
	fill("remarks", ...lists.length ? lists : [make("p", {}, "Nothing: every input could be read.")]);
}

// ---- the list ----

// Of a row, in pixels; measured when the window changes, since to ask makes the browser lay out the page.
let rowHeight = 44;

function measure() {
	const style = getComputedStyle(document.documentElement);
	rowHeight = parseFloat(style.getPropertyValue("--row")) * parseFloat(style.fontSize);
}

function sign(report, cell) {
	const verdict = report.cells[cell], grade = gradeOf(cell, VERDICTS[verdict]);
	return make("span", { role: "cell", class: "mark", title: VERDICTS[verdict] || "not reported" }, make("span", { class: `cell g${GRADES[grade][1]}`, "aria-hidden": "true" }, SIGNS[verdict]),
		make("span", { class: "hidden" }, `${CELLS[cell]} ${VERDICTS[verdict] || "not reported"}`));
}

function rowOf(index, height) {
	const at = state.shown[index], report = fleet.reports[fleet.reportOf[at]], problems = report.problems.length / 2;
	const row = make("div", { class: "row", role: "row", "aria-rowindex": index + 2, "data-index": index },
		make("span", { role: "cell" }, machineLink(at)), make("span", { role: "cell" }, report.kind),
		...CELLS.map((name, cell) => sign(report, cell)),
		make("span", { role: "cell", class: "quiet" }, problems ? `${problems} problem${problems > 1 ? "s" : ""}` : "no problem"));
	row.style.top = `${index * height}px`;
	return row;
}

function drawRows() {
	const scroll = find("scroll"), height = rowHeight;
	const from = Math.max(0, Math.floor(scroll.scrollTop / height) - 4);
	const to = Math.min(state.shown.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / height) + 4);
	const old = new Map([...find("space").children].map(row => [Number(row.dataset.index), row])), rows = [];
	for (let index = from; index < to; index++) rows.push(old.get(index) || rowOf(index, height));
	const active = document.activeElement && document.activeElement.closest && document.activeElement.closest("#space .row");
	if (active && !rows.includes(active)) rows.push(active);
	for (const row of find("space").children) if (!rows.includes(row)) row.remove();
	for (const row of rows) if (!row.isConnected) find("space").append(row);
}

let drawing = false;

// Once for each frame, however often the list was scrolled.
function drawSoon() {
	if (!drawing) requestAnimationFrame(() => { drawing = false; drawRows(); });
	drawing = true;
}

function showList() {
	measure();
	find("list").setAttribute("aria-rowcount", state.shown.length + 1);
	find("space").replaceChildren();
	find("space").style.height = `${state.shown.length * rowHeight}px`;
	find("scroll").scrollTop = 0;
	drawRows();
}

// Up and down move between machines, also to those that have no row yet.
function move(event) {
	const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], row = event.target.closest(".row");
	if (!step || !row) return;
	const index = Number(row.dataset.index) + step, height = rowHeight, scroll = find("scroll");
	if (index < 0 || index >= state.shown.length) return;
	event.preventDefault();
	if (index * height < scroll.scrollTop) scroll.scrollTop = index * height;
	if ((index + 1) * height > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = (index + 1) * height - scroll.clientHeight;
	drawRows();
	const next = find("space").querySelector(`[data-index="${index}"] a`);
	if (next) next.focus();
}

// ---- one machine ----

// All facts of a report: key -> values.
function factsOf(report) {
	const facts = new Map();
	for (const part of report.parts)
		for (const fact of fleet.parts[part].facts) {
			const key = fleet.keys[fleet.keyOf[fact]].text;
			facts.set(key, [...facts.get(key) || [], fleet.values[fact]]);
		}
	return new Map([...facts].sort((a, b) => a[0] < b[0] ? -1 : 1));
}

// The evidence for a verdict: the lines that were read if the input has them, else the facts behind it.
function evidenceOf(facts, name) {
	const lines = [];
	for (const side of ["for", "against"])
		for (const text of facts.get(`explained.${name}.${side}`) || facts.get(`evidence.${name}.${side}`) || [])
			lines.push(make("li", {}, side === "against" ? `against: ${text}` : text));
	for (const text of facts.get(`explained.${name}.reason`) || []) lines.push(make("li", {}, text));
	return lines.length ? make("ul", { class: "evidence" }, ...lines) : make("p", { class: "quiet" }, "The input has no evidence for this.");
}

function detailCell(report, facts, cell) {
	const verdict = VERDICTS[report.cells[cell]], grade = GRADES[gradeOf(cell, verdict)];
	return make("div", {}, make("h3", {}, `${CELLS[cell]} `, make("span", { class: `cell g${grade[1]}` }, `${grade[1] === "n" ? SIGNS[report.cells[cell]] : grade[2]} ${
			verdict || "not reported"}`)),
		evidenceOf(facts, CELLS[cell]));
}

function detailProblems(report) {
	if (!report.problems.length) return [make("h3", {}, "Problems"), make("p", {}, "None.")];
	const list = make("ul", {});
	for (let i = 0; i < report.problems.length; i += 2) {
		const kind = fleet.kinds.find(one => one[0] === report.problems[i].split(":")[0]), advice = fleet.advice[report.problems[i + 1]];
		const item = make("li", {}, make("b", {}, report.problems[i]), kind ? ` (${kind[1]}): ${kind[3]}` : "");
		if (advice) item.append(make("p", { class: "do" }, ...quotes(advice)));
		list.append(item);
	}
	return [make("h3", {}, "Problems and what to do"), list];
}

function detailFacts(facts) {
	const body = make("tbody");
	for (const [key, values] of facts)
		if (!/^(evidence|explained)\./.test(key))
			body.append(make("tr", {}, make("th", { scope: "row", class: "mono" }, key), make("td", {}, values.join(", "))));
	return make("details", {}, make("summary", {}, `All facts (${number(facts.size)} keys)`), make("table", {}, body));
}

function showMachine() {
	const at = fleet.names.indexOf(state.machine), detail = find("detail");
	detail.hidden = at < 0;
	find("summary").hidden = at >= 0;
	find("close").href = fragment(state.query);
	if (at < 0) return;
	const report = fleet.reports[fleet.reportOf[at]], facts = factsOf(report);
	const versions = [["Xen", "version"], ["Linux", "kernel.release"]].filter(([, key]) => facts.has(key));
	find("detail-title").textContent = fleet.names[at];
	fill("detail-head", report.kind, ...versions.map(([what, key]) => `, ${what} ${facts.get(key)[0]}`));
	fill("detail-cells", make("div", { class: "cells" }, ...CELLS.map((name, cell) => detailCell(report, facts, cell)),
		make("div", {}, make("h3", {}, `mode ${(facts.get("mode") || ["not reported"])[0]}`), evidenceOf(facts, "mode"))));
	fill("detail-problems", ...detailProblems(report));
	fill("detail-facts", detailFacts(facts));
	find("detail-title").focus();
}

// ---- the page as a whole ----

function showChips() {
	const terms = termsOf(state.query);
	fill("chips", ...terms.map((term, at) => make("a", { href: fragment(terms.filter((one, i) => i !== at).join(" ")),
		"aria-label": `remove the filter ${term}` }, `${term} ✕`)));
}

// Each step is drawn on its own, and the long ones in slices, so that none makes the browser wait.
const steps = [selectMachines, showChips, showList, showGrades, showTodo, showHeat, showVersions, showOutliers];
let run = 0;

function* selectMachines() {
	const shown = yield* machinesOf(termsOf(state.query)), counts = new Uint32Array(fleet.reports.length);
	for (const at of shown) counts[fleet.reportOf[at]]++;
	Object.assign(state, { shown, counts });
	const total = fleet.names.length, some = shown.length;
	fill("count", some === total ? `All ${number(total)} machines` : `${number(some)} of ${number(total)} machines`);
}

async function showAll() {
	const mine = ++run;
	for (const step of steps) {
		await pause();
		const work = mine === run && step();
		if (work) await slices(work, () => mine === run);
		if (mine !== run) return;
	}
	document.body.dataset.ready = state.query || "all";
}

function follow() {
	const wanted = new URLSearchParams(location.hash.slice(1)), query = wanted.get("q") || "";
	const fresh = query !== state.query || !state.counts.length;
	state.machine = wanted.get("m") || "";
	state.query = query;
	if (find("query").value.trim() !== query) find("query").value = query;
	if (fresh) {
		delete document.body.dataset.ready;
		showAll();
	}
	showMachine();
}

let typing = 0;

function type() {
	clearTimeout(typing);
	typing = setTimeout(() => {
		history.replaceState(null, "", fragment(find("query").value.trim()));
		follow();
	}, 120);
}

async function begin() {
	fill("count", "Reading …");
	fill("head", ...["Machine", "Mode"].map(text => make("span", { role: "columnheader" }, text)),
		...CELLS.map(text => make("span", { role: "columnheader", class: "turn" }, text)), make("span", { role: "columnheader" }, "Problems"));
	await slices(load());
	await pause();
	find("title").textContent = `Fleet of ${number(fleet.names.length)} ${fleet.names.length === 1 ? "machine" : "machines"}`;
	showRemarks();
	find("search").addEventListener("submit", event => event.preventDefault());
	find("query").addEventListener("input", type);
	find("scroll").addEventListener("scroll", drawSoon, { passive: true });
	find("space").addEventListener("keydown", move);
	window.addEventListener("hashchange", follow);
	window.addEventListener("resize", () => requestAnimationFrame(showList));
	follow();
}

begin();
