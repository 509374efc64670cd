// SPDX-License-Identifier: MIT
// The page of one machine. Its data is described in README.md beside this file.
"use strict";

const data = pageData();
const mode = data.facts.mode;
const SHOWN = 500; // devices and facts at once: a machine may have 100,000

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

/** The rest of a long list, in words; null if all is shown. */
const rest = (total, what) => total > SHOWN ? el("p", { class: "soft" }, `and ${count(total - SHOWN, what)} more`) : null;

// ---- what it is, in a line, and what is slow ----

const SUMS = { "poor": "Slow", "room for improvement": "Room for improvement", "no grade": "Not known", "optimal": "Optimal" };

function showHead() {
	document.title = `${data.host}: ${data.headline}`;
	fill("host", data.host);
	fill("headline", data.headline);
	if (mode === "none")
		return;
	fill("sum", Object.entries(SUMS).map(([grade, words]) => {
		const titles = data.cells.filter((part) => part.grade === grade).map((part) => part.title);
		return titles.length ? el("li", {}, cell(grade, words), ` ${titles.join(", ")}`) : null;
	}));
}

// ---- the spectrum ----

function guestRow() {
	return ["▶ this machine", ...data.cells.map((part) => el("a", { href: `#${part.title}` }, cell(part.grade, part.value)))];
}

function showSpectrum() {
	if (mode === "none")
		return;
	const rows = [], own = data.textbook.findIndex((row) => row.mode === mode);
	for (const row of data.textbook) {
		rows.push([row.label, ...row.cells.map((part) => cell(part.grade, part.value))]);
		if (row.mode === mode)
			rows.push(guestRow());
	}
	if (own < 0)
		rows.push(guestRow());
	const made = table("What each mode usually uses, and below its own mode what this machine uses; its cells lead to their evidence.",
		["mode", ...data.cells.map((part) => part.title)], rows);
	made.tBodies[0].rows[own < 0 ? data.textbook.length : own + 1].className = "own";
	if (own >= 0)
		made.tBodies[0].rows[own].className = "lit";
	fill("spectrum", made, el("p", { class: "soft" }, Object.entries(GRADES).map(([grade, { mark: sign }]) =>
		el("span", { class: "key" }, `${sign} ${grade}`))));
}

// ---- what to do ----

/** Problems by their advice: one command may mend several. */
function byAdvice() {
	const groups = new Map();
	for (const problem of data.problems) {
		const group = groups.get(problem.advice) ?? new Map();
		group.set(problem.sentence, [...group.get(problem.sentence) ?? [], problem]);
		groups.set(problem.advice, group);
	}
	return groups;
}

function why([sentence, problems]) {
	const subjects = problems.map((problem) => problem.subject).filter((subject) => subject);
	return el("li", {}, el("span", { class: "pill" }, problems[0].severity),
		` ${subjects.length ? sentence.replace(/\.$/, ":") : sentence} `, el("strong", {}, subjects.join(", ")));
}

function showAdvice() {
	const groups = byAdvice();
	const items = [...groups].map(([advice, sentences]) => el("li", {},
		el("p", { class: "advice" }, advice ? quoted(advice) : "Nothing can be done about this on this machine's platform."),
		el("ul", {}, [...sentences].map(why))));
	for (const part of data.cells)
		if (part.advice && !groups.has(part.advice))
			items.push(el("li", {}, el("p", { class: "advice" }, quoted(part.advice)),
				el("ul", {}, el("li", {}, el("span", { class: "pill" }, "hint"), ` The ${part.title} is ${part.value}: `,
					el("strong", {}, part.summary)))));
	if (!items.length && !["none", "unknown", "conflict"].includes(mode))
		items.push(el("li", {}, "Nothing: no problem was found."));
	if (items.length)
		fill("todo", items);
}

// ---- evidence ----

function observation({ how, outcome, place, value }) {
	const says = { link: " points to ", list: " has ", stat: " is there " }[how] ?? " says ";
	return el("li", {}, el("code", {}, place), outcome !== "seen" ? ` is ${outcome.replace("_", " ")}` :
		value ? [says, el("code", {}, value)] : null);
}

function piece({ claim, observations, strength, more }) {
	return el("li", {}, el("code", { class: "claim" }, claim), strength ? [" ", el("span", { class: "pill" }, strength)] : null,
		observations && observations.length ? el("ul", { class: "places" }, observations.map(observation),
			more ? el("li", {}, `and ${more} more places`) : null) : null);
}

function side(explained, against) {
	const rules = explained[against ? "against" : "for"];
	const list = rules.map((rule) => el("li", {}, `${rule.because} `, el("span", { class: "soft" }, `(rule ${rule.rule})`),
		el("ul", {}, rule.evidence.map(piece))));
	if (!rules.length)
		return against ? null : el("p", {}, "There is no evidence either way.");
	return [el("h3", {}, against ? "Against" : "For"), el("ol", {}, list)];
}

function evidence(id, title, value, explained, summary) {
	return el("details", { id }, el("summary", {}, el("strong", {}, title), " ", value, summary ? ` ${summary}` : null),
		explained.reason ? el("p", {}, `Why ${explained.value}: ${explained.reason}`) : null,
		explained.advice ? el("p", {}, el("strong", {}, "What to do: "), quoted(explained.advice)) : null,
		side(explained, false), side(explained, true));
}

function showEvidence() {
	const names = { mode: "mode", domain: "domain", present: "Xen is here" };
	const verdicts = Object.entries(names).map(([key, name]) => evidence(key, name, el("span", { class: "cell none" },
		data.explained[key].value), data.explained[key]));
	const cells = mode === "none" ? [] : data.cells.map((part) => evidence(part.title, part.title,
		cell(part.grade, part.value), data.explained[part.key], part.summary));
	fill("evidence", cells, mode === "none" ? verdicts.reverse() : verdicts);
}

function showConflicts() {
	const found = Object.entries(data.explained).filter(([, explained]) => explained.value === "conflict");
	if (found.length)
		fill("conflicts", el("ul", {}, found.map(([key, explained]) => el("li", {},
			el("a", { href: `#${key.split(".").at(-1)}` }, key.split(".").at(-1)), `: ${explained.reason}`))));
}

function showDenied() {
	if (data.denied.length)
		fill("denied", data.denied.slice(0, SHOWN).map((place) => el("li", {}, el("code", {}, place))),
			rest(data.denied.length, "place"));
}

// ---- devices, features ----

const KINDS = { paravirtual: "optimal", sriov_vf: "optimal", emulated: "poor" };

function devices(title, all, queues) {
	const list = Object.values(all ?? {});
	const text = (value) => value === undefined ? "unknown" : String(value);
	return list.length ? [table(title, ["name", "kind", "driver", "bus", "state", "queues"], list.slice(0, SHOWN).map((device) => [
		text(device.name), KINDS[device.kind] ? cell(KINDS[device.kind], device.kind) : text(device.kind), text(device.driver), text(device.bus),
		text(device.state ?? "–"), text(device[queues] ?? "–")])), rest(list.length, "device")] : [];
}

function showDevices() {
	const found = [...devices("Disks", data.facts.block?.disks, "queues"),
		...devices("Network interfaces", data.facts.net?.interfaces, "rx_queues")];
	if (found.length)
		fill("devices", found);
}

/** Where it shows that a feature is used; no fact does for most. */
function usedFeature(name, strength) {
	const use = data.uses[name];
	return strength === "active" ? "● yes" : use ? [use.used === "yes" ? "● yes: " : use.used === "no" ? "○ no: " : "? unknown: ",
		el("code", {}, use.claim)] : "cannot be seen from within the guest";
}

function showFeatures() {
	const bits = Object.entries(data.facts.features ?? {}).filter(([, value]) => typeof value === "boolean");
	const names = (offered) => bits.filter(([, value]) => value === offered).map(([name]) => name);
	const rows = names(true).map((name) => {
		const { sentence, strength } = data.definitions[`features.${name}`];
		return [el("code", {}, name), sentence, usedFeature(name, strength)];
	});
	if (bits.length)
		fill("features", table(`Supported: the feature word ${data.facts.features.raw ?? ""}, decoded`,
			["feature", "what it means", "active"], rows),
		el("p", { class: "soft" }, `Not offered: ${names(false).join(", ") || "none"}.`));
}

// ---- all facts ----

/** [key, value] of each fact below a tree, with whole keys. */
function flatten(tree, path = []) {
	return Object.entries(tree).flatMap(([key, value]) => value !== null && typeof value === "object" && !Array.isArray(value) ?
		flatten(value, [...path, key]) : [[[...path, key].join("."), [value].flat().join(", ")]]);
}

/** What a key means: its own definition, or one in which a star stands for a device. */
function definition(key) {
	const parts = key.split(".");
	const starred = parts.map((_, i) => [...parts.slice(0, i), "*", ...parts.slice(i + 1)].join("."));
	return [key, ...starred].map((name) => data.definitions[name]).find((found) => found);
}

function showUnknown() {
	const all = flatten(data.facts.unknown ?? {});
	if (all.length)
		fill("unknown", el("details", {}, el("summary", {}, `${count(all.length, "fact")} that this machine did not show`),
			el("ul", {}, all.slice(0, SHOWN).map(([key, reason]) => el("li", {}, el("code", {}, key), ` ${reason.replace("_", " ")}`))),
			rest(all.length, "fact")));
}

/** The table of all facts, made when it is opened, and again for each filter. */
function showFacts() {
	const all = flatten(data.facts).filter(([key]) => !/^(evidence|unknown|plugins)\./.test(key));
	const filter = el("input", { id: "filter", type: "search" }), found = el("div", {}), told = el("p", { role: "status" });
	const show = () => {
		const words = filter.value.toLowerCase().split(/\s+/);
		const rows = all.filter((fact) => words.every((word) => fact.join(" ").toLowerCase().includes(word)));
		told.textContent = `${count(rows.length, "fact")}${rows.length > SHOWN ? `; the first ${SHOWN} are shown` : ""}`;
		found.replaceChildren(table("Facts and their values", ["fact", "value", "strength", "what it means"], rows.slice(0, SHOWN).map(([key, value]) =>
			[el("code", {}, key), value, definition(key)?.strength ?? "–", definition(key)?.sentence ?? "–"])));
	};
	filter.addEventListener("input", show);
	const details = el("details", {}, el("summary", {}, `${count(all.length, "fact")}, with what each means`),
		el("p", {}, el("label", { for: "filter" }, "Show facts that contain "), filter), told, found);
	fill("facts", details);
	details.addEventListener("toggle", () => details.open && !found.firstChild && show());
}

// ---- links and printing ----

/** A link to a part opens it, so that its evidence can be linked to; so does a fragment in the address. */
function openLinked() {
	const details = document.getElementById(decodeURIComponent(location.hash.slice(1)));
	if (details?.tagName !== "DETAILS")
		return;
	details.open = true;
	details.firstElementChild.focus();
	details.scrollIntoView({ block: "nearest" });
}

showHead();
showSpectrum();
showAdvice();
showConflicts();
showEvidence();
showDenied();
showDevices();
showFeatures();
showUnknown();
showFacts();
openLinked();
addEventListener("hashchange", openLinked);
for (const link of document.querySelectorAll("#spectrum a, #conflicts a")) // the same link again changes nothing
	link.addEventListener("click", () => setTimeout(openLinked));
