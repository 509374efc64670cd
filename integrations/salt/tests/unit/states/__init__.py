# SPDX-License-Identifier: MIT
"""Makes this folder a package, so that its modules may have the names of others."""
