/* SPDX-License-Identifier: MIT */
/*
 * Recording: a replay of the record gives every look the answer that the machine gave, the same machine gives
 * the same bytes, and what identifies it is gone.
 */
#include "tests/unit/scratch.h"

#include <errno.h>
#include <stdlib.h>

#include "core/machine/guest.h"
#include "core/record/record.h"

static const char *const block_reads[] = { "/sys/block/", "/sys/block/*/size", "/sys/block/*/device/driver",
	"/sys/block/*/queue/", "/sys/class/dmi/id/product_serial", "/proc/cmdline", "/proc/xen", "/sys/fifo",
	"/sys/huge", "/sys/loop", "/sys/dangling", "/sys/folder", "/sys/linked/", "/run/nothing", "/dev/none",
	"/proc/some lines:A*", "/proc/whole lines:A*", "log:Xen version*", "cpuid:hypervisor", NULL };
static const char *const other_reads[] = { "/sys/b*/", "/proc/cmdline", "/sys/file_link", "/sys/binary",
	"/proc/some lines:A*", "/proc/whole",
	"log:*SerialNumber:*", "log:Xen v*", "cpuid:1", "cpuid:40000000", NULL };

static const struct xf_plugin block = { .name = "block", .reads = block_reads };
static const struct xf_plugin other = { .name = "other", .reads = other_reads };


static void make_machine(void)
{
	scratch_file("t/sys/block/xvda/size", "2048\n");
	scratch_file("t/sys/block/xvda/queue/rotational", "0\n");
	scratch_link("t/sys/block/xvda/device", "../../devices/vbd-51712");
	scratch_link("t/sys/devices/vbd-51712/driver", "../../bus/drivers/vbd");
	scratch_file("t/sys/bus/drivers/vbd/module", "");
	scratch_dir("t/sys/block/xv db");
	scratch_file("t/sys/class/dmi/id/product_serial", "VM-12 34\n");
	scratch_file("t/sys/folder/x", "x");
	scratch_link("t/sys/linked", "folder");
	scratch_link("t/sys/file_link", "block/xvda/size");
	scratch_link("t/sys/dangling", "web-17.example.org");
	scratch_link("t/sys/loop", "loop");
	scratch_bytes("t/sys/binary", "\0\xff\n", 3);
	scratch_file("t/sys/huge", "");
	assert_int_equal(truncate("t/sys/huge", XF_FILE_CAP + 1), 0);
	assert_int_equal(mkfifo("t/sys/fifo", 0644), 0);
	scratch_file("t/proc/cmdline", "root=UUID=4c4c4544-0042-3510-8052-b4c04f4e3132 ip=10.0.0.17 host=web-17");
	scratch_file("t/proc/devices", "");
	scratch_file("t/proc/version", ""); /* so /proc was captured whole: core/machine/captured.c */
	scratch_file("t/proc/some", "A=1\nB=2\nA=3\n");
	scratch_file("t/proc/whole", "A=1\nB=2\n");
	scratch_file("t/proc/sys/kernel/hostname", "web-17.example.org\n");
	scratch_file("t/cmd/dmesg", "<6>[    0.000000] Xen version: 4.17.7\n[    0.1] not this\n"
	                            "[    1.0][    T1] usb 1-1: SerialNumber: 12345\nXen v without a stamp on web-17");
	scratch_file("t/cmd/cpuid", "native 1 0 60fb1 20800 80002001 178bfbfd\n"
	                            "native 40000000 0 40000001 566e6558 65584d4d 4d4d566e\n"
	                            "native 40000001 0 40011 0 0 0\nnative 40000001 1 5 0 0 0\n"
	                            "native 40000100 0 0 0 0 0\nxenemu SIGILL\n");
}

static int setup(void **state)
{
	struct machine *tree;

	if (access("t", F_OK))
		make_machine();
	int error = machine_tree("t", &tree);

	*state = tree;
	return error;
}

static int teardown(void **state)
{
	machine_close(*state);
	return 0;
}

/* Records into memory, with the plugins in either order; the caller frees. */
static char *record(struct machine *machine, bool reverse, size_t *size)
{
	struct loaded_plugin loaded[] = { { .plugin = reverse ? &other : &block },
		{ .plugin = reverse ? &block : &other } };
	struct registry registry = { .loaded = loaded, .count = 2 };
	char *text = NULL;
	FILE *file = open_memstream(&text, size);

	assert_non_null(file);
	assert_int_equal(record_machine(machine, &registry, "made by a test", file), 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

static struct machine *replay(const char *text)
{
	struct machine *machine;
	char *wrong;

	scratch_file("record.txt", text);
	int error = machine_manifest("record.txt", &machine, &wrong);

	if (error)
		fail_msg("%d: %s", error, wrong ? wrong : "");
	return machine;
}

/* A tree without /dev and /run says nothing of them. */
static const char expected[] =
	"xenfacts guest 1\n# made by a test\n"
	"file /proc/cmdline\n"
	"\\root=UUID=00000000-0000-0000-0000-000000000000 ip=00.0.0.00 host=xxxxxx\n"
	"file /proc/some\n|A=1\n|A=3\n"
	"file /proc/whole\n|A=1\n|B=2\n"
	"absent /proc/xen\n"
	"dir /sys binary block bus . b*\n"
	"file /sys/binary\n|\\x00\\xff\n"
	"dir /sys/block name00000 xvda\n"
	"absent /sys/block/name00000/device/driver\n"
	"absent /sys/block/name00000/queue\n"
	"absent /sys/block/name00000/size\n"
	"link /sys/block/xvda/device/driver ../../bus/drivers/vbd\n"
	"dir /sys/block/xvda/queue rotational\n"
	"file /sys/block/xvda/size\n|2048\n"
	"dir /sys/bus drivers\n"
	"file /sys/class/dmi/id/product_serial\n|xx-xx xx\n"
	"link /sys/dangling xxxxxxxxxxxxxxxxxx\n"
	"absent /sys/dangling\n"
	"malformed /sys/fifo\n"
	"link /sys/file_link block/xvda/size\n"
	"file /sys/file_link\n|2048\n"
	"dir /sys/folder .\n"
	"malformed /sys/huge\n"
	"link /sys/linked folder\n"
	"dir /sys/linked x\n"
	"link /sys/loop loop\n"
	"malformed /sys/loop\n"
	"cpuid native 00000001 0 00060fb1 00020800 80002001 178bfbfd\n"
	"cpuid native 40000000 0 40000001 566e6558 65584d4d 4d4d566e\n"
	"cpuid native 40000001 0 00040011 00000000 00000000 00000000\n"
	"cpuid native 40000001 1 00000005 00000000 00000000 00000000\n"
	"cpuid forced absent\n"
	"log\n|[    0.000000] Xen version: 4.17.7\n"
	"|[    1.0][    T1] usb 1-1: SerialNumber: xxxxx\n"
	"\\Xen v without a stamp on xxxxxx\n";

static void a_record_is_what_it_should_be(void **state)
{
	size_t size;
	char *text = record(*state, false, &size);

	assert_string_equal(text, expected);
	assert_int_equal(size, strlen(text));
	free(text);
}

static void the_same_machine_gives_the_same_bytes(void **state)
{
	size_t one_size, two_size;
	char *one = record(*state, false, &one_size), *two = record(*state, true, &two_size);

	assert_string_equal(one, two);
	free(two);
	/* And so does its replay. */
	struct machine *again = replay(one);

	two = record(again, false, &two_size);
	assert_string_equal(one, two);
	machine_close(again);
	free(one);
	free(two);
}

/* Looks that plugins with those reads may take; files only where nothing is blanked. */
static const char *const places[] = { "/sys/block/xvda/size", "/sys/block/xvda/device/driver",
	"/sys/block/xvda/queue", "/sys/block/xvdc/size",
	"/sys/folder", "/sys/linked", "/sys/file_link", "/sys/binary", "/sys/loop", "/proc/xen", "/run/nothing",
	"/dev/none" };

static void check_same(const struct machine_answer *a, const struct machine_answer *b)
{
	assert_int_equal(a->outcome, b->outcome);
	assert_int_equal(a->error, b->error);
	assert_int_equal(a->size, b->size);
	if (a->size)
		assert_memory_equal(a->data, b->data, a->size);
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_string_equal(a->names[i], b->names[i]);
	assert_memory_equal(a->reg, b->reg, sizeof(a->reg));
}

static void check_place(struct machine *a, struct machine *b, const char *path)
{
	struct arena *arena = arena_new();
	struct machine_answer first, second;

	machine_read(a, arena, path, &first);
	machine_read(b, arena, path, &second);
	check_same(&first, &second);
	machine_link(a, arena, path, &first);
	machine_link(b, arena, path, &second);
	check_same(&first, &second);
	machine_stat(a, arena, path, &first);
	machine_stat(b, arena, path, &second);
	check_same(&first, &second);
	/* Nobody reads the names there, and those in a driver's folder are the machine's other devices. */
	machine_list(a, arena, path, &first);
	machine_list(b, arena, path, &second);
	if (!strstr(path, "driver") && strcmp(path, "/sys/folder"))
		check_same(&first, &second);
	arena_free(arena);
}

static void check_cpuid(struct machine *a, struct machine *b, enum xf_via via, uint32_t leaf, uint32_t sub)
{
	struct machine_answer first, second;

	machine_cpuid(a, via, leaf, sub, &first);
	machine_cpuid(b, via, leaf, sub, &second);
	check_same(&first, &second);
}

static void a_replay_answers_as_the_machine_did(void **state)
{
	size_t size;
	char *text = record(*state, false, &size);
	struct machine *again = replay(text);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		check_place(*state, again, places[i]);
	for (int way = XF_NATIVE; way <= XF_FORCED; way++) {
		check_cpuid(*state, again, way, 1, 0);
		for (uint32_t leaf = 0x40000000; leaf <= 0x4000ff00; leaf += 0x100)
			check_cpuid(*state, again, way, leaf, 0);
		for (uint32_t leaf = 0x40000000; leaf <= 0x40000002; leaf++)
			for (uint32_t sub = 0; sub < 3; sub++)
				check_cpuid(*state, again, way, leaf, sub);
	}
	machine_close(again);
	free(text);
}

/* The outcome of reading a file. */
static enum xf_outcome outcome_of(struct machine *machine, const char *path)
{
	struct arena *arena = arena_new();
	struct machine_answer answer;

	machine_read(machine, arena, path, &answer);
	arena_free(arena);
	return answer.outcome;
}

/* Records with one plugin of these reads. */
static char *record_reads(struct machine *machine, const char *const *reads)
{
	struct xf_plugin plugin = { .name = "p", .reads = reads };
	struct loaded_plugin loaded = { .plugin = &plugin };
	struct registry registry = { .loaded = &loaded, .count = 1 };
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_int_equal(record_machine(machine, &registry, "", file), 0);
	assert_int_equal(fclose(file), 0);
	return text;
}

/* A name that a plugin would have read is absent from the record if it was from the machine; any other may be there. */
static void a_record_says_which_names_it_has(void **state)
{
	static const char *const reads[] = { "/boot/config-* lines:A*", "/boot/*.efi", "/boot/config-*", NULL };
	static const char *const more[] = { "/boot/config-*", "/boot/vmlinuz-*", NULL };
	static const char folder[] = "dir /boot config-6.1 . *.efi config-*\n";

	scratch_file("t/boot/config-6.1", "A=1\n");
	scratch_file("t/boot/vmlinuz-6.1", "");
	char *text = record_reads(*state, reads);
	struct machine *again = replay(text);

	assert_non_null(strstr(text, folder));
	assert_int_equal(outcome_of(again, "/boot/config-6.1"), XF_SEEN);
	assert_int_equal(outcome_of(again, "/boot/config-6.2"), outcome_of(*state, "/boot/config-6.2"));
	assert_int_equal(outcome_of(again, "/boot/config-6.2"), XF_ABSENT);
	assert_int_equal(outcome_of(again, "/boot/vmlinuz-6.1"), XF_NOT_RECORDED);
	free(text);
	/* A plugin that came later does not make the record know more. */
	text = record_reads(again, more);
	assert_non_null(strstr(text, folder));
	free(text);
	machine_close(again);
	assert_int_equal(unlink("t/boot/config-6.1") | unlink("t/boot/vmlinuz-6.1"), 0);
}

static void outcome_log(void *self, struct arena *arena, struct machine_answer *answer)
{
	(void)arena;
	answer->outcome = *(const enum xf_outcome *)self;
	answer->error = answer->outcome == XF_DENIED ? EPERM : answer->outcome == XF_FAILED ? ENOMEM : 0;
}

static void outcome_stat(void *self, struct arena *arena, const char *path, struct machine_answer *answer)
{
	(void)path;
	outcome_log(self, arena, answer);
}

static int record_stub(enum xf_outcome outcome, const char *path, char **text)
{
	const char *reads[] = { path, "log:*", NULL };
	struct xf_plugin plugin = { .name = "p", .reads = reads };
	struct loaded_plugin loaded = { .plugin = &plugin };
	struct registry registry = { .loaded = &loaded, .count = 1 };
	static const struct machine_ops ops = { .log = outcome_log, .stat = outcome_stat };
	struct machine *machine = machine_new(&ops, &outcome);
	size_t size;
	FILE *file = open_memstream(text, &size);
	int error = record_machine(machine, &registry, "", file);

	fclose(file);
	machine_close(machine);
	return error;
}

static void what_is_denied_is_recorded(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(record_stub(XF_DENIED, "/a/b", &text), 0);
	assert_string_equal(text, "xenfacts guest 1\ndenied /a/b\nlog denied\n");
	free(text);
	assert_int_equal(record_stub(XF_NOT_RECORDED, "/a/b", &text), 0);
	assert_string_equal(text, "xenfacts guest 1\n");
	free(text);
	assert_int_equal(record_stub(XF_FAILED, "/a/b", &text), -ENOMEM);
	free(text);
	/* Nobody can ask for such a path, so nothing is lost. */
	assert_int_equal(record_stub(XF_DENIED, "/a/../b", &text), 0);
	assert_string_equal(text, "xenfacts guest 1\nlog denied\n");
	free(text);
}

/* A machine called by a word of the plugins' trade keeps its evidence. */
static void a_name_of_the_trade_stays(void **state)
{
	size_t size;

	scratch_file("t/proc/some", "A=1\nB=2\nA=3\n");
	scratch_file("t/proc/whole", "A=1\nB=2\n");
	scratch_file("t/proc/sys/kernel/hostname", "cmdline\n");
	scratch_file("t/proc/cmdline", "cmdline localhost vda web-17\n");
	char *text = record(*state, false, &size);

	assert_non_null(strstr(text, "|cmdline localhost vda web-17\n"));
	free(text);
	scratch_file("t/proc/some", "A=1\nB=2\nA=3\n");
	scratch_file("t/proc/whole", "A=1\nB=2\n");
	scratch_file("t/proc/sys/kernel/hostname", "localhost.vda\n");
	text = record(*state, false, &size);
	assert_non_null(strstr(text, "|cmdline localhost vda web-17\n"));
	free(text);
	assert_int_equal(unlink("t/proc/sys/kernel/hostname"), 0);
	text = record(*state, false, &size);
	assert_non_null(strstr(text, "|cmdline localhost vda web-17\n"));
	free(text);
}

static void a_full_disk_is_an_error(void **state)
{
	struct loaded_plugin loaded = { .plugin = &block };
	struct registry registry = { .loaded = &loaded, .count = 1 };
	FILE *full = fopen("/dev/full", "w");

	assert_non_null(full);
	assert_int_not_equal(record_machine(*state, &registry, "", full), 0);
	fclose(full);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_record_is_what_it_should_be), TEST(the_same_machine_gives_the_same_bytes),
		TEST(a_replay_answers_as_the_machine_did), TEST(a_record_says_which_names_it_has),
		TEST(what_is_denied_is_recorded), TEST(a_name_of_the_trade_stays), TEST(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
