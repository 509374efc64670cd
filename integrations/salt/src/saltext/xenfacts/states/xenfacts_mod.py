# SPDX-License-Identifier: MIT
"""
Install xenfacts on a minion, configure and run its agent, or remove it.

.. code-block:: yaml

    xenfacts:
      xenfacts.installed:
        - adapters:
          - salt
          - prometheus
        - reload_grains: True

    xenfacts agent:
      xenfacts.agent:
        - name: xenfacts
        - config:
            interval: 10m

The packages come from the repositories that the minion has, by Salt's state ``pkg``, which supports apt, dnf, yum and
zypper. With ``reload_grains``, the rest of the same run has the new grain and the functions of the execution module.
"""

import salt.utils.yaml

__virtualname__ = "xenfacts"

_CONFIG = "/etc/xenfacts/conf.d/salt.yaml"
_HEADER = "# Managed by Salt, state xenfacts.agent.\n"


def __virtual__():
    if "pkg.list_pkgs" in __salt__:
        return __virtualname__
    return False, "the state xenfacts needs Salt's module pkg, which does not support this system's packages"


def _merged(name, parts):
    """One return of the returns of other states: it fails if one of them failed."""
    results = [part["result"] for part in parts]
    changes = {}
    for part in parts:
        changes.update(part["changes"])
    return {
        "name": name,
        "result": False if False in results else None if None in results else True,
        "changes": changes,
        "comment": "\n".join(filter(None, (part["comment"] for part in parts))),
    }


def _refreshed(ret):
    """If something changed, has the minion load modules and grains again, and tell the master, which targets by it."""
    if ret["changes"] and not __opts__["test"]:
        __salt__["saltutil.refresh_grains"]()
    return ret


def _ours(packages):
    """Those of the packages that belong to xenfacts, with or without an architecture."""
    return {package for package in packages if package.split(":")[0] == "xenfacts" or package.startswith("xenfacts-")}


def installed(name="xenfacts", adapters=None, **kwargs):
    """
    Ensure that the program is installed, and packages for the tools that read its facts.

    name
        The package of the program.

    adapters
        Words for other packages of xenfacts: ``salt`` installs ``xenfacts-salt``, ``prometheus`` installs
        ``xenfacts-prometheus``.

    kwargs
        Everything that ``pkg.installed`` takes, such as ``version``, ``refresh`` or ``fromrepo``. ``sources`` installs
        files instead of packages of a repository; it names them all, so it excludes ``adapters``.

    .. code-block:: yaml

        xenfacts:
          xenfacts.installed:
            - sources:
              - xenfacts: salt://packages/xenfacts_1.0.0_amd64.deb
    """
    if kwargs.get("sources") and adapters:
        return {
            "name": name,
            "result": False,
            "changes": {},
            "comment": "sources names all packages: list those of the adapters there, and omit adapters",
        }
    if not kwargs.get("sources"):
        kwargs["pkgs"] = [name, *(f"xenfacts-{word}" for word in adapters or [])]
    kwargs = {key: value for key, value in kwargs.items() if not key.startswith("__")}
    return _refreshed(_merged(name, [__states__["pkg.installed"](name=name, **kwargs)]))


def agent(name="xenfacts", config=None, config_file=_CONFIG, enable=True):
    """
    Ensure that the agent runs, with this configuration.

    name
        The agent's service.

    config
        Settings of xenfacts.yaml(5). They are written to a file of their own beside those of the packages. Without
        ``config``, that file is left as it is.

    config_file
        The path of that file.

    enable
        Start the agent at boot.

    .. code-block:: yaml

        xenfacts:
          xenfacts.agent:
            - config:
                interval: 10m
                sinks:
                  inventory:
                    type: file
                    path: /srv/inventory/xenfacts.json
    """
    parts = []
    if config is not None:
        contents = _HEADER + salt.utils.yaml.safe_dump(config, default_flow_style=False)
        parts.append(
            __states__["file.managed"](
                name=config_file,
                contents=contents,
                user="root",
                group="root",
                mode="0644",
                makedirs=True,
            )
        )
    was_running = __salt__["service.status"](name)
    if not parts or parts[0]["result"] is not False:
        parts.append(__states__["service.running"](name=name, enable=enable))
    ret = _merged(name, parts)
    if config is not None and parts[0]["changes"] and was_running and ret["result"]:
        ret["result"] = bool(__salt__["service.reload"](name))
        ret["comment"] += f"\nService {name} {'was' if ret['result'] else 'could not be'} reloaded"
    return ret


def absent(name="xenfacts", purge=False, config_file=_CONFIG):
    """
    Ensure that all packages of xenfacts, and the file that :func:`agent` wrote, are removed.

    name
        The agent's service.

    purge
        Remove the configuration of the packages, too, where the system distinguishes that (Debian).

    config_file
        The file that :func:`agent` wrote.

    .. code-block:: yaml

        xenfacts:
          xenfacts.absent:
            - purge: True
    """
    packages = _ours(__salt__["pkg.list_pkgs"]())
    if purge:  # what was removed before may have left its configuration
        packages |= _ours(__salt__["pkg.list_pkgs"](removed=True))
    parts = []
    if __salt__["service.available"](name):
        parts.append(__states__["service.dead"](name=name))
    if packages:
        parts.append(__states__["pkg.purged" if purge else "pkg.removed"](name=name, pkgs=sorted(packages)))
    parts.append(__states__["file.absent"](name=config_file))
    ret = _merged(name, parts)
    if ret["result"] and not ret["changes"]:
        ret["comment"] = "xenfacts is not installed"
    return _refreshed(ret)
