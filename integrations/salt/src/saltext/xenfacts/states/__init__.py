# SPDX-License-Identifier: MIT
"""Makes this folder part of the package, so that it is installed."""
