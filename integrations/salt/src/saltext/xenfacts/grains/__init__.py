# SPDX-License-Identifier: MIT
"""Makes this folder a part of the package, so that it is installed."""
