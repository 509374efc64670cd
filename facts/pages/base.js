// SPDX-License-Identifier: MIT
// What all pages share. Facts are hostile text: a page is built of elements and text nodes only, never of markup.
"use strict";

/** The document that the program put into the page. */
function pageData() {
	return JSON.parse(document.getElementById("data").textContent);
}

/** An element with attributes (null: none of that name) and children: elements, or texts. */
function el(name, attributes = {}, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes))
		if (value !== null)
			element.setAttribute(key, value);
	element.append(...children.flat().filter((child) => child !== null));
	return element;
}

/** Puts children into the element with that id, and shows it and the section it is in. */
function fill(id, ...children) {
	const element = document.getElementById(id);
	element.replaceChildren(...children.flat().filter((child) => child !== null));
	element.hidden = false;
	const section = element.closest("section");
	if (section)
		section.hidden = false;
	return element;
}

/** A sentence whose commands stand between backquotes, as elements. */
function quoted(text) {
	return text.split("`").map((part, i) => i % 2 ? el("code", {}, part) : part);
}

const GRADES = {
	"optimal": { mark: "●", class: "good" },
	"room for improvement": { mark: "◐", class: "room" },
	"poor": { mark: "○", class: "poor" },
	"no grade": { mark: "?", class: "none" },
};

/** A grade's mark, for eyes only: the word beside it says the same. */
function mark(grade) {
	return el("span", { class: "mark", "aria-hidden": "true" }, GRADES[grade].mark);
}

/** A coloured box with a mark and a word; what the colour means is said to those who do not see it. */
function cell(grade, value, attributes = {}) {
	return el("span", { ...attributes, class: `cell ${GRADES[grade].class}` }, mark(grade), ` ${value}`,
		el("span", { class: "unseen" }, `, ${grade}`));
}

/** A table for wide windows that is a list of cards in narrow ones; a row is a list of texts or elements. */
function table(caption, headings, rows) {
	const cells = (row) => row.map((content, i) => el(i ? "td" : "th",
		{ role: i ? "cell" : "rowheader", scope: i ? null : "row", "data-heading": headings[i] }, content));
	return el("table", { role: "table" }, el("caption", {}, caption),
		el("thead", { role: "rowgroup" }, el("tr", { role: "row" },
			headings.map((heading) => el("th", { role: "columnheader", scope: "col" }, heading)))),
		el("tbody", { role: "rowgroup" }, rows.map((row) => el("tr", { role: "row" }, cells(row)))));
}
