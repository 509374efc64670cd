# SPDX-License-Identifier: MIT
"""facts/catalogue.json is what the program prints, and that is what the plugins' tables say."""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import documents  # noqa: E402
from kit import checks, xenfacts  # noqa: E402

FIELDS = {"owner", "sentence", "since", "strength", "type"}
TYPES = {"bool", "count", "word", "text", "list"}
STRENGTHS = {"active", "configured", "supported", "moving"}

printed = documents.output("list", "facts", "--format", "json")
checks.that(printed == (xenfacts.SOURCE / "facts/catalogue.json").read_text(encoding="utf-8"),
            "facts/catalogue.json is out of date: xenfacts list facts --format json > facts/catalogue.json")
catalogue = json.loads(printed)
checks.that(list(catalogue) == sorted(catalogue), "the catalogue is not sorted")
for key, fact in catalogue.items():
    wanted = FIELDS | ({"values"} if fact.get("type") == "word" else set())
    checks.that(set(fact) == wanted and fact["type"] in TYPES and fact["strength"] in STRENGTHS,
                f"the catalogue's entry of {key} lacks something, or has too much: {fact}")

owners = set()
for plugin in sorted((xenfacts.BUILD / "plugins").glob("*.so")):
    owners.add(plugin.stem)
    facts, _ = documents.promises(plugin)
    mine = {key: [fact["type"], fact["strength"], fact["sentence"]]
            for key, fact in catalogue.items() if fact["owner"] == plugin.stem}
    checks.that(mine and mine == facts, f"the catalogue and the table of plugin {plugin.stem} differ")
documents.agree("owners", {fact["owner"] for fact in catalogue.values()}, owners | {"xenfacts"})

# By bit, from xen/include/public/features.h of Xen 4.19, XENFEAT_*: ours are written there by hand too, once. These
# names are promised; a later bit has what name facts/rules/xenfeat.def gives it.
BITS = """writable_page_tables writable_descriptor_tables auto_translated_physmap supervisor_mode_kernel pae_pgdir_above_4gb
mmu_pt_update_preserve_ad highmem_assist gnttab_map_avail_bits hvm_callback_vector hvm_safe_pvclock hvm_pirqs dom0
grant_map_identity memory_op_vnode_supported arm_smccc_supported linux_rsdp_unrestricted not_direct_mapped direct_mapped
runstate_phys_area vcpu_time_phys_area dm_msix_all_writes""".split()
decoded = dict(re.findall(r"^ *(\d+)  (\w+)", documents.output("decode", "ffffffff"), re.M))
checks.same([decoded.get(str(bit)) for bit in range(len(BITS))], BITS, "the names of the feature bits of Xen 4.19")
for bit in range(32):
    checks.that(f"features.{decoded.get(str(bit))}" in catalogue, f"the catalogue has feature bit {bit}")
sys.exit(checks.finish())
