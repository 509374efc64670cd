# SPDX-License-Identifier: MIT
"""Stands for the script by which ansible-test gets pip, which it would download from a host that is no registry: the
pip that Python carries installs what it is asked for. A process of its own, since ensurepip switches pip.conf off."""
import subprocess
import sys

wanted = [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]
subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
sys.exit(subprocess.run([sys.executable, "-m", "pip", "install", *wanted], check=False).returncode)
