/* SPDX-License-Identifier: MIT */
/*
 * The spectrum as a picture, for a README or a ticket: no script, no font of its own, nothing to fetch. It brings its
 * own background, since nobody knows what is behind it: an <img> has the reader's colour scheme, not that of the page
 * around it. Names of machines are hostile; every text is escaped, and what XML cannot hold was cleaned by parse_clean.
 */
#include <errno.h>
#include <string.h>

#include "facts/formats/encode.h"
#include "facts/formats/page.h"
#include "facts/formats/textbook.h"

#define WIDTH 860
#define LEFT 176   /* of the first column of cells */
#define COLUMN 112
#define TOP 92     /* of the first row */
#define ROW 34
#define TITLE_CAP 96 /* characters of a line of the title */

struct picture {
	FILE *file;
	const struct report_row *rows;
	int y; /* of the next row */
};

/* Writes a text, at most `cap` characters of UTF-8 of it. */
static void put_text(FILE *file, const char *text, size_t cap)
{
	static const char *const escapes[][2] = {
		{ "<", "&lt;" }, { ">", "&gt;" }, { "&", "&amp;" }, { "\"", "&quot;" },
	};

	for (; *text; text++) {
		const char *escape = NULL;

		if (((unsigned char)*text & 0xc0) != 0x80 && !cap--)
			break;
		for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
			if (*text == *escapes[i][0])
				escape = escapes[i][1];
		if (escape)
			fputs(escape, file);
		else
			fputc(*text, file);
	}
	if (*text)
		fputs("…", file);
}

static void put_cell(const struct picture *picture, size_t column, const char *value, int grade)
{
	static const char *const classes[] = { "poor", "room", "good" };
	int x = LEFT + (int)column * COLUMN;

	fprintf(picture->file, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>",
	        grade < 0 || grade > 2 ? "none" : classes[grade], x, picture->y, COLUMN - 4, ROW - 6);
	fprintf(picture->file, "<text class=\"cell\" x=\"%d\" y=\"%d\">%s ", x + COLUMN / 2 - 2, picture->y + 19,
	        format_grade_mark(grade));
	put_text(picture->file, value, COLUMN);
	fputs("</text>\n", picture->file);
}

static void put_label(const struct picture *picture, const char *class, const char *label)
{
	fprintf(picture->file, "<text class=\"%s\" x=\"20\" y=\"%d\">%s</text>\n", class, picture->y + 19, label);
}

/* The guest's own row, with a frame. */
static void put_guest(struct picture *picture)
{
	fprintf(picture->file, "<rect class=\"frame\" x=\"10\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"7\"/>\n",
	        picture->y - 5, WIDTH - 22, ROW + 4);
	put_label(picture, "strong", "▶ this machine");
	for (size_t i = 0; i < XF_ROWS; i++)
		put_cell(picture, i, picture->rows[i].value, picture->rows[i].grade);
	picture->y += ROW + 8;
}

/* The textbook's rows; beneath that of the guest's mode its own, or beneath all if it has none of these modes. */
static void put_rows(struct picture *picture, const char *mode)
{
	bool shown = false;

	for (size_t i = 0; i < XF_TEXTBOOK; i++) {
		const struct textbook *row = &format_textbook[i];
		bool own = !strcmp(row->mode, mode);

		put_label(picture, own ? "strong" : "label", row->label);
		for (size_t j = 0; j < XF_ROWS; j++)
			put_cell(picture, j, row->values[j], format_grade(j, row->values[j]));
		picture->y += ROW + (own ? 8 : 0);
		shown |= own;
		if (own)
			put_guest(picture);
	}
	if (!shown && strcmp(mode, "none")) {
		picture->y += 8;
		put_guest(picture);
	}
}

static void put_legend(struct picture *picture)
{
	fprintf(picture->file, "<text class=\"label\" x=\"20\" y=\"%d\">slowest mode first", picture->y + 22);
	for (int grade = 2; grade >= 0; grade--)
		fprintf(picture->file, " · %s %s", format_grade_mark(grade), format_grade_word(grade));
	fputs("</text>\n", picture->file);
}

/* What a screen reader says: the title, and one sentence about each cell of the guest. */
static void put_words(struct picture *picture, const struct report *report)
{
	fputs("<title>", picture->file);
	put_text(picture->file, report->host, TITLE_CAP);
	fputs(": ", picture->file);
	put_text(picture->file, format_headline(report), TITLE_CAP);
	fputs("</title>\n<desc>", picture->file);
	for (size_t i = 0; i < XF_ROWS; i++)
		fprintf(picture->file, "%s%s: %s (%s)", i ? ", " : "", picture->rows[i].title, picture->rows[i].value,
		        format_grade_word(picture->rows[i].grade));
	fputs(".</desc>\n", picture->file);
}

static void put_style(FILE *file)
{
	fputs("<style>\n"
	      "text { font: 13px system-ui, \"Segoe UI\", \"DejaVu Sans\", sans-serif; fill: #1c2128; }\n"
	      "text.host { font-size: 19px; font-weight: 700; } text.strong { font-weight: 700; }\n"
	      "text.cell { text-anchor: middle; font-size: 12px; fill: #14181d; } text.head { text-anchor: middle; }\n"
	      ".card { fill: #ffffff; stroke: #8c959f; } .frame { fill: none; stroke: #0550ae; stroke-width: 3; }\n"
	      ".good { fill: #8ddb9c; } .room { fill: #ffd866; } .poor { fill: #ffa198; } .none { fill: #d0d7de; }\n"
	      "@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .card { fill: #161b22; } "
	      ".frame { stroke: #79c0ff; } }\n"
	      "</style>\n", file);
}

static void put_head(struct picture *picture, const struct report *report, int height)
{
	fprintf(picture->file, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	        "viewBox=\"0 0 %d %d\" role=\"img\">\n", WIDTH, height, WIDTH, height);
	put_words(picture, report);
	put_style(picture->file);
	fprintf(picture->file, "<rect class=\"card\" x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"10\"/>\n",
	        WIDTH - 1, height - 1);
	fputs("<text class=\"host\" x=\"20\" y=\"32\">", picture->file);
	put_text(picture->file, format_headline(report), TITLE_CAP);
	fputs("</text>\n<text class=\"label\" x=\"20\" y=\"54\">", picture->file);
	put_text(picture->file, report->host, TITLE_CAP);
	fputs("</text>\n", picture->file);
	for (size_t i = 0; i < XF_ROWS; i++)
		fprintf(picture->file, "<text class=\"head\" x=\"%d\" y=\"82\">%s</text>\n",
		        LEFT + (int)i * COLUMN + COLUMN / 2 - 2, picture->rows[i].title);
}

int format_svg(FILE *file, const struct report *report)
{
	struct report_row rows[XF_ROWS];
	struct picture picture = { file, rows, TOP };
	const char *mode = facts_verdict(&report->verdicts, "mode")->value;
	int height = TOP + ROW * XF_TEXTBOOK + (strcmp(mode, "none") ? ROW + 20 : 0) + 36;

	format_rows(report, rows);
	put_head(&picture, report, height);
	put_rows(&picture, mode);
	put_legend(&picture);
	fputs("</svg>\n", file);
	return format_flush(file, arena_failed(report->arena) ? -ENOMEM : 0);
}
