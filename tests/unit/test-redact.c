/* SPDX-License-Identifier: MIT */
/*
 * Redaction: what must go, what must stay because a rule rests on it, and that every line keeps its length.
 */
#include "tests/unit/scratch.h"

#include <stdlib.h>

#include "core/record/record.h"

static const struct pair {
	const char *before, *after;
} pairs[] = {
	/* UUIDs, a machine's id; EC2's keep what names the platform. */
	{ "uuid 4c4c4544-0042-3510-8052-b4c04f4e3132.", "uuid 00000000-0000-0000-0000-000000000000." },
	{ "ec2c4544-0042-3510-8052-b4c04f4e3132\n", "ec200000-0000-0000-0000-000000000000\n" },
	{ "EC2C4544-0042-3510-8052-B4C04F4E3132", "EC200000-0000-0000-0000-000000000000" },
	/* What a mark blanks ends an address that was none. */
	{ "1:2:3:4:5:6:0:00:1f.2@12:34", "0:0:0:0:0:0:0:00:xxxx@xx:34" },
	{ "systemd.machine_id=0123456789abcdef0123456789abcdef x",
	  "systemd.machine_id=00000000000000000000000000000000 x" },
	{ "root=UUID=4c4c4544-0042-3510-8052-b4c04f4e3132 ro", "root=UUID=00000000-0000-0000-0000-000000000000 ro" },
	/* Hardware addresses. */
	{ "00:16:3e:1a:2b:3c\n", "00:00:00:00:00:00\n" },
	{ "RTL-8139C+ at 0x00, 00:16:3E:1a:2b:3c, IRQ 32", "RTL-8139C+ at 0x00, 00:00:00:00:00:00, IRQ 32" },
	{ "BOOTIF=01-00-16-3e-1a-2b-3c", "BOOTIF=00-00-00-00-00-00-00" },
	/* IPv4 and the names made of it. */
	{ "ip=10.0.0.17::10.0.0.1:255.255.255.0", "ip=00.0.0.00::00.0.0.0:000.000.000.0" },
	{ "on ip-10-0-12-7 up", "on ip-00-0-00-0 up" },
	/* IPv6. */
	{ "fe80::216:3eff:fe1a:2b3c/64", "0000::000:0000:0000:0000/64" },
	{ "2001:db8:0:1:2:3:4:5 ", "0000:000:0:0:0:0:0:0 " },
	{ "to ::1: refused", "to ::0: refused" },
	{ "[fe80::1%eth0]", "[0000::0%eth0]" },
	/* Serial numbers to the line's end; the next line is none of it. */
	{ "usb 1-1: SerialNumber: 1-0000:00:01.2\nusb 1-1: x", "usb 1-1: SerialNumber: xxxxxxxxxxxxxx\nusb 1-1: x" },
	{ "Serial Number: VMware 42", "Serial Number: xxxxxx xx" },
	/* EC2's ids. */
	{ "i-1234abcd vol-0123456789abcdef0", "i-00000000 vol-00000000000000000" },
	/* The host's name, as a word. */
	{ "web-17 web-17.example web-171 my-web-17 (web-17)", "xxxxxx xxxxxx.example web-171 my-xxxxxx (xxxxxx)" },
	/* Interfaces that are called by an address or an id. */
	{ "enx001122334455 wlxa0b1c2d3e4f5:", "enx000000000000 wlx000000000000:" },
	{ "br-0a1b2c3d4e5f", "br-000000000000" },
	/* People, builders, servers. */
	{ "Linux version 6.1 (bob@build.example.org) (gcc)", "Linux version 6.1 (xxx@xxxxxxxxxxxxxxxxx) (gcc)" },
	{ "Linux version 6.1.0-bob@build (gcc)", "Linux version 6.1.0xxxx@xxxxx (gcc)" },
	{ "Linux version bob@build (gcc)", "Linux version xxx@xxxxx (gcc)" },
	{ "from https://u:p@nas.example/x?y \"", "from https://xxx@xxxxxxxxxxxxxxx \"" },
	/* What is called a secret, a serial number or a label. */
	{ "rd.iscsi.password=hunter2 ro", "rd.iscsi.password=xxxxxxx ro" },
	{ "API_TOKEN: 'abc def'", "API_TOKEN: 'xxx def'" },
	{ "Serial\t\t: 10000000abcdef\nx", "Serial\t\t: xxxxxxxxxxxxxx\nx" },
	{ "root=LABEL=anne", "root=LABEL=xxxx" },
	/* Names of storage, keys of services. */
	{ "at iqn.2003-01.org.example:anne.disk1 lun", "at xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx lun" },
	{ "naa.5000c500a1b2c3d4", "xxxxxxxxxxxxxxxxxxxx" },
	{ "AKIAIOSFODNN7EXAMPLE", "xxxxxxxxxxxxxxxxxxxx" },
};

static const char *const kept[] = {
	"",
	"\n\n",
	"[    0.000000] Linux version 6.1.0-56-amd64 (Debian 12.2.0-14+deb12u1)",
	"Xen version: 4.17.7 (preserve-AD)",
	"DMI: Xen HVM domU, BIOS 4.2.amazon 01/24/2014",
	"pci 0000:00:01.1: [8086:7010] type 00 class 0x010180",
	"2026-11-22 21:45:17",
	"00000000,00000000,00000705",
	"0bda:8139 1-1:1.0",
	"clocksource: tsc: mask: 0xffffffffffffffff max_cycles: 0x24093e4b6d5",
	"New USB device strings: Mfr=1, Product=2, SerialNumber=3",
	"xen-percpu -timer0 xen-dyn-lateeoi blkif",
	"b4c04f4e3132b4c04f4e3132b4c04f4e3132aabb", /* a build id, as long as a SHA-1 */
	"1.2.3.4.5 300.1.1.1 1.2.3",
	"i-am-no-id vol-ume std::string",
	"00:16:3e:1a:2b",
	"xen: --> pirq=22 -> irq=24 (gsi=24)",
	"xen:events: Xen HVM callback vector for event delivery is enabled",
	"blkfront: xvda: flush diskcache: enabled; persistent grants: enabled; indirect descriptors: enabled;",
	"../../devices/vif-0/net/eth0",
};

static void check(const char *before, const char *after)
{
	char text[256];

	assert_int_equal(strlen(before), strlen(after));
	strcpy(text, before);
	record_redact(text, strlen(text), "web-17");
	assert_string_equal(text, after);
}

static void what_identifies_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		check(pairs[i].before, pairs[i].after);
}

static void what_is_evidence_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		check(kept[i], kept[i]);
}

static void a_host_is_optional(void **state)
{
	char text[] = "web-17 10.1.1.1";

	(void)state;
	record_redact(text, strlen(text), "");
	assert_string_equal(text, "web-17 00.0.0.0");
	record_redact(text, strlen(text), NULL);
	assert_string_equal(text, "web-17 00.0.0.0");
}

/* Text may end anywhere, and need not end with a NUL: each cut is a buffer of its own for the sanitizer. */
static void text_may_be_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		for (size_t size = 0; size <= strlen(pairs[i].before); size++) {
			char *text = test_malloc(size + 1);

			memcpy(text + 1, pairs[i].before, size);
			record_redact(text + 1, size, "web-17");
			test_free(text);
		}
	}
}

/* Doing it again changes nothing: a record of a record is the same. */
static void twice_is_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		check(pairs[i].after, pairs[i].after);
}

/* Text that begins many identifiers and completes none, or completes many. */
static const char *const slow[] = { "a:", "a", ":", "::", "aa:", "aa-", "1.", "1.1.1.", "ip-", "12345678-", "enx",
	"web-17", "web-", "@", "a@", "://", "a://", "password=", "serial:", "=", "iqn.", "i-", "\n", "0123456789abcdef",
	"a:a:a:a:a:a:a:", "1234::", "serial number ", "\t", "aa:aa:aa:aa:aa:aa:" };

static size_t work_of(const char *part, size_t size)
{
	char *text = malloc(size);
	size_t length = strlen(part);

	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = part[i % length];
	text[size - 1] = 'z';
	size_t work = record_redact(text, size, "web-17");

	free(text);
	return work;
}

/* Counts bytes examined, not time. With 160 KB of "a:" it once took 20 seconds. */
static void work_is_linear(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
		size_t once = work_of(slow[i], 4000), twice = work_of(slow[i], 8000);

		if (twice > 2 * once + 6000 || twice > 8000 * 300)
			fail_msg("\"%s\": %zu bytes examined in 4000, %zu in 8000", slow[i], once, twice);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_identifies_goes), cmocka_unit_test(what_is_evidence_stays),
		cmocka_unit_test(a_host_is_optional), cmocka_unit_test(text_may_be_cut_anywhere),
		cmocka_unit_test(twice_is_once), cmocka_unit_test(work_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
