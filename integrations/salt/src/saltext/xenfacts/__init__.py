# SPDX-License-Identifier: MIT
"""Salt extension: the grain ``xenfacts``. Salt's loader finds grains/ beside this file through the entry point."""
