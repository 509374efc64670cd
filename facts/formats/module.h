/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Modules: code that links a library which a plain run must not load. Each is a shared object beside the plugins'
 * folder, opened when needed, that exports one constant. Internal: no ABI promise.
 */
#ifndef XF_MODULE_H
#define XF_MODULE_H

#include <stdio.h>

#include "facts/formats/tree.h"
#include "core/util/arena.h"
#include "core/util/object.h"

/** A serial format: `yaml` (libyaml), and those that are built in. Exported as xenfacts_encoder. */
struct encoder {
	uint32_t version;
	const char *name;
	/** Starts a document to be written to `file`; NULL if there is no memory. */
	void *(*open)(FILE *file);
	tree_receive_fn *receive;
	/** Writes what is left and frees everything; `error` is what stopped the walk, or 0. 0 or -errno. */
	int (*close)(void *context, int error);
};

/** A cell of a table; `colour` is an SGR sequence's number text such as "32", or NULL. */
struct table_cell {
	const char *text;
	const char *colour;
};

/** A table (libsmartcols). Exported as xenfacts_table. */
struct table_module {
	uint32_t version;
	/**
	 * Prints rows of `columns` cells, without headings; if `terminal`, the last column is wrapped or cut to the
	 * terminal's width. 0 or -errno.
	 */
	int (*print)(FILE *file, const struct table_cell *cells, size_t rows, size_t columns,
	             bool terminal, bool colours);
};

/** Pages for a browser (no library, but some 30 kB that a plain run needs not). Exported as xenfacts_page. */
struct page_module {
	uint32_t version;
	/**
	 * Writes the page of facts/pages by that name, with its data: JSON, one object. 0; -ENOENT: there is no such
	 * page; or -errno of a write.
	 */
	int (*write)(FILE *file, const char *name, const char *json, size_t size);
};

/** Ansible's convention for calling a module (jansson). Exported as xenfacts_ansible. */
struct ansible_module {
	uint32_t version;
	/**
	 * Reads the content of a module's argument file. 0: *profile is the parameter of that name, in the arena, or
	 * unchanged without one. -ENOENT: it is not such a file. -EINVAL: it has a parameter that we do not take; the
	 * answer for Ansible is written to `answer`.
	 */
	int (*read)(struct arena *arena, const char *bytes, size_t size, const char **profile, FILE *answer);
};

/** Kinds of node. */
enum reader_node_kind { XF_NODE_TEXT = 1, XF_NODE_MAP, XF_NODE_LIST, XF_NODE_WRONG };

/** A node of a document that a person wrote; of XF_NODE_WRONG the reader has already said why it has no value. */
struct reader_node {
	enum reader_node_kind kind;
	const char *key;   /**< of an entry of a map, else NULL */
	unsigned key_line; /**< position of the key, from 1 */
	unsigned key_column;
	const char *text;          /**< XF_NODE_TEXT: its value, "" for none; without control characters */
	bool quoted;               /**< XF_NODE_TEXT: written within quotes */
	unsigned line, column;     /**< position of the value, from 1 */
	struct reader_node *first; /**< of a map or list, in the order of the file; NULL: empty */
	struct reader_node *next;  /**< its next sibling */
};

/** Takes one mistake in the file that is read: its position, from 1, and a sentence that lives in the arena. */
typedef void reader_wrong_fn(void *context, unsigned line, unsigned column, const char *sentence);

/** A reader of YAML (libyaml). Exported as xenfacts_reader. */
struct reader_module {
	uint32_t version;
	/**
	 * Reads one document of maps, lists and texts; memory comes from `arena`. Every mistake goes to `wrong`. 0,
	 * with *root NULL if it holds nothing but comments; -EINVAL: the rest cannot be read, and *root has what comes
	 * before; -ENOMEM. A second document, an alias, an anchor and a tag are mistakes, and so is nesting deeper than
	 * a configuration needs.
	 */
	int (*read)(struct arena *arena, const char *bytes, size_t size, struct reader_node **root,
	            reader_wrong_fn *wrong, void *context);
};

#endif
